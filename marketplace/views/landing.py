"""The front page: the title in lights, who is in the house, and where the fee goes."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.money import Money
from generation.selectors.clips import newest_shown
from licensing import selectors as licences
from licensing.royalties import Share, royalty_lines
from marketplace.views.catalogue import tile
from marketplace.views.clips import tile as clip_tile

TILES = 8
STRIP = 8
# Enough to fill the wall behind the sign on the widest screens.
WALL = 30

# The picture of the money: the example of our own royalty rules, 250 cents shared 70 / 20 / 10.
_EXAMPLE = Money(250, "USD")
_ROW = 84
_PIPE_FROM = 198


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    cards, _more = licences.cards_of(licences.CatalogueQuery(limit=TILES))
    clips = [clip_tile(clip) for clip in newest_shown(STRIP)]
    context = {
        "tiles": [tile(card) for card in cards],
        "clips": clips,
        "wall": list(islice(cycle([one["poster"] for one in clips] + [card.tile_url for card in cards]), WALL))
        if cards
        else [],
        "flow": _flow(),
        "daily_units": settings.DAILY_ALLOWANCE_UNITS,
    }
    return render(request, "marketplace/landing.html", context)


def _flow() -> dict[str, Any]:
    """Lay out the picture of one fee flowing to those who share it, computed by the rules that pay it."""
    shares = [
        Share(_("Studio"), "studio", 700_000),
        Share(_("Artist"), "artist", 200_000),
        Share(_("Voice"), "voice", 100_000),
    ]
    language = get_language() or "en"
    lines = royalty_lines(_EXAMPLE, settings.PLATFORM_COMMISSION_PPM, shares)
    height = _ROW * len(lines)
    middle = height // 2
    parts = []
    for index, line in enumerate(lines):
        centre = _ROW * index + _ROW // 2
        parts.append(
            {
                "who": line.payee_id or _("Platform commission"),
                "amount": Money(line.amount, _EXAMPLE.currency).localized(language),
                "path": f"M {_PIPE_FROM} {middle} C 450 {middle}, 450 {centre}, 700 {centre}",
                "width": max(3, 30 * line.amount // _EXAMPLE.minor),
                "top": centre - 32,
                "who_y": centre - 7,
                "sum_y": centre + 18,
            }
        )
    return {
        "parts": parts,
        "height": height,
        "middle_top": middle - 38,
        "middle_who": middle - 8,
        "middle_sum": middle + 18,
        "fee_text": _EXAMPLE.localized(language),
        "sentence": "; ".join(f"{part['who']}: {part['amount']}" for part in parts),
    }
