"""Split sheets: who shares a character's fees, typed as percentages and kept as whole parts per million."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import BadInput
from core.http_types import SignedInRequest
from core.money import PPM, Money
from licensing import selectors as licences
from licensing.forms import BaseSplitFormSet, SplitFormSet, split_rows
from licensing.royalties import LineOut, Share, royalty_lines
from licensing.services import splits
from licensing.services.splits import MOST_SHARES
from marketplace.templatetags.pieces import DYES
from marketplace.views import studio_parts

# Shown when a character has no terms yet: the fee of the worked example.
_EXAMPLE = Money(250, "USD")
# So many rows are there at least; empty ones do not count, so no script is needed to add a line.
FEWEST_ROWS = 6
_MORE = 3
# What most sheets name, as suggestions beside the box.
ROLES = ("studio", "artist", "writer", "voice", "estate")
_PARTS = ("role", "name", "email", "percent")

Row = dict[str, str]


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a character's split sheet as rows; POST publishes them, adds rows (`more`) or leaves one out (`remove`)."""
    character = licences.character_for(request.user, slug)
    sheet = licences.sheet_in_force(character.pk)
    if request.method == "GET":
        rows = split_rows(sheet.shares) if sheet else [_first(request, character)]
        return _page(request, character, sheet, _unbound(rows))
    rows = _typed(request)
    if getattr(request, "htmx", False):
        return render(request, "marketplace/studio_split_example.html", {"example": _example(character, rows)})
    if "more" in request.POST or "remove" in request.POST:
        kept = [row for place, row in enumerate(rows) if str(place) != request.POST.get("remove")]
        least = len(rows) + _MORE if "more" in request.POST else 0
        return _page(request, character, sheet, _unbound(kept, least))
    return _publish(request, character, sheet)


def _publish(request: SignedInRequest, character: Any, sheet: licences.SheetView | None) -> HttpResponse:
    form = SplitFormSet(request.POST)
    assert isinstance(form, BaseSplitFormSet)
    if not form.is_valid():
        return _page(request, character, sheet, form)
    try:
        published = splits.publish(user=request.user, character_id=character.pk, shares=form.shares)
    except BadInput as problem:
        return _page(request, character, sheet, form, problem=problem.message)
    messages.success(request, _said(published, sheet))
    return redirect("character_splits", slug=character.slug)


def _first(request: SignedInRequest, character: Any) -> Row:
    """Begin with the studio itself, at its owner's address: most sheets have that line."""
    return {"role": ROLES[0], "name": character.studio.name, "email": request.user.email, "percent": "100"}


def _typed(request: SignedInRequest) -> list[Row]:
    """Read the rows as they were typed, right or wrong, empty ones included so that each keeps its place."""
    rows = []
    for place in range(MOST_SHARES):
        names = {part: f"form-{place}-{part}" for part in _PARTS}
        if names["percent"] not in request.POST:
            break
        rows.append({part: request.POST.get(name, "").strip() for part, name in names.items()})
    return rows


def _unbound(rows: list[Row], least: int = 0) -> Any:
    """Show rows in a form of their own, with room for more; empty rows move to the end."""
    filled = [row for row in rows if any(row.values())]
    form = SplitFormSet(initial=filled)
    form.extra = min(max(FEWEST_ROWS, len(filled) + 1, least), MOST_SHARES) - len(filled)
    return form


def _said(published: Any, before: licences.SheetView | None) -> str:
    if before and before.id == published.pk:
        return _("Nothing changed: version %(version)s stays in force.") % {"version": published.version}
    return _("Version %(version)s is in force for new requests. New payees are invited by e-mail.") % {
        "version": published.version
    }


def _page(
    request: SignedInRequest, character: Any, sheet: licences.SheetView | None, form: Any, *, problem: str = ""
) -> HttpResponse:
    wrong = form.is_bound
    rows = _typed(request) if wrong else [row.initial for row in form.initial_forms]
    context = {
        "studio": character.studio,
        "character": character,
        "steps": studio_parts.steps(character, "character_splits"),
        "form": form,
        "rows": [
            {"form": row, "number": place, "row_number": place + 1, "dye": place % DYES + 1}
            for place, row in enumerate(form.forms)
        ],
        "problems": [*form.non_form_errors(), *([problem] if problem else [])] if wrong else [],
        "sheet": sheet,
        "roles": ROLES,
        "full": len(form.forms) >= MOST_SHARES,
        "example": _example(character, rows),
    }
    return render(request, "marketplace/studio_splits.html", context, status=422 if wrong else 200)


def _fee(character: Any) -> tuple[Money, bool]:
    """The fee of a social storyboard clip, or the lowest this character has; and whether it is the social one."""
    held = licences.terms_in_force(character.pk)
    if held is None:
        return _EXAMPLE, True
    social = held.document.fee("storyboard", "social")
    return (social, True) if social is not None else (held.document.lowest_fee, False)


def _ppm(row: Row) -> int:
    try:
        return splits.parse_percent(row["percent"].rstrip("%").strip())
    except BadInput:
        return 0


def _example(character: Any, rows: list[Row]) -> dict[str, Any]:
    """Divide one fee by the rows as they stand; no lines unless they come to exactly the whole."""
    fee, social = _fee(character)
    filled = [row for row in rows if any(row.values())]
    shares = [Share(str(place), row["role"], _ppm(row)) for place, row in enumerate(filled)]
    whole = sum(share.ppm for share in shares) == PPM
    lines = royalty_lines(fee, settings.PLATFORM_COMMISSION_PPM, shares) if whole else ()
    return {
        "fee": fee,
        "social": social,
        "whole": whole,
        "lines": [_line(line, filled, fee.currency) for line in lines],
    }


def _line(line: LineOut, rows: list[Row], currency: str) -> dict[str, Any]:
    row = rows[int(line.payee_id)] if line.payee_id is not None else None
    return {
        "name": row["name"] if row else _("Marquee’s commission"),
        "role": row["role"] if row else "",
        "ppm": line.ppm,
        "base": Money(line.base, currency),
        "amount": Money(line.amount, currency),
    }
