"""What was made with given characters: for the people who license them. A clip is seen only when its owner shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from generation.models import Clip, JobCast


@dataclass(frozen=True)
class UseCounts:
    """How many clips were finished and paid for: in all, since a moment, and in the time before that moment."""

    all: int
    recently: int
    before: int


@dataclass(frozen=True)
class ShownClip:
    """A clip its owner shows, and which of the characters asked about are in it."""

    clip: Clip
    characters: tuple[str, ...]


def uses_of(character_ids: Collection[str], *, since: dt.datetime, before: dt.datetime) -> UseCounts:
    """Count the finished clips of these characters; one with two of them counts once. One query.

    `recently` is from `since` on, `before` from `before` until `since`.
    """
    at = "job__settled_at"
    counted = JobCast.objects.filter(character__in=character_ids, job__state="settled").aggregate(
        all=Count("job", distinct=True),
        recently=Count("job", distinct=True, filter=Q(**{f"{at}__gte": since})),
        before=Count("job", distinct=True, filter=Q(**{f"{at}__gte": before, f"{at}__lt": since})),
    )
    return UseCounts(**counted)


def newest_shown(character_ids: Collection[str], *, limit: int) -> tuple[ShownClip, ...]:
    """Return the newest clips of these characters that their owners show, files ready to read. One query."""
    rows = (
        JobCast.objects.filter(character__in=character_ids, job__clip__showcased=True)
        .exclude(job__clip__state="taken_down")
        .select_related("character", "job__clip", "job__output")
        .order_by("-job__clip__created_at", "-job_id", "position")
    )
    names: dict[str, list[str]] = {}
    clips: dict[str, Clip] = {}
    for row in rows[: limit * len(character_ids)]:
        clip = row.job.clip
        clip.job = row.job
        clips.setdefault(clip.pk, clip)
        names.setdefault(clip.pk, []).append(row.character.name)
    return tuple(ShownClip(clip, tuple(names[key])) for key, clip in list(clips.items())[:limit])


def shown_by_job(job_ids: Collection[str]) -> dict[str, Clip]:
    """Return, by job, the clips among these jobs' that their owners show. One query."""
    shown = Clip.objects.filter(job__in=job_ids, showcased=True).exclude(state="taken_down")
    return {clip.job_id: clip for clip in shown}
