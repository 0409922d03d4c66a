"""Who may call Stripe for a payout now: one worker, with a key that is committed before the call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from core import clock, lifecycle
from payouts.models import Payout, TransferAttempt
from payouts.selectors import APPROVERS_NEEDED, evidence, live_approvals
from payouts.services import outcomes
from payouts.services.payouts import announce, lock
from payouts.services.reviews import evidence_lifetime, withdraw_approvals

ACTOR = "system:payouts"

# Longer than the slowest call (23 s): an attempt tried more recently than this may still be under way.
LEASE = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Claim:
    """The right to call Stripe for one payout now. `repeated` when the same key may have been sent before."""

    payout: Payout
    key: str
    first_tried_at: dt.datetime
    repeated: bool


def take(payout_id: str) -> Claim | None:
    """Claim a payout for one call, or None when there is nothing to do or somebody else is at it.

    approved: checks the evidence again; good: -> sending with attempt 1; void: -> requested (or held), and None.
    sending: the last attempt again when it went quiet; a new attempt after a definite "not enough balance".
    unknown: the last attempt again.
    """
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state == "approved":
            attempt = _begin(payout)
        elif payout.state in ("sending", "unknown"):
            attempt = _carry_on(payout)
        else:
            return None
        if attempt is None:
            return None
        repeated = attempt.tried_at is not None
        attempt.tried_at = clock.now()
        attempt.save(update_fields=["tried_at"])
        return Claim(payout, attempt.key, attempt.created_at, repeated)


def expire_evidence(payout: Payout) -> bool:
    """Send a payout back when its approvals are void by now; True when it went. The caller holds its lock."""
    if _approved_still(payout):
        return False
    if payout.state == "approved":
        withdraw_approvals(payout, actor=ACTOR, reason="the evidence changed or is too old")
        lifecycle.advance(
            payout,
            "requested",
            actor=ACTOR,
            reason="the evidence changed or is over a day old: two people must look again",
            changes={"reason_code": "", "reason": ""},
        )
    else:
        outcomes.fail(
            payout,
            code="evidence_void",
            reason="This payout waited too long to be sent.\n\n"
            "Your earnings are back in your balance; ask for them again.",
        )
    announce(payout)
    return True


def _approved_still(payout: Payout) -> bool:
    """Check again, at the moment of sending, what two people said yes to."""
    oldest = clock.now() - evidence_lifetime()
    sha256 = evidence(payout).sha256
    good = {
        approval.reviewer_id
        for approval in live_approvals(payout)
        if approval.evidence_sha256 == sha256
        and approval.created_at > oldest
        and approval.reviewer_id != payout.requested_by_id
    }
    return len(good) >= APPROVERS_NEEDED


def _begin(payout: Payout) -> TransferAttempt | None:
    if expire_evidence(payout):
        return None
    blocked = evidence(payout).blocked
    if blocked:
        _hold(payout, blocked[0].sentence)
        return None
    cleared = {"reason_code": "", "reason": ""}
    lifecycle.advance(payout, "sending", actor=ACTOR, changes=cleared)
    return _new_attempt(payout)


def _hold(payout: Payout, sentence: str) -> None:
    withdraw_approvals(payout, actor=ACTOR, reason="a check failed at the moment of sending")
    reason = "We could not send this payout yet.\n\nWe are looking into it; you need do nothing."
    changes = {"reason_code": "check_failed", "reason": reason}
    lifecycle.advance(payout, "held", actor=ACTOR, reason=sentence, changes=changes)
    announce(payout)


def _carry_on(payout: Payout) -> TransferAttempt | None:
    attempt = payout.attempts.order_by("-number").first()
    if attempt is None:
        raise RuntimeError(f"{payout.pk} is {payout.state} without an attempt")
    if attempt.state == "refused":
        return None if expire_evidence(payout) else _new_attempt(payout)
    quiet = attempt.tried_at is None or attempt.tried_at <= clock.now() - LEASE
    return attempt if quiet else None


def _new_attempt(payout: Payout) -> TransferAttempt:
    number = payout.attempts.count() + 1
    return TransferAttempt.objects.create(
        payout=payout, number=number, key=f"payout:{payout.pk}:transfer:{number}", created_at=clock.now()
    )
