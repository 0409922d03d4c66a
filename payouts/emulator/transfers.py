"""Transfers from the platform's balance to connected accounts, and their reversals."""

from __future__ import annotations

from payouts.emulator.accounts import transfers_active
from payouts.emulator.balances import available, book
from payouts.emulator.bank_payouts import plan_payouts
from payouts.emulator.params import EXPAND, PAGE, Shape, amount, currency, metadata, one_of, text
from payouts.emulator.payments import charge_body
from payouts.emulator.refunds import refund_body
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body, Refusal, invalid, missing
from payouts.emulator.world import World


def insufficient(noun: str) -> Refusal:
    """Return Stripe's refusal of a movement that the available balance does not cover."""
    return Refusal(
        400,
        f"You have insufficient available funds in your Stripe account for this {noun}. Try adding funds directly to "
        "your available balance by creating Charges using the 4000000000000077 test card.",
        code="balance_insufficient",
    )


def _create(call: Call) -> Body:
    params, world = call.params, call.world
    if call.account:
        raise Refusal(400, "Transfers are made by the platform.", code="transfers_not_allowed")
    if "amount" not in params:
        raise invalid("Missing required param: amount.", param="amount", code="parameter_missing")
    _check_destination(world, params["destination"])
    minor, code = params["amount"], params["currency"]
    if available(world, code) < minor:
        raise insufficient("transfer")
    transfer = world.put(_transfer_body(world, params))
    paid_out = book(world, kind="transfer", source=transfer["id"], minor=-minor, code=code)
    landed = _land(world, transfer)
    transfer.update(balance_transaction=paid_out["id"], destination_payment=landed["id"])
    world.put(transfer)
    world.emit("transfer.created", transfer)
    plan_payouts(world, params["destination"])
    return transfer


def _check_destination(world: World, account_id: str) -> None:
    account = world.store.get(account_id, kind="v2.core.account")
    if account is None:
        raise missing("destination", account_id, param="destination", status=400)
    if not transfers_active(account):
        raise Refusal(
            400,
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
            param="destination",
        )


def _transfer_body(world: World, params: Body) -> Body:
    identity = world.new_id("tr")
    return {
        "id": identity,
        "object": "transfer",
        "amount": params["amount"],
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": world.now(),
        "currency": params["currency"],
        "description": params.get("description"),
        "destination": params["destination"],
        "destination_payment": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "reversals": {"object": "list", "data": [], "has_more": False, "url": f"/v1/transfers/{identity}/reversals"},
        "reversed": False,
        "source_transaction": None,
        "source_type": "card",
        "transfer_group": params.get("transfer_group"),
    }


def _land(world: World, transfer: Body) -> Body:
    """Book a transfer on the connected account, where it is a payment (py_) that names the transfer."""
    account = transfer["destination"]
    payment = charge_body(world, minor=transfer["amount"], code=transfer["currency"], prefix="py")
    payment.update(source_transfer=transfer["id"], payment_method_details={"type": "stripe_account"})
    line = book(
        world,
        kind="payment",
        source=payment["id"],
        minor=transfer["amount"],
        code=transfer["currency"],
        account=account,
    )
    payment["balance_transaction"] = line["id"]
    return world.put(payment, account=account)


def _retrieve(call: Call) -> Body:
    return call.need("transfer", call.id, noun="transfer")


def _list(call: Call) -> Body:
    where = {name: call.params.get(name) for name in ("transfer_group", "destination")}
    return page(call, "transfer", "/v1/transfers", **where)


def _reverse(call: Call) -> Body:
    world = call.world
    transfer = call.need("transfer", call.id, noun="transfer")
    left = transfer["amount"] - transfer["amount_reversed"]
    minor = call.params.get("amount", left)
    if minor > left or left == 0:
        raise Refusal(400, f"The transfer has only {left} left that is not reversed.", code="amount_too_large")
    account, code = transfer["destination"], transfer["currency"]
    if available(world, code, account=account) < minor:
        raise Refusal(
            400, "The connected account does not have enough balance to reverse this.", code="balance_insufficient"
        )
    returned = _return_payment(world, transfer, minor)
    reversal = _reversal_body(world, transfer, minor, returned["id"], call.params.get("metadata", {}))
    line = book(world, kind="transfer_refund", source=reversal["id"], minor=minor, code=code)
    reversal["balance_transaction"] = line["id"]
    world.put(reversal)
    reversed_so_far = transfer["amount_reversed"] + minor
    transfer.update(amount_reversed=reversed_so_far, reversed=reversed_so_far == transfer["amount"])
    transfer["reversals"]["data"].insert(0, reversal)
    world.put(transfer)
    world.emit("transfer.reversed", transfer)
    return reversal


def _return_payment(world: World, transfer: Body, minor: int) -> Body:
    """Book a reversal on the connected account: a refund (pyr_) of the payment that the transfer had made there."""
    account, payment_id = transfer["destination"], transfer["destination_payment"]
    refund = refund_body(world, minor=minor, code=transfer["currency"], charge=payment_id, prefix="pyr")
    line = book(
        world,
        kind="payment_refund",
        source=refund["id"],
        minor=-minor,
        code=transfer["currency"],
        account=account,
    )
    refund["balance_transaction"] = line["id"]
    payment = world.store.get(payment_id) or {}
    payment["amount_refunded"] += minor
    payment["refunded"] = payment["amount_refunded"] == payment["amount"]
    world.put(payment, account=account)
    return world.put(refund, account=account)


def _reversal_body(world: World, transfer: Body, minor: int, refund_id: str, notes: Body) -> Body:
    return {
        "id": world.new_id("trr"),
        "object": "transfer_reversal",
        "amount": minor,
        "balance_transaction": None,
        "created": world.now(),
        "currency": transfer["currency"],
        "destination_payment_refund": refund_id,
        "metadata": notes,
        "source_refund": None,
        "transfer": transfer["id"],
    }


def _list_reversals(call: Call) -> Body:
    call.need("transfer", call.id, noun="transfer")
    return page(call, "transfer_reversal", f"/v1/transfers/{call.id}/reversals", transfer=call.id)


def _retrieve_reversal(call: Call) -> Body:
    return call.need("transfer_reversal", call.args["reversal"], noun="transfer reversal")


_TRANSFER = Shape(
    {
        **EXPAND,
        "amount": amount,
        "currency": currency,
        "destination": text,
        "description": text,
        "metadata": metadata,
        "source_type": one_of("card", "bank_account", "fpx"),
        "transfer_group": text,
    },
    required=("currency", "destination"),
)

_REVERSAL = Shape({**EXPAND, "amount": amount, "description": text, "metadata": metadata})

ROUTES = [
    Route("POST", "/v1/transfers", _create, _TRANSFER),
    Route("GET", "/v1/transfers", _list, Shape({**PAGE, "transfer_group": text, "destination": text})),
    Route("GET", "/v1/transfers/{id}", _retrieve, Shape(EXPAND)),
    Route("POST", "/v1/transfers/{id}/reversals", _reverse, _REVERSAL),
    Route("GET", "/v1/transfers/{id}/reversals", _list_reversals, Shape(PAGE)),
    Route("GET", "/v1/transfers/{id}/reversals/{reversal}", _retrieve_reversal, Shape(EXPAND)),
]
