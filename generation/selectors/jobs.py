"""Looking at jobs. The selector that fetches for a person is the permission check."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import NotFound
from core.models import User
from generation.models import RenderJob


def jobs_of(user: User) -> QuerySet[RenderJob]:
    """Return a creator's jobs, newest first, with their cast and clip ready to read."""
    jobs = RenderJob.objects.filter(user=user).select_related("clip", "output").prefetch_related("casting")
    return jobs.order_by("-created_at", "-id")


def job_for(*, user: User, job_id: str) -> RenderJob:
    """Return one of a creator's own jobs. Raises NotFound for anybody else's."""
    job = jobs_of(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such clip request, or it is not yours."))
    return job


def place_in_queue(job: RenderJob) -> int | None:
    """Return how many jobs of the tier are rendered before this one begins; None when it does not wait."""
    if job.state != "reserved":
        return None
    earlier = Q(created_at__lt=job.created_at) | Q(created_at=job.created_at, pk__lt=job.pk)
    return RenderJob.objects.filter(earlier, tier=job.tier, state="reserved").count()


def tiers_waiting(*, longer_than: dt.timedelta = dt.timedelta(0)) -> list[str]:
    """List the tiers in which a job has waited for so long."""
    before = clock.now() - longer_than
    waiting = RenderJob.objects.filter(state="reserved", created_at__lte=before)
    return sorted(waiting.order_by().values_list("tier", flat=True).distinct())


def unsettled(*, longer_than: dt.timedelta) -> list[str]:
    """List the ids of jobs whose render finished so long ago that their worker is not about to settle them."""
    before = clock.now() - longer_than
    waiting = RenderJob.objects.filter(state="rendered", rendered_at__lte=before)
    return list(waiting.order_by("rendered_at").values_list("pk", flat=True))
