"""What a studio's characters earned: by day, by character, and each fee down to its parts."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.http_types import SignedInRequest
from generation.selectors.castings import shown_by_job
from licensing import selectors as licences
from marketplace.selectors import studios as books
from marketplace.selectors.studios import PaidUse
from marketplace.views import studio_parts

DAYS = 30
# What an address may ask for; anything else is as if it had not asked.
_SLUG = re.compile(r"[a-z0-9_-]{1,100}")
_NUMBER = re.compile(r"[0-9]{1,18}")


@login_required
@require_safe
def earnings(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a studio's earnings; `?character=` keeps to one of them, `?before=` pages back through the fees."""
    studio = licences.studio_for(request.user, slug)
    chosen, before = request.GET.get("character", ""), request.GET.get("before", "")
    chosen = chosen if _SLUG.fullmatch(chosen) else ""
    before = before if _NUMBER.fullmatch(before) else ""
    page = books.paid_uses(studio, character=chosen, before=int(before) if before else None)
    shown = shown_by_job({use.job_id for use in page.uses})
    kept: dict[str, str | int] = {"character": chosen} if chosen else {}
    people = books.payees(studio)
    context = {
        "studio": studio,
        "characters": licences.earnings_by_character(studio),
        "charts": studio_parts.earnings_charts(books.earned_by_day(studio, DAYS), DAYS),
        "uses": [_use(use, shown.get(use.job_id)) for use in page.uses],
        "payees": people,
        "waiting": sum(not person.ready for person in people),
        "chosen": next((use.character for use in page.uses), chosen) if chosen else "",
        "newer": f"?{urlencode(kept)}#fees" if before else "",
        "older": f"?{urlencode({**kept, 'before': page.older})}#fees" if page.older else "",
    }
    return render(request, "marketplace/studio_earnings.html", context)


def _use(use: PaidUse, clip: Any) -> dict[str, Any]:
    return {
        "use": use,
        "clip_url": reverse("clip", args=[clip.pk]) if clip else "",
        "clip_title": clip.title if clip else "",
    }
