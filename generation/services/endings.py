"""How a job ends without a clip: failed, refused or cancelled. The creator pays nothing."""

from __future__ import annotations

from django.db import transaction

from core import lifecycle, outbox
from core.topics import Topic
from generation.models import RenderJob
from generation.services import funding

REFUSED, FAILED, CANCELLED = "refused", "failed", "cancelled"


def end(*, job: RenderJob, state: str, actor: str, code: str = "", message: str = "") -> bool:
    """End a job without a clip and give everything back; `code` and `message` say why, for its creator.

    Repeat: a job that is in `state` already is left alone, and the answer is False.
    Locks: the job, then its holds.
    Raises StepRefused when the job has ended in another way.
    """
    changes = {"error_code": code, "error_message": message, "lease_owner": "", "lease_until": None}
    with transaction.atomic():
        if not lifecycle.advance(job, state, actor=actor, reason=code, changes=changes):
            return False
        funding.release(job=job, actor=actor, reason=code or state)
        outbox.post(Topic.JOB_ENDED, subject=job.pk, payload={"state": state, "code": code})
    return True
