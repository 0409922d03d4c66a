"""Stripe's JSON read into our results. Pure; a field that must be there and is not raises KeyError or TypeError."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from payouts.gateway.amounts import from_stripe
from payouts.gateway.results import (
    Balance,
    BalanceTransaction,
    BankPayout,
    Checkout,
    CheckoutState,
    ReceivedEvent,
    Recipient,
    Refund,
    Reversal,
    Transfer,
)

Body = dict[str, Any]

# What a payee is asked for now, in the words of v2 requirements. eventually_due does not gate a transfer.
DUE_NOW = frozenset({"currently_due", "past_due"})


def moment(seconds: int) -> datetime:
    """Read Stripe's seconds since 1970."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def id_of(reference: Any) -> str | None:
    """Return the id of a reference, which Stripe sends as an id or, expanded, as the whole object."""
    if reference is None or isinstance(reference, str):
        return reference
    identity: str = reference["id"]
    return identity


def _expanded(reference: Any) -> Body:
    """Return an expanded reference, or an empty body when there is none yet."""
    return reference if isinstance(reference, dict) else {}


def read_checkout(body: Body) -> Checkout:
    """Read a Checkout Session that was just opened; its url is there as long as it is open."""
    return Checkout(id=body["id"], url=str(body["url"]), expires_at=moment(body["expires_at"]))


def read_checkout_state(body: Body) -> CheckoutState:
    """Read a Checkout Session expanded to payment_intent.latest_charge.balance_transaction."""
    currency = body["currency"]
    intent = _expanded(body["payment_intent"])
    charge = _expanded(intent.get("latest_charge"))
    booked = _expanded(charge.get("balance_transaction"))
    return CheckoutState(
        id=body["id"],
        status=body["status"],
        payment_status=body["payment_status"],
        amount=from_stripe(body["amount_total"], currency),
        topup_id=(body.get("metadata") or {}).get("topup_id") or body.get("client_reference_id"),
        payment_intent=id_of(body["payment_intent"]),
        charge=id_of(intent.get("latest_charge")),
        fee=from_stripe(booked["fee"], booked["currency"]) if booked else None,
        balance_transaction=booked.get("id"),
        available_on=moment(booked["available_on"]) if booked else None,
        refunded=from_stripe(charge.get("amount_refunded", 0), currency),
        disputed=bool(charge.get("disputed", False)),
    )


def read_recipient(body: Body) -> Recipient:
    """Read a v2 account fetched with configuration.recipient, identity and requirements included."""
    recipient = (body.get("configuration") or {}).get("recipient") or {}
    balance = (recipient.get("capabilities") or {}).get("stripe_balance") or {}
    status = (balance.get("stripe_transfers") or {}).get("status", "unrequested")
    closed = bool(body.get("closed"))
    return Recipient(
        account_id=body["id"],
        transfers_active=status == "active" and not closed,
        status=status,
        requirements=_requirements_due(body),
        display_name=body.get("display_name"),
        country=(body.get("identity") or {}).get("country"),
        closed=closed,
        payee_id=(body.get("metadata") or {}).get("payee_id"),
    )


def _requirements_due(body: Body) -> tuple[str, ...]:
    entries = (body.get("requirements") or {}).get("entries") or []
    return tuple(
        entry["description"]
        for entry in entries
        if entry["awaiting_action_from"] == "user" and entry["minimum_deadline"]["status"] in DUE_NOW
    )


def read_transfer(body: Body) -> Transfer:
    """Read a transfer."""
    return Transfer(
        id=body["id"],
        amount=from_stripe(body["amount"], body["currency"]),
        account_id=_required_id(body["destination"]),
        transfer_group=body.get("transfer_group"),
        reversed_minor=from_stripe(body["amount_reversed"], body["currency"]).minor,
        created=moment(body["created"]),
        payout_id=body["metadata"].get("payout_id"),
    )


def _required_id(reference: Any) -> str:
    identity = id_of(reference)
    if identity is None:
        raise ValueError("a reference that must be there is null")
    return identity


def read_reversal(body: Body) -> Reversal:
    """Read a transfer reversal."""
    return Reversal(
        id=body["id"],
        transfer_id=_required_id(body["transfer"]),
        amount=from_stripe(body["amount"], body["currency"]),
        created=moment(body["created"]),
    )


def read_bank_payout(body: Body) -> BankPayout:
    """Read a payout of a connected account to its bank."""
    return BankPayout(
        id=body["id"],
        status=body["status"],
        amount=from_stripe(body["amount"], body["currency"]),
        arrival=moment(body["arrival_date"]),
        failure_code=body.get("failure_code"),
    )


def read_transfer_behind(body: Body) -> str | None:
    """Read a connected account's balance transaction (source expanded) back to the platform's transfer, if it is one.

    On the connected account a transfer appears as a payment whose charge names it in source_transfer.
    """
    return id_of(_expanded(body.get("source")).get("source_transfer"))


def read_refund(body: Body) -> Refund:
    """Read a refund. Its status is null only in a draft that Stripe never shows; treat that as pending."""
    return Refund(
        id=body["id"],
        status=body["status"] or "pending",
        amount=from_stripe(body["amount"], body["currency"]),
        charge=id_of(body.get("charge")),
        payment_intent=id_of(body.get("payment_intent")),
    )


def read_balance(body: Body) -> Balance:
    """Read the platform's balance, one Money per currency."""
    return Balance(
        available=tuple(from_stripe(part["amount"], part["currency"]) for part in body["available"]),
        pending=tuple(from_stripe(part["amount"], part["currency"]) for part in body["pending"]),
    )


def read_balance_transaction(body: Body) -> BalanceTransaction:
    """Read one line of Stripe's books."""
    currency = body["currency"]
    return BalanceTransaction(
        id=body["id"],
        type=body["type"],
        category=body["reporting_category"],
        amount=from_stripe(body["amount"], currency),
        fee=from_stripe(body["fee"], currency),
        net=from_stripe(body["net"], currency),
        source=id_of(body.get("source")),
        status=body["status"],
        created=moment(body["created"]),
        available_on=moment(body["available_on"]),
    )


def read_event(body: Body) -> ReceivedEvent:
    """Read an event of either kind: a v1 snapshot (object event) or a thin v2 one (object v2.core.event)."""
    return _thin_event(body) if body["object"] == "v2.core.event" else _snapshot_event(body)


def _snapshot_event(body: Body) -> ReceivedEvent:
    subject = body["data"]["object"]
    return ReceivedEvent(
        id=body["id"],
        type=body["type"],
        account=body.get("account"),
        object_id=subject.get("id"),
        object_type=subject.get("object"),
        created=moment(body["created"]),
        livemode=bool(body["livemode"]),
        raw=body,
    )


def _thin_event(body: Body) -> ReceivedEvent:
    """Read a thin event. One about a v2 account is about that account; else its context names the account."""
    related = body.get("related_object") or {}
    of_account = related.get("type") == "v2.core.account"
    return ReceivedEvent(
        id=body["id"],
        type=body["type"],
        account=related.get("id") if of_account else body.get("context"),
        object_id=related.get("id"),
        object_type=related.get("type"),
        created=datetime.fromisoformat(body["created"]),
        livemode=bool(body["livemode"]),
        raw=body,
    )
