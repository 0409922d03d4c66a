"""How a call to Stripe ended, recorded: each in one transaction, after the call.

The caller's view of the payout may be old: every function locks it and decides on what is stored.
"""

from __future__ import annotations

from django.db import transaction

from core import audit, lifecycle
from core.errors import Conflict
from payouts.errors import StripeDisagrees
from payouts.gateway import GatewayRefused, Transfer
from payouts.models import Payout, TransferAttempt
from payouts.services import bookings
from payouts.services.payouts import announce, lock

ACTOR = "system:payouts"

# Reason codes a payout may carry while it waits; the payee sees the words beside them.
SHORT = "waiting_for_balance"
NOT_FOUND = "not_found_at_stripe"

_SHORT_WORDS = (
    "Card payments that fund this payout have not settled at Stripe yet.\n\n"
    "We send it as soon as they have; you need do nothing."
)
_BACK = "Your earnings are back in your balance, and you can ask for this statement again."

# Refusals that say something about our own set-up, not about this payout.
OUR_FAULT = (401, 403)


def record_sent(*, payout_id: str, transfer: Transfer) -> None:
    """Book a transfer that exists. Repeat: safe.

    Raises StripeDisagrees when its amount or account is not the payout's: nothing is booked, a person must look.
    """
    with transaction.atomic():
        payout = lock(payout_id)
        _check(payout, transfer)
        if payout.state not in ("sending", "unknown"):
            return
        attempt = _last_attempt(payout)
        lifecycle.advance(attempt, "sent", actor=ACTOR, changes={"transfer": transfer.id, "error": ""})
        bookings.leave(payout, actor=ACTOR)
        changes = {"transfer": transfer.id, "reason_code": "", "reason": ""}
        lifecycle.advance(payout, "sent", actor=ACTOR, changes=changes, facts={"transfer": transfer.id})
        announce(payout)


def record_refused(*, payout_id: str, refusal: GatewayRefused) -> None:
    """Note a definite no. Our own empty balance is waited out; our own wrong key too; all else fails the payout."""
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state not in ("sending", "unknown"):
            return
        attempt = _last_attempt(payout)
        if refusal.facts.get("status") in OUR_FAULT or refusal.stripe_code == "idempotency_error":
            # Nothing is known about this payout from that: its attempt stays open, under its key.
            TransferAttempt.objects.filter(pk=attempt.pk).update(error=refusal.message)
            return
        lifecycle.advance(attempt, "refused", actor=ACTOR, reason=refusal.message, changes={"error": refusal.message})
        if refusal.insufficient_balance and payout.state == "sending":
            note_shortage(payout)
            return
        fail(payout, code=str(refusal.stripe_code or "refused"), reason=f"{_plain(refusal)}\n\n{_BACK}")
        announce(payout)


def record_unknown(*, payout_id: str, message: str) -> None:
    """Note that nobody knows whether Stripe made the transfer. The relay finds out."""
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state not in ("sending", "unknown"):
            return
        lifecycle.advance(_last_attempt(payout), "unknown", actor=ACTOR, reason=message, changes={"error": message})
        if lifecycle.advance(payout, "unknown", actor=ACTOR, reason=message):
            announce(payout)


def record_reversed(*, payout_id: str, reason_code: str, reason: str = "") -> None:
    """Book that a transfer was reversed in full: the money is the payee's to ask for again. Repeat: safe."""
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state == "failed":
            return
        words = reason or f"The transfer was reversed.\n\n{_BACK}"
        lifecycle.advance(
            payout, "failed", actor=ACTOR, reason=words, changes={"reason_code": reason_code, "reason": words}
        )
        bookings.come_back(payout, actor=ACTOR)
        announce(payout)


def record_given_up(*, payout_id: str, actor: str) -> None:
    """Fail an unknown payout after a person has made sure that Stripe never made the transfer."""
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state != "unknown":
            raise Conflict(f"This payout is {payout.state} by now.", state=payout.state)
        lifecycle.advance(_last_attempt(payout), "refused", actor=actor, reason="Stripe has no such transfer")
        fail(payout, code="never_sent", reason=f"Stripe did not make this transfer.\n\n{_BACK}", actor=actor)
        announce(payout)


def fail(payout: Payout, *, code: str, reason: str, actor: str = ACTOR) -> None:
    """Fail a payout whose money never left, and give the money back. The caller holds the lock and announces it."""
    changes = {"reason_code": code[:40], "reason": reason}
    lifecycle.advance(payout, "failed", actor=actor, reason=reason, changes=changes)
    bookings.give_back(payout, actor=actor)


def note_shortage(payout: Payout) -> None:
    """Write on a waiting payout that our balance at Stripe is too small for now. The caller holds the lock."""
    if payout.state in ("approved", "sending") and payout.reason_code != SHORT:
        Payout.objects.filter(pk=payout.pk).update(reason_code=SHORT, reason=_SHORT_WORDS)
        audit.record(
            tag="payout.waits_for_balance", actor=ACTOR, subject=payout.pk, facts={"amount": str(payout.money)}
        )


def note_not_found(*, payout_id: str) -> None:
    """Write on an unknown payout that Stripe has no such transfer and its key is too old: a person must decide."""
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state == "sending":
            attempt = _last_attempt(payout)
            lifecycle.advance(attempt, "unknown", actor=ACTOR, reason="its key is too old to repeat")
            lifecycle.advance(payout, "unknown", actor=ACTOR, reason="its key is too old to repeat")
        if payout.state == "unknown" and payout.reason_code != NOT_FOUND:
            Payout.objects.filter(pk=payout_id).update(
                reason_code=NOT_FOUND, reason="We are finding out with Stripe what became of this transfer."
            )
            audit.record(tag="payout.not_found_at_stripe", actor=ACTOR, subject=payout_id)


def note_error(key: str, message: str) -> None:
    """Keep why a call was not taken; the attempt stays as it is and is repeated under its key."""
    TransferAttempt.objects.filter(key=key).update(error=message)


def _last_attempt(payout: Payout) -> TransferAttempt:
    attempt = payout.attempts.order_by("-number").first()
    if attempt is None:
        raise RuntimeError(f"{payout.pk} is {payout.state} without an attempt")
    return attempt


def _check(payout: Payout, transfer: Transfer) -> None:
    if transfer.amount == payout.money and transfer.account_id == payout.account.stripe_account:
        return
    raise StripeDisagrees(
        f"Transfer {transfer.id} is {transfer.amount} to {transfer.account_id}; the payout is {payout.money} to "
        f"{payout.account.stripe_account}. Nothing was booked.",
        payout=payout.pk,
    )


def _plain(refusal: GatewayRefused) -> str:
    """Say to a payee why Stripe refused."""
    if refusal.stripe_code == "insufficient_capabilities_for_transfer":
        return "Stripe cannot pay into your account until you have given everything it asks for."
    if refusal.insufficient_balance:
        return "Our balance at Stripe was too small when this payout was sent."
    return refusal.message
