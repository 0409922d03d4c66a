"""Make a clip: choose a cast, write a scene, see at once whether it is licensed and what it costs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import BadInput, Conflict, InsufficientFunds, LicenceRefused, MarqueeError
from core.http import status_of
from core.http_types import SignedInRequest
from core.money import Money
from generation.briefs import ASPECTS, ClipBrief
from generation.rendering.animatic.vocabulary import understand
from generation.selectors.previews import Preview, preview
from generation.selectors.tiers import tiers_offered
from generation.services import requests as clip_requests
from licensing import selectors as licences
from licensing import territories
from licensing.policy import LARGEST_CAST, MAX_SECONDS, PURPOSES, UseRequest
from marketplace import cards

FIRST_PROMPT_CHARACTERS = 2000


@dataclass(frozen=True)
class Scene:
    """What the form holds, right or wrong."""

    brief: ClipBrief
    title: str
    key: str


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.strip().isdigit() and len(text) < 6 else otherwise


def read_scene(data: QueryDict) -> Scene:
    """Read the form; what cannot be read becomes a value the licence check will name."""
    use = UseRequest(
        characters=tuple(dict.fromkeys(data.getlist("characters"))),
        prompt=data.get("prompt", ""),
        purpose=data.get("purpose", "personal"),
        territory=data.get("territory", "").upper(),
        tier=data.get("tier", "storyboard"),
        seconds=_whole(data.get("seconds", "5"), 0),
    )
    aspect = data.get("aspect", ASPECTS[0])
    return Scene(
        ClipBrief(use, aspect if aspect in ASPECTS else ASPECTS[0]),
        title=data.get("title", ""),
        key=data.get("key", "") or secrets.token_urlsafe(16),
    )


def _picks(chosen: tuple[str, ...]) -> list[dict[str, Any]]:
    """List who can be cast, those already chosen first."""
    listed, _more = licences.cards_of(licences.CatalogueQuery(sort="name", limit=licences.LARGEST_PAGE))
    picks = [{"card": card, "on": card.id in chosen} for card in listed]
    return sorted(picks, key=lambda pick: not pick["on"])


def _page(request: SignedInRequest, scene: Scene, *, problem: MarqueeError | None = None) -> HttpResponse:
    use = scene.brief.use
    context: dict[str, Any] = {
        "scene": scene,
        "use": use,
        "picks": _picks(use.characters),
        "purposes": [(code, cards.purpose_label(code), cards.purpose_detail(code)) for code in PURPOSES],
        "territories": territories.names(get_language() or "en"),
        "tiers": [(tier.name, cards.tier_label(tier.name), cards.tier_detail(tier)) for tier in tiers_offered()],
        "aspects": [(aspect, cards.aspect_label(aspect)) for aspect in ASPECTS],
        "most_seconds": MAX_SECONDS,
        "largest_cast": LARGEST_CAST,
        "problem": problem,
    }
    status = status_of(problem) if problem else 200
    return render(request, "marketplace/make.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def make(request: SignedInRequest) -> HttpResponse:
    """Show the form (a GET may preset its fields), or submit it: one key a form, so a double press makes one clip."""
    if request.method == "GET":
        return _page(request, read_scene(request.GET))
    scene = read_scene(request.POST)
    agreed = request.POST.get("agreed", "")
    currency = request.POST.get("currency", "")
    try:
        most = Money(int(agreed), currency) if agreed.isdigit() and currency else None
        job = clip_requests.submit(
            user=request.user, request=scene.brief, key=scene.key, max_total=most, title=scene.title
        )
    except (LicenceRefused, InsufficientFunds, Conflict, BadInput) as problem:
        # The same key would bring the same refusal back: a changed form is a new request.
        return _page(request, Scene(scene.brief, scene.title, secrets.token_urlsafe(16)), problem=problem)
    return redirect("job", job_id=job.pk)


@login_required
@require_POST
def check(request: SignedInRequest) -> HttpResponse:
    """Answer the form as it stands: verdict, price, and what the storyboard renderer took from the prompt."""
    scene = read_scene(request.POST)
    context: dict[str, Any] = {"heard": understand(scene.brief.use.prompt[:FIRST_PROMPT_CHARACTERS])}
    try:
        seen: Preview = preview(user=request.user, request=scene.brief, language=get_language() or "en")
    except BadInput as problem:
        context["problem"] = problem
    else:
        context["verdict"] = cards.verdict_view(seen.checked.verdict)
        context["alternatives"] = cards.alternatives_view(seen.checked.verdict)
        context["price"] = cards.price_view(seen.price) if seen.price else None
        context["steps"] = cards.steps_view(seen.steps, request.POST)
        context["card"] = seen.card
    return render(request, "marketplace/make_answer.html", context)
