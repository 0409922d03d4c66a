"""Checkout Sessions: pay pages opened by the platform, paid, declined or left by a customer."""

from __future__ import annotations

from payouts.emulator.params import (
    EXPAND,
    PAGE,
    Shape,
    amount,
    currency,
    email,
    flag,
    gone,
    integer,
    many,
    mapping,
    metadata,
    one_of,
    text,
    url,
)
from payouts.emulator.payments import NO_METHOD_TYPES, check_minimum, decline, new_intent, pay
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body, Refusal, invalid
from payouts.emulator.world import World

SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600

SUCCEED, FAIL = "succeed", "fail"


def _create(call: Call) -> Body:
    params, world = call.params, call.world
    if params["mode"] != "payment":
        raise invalid("The emulator opens sessions in mode payment only.", param="mode")
    if "success_url" not in params:
        raise invalid("Missing required param: success_url.", param="success_url", code="parameter_missing")
    items = params.get("line_items", [])
    minor, code = _total(items)
    check_minimum(minor, code, "Checkout Session's total amount due")
    session = _session_body(world, params, minor, code)
    session["expires_at"] = _expiry(world, params)
    world.put(session)
    world.schedule(session["expires_at"] - world.now(), "expire_session", session["id"])
    return session


def _total(items: list[Body]) -> tuple[int, str]:
    if not items:
        raise invalid("You must pass at least one line item.", param="line_items", code="parameter_missing")
    codes = {item["price_data"]["currency"] for item in items}
    if len(codes) != 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    return sum(item["price_data"]["unit_amount"] * item.get("quantity", 1) for item in items), codes.pop()


def _expiry(world: World, params: Body) -> int:
    wanted: int = params.get("expires_at", world.now() + LONGEST_SECONDS)
    ahead = wanted - world.now()
    # Stripe allows a little slack: the caller's clock and the way here.
    if not SHORTEST_SECONDS - 60 <= ahead <= LONGEST_SECONDS + 60:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session "
            "creation.",
            param="expires_at",
        )
    return wanted


def _session_body(world: World, params: Body, minor: int, code: str) -> Body:
    identity = world.new_id("cs_test")
    submit = params.get("custom_text", {}).get("submit")
    product = params["line_items"][0]["price_data"]["product_data"]
    return {
        "id": identity,
        "object": "checkout.session",
        "amount_subtotal": minor,
        "amount_total": minor,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": world.now(),
        "currency": code,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": submit,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{world.base_url}/c/pay/{identity}",
        "_intent_data": params.get("payment_intent_data", {}),
        "_product": product,
        "_email": params.get("customer_email"),
    }


def open_session(world: World, session_id: str) -> Body:
    """Return a session that can still be paid, or refuse."""
    session = world.store.get(session_id, kind="checkout.session")
    if session is None:
        raise Refusal(404, f"No such checkout.session: {session_id}", code="resource_missing")
    if session["status"] != "open":
        raise Refusal(400, f"This Checkout Session is {session['status']}.", code="checkout_session_not_open")
    return session


def pay_session(world: World, session_id: str) -> Body:
    """Let the customer pay by a card that works. Returns the session, complete and paid."""
    session = open_session(world, session_id)
    pay(world, _intent_of(world, session), settle_seconds=world.options.settle_seconds)
    return _complete(world, session, payment_status="paid")


def decline_session(world: World, session_id: str) -> Body:
    """Let the customer's card be declined. Returns the session, still open."""
    session = open_session(world, session_id)
    decline(world, _intent_of(world, session))
    return session


def pay_session_later(world: World, session_id: str, *, outcome: str = SUCCEED) -> Body:
    """Let the customer pay by a slow method (a bank debit): complete now, through or failed after `async_seconds`."""
    session = open_session(world, session_id)
    intent = _intent_of(world, session)
    intent.update(status="processing")
    world.put(intent)
    world.emit("payment_intent.processing", intent)
    session["_outcome"] = outcome
    completed = _complete(world, session, payment_status="unpaid")
    world.schedule(world.options.async_seconds, "finish_async", session_id)
    return completed


