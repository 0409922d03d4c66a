"""Clips: mine, and one on its stage."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.http_types import SignedInRequest
from generation.pricing import Card
from generation.selectors.clips import clip_for, clips_of, media_links
from generation.selectors.jobs import jobs_of
from generation.services import clips as clip_services
from ledger import selectors as books
from licensing import selectors as licences
from licensing import territories
from marketplace import cards

PAGE = 24


def tile(clip: Any) -> dict[str, Any]:
    """Lay a clip out for a clip tile."""
    links = media_links(clip.job.output)
    return {
        "url": reverse("clip", args=[clip.pk]),
        "title": clip.title,
        "poster": links.poster,
        "preview": links.preview,
        "seconds": clip.job.seconds,
    }


@login_required
@require_safe
def my_clips(request: SignedInRequest) -> HttpResponse:
    """Show my clips, newest first, and what is being made."""
    before = request.GET.get("before", "")
    found = clips_of(request.user)
    listed = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    older = f"?{urlencode({'before': listed[PAGE - 1].pk})}" if len(listed) > PAGE else ""
    running = (
        []
        if before
        else list(jobs_of(request.user).filter(state__in=["reserved", "rendering", "rendered", "held"])[:12])
    )
    context = {"tiles": [tile(clip) for clip in listed[:PAGE]], "running": running, "older": older}
    return render(request, "marketplace/my_clips.html", context)


@require_safe
def clip(request: HttpRequest, clip_id: str) -> HttpResponse:
    """Put one clip on its stage: the film, its licence in one line, and where the fee went."""
    shown = clip_for(user=request.user, clip_id=clip_id)
    job = shown.job
    mine = request.user.is_authenticated and shown.user_id == request.user.pk
    links = media_links(job.output)
    context = {
        "clip": shown,
        "job": job,
        "mine": mine,
        "links": links,
        "download": f"{links.video}&{urlencode({'download': f'{shown.title}.mp4'})}"
        if "?" in links.video
        else links.video,
        "cast": licences.cast_members([row.character_id for row in job.casting.all()]),
        "licence": _licence_line(job),
        "heard": job.output.metadata.get("understanding", {}),
        "price": cards.card_view(Card.from_json(job.card)) if mine else None,
        "royalties": licences.royalties_of_job(job.pk) if mine else (),
        "entries": books.entries_of(job.pk) if mine else (),
    }
    return render(request, "marketplace/clip.html", context)


def _licence_line(job: Any) -> str:
    country = territories.name(job.territory, get_language() or "en")
    return _("Licensed for %(purpose)s use in %(country)s") % {
        "purpose": cards.purpose_label(job.purpose).lower(),
        "country": country,
    }


@login_required
@require_POST
def showcase(request: SignedInRequest, clip_id: str) -> HttpResponse:
    """Let the character's page show my clip, or stop it."""
    on = request.POST.get("show") == "1"
    clip_services.showcase(user=request.user, clip_id=clip_id, shown=on)
    messages.success(request, _("The character's page shows it now.") if on else _("Only you can see it now."))
    return redirect("clip", clip_id=clip_id)
