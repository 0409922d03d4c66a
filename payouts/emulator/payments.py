"""Payment intents and charges: customers' money coming in."""

from __future__ import annotations

from payouts.emulator.balances import book
from payouts.emulator.params import (
    EXPAND,
    PAGE,
    Shape,
    amount,
    currency,
    flag,
    gone,
    many,
    mapping,
    metadata,
    one_of,
    text,
    url,
)
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body, Refusal, invalid
from payouts.emulator.world import World

# Stripe's list price for a card payment, in whole parts: 2.9 % and 30 minor units.
FEE_PER_MILLE = 29
FEE_FIXED_MINOR = 30

# Below this Stripe refuses a charge (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
MINIMUM_CHARGE = {"usd": 50, "eur": 50, "gbp": 30, "cad": 50, "aud": 50, "chf": 50, "jpy": 50}

NO_METHOD_TYPES = gone(
    "payment_method_types_no_longer_supported",
    "Use dynamic payment methods, allowed_payment_method_types or excluded_payment_method_types.",
)

GOOD_CARD = "pm_card_visa"
INSTANT_CARD = "pm_card_bypassPending"
DECLINED_CARD = "pm_card_chargeDeclined"


def fee_for(minor: int) -> int:
    """Return Stripe's fee for a payment, rounded half up and never more than the payment."""
    return min(minor, (minor * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED_MINOR)


def check_minimum(minor: int, code: str, noun: str) -> None:
    """Refuse an amount below the currency's minimum."""
    if minor < MINIMUM_CHARGE.get(code, 1):
        raise invalid(f"The {noun} must be at least {MINIMUM_CHARGE[code]} {code}.", code="amount_too_small")


def new_intent(world: World, *, minor: int, code: str, account: str = "", **given: object) -> Body:
    """Record a payment intent that waits for a payment method. `given` fills or overrides fields."""
    identity = world.new_id("pi")
    intent: Body = {
        "id": identity,
        "object": "payment_intent",
        "amount": minor,
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{identity}_secret_{world.new_id('x')[2:]}",
        "confirmation_method": "automatic",
        "created": world.now(),
        "currency": code,
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "receipt_email": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_group": None,
        **given,
    }
    world.put(intent, account=account)
    world.emit("payment_intent.created", intent, account=account)
    return intent


def pay(world: World, intent: Body, *, settle_seconds: int) -> Body:
    """Take the money of an intent: a charge, its line in the books, and the news of both. Returns the intent."""
    charge = _new_charge(world, intent)
    line = book(
        world,
        kind="charge",
        source=charge["id"],
        minor=charge["amount"],
        code=charge["currency"],
        fee=fee_for(charge["amount"]),
        settle_seconds=settle_seconds,
        description=charge["description"],
    )
    world.emit("charge.succeeded", charge)
    charge["balance_transaction"] = line["id"]
    world.put(charge)
    intent.update(
        amount_received=intent["amount"], latest_charge=charge["id"], last_payment_error=None, status="succeeded"
    )
    world.put(intent)
    world.emit("payment_intent.succeeded", intent)
    world.emit("charge.updated", charge, previous={"balance_transaction": None})
    return intent


def decline(world: World, intent: Body) -> Body:
    """Refuse the card of an intent, which then waits for another. Returns the intent."""
    charge = _new_charge(world, intent)
    charge.update(
        status="failed",
        paid=False,
        captured=False,
        amount_captured=0,
        failure_code="card_declined",
        failure_message="Your card was declined.",
    )
    world.put(charge)
    error = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline", "charge": charge["id"]}
    intent.update(
        latest_charge=charge["id"],
        last_payment_error={**error, "message": "Your card was declined."},
        status="requires_payment_method",
    )
    world.put(intent)
    world.emit("charge.failed", charge)
    world.emit("payment_intent.payment_failed", intent)
    return intent


def _new_charge(world: World, intent: Body) -> Body:
    charge = charge_body(world, minor=intent["amount"], code=intent["currency"], prefix="ch")
    charge.update(
        payment_intent=intent["id"],
        metadata=dict(intent["metadata"]),
        description=intent["description"],
        receipt_email=intent["receipt_email"],
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        transfer_group=intent["transfer_group"],
        payment_method_details={"type": "card"},
    )
    return world.put(charge)


def charge_body(world: World, *, minor: int, code: str, prefix: str) -> Body:
    """Return a charge (ch_), or the payment a transfer makes on a connected account (py_), taken in full."""
    return {
        "id": world.new_id(prefix),
        "object": "charge",
        "amount": minor,
        "amount_captured": minor,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": world.now(),
        "currency": code,
        "description": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "paid": True,
        "payment_intent": None,
        "payment_method_details": None,
        "receipt_email": None,
        "refunded": False,
        "source_transfer": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer_group": None,
    }


def _create_intent(call: Call) -> Body:
    given = {name: call.params[name] for name in _COPIED if name in call.params}
    check_minimum(call.params["amount"], call.params["currency"], "amount")
    intent = new_intent(call.world, minor=call.params["amount"], code=call.params["currency"], **given)
    return _confirm(call, intent) if call.params.get("confirm") else intent


def _confirm_intent(call: Call) -> Body:
    intent = call.need("payment_intent", call.id, noun="payment_intent", param="intent")
    if intent["status"] != "requires_payment_method":
        raise Refusal(400, f"This PaymentIntent is {intent['status']}.", code="payment_intent_unexpected_state")
    return _confirm(call, intent)


def _confirm(call: Call, intent: Body) -> Body:
    method = call.params.get("payment_method")
    if method not in {GOOD_CARD, INSTANT_CARD, DECLINED_CARD}:
        raise invalid(f"No such PaymentMethod: '{method}'", param="payment_method", code="resource_missing")
    if method == DECLINED_CARD:
        decline(call.world, intent)
        raise Refusal(
            402,
            "Your card was declined.",
            kind="card_error",
            code="card_declined",
            keeps_work=True,
            decline_code="generic_decline",
        )
    settle = 0 if method == INSTANT_CARD else call.world.options.settle_seconds
    return pay(call.world, intent, settle_seconds=settle)


def _retrieve_intent(call: Call) -> Body:
    return call.need("payment_intent", call.id, noun="payment_intent", param="intent")


def _list_intents(call: Call) -> Body:
    return page(call, "payment_intent", "/v1/payment_intents")


def _retrieve_charge(call: Call) -> Body:
    return call.need("charge", call.id, noun="charge")


def _list_charges(call: Call) -> Body:
    where = {name: call.params.get(name) for name in ("payment_intent", "transfer_group")}
    return page(call, "charge", "/v1/charges", **where)


_COPIED = ("description", "metadata", "receipt_email", "statement_descriptor_suffix", "transfer_group")

_CONFIRM = {
    **EXPAND,
    "payment_method": text,
    "return_url": url,
    "off_session": flag,
    "payment_method_types": NO_METHOD_TYPES,
}

_INTENT = Shape(
    {
        **_CONFIRM,
        "amount": amount,
        "currency": currency,
        "confirm": flag,
        "automatic_payment_methods": mapping,
        "excluded_payment_method_types": many(text),
        "capture_method": one_of("automatic", "automatic_async"),
        "customer": text,
        "description": text,
        "metadata": metadata,
        "receipt_email": text,
        "statement_descriptor_suffix": text,
        "transfer_group": text,
    },
    required=("amount", "currency"),
)

ROUTES = [
    Route("POST", "/v1/payment_intents", _create_intent, _INTENT),
    Route("GET", "/v1/payment_intents", _list_intents, Shape({**PAGE, "customer": text})),
    Route("GET", "/v1/payment_intents/{id}", _retrieve_intent, Shape({**EXPAND, "client_secret": text})),
    Route("POST", "/v1/payment_intents/{id}/confirm", _confirm_intent, Shape(_CONFIRM)),
    Route("GET", "/v1/charges", _list_charges, Shape({**PAGE, "payment_intent": text, "transfer_group": text})),
    Route("GET", "/v1/charges/{id}", _retrieve_charge, Shape(EXPAND)),
]
