"""Stripe's books: every movement is a balance transaction, and a balance is nothing but their sum."""

from __future__ import annotations

from payouts.emulator.params import EXPAND, PAGE, Shape, currency, text
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body
from payouts.emulator.world import World

# Stripe's reporting category of each type used here (docs.stripe.com/reports/reporting-categories).
CATEGORIES = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund_failure",
    "transfer": "transfer",
    "transfer_refund": "transfer_reversal",
    "payout": "payout",
    "payout_failure": "payout_reversal",
    "topup": "topup",
}


def book(
    world: World,
    *,
    kind: str,
    source: str,
    minor: int,
    code: str,
    account: str = "",
    fee: int = 0,
    settle_seconds: int = 0,
    description: str | None = None,
) -> Body:
    """Write one line: `minor` (negative for money going out) less `fee`, available after `settle_seconds`."""
    fees = {"amount": fee, "application": None, "currency": code, "description": "Stripe fees", "type": "stripe_fee"}
    line: Body = {
        "id": world.new_id("txn"),
        "object": "balance_transaction",
        "amount": minor,
        "available_on": world.now() + settle_seconds,
        "balance_type": "payments",
        "created": world.now(),
        "currency": code,
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fees] if fee else [],
        "net": minor - fee,
        "reporting_category": CATEGORIES[kind],
        "source": source,
        "status": "pending",
        "type": kind,
        "_payout": None,
    }
    world.put(line, account=account)
    if settle_seconds:
        world.schedule(settle_seconds, "announce_balance", account)
    return line


def available(world: World, code: str, *, account: str = "") -> int:
    """Return what an account can spend now, in one currency."""
    return _sums(world, account, "<=").get(code, 0)


def total(world: World, code: str, *, account: str = "") -> int:
    """Return everything an account has, available or pending, in one currency."""
    return available(world, code, account=account) + _sums(world, account, ">").get(code, 0)


def _sums(world: World, account: str, comparison: str) -> dict[str, int]:
    rows = world.store.rows(
        "SELECT json_extract(body, '$.currency') AS code, SUM(json_extract(body, '$.net')) AS net FROM objects"
        f" WHERE kind = 'balance_transaction' AND account = ? AND json_extract(body, '$.available_on') {comparison} ?"
        " GROUP BY 1 ORDER BY 1",
        account,
        world.now(),
    )
    return {row["code"]: row["net"] for row in rows}


def balance_body(world: World, account: str) -> Body:
    """Return an account's balance as the API shows it; every currency ever used appears in both lists."""
    spendable, waiting = _sums(world, account, "<="), _sums(world, account, ">")
    codes = sorted({*spendable, *waiting}) or ["usd"]
    return {
        "object": "balance",
        "available": [_part(spendable.get(code, 0), code) for code in codes],
        "connect_reserved": [] if account else [_part(0, code) for code in codes],
        "livemode": False,
        "pending": [_part(waiting.get(code, 0), code) for code in codes],
    }


def _part(minor: int, code: str) -> Body:
    return {"amount": minor, "currency": code, "source_types": {"card": minor}}


def _announce(world: World, account: str) -> None:
    world.emit("balance.available", balance_body(world, account), account=account)


def _retrieve(call: Call) -> Body:
    return balance_body(call.world, call.account)


def _list_lines(call: Call) -> Body:
    wanted = {name: call.params.get(name) for name in ("currency", "type", "source")}
    wanted["_payout"] = call.params.get("payout")
    return page(call, "balance_transaction", "/v1/balance_transactions", **wanted)


def _retrieve_line(call: Call) -> Body:
    return call.need("balance_transaction", call.id, noun="balance transaction")


_FILTERS = Shape({**PAGE, "currency": currency, "type": text, "source": text, "payout": text})

ROUTES = [
    Route("GET", "/v1/balance", _retrieve, Shape(EXPAND)),
    Route("GET", "/v1/balance_transactions", _list_lines, _FILTERS),
    Route("GET", "/v1/balance_transactions/{id}", _retrieve_line, Shape(EXPAND)),
]

AGENDA = {"announce_balance": _announce}
