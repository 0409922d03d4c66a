"""Terms in plain words: one heading and one sentence for each part, as the character page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from licensing.policy.document import TermsDocument
from licensing.policy.vocabulary import THEMES, purpose_name, territory_name, theme_name, tier_name

# More countries than this are counted, not named.
_MOST_NAMED = 8


@dataclass(frozen=True)
class PlainClause:
    """One part of the terms: what it is about, and what it says."""

    heading: str
    sentence: str


def in_plain_words(document: TermsDocument) -> tuple[PlainClause, ...]:
    """Say in the active language what a document allows."""
    return (
        PlainClause(_("What for"), _joined([purpose_name(code) for code in document.purposes])),
        PlainClause(_("Where"), _where(document)),
        PlainClause(_("When"), _when(document)),
        PlainClause(_("How long"), _length(document)),
        PlainClause(_("Never with"), _never(document)),
        PlainClause(_("How often"), _often(document)),
        PlainClause(_("Fee per use"), _fees(document)),
        PlainClause(_("Free clips"), _free(document)),
    )


def _where(document: TermsDocument) -> str:
    if document.worldwide:
        return _("Everywhere")
    named = sorted(territory_name(code) for code in document.territories)
    if len(named) > _MOST_NAMED:
        rest = len(named) - _MOST_NAMED
        words = {"countries": ", ".join(named[:_MOST_NAMED]), "rest": rest}
        return ngettext("%(countries)s and %(rest)s more", "%(countries)s and %(rest)s more", rest) % words
    return _joined(named)


def _when(document: TermsDocument) -> str:
    days = {
        "first": formats.date_format(document.starts_on) if document.starts_on else "",
        "last": formats.date_format(document.ends_on) if document.ends_on else "",
    }
    if document.starts_on and document.ends_on:
        return _("From %(first)s to %(last)s") % days
    if document.starts_on:
        return _("From %(first)s on") % days
    return _("Until %(last)s") % days if document.ends_on else _("With no end date")


def _length(document: TermsDocument) -> str:
    parts = [
        ngettext("up to %(count)s second at the %(tier)s tier", "up to %(count)s seconds at the %(tier)s tier", seconds)
        % {"count": seconds, "tier": tier_name(tier)}
        for tier, seconds in document.tiers.items()
    ]
    return _joined(parts)


def _never(document: TermsDocument) -> str:
    if not document.prohibited_themes:
        return _("No theme is ruled out")
    if len(document.prohibited_themes) == len(THEMES):
        return _("Any sensitive theme: %(themes)s") % {"themes": _joined(list(map(theme_name, THEMES)))}
    return _joined([theme_name(code) for code in document.prohibited_themes])


def _often(document: TermsDocument) -> str:
    if document.daily_cap is None:
        return _("As often as you like")
    sentence = ngettext(
        "%(count)s use a day for each creator", "%(count)s uses a day for each creator", document.daily_cap
    )
    return sentence % {"count": document.daily_cap}


def _fees(document: TermsDocument) -> str:
    lowest = document.lowest_fee
    highest = max(fee for row in document.fees.values() for fee in row.values())
    language = get_language() or "en"
    if not highest:
        return _("No fee")
    if highest == lowest.minor:
        return lowest.localized(language)
    fees = {"lowest": lowest.localized(language), "highest": type(lowest)(highest, lowest.currency).localized(language)}
    return _("From %(lowest)s to %(highest)s") % fees


def _free(document: TermsDocument) -> str:
    if document.free_allowance_eligible:
        return _("No fee when the daily allowance pays for the whole render")
    return _("The fee is due even when the daily allowance pays for the render")


def _joined(parts: list[str]) -> str:
    """“a”, “a and b”, “a, b and c”, with a capital first letter."""
    text = (
        parts[0] if len(parts) == 1 else _("%(most)s and %(last)s") % {"most": ", ".join(parts[:-1]), "last": parts[-1]}
    )
    return text[:1].upper() + text[1:]
