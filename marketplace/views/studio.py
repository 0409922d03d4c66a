"""A studio's home: its numbers, what it earned, the clips made with its characters, and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import BadInput
from core.http_types import SignedInRequest
from core.money import PPM, Money, zero
from generation.selectors.castings import ShownClip, UseCounts, newest_shown, uses_of
from generation.selectors.clips import media_links
from licensing import selectors as licences
from licensing.forms import StudioForm
from licensing.royalties import Share, royalty_lines
from licensing.selectors import CharacterRow
from licensing.services import studios as studio_services
from marketplace.selectors import studios as books
from marketplace.selectors.studios import EarnedCell, PayeeRow, Standing
from marketplace.views import studio_parts

DAYS = 30
FILM_STRIP = 10
# The worked example of licensing.royalties: what a fee becomes when a sheet says 70/20/10.
EXAMPLE_FEE = Money(250, "USD")
_EXAMPLE_SHEET = (700_000, 200_000, 100_000)


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Show one of a person's studios (`?studio=` chooses among several), or explain what a studio is."""
    mine = books.my_studios(request.user)
    if not mine:
        return render(request, "marketplace/studio_door.html", {"fee": EXAMPLE_FEE, "shares": _example()})
    asked = request.GET.get("studio", "")
    studio = next((one for one in mine if one.slug == asked), mine[0])
    rows = licences.characters_of(studio)
    people = books.payees(studio)
    cells = books.earned_by_day(studio, 2 * DAYS)
    ids = [row.id for row in rows]
    midnight = clock.next_midnight()
    begins = midnight - dt.timedelta(days=DAYS)
    uses = uses_of(ids, since=begins, before=begins - dt.timedelta(days=DAYS))
    first = studio_parts.last_days(DAYS)[0]
    context = {
        "studio": studio,
        "studios": mine if len(mine) > 1 else (),
        "numbers": _numbers(uses, cells, rows, people, first),
        "charts": studio_parts.earnings_charts([cell for cell in cells if cell.day >= first], DAYS),
        "clips": [_clip(shown) for shown in newest_shown(ids, limit=FILM_STRIP)],
        "characters": [_character(row) for row in rows],
        "next": _next(studio, rows, people),
    }
    return render(request, "marketplace/studio.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Register a studio with this person as its owner."""
    form = StudioForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            studio = studio_services.create(user=request.user, **form.cleaned_data)
        except BadInput as problem:
            studio_parts.blame(form, problem)
        else:
            messages.success(request, _("%(name)s is open. Now its first character.") % {"name": studio.name})
            return redirect("character_new", slug=studio.slug)
    return render(request, "marketplace/studio_new.html", {"form": form}, status=422 if form.errors else 200)


def _example() -> list[dict[str, Any]]:
    """Divide the example fee, each part also as a share of the whole fee."""
    shares = [Share(str(place), "", ppm) for place, ppm in enumerate(_EXAMPLE_SHEET)]
    lines = royalty_lines(EXAMPLE_FEE, settings.PLATFORM_COMMISSION_PPM, shares)
    who = (_("The artist"), _("The voice"), _("The estate"))
    net = PPM - settings.PLATFORM_COMMISSION_PPM
    return [
        {
            "name": _("Marquee") if line.payee_id is None else who[int(line.payee_id)],
            "role": _("commission") if line.payee_id is None else "",
            "ppm": line.ppm if line.payee_id is None else net * line.ppm // PPM,
            "amount": Money(line.amount, EXAMPLE_FEE.currency),
        }
        for line in lines
    ]


def _numbers(
    uses: UseCounts,
    cells: Sequence[EarnedCell],
    rows: Sequence[CharacterRow],
    people: Sequence[PayeeRow],
    first: dt.date,
) -> list[dict[str, Any]]:
    listed = sum(row.state == "listed" for row in rows)
    waiting = sum(not person.ready for person in people)
    return [
        {
            "label": _("Clips made, last 30 days"),
            "value": uses.recently,
            **_change(uses.recently - uses.before, str(abs(uses.recently - uses.before))),
        },
        _earned(cells, first),
        {
            "label": _("Characters listed"),
            "value": listed,
            "change": _("of %(count)s registered") % {"count": len(rows)},
        },
        {
            "label": _("Payees not ready to be paid"),
            "value": waiting,
            "change": _("Their shares wait for them.") if waiting else _("Everyone can be paid."),
            "good": "" if waiting else "yes",
        },
    ]


def _earned(cells: Sequence[EarnedCell], first: dt.date) -> dict[str, Any]:
    """The currency that earned most often, against the days before; other currencies are named beneath, never added."""
    currencies = [cell.amount.currency for cell in cells]
    label = _("Earned, last 30 days")
    if not currencies:
        return {"label": label, "value": "–", "change": _("Nothing yet")}
    main = max(sorted(set(currencies)), key=currencies.count)
    now, before = zero(main), zero(main)
    others: dict[str, Money] = {}
    for cell in cells:
        if cell.amount.currency != main and cell.day >= first:
            others[cell.amount.currency] = others.get(cell.amount.currency, zero(cell.amount.currency)) + cell.amount
        elif cell.amount.currency == main and cell.day >= first:
            now += cell.amount
        elif cell.amount.currency == main:
            before += cell.amount
    language = get_language() or "en"
    if others:
        amounts = ", ".join(amount.localized(language) for amount in others.values())
        return {"label": label, "value": now, "change": _("and %(amounts)s") % {"amounts": amounts}}
    difference = now - before if before <= now else before - now
    return {"label": label, "value": now, **_change((now - before).minor, difference.localized(language))}


def _change(difference: int, amount: str) -> dict[str, str]:
    """Word a difference with the thirty days before."""
    if difference > 0:
        return {
            "change": _("%(amount)s more than the 30 days before") % {"amount": amount},
            "trend": "up",
            "good": "yes",
        }
    if difference < 0:
        words = _("%(amount)s less than the 30 days before") % {"amount": amount}
        return {"change": words, "trend": "down", "good": "no"}
    return {"change": _("As the 30 days before"), "trend": "flat", "good": ""}


def _clip(shown: ShownClip) -> dict[str, Any]:
    links = media_links(shown.clip.job.output)
    return {
        "url": reverse("clip", args=[shown.clip.pk]),
        "title": shown.clip.title,
        "poster": links.poster,
        "preview": links.preview,
        "seconds": shown.clip.job.seconds,
        "line": ", ".join(shown.characters),
    }


def _stages(row: CharacterRow) -> list[dict[str, Any]]:
    standing = Standing(row.state, row.pictures, row.rights_affirmed, row.terms_version, row.sheet_version)
    return studio_parts.steps_from(standing, row.slug, "")


def _character(row: CharacterRow) -> dict[str, Any]:
    stages = _stages(row)
    if not row.pictures:
        stages[0]["label"] = _("Picture")
    return {
        "row": row,
        "art": row.tile.tile_url if row.tile else "",
        "stages": stages,
        "url": reverse("character_edit", args=[row.slug]),
        "missing": [stage for stage in stages[:-1] if not stage["done"]],
        "list_url": stages[-1]["url"],
    }


def _next(studio: Any, rows: Sequence[CharacterRow], people: Sequence[PayeeRow]) -> dict[str, str] | None:
    """The one thing that helps most now; None when nothing waits."""
    if not rows:
        return {
            "title": _("Register your first character"),
            "text": _("A name, a picture, terms and a split sheet: five steps, and creators can use it."),
            "action": _("Register a character"),
            "url": reverse("character_new", args=[studio.slug]),
        }
    waiting = [row for row in rows if row.state == "draft"]
    if waiting:
        # The one that needs least comes first.
        row, stages = min(((row, _stages(row)) for row in waiting), key=lambda one: sum(not s["done"] for s in one[1]))
        step = next(stage for stage in stages if not stage["done"])
        ready = step["number"] == len(stages)
        text = _("Everything is there. Listing it lets creators use it at once.")
        if not ready:
            text = _("Next: %(step)s. It is not in the catalogue until all five steps are done.") % {
                "step": step["label"]
            }
        return {
            "title": _("List %(name)s") % {"name": row.name} if ready else _("Finish %(name)s") % {"name": row.name},
            "text": text,
            "action": _("List it") if ready else _("Continue"),
            "url": step["url"],
        }
    absent = sum(not person.claimed for person in people)
    if absent:
        sentence = ngettext(
            "%(count)s payee has no account here yet", "%(count)s payees have no account here yet", absent
        )
        return {
            "title": sentence % {"count": absent},
            "text": _("They were invited by e-mail. What they earn is kept for them until they come."),
            "action": _("See who"),
            "url": reverse("studio_earnings", args=[studio.slug]) + "#payees",
        }
    return None
