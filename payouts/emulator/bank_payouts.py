"""Payouts to banks: automatic ones on connected accounts shortly after money lands, and manual ones."""

from __future__ import annotations

from payouts.emulator.balances import available, book
from payouts.emulator.params import EXPAND, PAGE, Shape, amount, currency, metadata, one_of, text
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body, Refusal
from payouts.emulator.world import World

# What a bank says when it sends money back (docs.stripe.com/api/payouts/failures).
FAILURE_MESSAGES = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "no_account": "The bank account details on file are probably incorrect.",
}


def plan_payouts(world: World, account: str) -> None:
    """Plan the automatic payout of what lies on a connected account."""
    world.schedule(world.options.payout_delay_seconds, "pay_out", account)


def _pay_out(world: World, account: str) -> None:
    """Pay out everything available, one payout per currency, and note which lines each one carries."""
    lines = [
        line
        for line in world.store.find("balance_transaction", account=account)
        if line["_payout"] is None and line["available_on"] <= world.now()
    ]
    for code in sorted({line["currency"] for line in lines}):
        carried = [line for line in lines if line["currency"] == code]
        minor = sum(line["net"] for line in carried)
        if minor <= 0:
            continue
        payout = _start(world, account, minor, code, automatic=True)
        for line in carried:
            line["_payout"] = payout["id"]
            world.put(line, account=account)


def _start(world: World, account: str, minor: int, code: str, *, automatic: bool, notes: Body | None = None) -> Body:
    payout = _payout_body(world, minor, code, automatic=automatic, notes=notes or {})
    line = book(world, kind="payout", source=payout["id"], minor=-minor, code=code, account=account)
    line["_payout"] = payout["id"]
    world.put(line, account=account)
    payout["balance_transaction"] = line["id"]
    world.put(payout, account=account)
    world.emit("payout.created", payout, account=account)
    world.schedule(world.options.payout_delay_seconds, "arrive", payout["id"])
    return payout


def _payout_body(world: World, minor: int, code: str, *, automatic: bool, notes: Body) -> Body:
    return {
        "id": world.new_id("po"),
        "object": "payout",
        "amount": minor,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": world.now() + world.options.payout_delay_seconds,
        "automatic": automatic,
        "balance_transaction": None,
        "created": world.now(),
        "currency": code,
        "description": "STRIPE PAYOUT",
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": notes,
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit",
        "trace_id": None,
        "type": "bank_account",
    }


def _arrive(world: World, payout_id: str) -> None:
    """Let a payout reach the bank, unless the account is set to fail its next one."""
    payout = world.store.get(payout_id) or {}
    account = world.store.account_of(payout_id)
    if payout["status"] != "in_transit":
        return
    planned = world.store.fact(f"fail_payout:{account}")
    if planned:
        world.store.remember(f"fail_payout:{account}", None)
        fail_payout(world, payout_id, planned)
        return
    payout["status"] = "paid"
    if payout["automatic"]:
        payout["reconciliation_status"] = "completed"
    world.put(payout, account=account)
    world.emit("payout.paid", payout, account=account)
    if payout["automatic"]:
        world.emit("payout.reconciliation_completed", payout, account=account)


def fail_payout(world: World, payout_id: str, failure_code: str = "account_closed") -> Body:
    """Let the bank send a payout back, also one that was paid: the money lies on the account again."""
    payout = world.store.get(payout_id, kind="payout")
    if payout is None or payout["status"] in {"failed", "canceled"}:
        raise Refusal(400, f"{payout_id} is no payout that can fail.", code="resource_missing")
    account = world.store.account_of(payout_id)
    line = book(
        world,
        kind="payout_failure",
        source=payout_id,
        minor=payout["amount"],
        code=payout["currency"],
        account=account,
    )
    payout.update(
        status="failed",
        failure_code=failure_code,
        failure_message=FAILURE_MESSAGES.get(failure_code, "The payout failed."),
        failure_balance_transaction=line["id"],
    )
    world.put(payout, account=account)
    world.emit("payout.failed", payout, account=account)
    return payout


def _create(call: Call) -> Body:
    minor, code = call.params["amount"], call.params["currency"]
    if available(call.world, code, account=call.account) < minor:
        raise Refusal(400, "You have insufficient funds in your Stripe account.", code="balance_insufficient")
    notes = call.params.get("metadata", {})
    return _start(call.world, call.account, minor, code, automatic=False, notes=notes)


def _retrieve(call: Call) -> Body:
    return call.need("payout", call.id, noun="payout")


def _list(call: Call) -> Body:
    return page(call, "payout", "/v1/payouts", status=call.params.get("status"))


_PAYOUT = Shape(
    {
        **EXPAND,
        "amount": amount,
        "currency": currency,
        "description": text,
        "metadata": metadata,
        "method": one_of("standard", "instant"),
        "statement_descriptor": text,
    },
    required=("amount", "currency"),
)

ROUTES = [
    Route("POST", "/v1/payouts", _create, _PAYOUT),
    Route("GET", "/v1/payouts", _list, Shape({**PAGE, "status": text, "destination": text})),
    Route("GET", "/v1/payouts/{id}", _retrieve, Shape(EXPAND)),
]

AGENDA = {"pay_out": _pay_out, "arrive": _arrive}
