"""A worker's hold on a job: claimed for a while, kept alive, finished or lost.

The lease's attempt is a fencing number: it rises with every claim, stands in the storage names, and whoever comes back
with an older one changes nothing. The broker plays no part in this; it only wakes workers up.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from core import clock, lifecycle, outbox
from core.errors import Conflict
from core.topics import Topic
from generation.models import RenderJob, RenderOutput
from generation.rendering.base import Progress, RenderCancelled, RenderError
from generation.services import endings, funding
from licensing.services import decisions

log = logging.getLogger(__name__)

ACTOR = "system:renderer"
MOST_ATTEMPTS = 3

# People watch a bar move; they do not count frames.
PROGRESS_SECONDS = 0.5

# A lease is renewed four times in its life, so that three renewals may be late before it is lost.
RENEWALS = 4

EXPIRED_MESSAGE = "The render could not begin before its reservation ended. You were not charged; please ask again."
LOST_MESSAGE = "The render was interrupted too many times. You were not charged; please try again."
FAULT_MESSAGE = "The render stopped unexpectedly. You were not charged; please try again."


class LeaseLost(RenderCancelled):
    """The lease ran out and the job went on without this worker; what it made is thrown away."""

    code = "lease_lost"


@dataclass(frozen=True)
class Lease:
    """A worker's right to one attempt at one job."""

    job_id: str
    attempt: int
    worker: str


def claim(*, tier: str, worker: str) -> Lease | None:
    """Take the oldest waiting job of a tier, or None when none waits.

    The licence is checked again first: a job whose licence was withdrawn meanwhile is refused, one whose reservation
    ran out is failed, and the next is looked at.
    Locks: one job; two workers never get the same.
    """
    while True:
        with transaction.atomic():
            job = _lockable(RenderJob.objects.filter(state="reserved", tier=tier).order_by("created_at", "id")).first()
            if job is None:
                return None
            if _may_start(job):
                return _take(job, worker)


def _lockable(jobs: QuerySet[RenderJob]) -> QuerySet[RenderJob]:
    return jobs.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


def _may_start(job: RenderJob) -> bool:
    if not funding.in_force(job=job):
        endings.end(job=job, state=endings.FAILED, actor=ACTOR, code="reservation_expired", message=EXPIRED_MESSAGE)
        return False
    reason = decisions.recheck(decision=job.decision)
    if reason is not None:
        endings.end(job=job, state=endings.REFUSED, actor=ACTOR, code=reason.code, message=reason.message)
        return False
    return True


def _take(job: RenderJob, worker: str) -> Lease:
    attempt = job.attempt + 1
    changes = {
        "attempt": attempt,
        "lease_owner": worker,
        "lease_until": _lease_end(),
        "stage": "starting",
        "step": 0,
        "steps": 0,
        "error_code": "",
        "error_message": "",
    }
    facts = {"attempt": attempt, "worker": worker}
    lifecycle.advance(job, "rendering", actor=ACTOR, changes=changes, facts=facts)
    funding.extend(job=job)
    return Lease(job.pk, attempt, worker)


def _lease_end() -> dt.datetime:
    return clock.now() + dt.timedelta(seconds=settings.RENDER_LEASE_SECONDS)


class Heartbeat:
    """Tells how far a render is and keeps its lease alive; called from inside the render. `last` is what it was told.

    Raises RenderCancelled when the creator asked to stop, LeaseLost when the job is no longer this worker's.
    """

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._told = 0.0
        self._renewed = time.monotonic()
        self._stage = ""
        self.last = Progress("starting", 0, 0)

    def __call__(self, progress: Progress) -> None:
        """Write what changed, as often as someone may look."""
        now = time.monotonic()
        self.last = progress
        if progress.stage == self._stage and now - self._told < PROGRESS_SECONDS:
            return
        renew = now - self._renewed >= settings.RENDER_LEASE_SECONDS / RENEWALS
        try:
            _tell(self._lease, progress, renew=renew)
        except (OperationalError, InterfaceError) as error:
            # The database may be restarting. The render goes on; the lease decides whether it was too long.
            log.warning("progress of %s was not written: %s", self._lease.job_id, error)
            connection.close()
            return
        self._told, self._stage = now, progress.stage
        if renew:
            self._renewed = now


def _tell(lease: Lease, progress: Progress, *, renew: bool) -> None:
    values = {"stage": progress.stage, "step": progress.step, "steps": progress.total}
    with transaction.atomic():
        told = _mine(lease).update(**values, **({"lease_until": _lease_end()} if renew else {}))
        if told and renew:
            _extend_holds(lease)
    if not told:
        raise _why_not(lease)


def _mine(lease: Lease) -> QuerySet[RenderJob]:
    return RenderJob.objects.filter(
        pk=lease.job_id, state="rendering", attempt=lease.attempt, cancel_asked_at__isnull=True
    )


