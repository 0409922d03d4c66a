"""Stripe's news: stored once, applied later, safe in any order.

An event only says where to look. Whatever it claims, the object is fetched again and our own rows decide.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core import clock, outbox
from core.errors import BadInput
from core.topics import Topic
from payouts.gateway import ReceivedEvent
from payouts.models import StripeEvent
from payouts.services import bank_payouts, onboarding, topups, transfers

log = logging.getLogger(__name__)

# An event that fails is tried again after 1, 2, 4 … minutes; after this many tries a person must look.
MOST_ATTEMPTS = 12

# Longer than any id of Stripe's; what comes longer is not an id.
LONGEST_ID = 64


def receive(*, event: ReceivedEvent) -> bool:
    """Keep a verified event and tell the worker. False when it was here before: then nothing changes.

    Raises BadInput when its id is none.
    """
    if not 0 < len(event.id) <= LONGEST_ID:
        raise BadInput("This event's id is not one of Stripe's.")
    with transaction.atomic():
        _, new = StripeEvent.objects.get_or_create(
            id=event.id,
            defaults={
                "type": event.type[:120],
                "account": event.account or "",
                "object_id": event.object_id or "",
                "body": event.raw,
            },
        )
        if new:
            outbox.post(Topic.STRIPE_EVENT_RECEIVED, subject=event.id)
    return new


def apply(*, event_id: str) -> None:
    """Act on a stored event, once. What fails is noted on the row and raised; it can be applied again."""
    event = StripeEvent.objects.get(pk=event_id)
    if event.applied_at is not None:
        return
    try:
        note = _act(event)
    except Exception as error:
        message = f"{type(error).__name__}: {error}"[:2000]
        StripeEvent.objects.filter(pk=event_id).update(attempts=F("attempts") + 1, error=message)
        raise
    StripeEvent.objects.filter(pk=event_id, applied_at__isnull=True).update(
        attempts=F("attempts") + 1, applied_at=clock.now(), error=note
    )


def waiting(limit: int = 100) -> list[str]:
    """Return the ids of events due to be applied: those a lost message left behind, and failed ones after a pause."""
    now = clock.now()
    rows = StripeEvent.objects.filter(
        applied_at__isnull=True, attempts__lt=MOST_ATTEMPTS, received_at__lt=now - dt.timedelta(minutes=1)
    ).order_by("received_at")[:limit]
    return [row.pk for row in rows if now - row.received_at >= dt.timedelta(minutes=2**row.attempts)]


def _act(event: StripeEvent) -> str:
    """Run the event's handler and return a note for whoever reads the row, "" when there is nothing to say."""
    live_key = settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
    if bool(event.body.get("livemode")) != live_key:
        return "not for this mode (live or test); stored, without effect"
    for prefix, handler in HANDLERS.items():
        if event.type == prefix or (prefix.endswith((".", "[")) and event.type.startswith(prefix)):
            return handler(event)
    return "no handler for this type; stored, without effect"


def _checkout(event: StripeEvent) -> str:
    topups.apply_checkout(session_id=event.object_id)
    return ""


def _checkout_failed(event: StripeEvent) -> str:
    topups.apply_checkout(session_id=event.object_id, payment_failed=True)
    return ""


def _payment(event: StripeEvent) -> str:
    """Events about a payment or its charge: the pay page behind it knows whose it is."""
    subject = event.body["data"]["object"]
    payment = subject["id"] if subject.get("object") == "payment_intent" else subject.get("payment_intent")
    if payment and topups.apply_payment(payment_intent=str(payment)) is not None:
        return ""
    return "this payment belongs to no top-up of ours"


def _account(event: StripeEvent) -> str:
    known = onboarding.refresh_by_stripe_id(stripe_account=event.account or event.object_id)
    return "" if known else "this account belongs to no payee of ours"


def _deauthorized(event: StripeEvent) -> str:
    known = onboarding.close(stripe_account=event.account)
    return "" if known else "this account belongs to no payee of ours"


def _transfer(event: StripeEvent) -> str:
    return transfers.confirm(transfer_id=event.object_id)


def _bank_payout(event: StripeEvent) -> str:
    if not event.account:
        return "a bank payout of our own; nothing here depends on it"
    return bank_payouts.apply(stripe_account=event.account, bank_payout=event.object_id)


def _balance(event: StripeEvent) -> str:
    transfers.ring_waiting()
    return ""


# Type, or prefix when it ends in a dot or a bracket; the first that fits. Types: docs.stripe.com/api/events/types.
HANDLERS: dict[str, Callable[[StripeEvent], str]] = {
    "checkout.session.completed": _checkout,
    "checkout.session.async_payment_succeeded": _checkout,
    "checkout.session.async_payment_failed": _checkout_failed,
    "checkout.session.expired": _checkout,
    "payment_intent.succeeded": _payment,
    "charge.succeeded": _payment,
    "charge.updated": _payment,
    "account.updated": _account,
    "account.external_account.": _account,
    "capability.updated": _account,
    "account.application.deauthorized": _deauthorized,
    "v2.core.account[": _account,
    "v2.core.account.": _account,
    "transfer.created": _transfer,
    "transfer.updated": _transfer,
    "transfer.reversed": _transfer,
    "payout.": _bank_payout,
    "balance.available": _balance,
}
