"""Parts that several studio pages show: the steps to a listing, charts of earnings, pictures of characters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from core import clock
from core.errors import BadInput
from core.money import Money, exponent, zero
from licensing.services.rights import TEXT_VERSION
from marketplace.selectors.studios import EarnedCell, Standing, standing_of

# A chart has eight dyes: seven characters, and the others together.
_MOST_SERIES = 8


def steps(character: Any, here: str) -> list[dict[str, Any]]:
    """Lay out the five steps from a character to a listing, each with its page and whether it is done. One query."""
    return steps_from(standing_of(character, TEXT_VERSION), character.slug, here)


def steps_from(standing: Standing, slug: str, here: str) -> list[dict[str, Any]]:
    """Lay out the steps of a character whose standing is known; `here` is the address name of the page shown."""
    stages = [
        ("character_edit", _("Character"), standing.pictures > 0),
        ("rights_affirm", _("Rights"), standing.affirmed),
        ("character_terms", _("Terms"), standing.terms_version is not None),
        ("character_splits", _("Split sheet"), standing.sheet_version is not None),
        ("character_list", _("Listing"), standing.state == "listed"),
    ]
    at = next((number for number, (name, _label, _done) in enumerate(stages, start=1) if name == here), 0)
    return [
        {
            "number": number,
            "label": label,
            "url": reverse(name, args=[slug]),
            "done": done,
            "here": number == at,
            "before_here": number == at - 1,
            "after_here": at > 0 and number == at + 1,
            # Onward is the thing to press once this step is done and the next is not.
            "waits": at > 0 and number == at + 1 and stages[at - 1][2] and not done,
        }
        for number, (name, label, done) in enumerate(stages, start=1)
    ]


def steps_ahead() -> list[dict[str, Any]]:
    """Lay out the steps of a character that is not there yet: the first is here, the others cannot be visited."""
    labels = (_("Character"), _("Rights"), _("Terms"), _("Split sheet"), _("Listing"))
    return [
        {"number": number, "label": label, "url": "", "done": False, "here": number == 1}
        for number, label in enumerate(labels, start=1)
    ]


def blame(form: forms.BaseForm, problem: BadInput) -> None:
    """Put what a service refused beside the field it is about, or above the form when the form has no such field."""
    form.add_error(problem.field if problem.field in form.fields else None, problem.message)


def earnings_charts(cells: Sequence[EarnedCell], days: int) -> list[dict[str, Any]]:
    """Lay out what was earned by day, stacked by character: one chart a currency, days without earnings included."""
    currencies = sorted({cell.amount.currency for cell in cells})
    return [_chart([cell for cell in cells if cell.amount.currency == one], one, days) for one in currencies]


def _chart(cells: Sequence[EarnedCell], currency: str, days: int) -> dict[str, Any]:
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.character] = totals.get(cell.character, 0) + cell.amount.minor
    heads = sorted(totals, key=lambda name: -totals[name])
    rest = heads[_MOST_SERIES - 1 :] if len(heads) > _MOST_SERIES else []
    shown = [head for head in heads if head not in rest]
    amounts: dict[tuple[dt.date, str], Money] = {}
    for cell in cells:
        series = _("Others") if cell.character in rest else cell.character
        key = (cell.day, series)
        amounts[key] = amounts.get(key, zero(currency)) + cell.amount
    series_names = [*shown, *([_("Others")] if rest else [])]
    return {
        "currency": currency,
        "places": exponent(currency),
        "heads": series_names,
        "rows": [
            {
                "label": formats.date_format(day, _("j M")),
                "cells": [amounts.get((day, name), zero(currency)) for name in series_names],
            }
            for day in last_days(days)
        ],
    }


def last_days(days: int) -> list[dt.date]:
    """List the last `days` UTC days, today included, oldest first."""
    today = clock.today()
    return [today - dt.timedelta(days=back) for back in range(days - 1, -1, -1)]