def _why_not(lease: Lease) -> RenderCancelled:
    asked = RenderJob.objects.filter(
        pk=lease.job_id, state="rendering", attempt=lease.attempt, cancel_asked_at__isnull=False
    )
    return RenderCancelled("The creator cancelled this clip.") if asked.exists() else _lost(lease)


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"attempt {lease.attempt} at {lease.job_id} is no longer this worker's")


def _extend_holds(lease: Lease) -> None:
    try:
        funding.extend(job=RenderJob.objects.get(pk=lease.job_id))
    except Conflict as ended:
        raise _lost(lease) from ended


def finish(*, lease: Lease, output: RenderOutput) -> RenderJob:
    """Record what an attempt made: the job is `rendered`, not yet paid and not yet visible.

    `output` is unsaved and names files that are in storage already. Only the attempt that holds the lease may finish.

    Raises LeaseLost when another attempt took over, RenderCancelled when the creator asked to stop; nothing is recorded
    then and the caller deletes the files.
    """
    with transaction.atomic():
        job = _locked(lease)
        if job.cancel_asked_at:
            raise RenderCancelled("The creator cancelled this clip.")
        output.job, output.attempt = job, lease.attempt
        output.save(force_insert=True)
        changes = {"lease_owner": "", "lease_until": None}
        facts = {"attempt": lease.attempt, "sha256": output.sha256, "size": output.size}
        lifecycle.advance(job, "rendered", actor=ACTOR, changes=changes, facts=facts)
    return job


def _locked(lease: Lease) -> RenderJob:
    job = RenderJob.objects.select_for_update().get(pk=lease.job_id)
    if job.state != "rendering" or job.attempt != lease.attempt:
        raise _lost(lease)
    return job


def fail(*, lease: Lease, error: Exception) -> None:
    """Record that an attempt failed: the job waits for another, or has failed for good and everything goes back.

    A render error says itself whether another try may help; of anything else we assume that it may.
    Repeat: an attempt that no longer holds the lease changes nothing.
    """
    code, message, again = "render_fault", FAULT_MESSAGE, True
    if isinstance(error, RenderError):
        code, message, again = error.code, error.message, error.retryable
    with transaction.atomic():
        try:
            job = _locked(lease)
        except LeaseLost:
            return
        if again:
            _again_or_failed(job, code=code, message=message)
        else:
            endings.end(job=job, state=endings.FAILED, actor=ACTOR, code=code, message=message)


def stop(*, lease: Lease) -> None:
    """End a job whose creator asked to stop it while it was rendered. An attempt without its lease changes nothing."""
    with transaction.atomic():
        try:
            job = _locked(lease)
        except LeaseLost:
            return
        endings.end(job=job, state=endings.CANCELLED, actor=job.user_id)


def _again_or_failed(job: RenderJob, *, code: str, message: str) -> None:
    """Put a job back in the queue, or end it: cancelled when that was asked, failed after the last attempt."""
    if job.cancel_asked_at:
        endings.end(job=job, state=endings.CANCELLED, actor=job.user_id)
    elif job.attempt >= MOST_ATTEMPTS:
        endings.end(job=job, state=endings.FAILED, actor=ACTOR, code=code, message=message)
    else:
        changes = {"lease_owner": "", "lease_until": None, "stage": "", "step": 0, "steps": 0}
        facts = {"attempt": job.attempt, "message": message}
        lifecycle.advance(job, "reserved", actor=ACTOR, reason=code, changes=changes, facts=facts)
        outbox.post(Topic.JOB_RESERVED, subject=job.pk, payload={"tier": job.tier})


def reap() -> int:
    """Take jobs back from workers that were not heard of, end jobs whose reservation ran out; say how many.

    Repeat: safe; two at once share the work.
    Locks: one job at a time, in its own transaction.
    """
    lost = RenderJob.objects.filter(state="rendering", lease_until__lt=clock.now())
    unpaid = RenderJob.objects.filter(state="reserved", funding__hold__state__in=["expired", "released"])
    reaped = sum(_reap_one(job_id) for job_id in lost.values_list("pk", flat=True))
    return reaped + sum(_expire_one(job_id) for job_id in unpaid.values_list("pk", flat=True).distinct())


def _reap_one(job_id: str) -> bool:
    with transaction.atomic():
        # Looked at again under the lock: the worker may have been heard of meanwhile.
        lost = RenderJob.objects.filter(pk=job_id, state="rendering", lease_until__lt=clock.now())
        job = _lockable(lost).first()
        if job is None:
            return False
        log.warning("attempt %s at %s was lost with %s", job.attempt, job.pk, job.lease_owner)
        _again_or_failed(job, code="lease_lost", message=LOST_MESSAGE)
    return True


def _expire_one(job_id: str) -> bool:
    with transaction.atomic():
        job = _lockable(RenderJob.objects.filter(pk=job_id, state="reserved")).first()
        if job is None or funding.in_force(job=job):
            return False
        endings.end(job=job, state=endings.FAILED, actor=ACTOR, code="reservation_expired", message=EXPIRED_MESSAGE)
    return True