def _intent_of(world: World, session: Body) -> Body:
    """Return the session's payment intent, made at the first try to pay (it is null until then)."""
    if session["payment_intent"]:
        return world.store.get(session["payment_intent"]) or {}
    given = {name: value for name, value in session["_intent_data"].items() if value is not None}
    intent = new_intent(world, minor=session["amount_total"], code=session["currency"], **given)
    session["payment_intent"] = intent["id"]
    world.put(session)
    return intent


def _complete(world: World, session: Body, *, payment_status: str) -> Body:
    details: Body = {"address": None, "name": "Test Customer", "phone": None, "tax_exempt": "none", "tax_ids": []}
    session.update(
        status="complete",
        payment_status=payment_status,
        customer_details={**details, "email": session["_email"]},
    )
    world.put(session)
    world.emit("checkout.session.completed", session)
    return session


def _finish_async(world: World, session_id: str) -> None:
    session = world.store.get(session_id) or {}
    intent = world.store.get(session["payment_intent"]) or {}
    if session["_outcome"] == FAIL:
        decline(world, intent)
        world.emit("checkout.session.async_payment_failed", session)
        return
    pay(world, intent, settle_seconds=world.options.settle_seconds)
    session["payment_status"] = "paid"
    world.put(session)
    world.emit("checkout.session.async_payment_succeeded", session)


def expire_session(world: World, session_id: str) -> Body:
    """Close an open session so that it can no longer be paid."""
    session = open_session(world, session_id)
    session["status"] = "expired"
    world.put(session)
    world.emit("checkout.session.expired", session)
    return session


def _expire_if_open(world: World, session_id: str) -> None:
    session = world.store.get(session_id) or {}
    if session["status"] == "open":
        expire_session(world, session_id)


def _retrieve(call: Call) -> Body:
    return call.need("checkout.session", call.id, noun="checkout.session")


def _list(call: Call) -> Body:
    where = {name: call.params.get(name) for name in ("payment_intent", "status")}
    return page(call, "checkout.session", "/v1/checkout/sessions", **where)


def _expire(call: Call) -> Body:
    return expire_session(call.world, _retrieve(call)["id"])


_PRODUCT = Shape({"name": text, "description": text, "images": many(url), "metadata": metadata}, required=("name",))

_PRICE = Shape(
    {"currency": currency, "unit_amount": amount, "product_data": _PRODUCT},
    required=("currency", "unit_amount", "product_data"),
)

_ITEM = Shape({"price_data": _PRICE, "quantity": integer}, required=("price_data",))

_NOTE = Shape({"message": text}, required=("message",))

_INTENT_DATA = Shape(
    {
        "description": text,
        "metadata": metadata,
        "receipt_email": email,
        "statement_descriptor_suffix": text,
        "transfer_group": text,
        "payment_method_types": gone("payment_method_types_no_longer_supported", "Use dynamic payment methods."),
    }
)

_SESSION = Shape(
    {
        **EXPAND,
        "mode": one_of("payment", "setup", "subscription"),
        "ui_mode": one_of("hosted_page"),
        "submit_type": one_of("auto", "book", "donate", "pay"),
        "line_items": many(_ITEM),
        "success_url": text,
        "cancel_url": url,
        "client_reference_id": text,
        "customer_email": email,
        "custom_text": Shape({"submit": _NOTE, "after_submit": _NOTE}),
        "expires_at": integer,
        "metadata": metadata,
        "payment_intent_data": _INTENT_DATA,
        "payment_method_types": NO_METHOD_TYPES,
        "allowed_payment_method_types": many(text),
        "excluded_payment_method_types": many(text),
        "automatic_tax": mapping,
        "allow_promotion_codes": flag,
        "locale": text,
    },
    required=("mode",),
)

ROUTES = [
    Route("POST", "/v1/checkout/sessions", _create, _SESSION),
    Route("GET", "/v1/checkout/sessions", _list, Shape({**PAGE, "payment_intent": text, "status": text})),
    Route("GET", "/v1/checkout/sessions/{id}", _retrieve, Shape(EXPAND)),
    Route("POST", "/v1/checkout/sessions/{id}/expire", _expire, Shape(EXPAND)),
]

AGENDA = {"expire_session": _expire_if_open, "finish_async": _finish_async}
