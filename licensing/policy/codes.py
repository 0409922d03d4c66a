"""Why a request is not allowed: stable codes, and which part of the terms each belongs to."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """The reasons there are. Codes are part of the API: they are added, never renamed."""

    NO_CHARACTERS = "no_characters"
    TOO_MANY_CHARACTERS = "too_many_characters"
    DUPLICATE_CHARACTERS = "duplicate_characters"
    NOT_LISTED = "not_listed"
    LISTING_UNKNOWN = "listing_unknown"
    NO_TERMS = "no_terms"
    RIGHTS_NOT_AFFIRMED = "rights_not_affirmed"
    RIGHTS_UNKNOWN = "rights_unknown"
    PURPOSE_NOT_ALLOWED = "purpose_not_allowed"
    PURPOSE_UNKNOWN = "purpose_unknown"
    TERRITORY_NOT_ALLOWED = "territory_not_allowed"
    TERRITORY_UNKNOWN = "territory_unknown"
    WINDOW_NOT_BEGUN = "window_not_begun"
    WINDOW_OVER = "window_over"
    TIME_UNKNOWN = "time_unknown"
    TIER_NOT_OFFERED = "tier_not_offered"
    TIER_UNKNOWN = "tier_unknown"
    SECONDS_TOO_LONG = "seconds_too_long"
    SECONDS_TOO_SHORT = "seconds_too_short"
    PROMPT_EMPTY = "prompt_empty"
    PROMPT_TOO_LONG = "prompt_too_long"
    PROMPT_CONTROL_CHARACTERS = "prompt_control_characters"
    PROMPT_NOT_READ = "prompt_not_read"
    THEME_PROHIBITED = "theme_prohibited"
    NAME_NOT_LICENSED = "name_not_licensed"
    DAILY_CAP_REACHED = "daily_cap_reached"
    USES_UNKNOWN = "uses_unknown"
    CURRENCIES_DIFFER = "currencies_differ"
    DECISION_NOT_GENUINE = "decision_not_genuine"


# These say that something is missing, not that something is forbidden.
MISSING = frozenset(
    {
        Code.NO_CHARACTERS,
        Code.LISTING_UNKNOWN,
        Code.RIGHTS_UNKNOWN,
        Code.PURPOSE_UNKNOWN,
        Code.TERRITORY_UNKNOWN,
        Code.TIME_UNKNOWN,
        Code.TIER_UNKNOWN,
        Code.PROMPT_EMPTY,
        Code.PROMPT_NOT_READ,
        Code.USES_UNKNOWN,
    }
)

_CAST, _LISTING, _RIGHTS = _("The cast"), _("Listing"), _("Rights")
_PURPOSES, _TERRITORIES, _WINDOW = _("Allowed purposes"), _("Territories"), _("Licence window")
_TIERS, _PROMPT, _THEMES = _("Tiers and length"), _("The prompt"), _("Prohibited themes")
_CAP, _FEES, _DECISION = _("Daily cap"), _("Fees"), _("The recorded decision")

CLAUSES: dict[Code, Promise] = {
    Code.NO_CHARACTERS: _CAST,
    Code.TOO_MANY_CHARACTERS: _CAST,
    Code.DUPLICATE_CHARACTERS: _CAST,
    Code.NOT_LISTED: _LISTING,
    Code.LISTING_UNKNOWN: _LISTING,
    Code.NO_TERMS: _LISTING,
    Code.RIGHTS_NOT_AFFIRMED: _RIGHTS,
    Code.RIGHTS_UNKNOWN: _RIGHTS,
    Code.PURPOSE_NOT_ALLOWED: _PURPOSES,
    Code.PURPOSE_UNKNOWN: _PURPOSES,
    Code.TERRITORY_NOT_ALLOWED: _TERRITORIES,
    Code.TERRITORY_UNKNOWN: _TERRITORIES,
    Code.WINDOW_NOT_BEGUN: _WINDOW,
    Code.WINDOW_OVER: _WINDOW,
    Code.TIME_UNKNOWN: _WINDOW,
    Code.TIER_NOT_OFFERED: _TIERS,
    Code.TIER_UNKNOWN: _TIERS,
    Code.SECONDS_TOO_LONG: _TIERS,
    Code.SECONDS_TOO_SHORT: _TIERS,
    Code.PROMPT_EMPTY: _PROMPT,
    Code.PROMPT_TOO_LONG: _PROMPT,
    Code.PROMPT_CONTROL_CHARACTERS: _PROMPT,
    Code.PROMPT_NOT_READ: _PROMPT,
    Code.THEME_PROHIBITED: _THEMES,
    Code.NAME_NOT_LICENSED: _CAST,
    Code.DAILY_CAP_REACHED: _CAP,
    Code.USES_UNKNOWN: _CAP,
    Code.CURRENCIES_DIFFER: _FEES,
    Code.DECISION_NOT_GENUINE: _DECISION,
}
