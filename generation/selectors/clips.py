"""Looking at clips and their files."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.models import User
from generation.models import Clip, RenderOutput

# How many sample clips a character's page shows.
SHOWCASE = 6


@dataclass(frozen=True)
class MediaLinks:
    """Addresses of a clip's files; signed, and good for an hour or two."""

    video: str
    poster: str
    preview: str


def clips_of(user: User) -> QuerySet[Clip]:
    """Return a creator's clips, newest first, with their job, cast and files ready to read."""
    return _ready(Clip.objects.filter(user=user)).order_by("-created_at", "-id")


def clip_for(*, user: User | AnonymousUser, clip_id: str) -> Clip:
    """Return a clip someone may watch: their own, or one its owner shows. Raises NotFound otherwise."""
    mine = Q(user=user) if isinstance(user, User) else Q(pk__in=[])
    clip = _ready(Clip.objects.filter(mine | (Q(showcased=True) & ~Q(state="taken_down")), pk=clip_id)).first()
    if clip is None:
        raise NotFound(_("There is no such clip, or it is not yours to see."))
    return clip


def showcase(character_id: str, limit: int = SHOWCASE) -> list[Clip]:
    """Return the newest clips of a character that their owners show."""
    shown = Clip.objects.filter(showcased=True, job__casting__character=character_id).exclude(state="taken_down")
    return list(_ready(shown).order_by("-created_at", "-id")[:limit])


def newest_shown(limit: int) -> list[Clip]:
    """Return the newest clips whose owners show them, of any character."""
    shown = Clip.objects.filter(showcased=True).exclude(state="taken_down")
    return list(_ready(shown).order_by("-created_at", "-id")[:limit])


def media_links(output: RenderOutput) -> MediaLinks:
    """Return links to a render's files."""
    return MediaLinks(*(default_storage.url(name) for name in (output.video, output.poster, output.preview)))


def _ready(clips: QuerySet[Clip]) -> QuerySet[Clip]:
    return clips.select_related("job__output").prefetch_related("job__casting")
