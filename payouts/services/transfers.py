"""Sending the money: claim and commit, call Stripe, then record, so that there is one transfer or none, never two.

    claim    approved -> sending, and a TransferAttempt with its key; committed before anything is sent
    call     outside any transaction
    record   sent | refused | unknown, in a second transaction

A crash between any two of these leaves an attempt the relay finds again (`due`). Within a day it repeats the attempt's
own key, which Stripe answers with what it did the first time; after that it looks the transfer up by its group. A new
key is taken only after a definite no.
Source: docs.stripe.com/api/idempotent_requests (keys are kept for 24 hours at least, errors under them too).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Max, Min

from core import audit, clock, outbox
from core.errors import Conflict
from core.models import User
from core.money import Money
from core.topics import Topic
from payouts.gateway import GatewayBusy, GatewayRefused, GatewayUnknown, StripeGateway, Transfer, gateway_from_settings
from payouts.models import Payout
from payouts.services import claims, outcomes
from payouts.services.claims import Claim
from payouts.services.payouts import lock
from payouts.services.reviews import check_reviewer

log = logging.getLogger(__name__)

ACTOR = "system:payouts"

# Stripe keeps keys for 24 hours; an hour's margin for clocks and slow calls.
SAME_KEY = dt.timedelta(hours=23)

# "Not found" counts only when nothing can be on its way any more.
SURELY_OVER = dt.timedelta(hours=24)

# An unknown outcome is asked for again after pauses that double, up to this.
LONGEST_PAUSE = dt.timedelta(hours=1)


def send(*, payout_id: str) -> str:
    """Send an approved payout, or carry on where an earlier try stopped. Returns the payout's state afterwards.

    Moves, when Stripe has made the transfer: payout:<id> -> stripe:clearing. Refused for good: payout:<id> ->
    payable:<payee>. Our balance at Stripe too small: nothing; it waits and is tried again, the payee need do nothing.
    Repeat: safe, and safe at once from two workers. Call it outside any transaction.

    Raises what the gateway raises when Stripe cannot even be asked for our balance; nothing was sent then.
    """
    payout = Payout.objects.get(pk=payout_id)
    gateway = gateway_from_settings()
    if _starts_afresh(payout) and not _covered(payout, gateway):
        return _wait_for_balance(payout_id)
    claim = claims.take(payout_id)
    if claim is not None:
        _carry_out(claim, gateway)
    return str(Payout.objects.values_list("state", flat=True).get(pk=payout_id))


def due(limit: int = 50) -> list[str]:
    """Return the ids of payouts whose sending must be looked after: approved, cut short, unknown, short of balance."""
    quiet = clock.now() - claims.LEASE
    rows = Payout.objects.filter(state__in=["approved", "sending", "unknown"])
    rows = rows.annotate(first_try=Min("attempts__created_at"), last_try=Max("attempts__tried_at"))
    waiting = rows.exclude(last_try__gt=quiet).exclude(state="approved", approved_at__gt=quiet)
    oldest_first = waiting.order_by(F("last_try").asc(nulls_first=True)).values_list("pk", "first_try", "last_try")
    return list(_rested(oldest_first))[:limit]


def _rested(rows: Iterable[tuple[str, dt.datetime | None, dt.datetime | None]]) -> Iterable[str]:
    """Pass those that have rested as long as they have been tried for: pauses double by themselves."""
    for payout_id, first, last in rows:
        pause = min(last - first, LONGEST_PAUSE) if first and last else dt.timedelta(0)
        if last is None or clock.now() - last >= pause:
            yield payout_id


def ring_waiting() -> int:
    """Say again that payouts are approved, because money became available at Stripe; returns how many waited."""
    with transaction.atomic():
        waiting = list(Payout.objects.filter(state__in=["approved", "sending"], reason_code=outcomes.SHORT))
        for payout in waiting:
            outbox.post(Topic.PAYOUT_APPROVED, subject=payout.pk)
    return len(waiting)


def confirm(*, transfer_id: str) -> str:
    """Look at a transfer that Stripe has news of and bring our payout up to date. Returns a note, "" when all is well.

    A transfer we never recorded (a crash after the call) is recorded; one reversed in full brings the money back; one
    that belongs to no payout, or to one that has another, is written down and left to a person.
    Raises StripeDisagrees when its amount or account is not the payout's.
    """
    transfer = gateway_from_settings().fetch_transfer(transfer_id=transfer_id)
    payout = Payout.objects.select_related("account").filter(pk=transfer.payout_id or "").first()
    if payout is None:
        with transaction.atomic():
            audit.record(tag="transfer.unexplained", actor=ACTOR, subject=transfer.id, facts=_facts(transfer))
        return "this transfer belongs to no payout of ours"
    if payout.state in ("sending", "unknown"):
        outcomes.record_sent(payout_id=payout.pk, transfer=transfer)
    elif payout.transfer != transfer.id:
        log.error("transfer %s was made for payout %s, which is %s", transfer.id, payout.pk, payout.state)
        with transaction.atomic():
            audit.record(tag="transfer.unexplained", actor=ACTOR, subject=payout.pk, facts=_facts(transfer))
        return f"a transfer nobody asked for: the payout is {payout.state} with transfer {payout.transfer or 'none'}"
    return _confirm_reversal(payout, transfer)


def give_up(*, payout_id: str, reviewer: User) -> Payout:
    """Declare an unknown transfer not made, after a day in which Stripe had no such transfer. A person decides this.

    Moves: payout:<id> -> payable:<payee>. Raises NotAllowed or SamePerson as a review does, and Conflict when it is
    too early, or when Stripe does have the transfer (which is then recorded).
    """
    payout = Payout.objects.select_related("payee").get(pk=payout_id)
    check_reviewer(payout, reviewer)
    attempt = payout.attempts.order_by("-number").first()
    if payout.state != "unknown" or attempt is None:
        raise Conflict(f"This payout is {payout.state}; there is nothing to give up.", state=payout.state)
    if attempt.created_at > clock.now() - SURELY_OVER:
        raise Conflict("It is too early to be sure. Stripe may still carry it out within a day of the first try.")
    found = _look_up(payout, gateway_from_settings())
    if found is not None:
        outcomes.record_sent(payout_id=payout_id, transfer=found)
        raise Conflict("Stripe does have this transfer; it is recorded as sent now.", transfer=found.id)
    outcomes.record_given_up(payout_id=payout_id, actor=reviewer.pk)
    return Payout.objects.get(pk=payout_id)


def _starts_afresh(payout: Payout) -> bool:
    """Say whether the next call would be a new one. One that may have reached Stripe is decided by its own key."""
    if payout.state == "approved":
        return True
    attempt = payout.attempts.order_by("-number").first()
    return payout.state == "sending" and attempt is not None and attempt.state == "refused"


def _covered(payout: Payout, gateway: StripeGateway) -> bool:
    """Ask Stripe first whether our balance covers it: a refusal would cost an attempt and its key."""
    return payout.money <= gateway.balance().available_in(payout.currency)


def _wait_for_balance(payout_id: str) -> str:
    with transaction.atomic():
        payout = lock(payout_id)
        if _starts_afresh(payout) and not claims.expire_evidence(payout):
            outcomes.note_shortage(payout)
    return str(payout.state)


def _carry_out(claim: Claim, gateway: StripeGateway) -> None:
    """Make the call of a claim and record how it ended."""
    payout = claim.payout
    if claim.repeated:
        found = _look_up(payout, gateway)
        if found is not None:
            outcomes.record_sent(payout_id=payout.pk, transfer=found)
            return
        if claim.first_tried_at < clock.now() - SAME_KEY:
            outcomes.note_not_found(payout_id=payout.pk)
            return
    try:
        transfer = gateway.send_transfer(
            payout_id=payout.pk,
            amount=payout.money,
            account_id=payout.account.stripe_account,
            transfer_group=payout.pk,
            idempotency_key=claim.key,
        )
    except GatewayRefused as refusal:
        outcomes.record_refused(payout_id=payout.pk, refusal=refusal)
    except GatewayBusy as error:
        outcomes.note_error(claim.key, error.message)
    except GatewayUnknown as error:
        outcomes.record_unknown(payout_id=payout.pk, message=error.message)
    else:
        outcomes.record_sent(payout_id=payout.pk, transfer=transfer)


def _look_up(payout: Payout, gateway: StripeGateway) -> Transfer | None:
    found = gateway.find_transfers(transfer_group=payout.pk)
    return next((transfer for transfer in found if transfer.payout_id == payout.pk), None)


def _confirm_reversal(payout: Payout, transfer: Transfer) -> str:
    if transfer.reversed_minor == 0:
        return ""
    if Money(transfer.reversed_minor, transfer.amount.currency) == transfer.amount:
        outcomes.record_reversed(payout_id=payout.pk, reason_code="transfer_reversed")
        return ""
    with transaction.atomic():
        audit.record(tag="transfer.partly_reversed", actor=ACTOR, subject=payout.pk, facts=_facts(transfer))
    return "reversed in part: we never do that, so a person must look; nothing was booked"


def _facts(transfer: Transfer) -> dict[str, str | int]:
    return {
        "transfer": transfer.id,
        "amount": str(transfer.amount),
        "account": transfer.account_id,
        "reversed_minor": transfer.reversed_minor,
    }
