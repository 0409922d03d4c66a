"""What the worker and the relay do for this app. A lost or repeated message is harmless: the rows say what is due."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from celery import shared_task

from core import chores, outbox
from core.topics import Topic
from payouts.services import bank_payouts, events, letters, topups, transfers

log = logging.getLogger(__name__)


@shared_task
def apply_event(event_id: str) -> None:
    """Apply a stored Stripe event. A failure is kept on its row, and the relay rings again later."""
    try:
        events.apply(event_id=event_id)
    except Exception:
        log.exception("Stripe event %s could not be applied; it stays due", event_id)


@shared_task
def send_payout(payout_id: str) -> None:
    """Send an approved payout, or find out what became of it."""
    try:
        transfers.send(payout_id=payout_id)
    except Exception:
        log.exception("payout %s could not be sent; it stays due", payout_id)


@shared_task
def sync_top_ups() -> None:
    """Look again at top-ups that have waited long."""
    topups.sync_waiting()


@shared_task
def pull_back_returned() -> None:
    """Try again to pull back transfers that a bank returned."""
    bank_payouts.pull_back_returned()


@outbox.handler(Topic.STRIPE_EVENT_RECEIVED)
def _event_received(subject: str, payload: Mapping[str, Any]) -> None:
    apply_event.delay(subject)


@outbox.handler(Topic.PAYOUT_APPROVED)
def _payout_approved(subject: str, payload: Mapping[str, Any]) -> None:
    send_payout.delay(subject)


@outbox.handler(Topic.PAYOUT_CHANGED)
def _payout_changed(subject: str, payload: Mapping[str, Any]) -> None:
    letters.tell_payee(payout_id=subject, state=str(payload.get("state", "")))


@outbox.handler(Topic.PAYEE_INVITED)
def _payee_invited(subject: str, payload: Mapping[str, Any]) -> None:
    letters.invite_payee(payee_id=subject)


@chores.chore(name="ring for Stripe events left behind", every_seconds=30)
def _ring_events() -> None:
    for event_id in events.waiting():
        apply_event.delay(event_id)


@chores.chore(name="ring for payouts to be sent or found out", every_seconds=30)
def _ring_payouts() -> None:
    for payout_id in transfers.due():
        send_payout.delay(payout_id)


@chores.chore(name="ring for top-ups left waiting", every_seconds=300)
def _ring_top_ups() -> None:
    sync_top_ups.delay()


@chores.chore(name="ring for transfers to pull back", every_seconds=120)
def _ring_returned() -> None:
    pull_back_returned.delay()
