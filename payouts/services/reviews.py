"""Four eyes: two different people release a payout, bound to what they saw; one can stop it.

A yes is worth 24 hours and only for the evidence it names. Whatever changes in between makes it void, and the
reviewers look again.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction

from core import audit, clock, lifecycle, outbox
from core.errors import BadInput, Conflict, NotAllowed
from core.models import User
from core.topics import Topic
from payouts.errors import EvidenceChanged, SamePerson
from payouts.models import Payout, PayoutApproval
from payouts.selectors import APPROVERS_NEEDED, Evidence, evidence, live_approvals
from payouts.services import bookings
from payouts.services.payouts import announce, lock

PERMISSION = "payouts.review_payout"

# What a reviewer may hold or reject for; the payee reads the message, the code is for reports.
REASONS = {
    "account_check": "The account needs to be checked",
    "identity_check": "The payee needs to confirm who they are",
    "rights_dispute": "The rights to a character are in dispute",
    "unusual_activity": "The earnings look unusual",
    "books": "Our own books need to be checked",
    "other": "Something else",
}


def appoint(*, user: User, actor: str) -> None:
    """Make a person a payout reviewer: staff, with the permission. Repeating it changes nothing."""
    with transaction.atomic():
        permission = Permission.objects.get(codename="review_payout", content_type__app_label="payouts")
        views = Permission.objects.filter(codename__startswith="view_", content_type__app_label="payouts")
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        user.user_permissions.add(permission, *views)
        audit.record(tag="payout_reviewer.appointed", actor=actor, subject=user.pk)


def evidence_lifetime() -> dt.timedelta:
    """Return how long a yes is good for."""
    return dt.timedelta(hours=settings.PAYOUT_EVIDENCE_HOURS)


def approve(*, payout_id: str, reviewer: User, evidence_sha256: str, note: str = "") -> Payout:
    """Say yes to a payout as it was seen. The second person's yes releases it to be sent.

    Locks: the payout, so that two reviewers at once are counted one after the other.

    Raises:
        NotAllowed: not a reviewer. SamePerson: asked for the money, stands to get it, works for the studio
            concerned, or has said yes already.
        EvidenceChanged: `evidence_sha256` is not what holds now; show it again.
        Conflict: not in review, or a check forbids it (hold it instead).
    """
    with transaction.atomic():
        payout = lock(payout_id)
        check_reviewer(payout, reviewer)
        if payout.state != "requested":
            raise Conflict(f"This payout is {payout.state}; only a requested one can be approved.", state=payout.state)
        found = evidence(payout)
        _check_evidence(found, evidence_sha256)
        _drop_void(payout, found.sha256)
        _say_yes(payout, reviewer, found, note)
        if len({approval.reviewer_id for approval in live_approvals(payout)}) >= APPROVERS_NEEDED:
            lifecycle.advance(payout, "approved", actor=reviewer.pk, facts={"evidence": found.sha256})
            outbox.post(Topic.PAYOUT_APPROVED, subject=payout.pk)
            announce(payout)
    return payout


def hold(
    *, payout_id: str, reviewer: User, code: str, message: str, fix: str, review_by: dt.datetime | None = None
) -> Payout:
    """Stop a payout until something is cleared up. The payee reads `message` and `fix`; approvals so far are void.

    Raises as `approve`, BadInput without a reason the payee can act on, StepRefused once it is being sent.
    """
    with transaction.atomic():
        payout = lock(payout_id)
        check_reviewer(payout, reviewer)
        words = _words(message, _fix(fix))
        changes = {"reason_code": _reason_code(code), "reason": words, "review_by": review_by}
        if lifecycle.advance(payout, "held", actor=reviewer.pk, reason=words, changes=changes):
            withdraw_approvals(payout, actor=reviewer.pk, reason="the payout was held")
            announce(payout)
    return payout


def release(*, payout_id: str, reviewer: User, note: str = "") -> Payout:
    """End a hold: the payout is in review again and needs two people afresh. Raises as `hold`."""
    with transaction.atomic():
        payout = lock(payout_id)
        check_reviewer(payout, reviewer)
        if payout.state != "held":
            raise Conflict(f"This payout is {payout.state}, not held.", state=payout.state)
        cleared = {"reason_code": "", "reason": "", "review_by": None}
        facts = {"evidence": evidence(payout).to_json()}
        lifecycle.advance(payout, "requested", actor=reviewer.pk, reason=note, changes=cleared, facts=facts)
        announce(payout)
    return payout


def reject(*, payout_id: str, reviewer: User, code: str, message: str, fix: str = "") -> Payout:
    """Refuse a payout. The money is the payee's to ask for again, and so is the statement.

    Moves: payout:<id> -> payable:<payee>. Repeat: safe. One person may refuse.
    Raises as `hold`; an approved payout is held first.
    """
    with transaction.atomic():
        payout = lock(payout_id)
        check_reviewer(payout, reviewer)
        words = _words(message, fix)
        changes = {"reason_code": _reason_code(code), "reason": words, "review_by": None}
        if lifecycle.advance(payout, "rejected", actor=reviewer.pk, reason=words, changes=changes):
            withdraw_approvals(payout, actor=reviewer.pk, reason="the payout was rejected")
            bookings.give_back(payout, actor=reviewer.pk)
            announce(payout)
    return payout


def withdraw_approvals(payout: Payout, *, actor: str, reason: str) -> None:
    """Make every yes so far void, in the caller's transaction."""
    ended = payout.approvals.filter(withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    if ended:
        audit.record(
            tag="payout.approvals_withdrawn",
            actor=actor,
            subject=payout.pk,
            facts={"reason": reason, "approvals": ended},
        )


def check_reviewer(payout: Payout, reviewer: User) -> None:
    """Refuse whoever may not decide on this payout. Raises NotAllowed or SamePerson."""
    if not (reviewer.is_active and reviewer.is_staff and reviewer.has_perm(PERMISSION)):
        raise NotAllowed("Only payout reviewers decide on payouts. Ask an administrator to appoint you.")
    if payout.requested_by_id == reviewer.pk:
        raise SamePerson("You asked for this payout, so somebody else must decide on it.")
    if payout.payee.user_id == reviewer.pk or payout.payee.email.lower() == reviewer.email.lower():
        raise SamePerson("This payout is for you, so somebody else must decide on it.")
    if payout.payee.studio.memberships.filter(user=reviewer).exists():
        raise SamePerson("You work for the studio concerned, so somebody else must decide on it.")


def _check_evidence(found: Evidence, seen: str) -> None:
    if found.sha256 != seen:
        raise EvidenceChanged(
            "Something about this payout changed while you looked. Look again before you decide.", evidence=found.sha256
        )
    if found.blocked:
        raise Conflict(
            f"This payout cannot be approved now: {found.blocked[0].sentence}",
            checks=[check.code for check in found.blocked],
        )


def _drop_void(payout: Payout, sha256: str) -> None:
    """Withdraw approvals that no longer count: given for other evidence, or too long ago."""
    oldest = clock.now() - evidence_lifetime()
    live = payout.approvals.filter(withdrawn_at__isnull=True)
    void = live.exclude(evidence_sha256=sha256) | live.filter(created_at__lte=oldest)
    ended = PayoutApproval.objects.filter(pk__in=list(void.values_list("pk", flat=True))).update(
        withdrawn_at=clock.now()
    )
    if ended:
        facts = {"reason": "the evidence changed or is too old", "approvals": ended}
        audit.record(tag="payout.approvals_withdrawn", actor="system:payouts", subject=payout.pk, facts=facts)


def _say_yes(payout: Payout, reviewer: User, found: Evidence, note: str) -> None:
    if payout.approvals.filter(reviewer=reviewer, withdrawn_at__isnull=True).exists():
        raise SamePerson("You have approved this payout already. It needs another person's yes.")
    PayoutApproval.objects.create(
        payout=payout, reviewer=reviewer, evidence_sha256=found.sha256, note=note.strip(), created_at=clock.now()
    )
    audit.record(
        tag="payout.seen_and_approved",
        actor=reviewer.pk,
        subject=payout.pk,
        facts={"note": note.strip(), "evidence": found.to_json()},
    )


def _reason_code(code: str) -> str:
    if code not in REASONS:
        raise BadInput(f"Choose a reason: {', '.join(REASONS)}.", field="code")
    return code


def _fix(fix: str) -> str:
    """A hold that nobody can end is a refusal in disguise."""
    if not fix.strip():
        raise BadInput("Say what would end the hold: what the payee, or we, will do.", field="fix")
    return fix


def _words(message: str, fix: str) -> str:
    """Return what the payee reads: what is wrong, then what to do about it."""
    if not message.strip():
        raise BadInput("Tell the payee why. They read this.", field="message")
    return "\n\n".join(part for part in (message.strip(), fix.strip()) if part)
