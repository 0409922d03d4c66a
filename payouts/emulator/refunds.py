"""Refunds: customers' money going back. Stripe's fee is not returned."""

from __future__ import annotations

from payouts.emulator.balances import book, total
from payouts.emulator.params import EXPAND, PAGE, Shape, amount, metadata, one_of, text
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body, Refusal, invalid
from payouts.emulator.world import World

# How long a refund that the balance does not cover waits before it looks again.
RETRY_SECONDS = 1


def refund_body(world: World, *, minor: int, code: str, charge: str, prefix: str = "re") -> Body:
    """Return a refund that has succeeded."""
    return {
        "id": world.new_id(prefix),
        "object": "refund",
        "amount": minor,
        "balance_transaction": None,
        "charge": charge,
        "created": world.now(),
        "currency": code,
        "metadata": {},
        "payment_intent": None,
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def _create(call: Call) -> Body:
    world, params = call.world, call.params
    charge = _charge_to_refund(call)
    if charge["disputed"]:
        raise Refusal(400, f"Charge {charge['id']} has been charged back; cannot refund.", code="charge_disputed")
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise Refusal(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    minor = params.get("amount", left)
    if minor > left:
        raise Refusal(
            400,
            f"Refund amount ({minor}) is greater than unrefunded amount on charge ({left})",
            code="amount_too_large",
            param="amount",
        )
    refund = refund_body(world, minor=minor, code=charge["currency"], charge=charge["id"])
    refund.update(
        payment_intent=charge["payment_intent"], reason=params.get("reason"), metadata=params.get("metadata", {})
    )
    _count(charge, minor)
    world.put(charge)
    _pay_back(world, refund)
    world.emit("refund.created", refund)
    world.emit("charge.refunded", charge)
    return refund


def _charge_to_refund(call: Call) -> Body:
    named = [name for name in ("charge", "payment_intent") if name in call.params]
    if len(named) != 1:
        raise invalid("You must specify either `charge` or `payment_intent`.", code="parameter_missing")
    if named == ["charge"]:
        charge = call.need("charge", call.params["charge"], noun="charge", param="charge", status=400)
    else:
        wanted = call.params["payment_intent"]
        intent = call.need("payment_intent", wanted, noun="payment_intent", param="payment_intent", status=400)
        found = call.world.store.get(intent["latest_charge"] or "", kind="charge")
        if found is None:
            raise Refusal(400, f"PaymentIntent {intent['id']} has no successful charge.", code="charge_not_refundable")
        charge = found
    if charge["status"] != "succeeded":
        raise Refusal(400, f"Charge {charge['id']} did not succeed.", code="charge_not_refundable")
    return charge


def _count(charge: Body, minor: int) -> None:
    charge["amount_refunded"] += minor
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def _pay_back(world: World, refund: Body) -> None:
    """Book the refund, or leave it pending until the balance covers it."""
    if total(world, refund["currency"]) < refund["amount"]:
        refund.update(status="pending", pending_reason="insufficient_funds")
        world.put(refund)
        world.schedule(RETRY_SECONDS, "retry_refund", refund["id"])
        return
    line = book(world, kind="refund", source=refund["id"], minor=-refund["amount"], code=refund["currency"])
    refund.pop("pending_reason", None)
    refund.update(status="succeeded", balance_transaction=line["id"])
    world.put(refund)


def _retry(world: World, refund_id: str) -> None:
    refund = world.store.get(refund_id) or {}
    if refund["status"] != "pending":
        return
    _pay_back(world, refund)
    if refund["status"] == "succeeded":
        world.emit("refund.updated", refund)


def fail_refund(world: World, refund_id: str) -> Body:
    """Let the customer's bank send a refund back: the money is ours again, the charge is less refunded."""
    refund = world.store.get(refund_id, kind="refund")
    if refund is None or refund["status"] != "succeeded":
        raise Refusal(400, f"{refund_id} is no refund that succeeded.", code="resource_missing")
    line = book(world, kind="refund_failure", source=refund_id, minor=refund["amount"], code=refund["currency"])
    refund.update(status="failed", failure_balance_transaction=line["id"], failure_reason="expired_or_canceled_card")
    charge = world.store.get(refund["charge"]) or {}
    _count(charge, -refund["amount"])
    world.put(charge)
    world.put(refund)
    world.emit("refund.updated", refund)
    world.emit("refund.failed", refund)
    return refund


def _retrieve(call: Call) -> Body:
    return call.need("refund", call.id, noun="refund")


def _list(call: Call) -> Body:
    where = {name: call.params.get(name) for name in ("charge", "payment_intent")}
    return page(call, "refund", "/v1/refunds", **where)


_REFUND = Shape(
    {
        **EXPAND,
        "amount": amount,
        "charge": text,
        "payment_intent": text,
        "metadata": metadata,
        "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
    }
)

ROUTES = [
    Route("POST", "/v1/refunds", _create, _REFUND),
    Route("GET", "/v1/refunds", _list, Shape({**PAGE, "charge": text, "payment_intent": text})),
    Route("GET", "/v1/refunds/{id}", _retrieve, Shape(EXPAND)),
]

AGENDA = {"retry_refund": _retry}
