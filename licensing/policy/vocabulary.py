"""The words terms and requests are made of, and how people say them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from licensing import territories
from licensing.themes import THEMES

PURPOSES = ("personal", "social", "commercial", "advertising")
TIERS = ("storyboard", "standard")

# A clip is at most this long, whatever terms say; the renderers promise no more.
MAX_SECONDS = 20
# What a creator can write, in characters. Longer prompts are not read to their end by any model we run.
LONGEST_PROMPT = 2000
# How many characters fit in one picture and stay recognisable.
LARGEST_CAST = 4
# More uses a day than this is the same as no cap, and a slip of the keyboard.
LARGEST_DAILY_CAP = 100_000

_PURPOSE_NAMES: dict[str, Promise] = {
    "personal": _("personal use"),
    "social": _("social media"),
    "commercial": _("commercial use"),
    "advertising": _("advertising"),
}
_TIER_NAMES: dict[str, Promise] = {"storyboard": _("storyboard"), "standard": _("standard")}
_THEME_NAMES: dict[str, Promise] = {
    "violence": _("violence"),
    "weapons": _("weapons"),
    "sexual": _("sexual content"),
    "drugs": _("drugs"),
    "alcohol": _("alcohol"),
    "tobacco": _("tobacco"),
    "gambling": _("gambling"),
    "politics": _("politics"),
    "religion": _("religion"),
    "hate": _("hate"),
    "horror": _("horror"),
    "self_harm": _("self-harm"),
}


def purpose_name(code: str) -> str:
    """Say a purpose in the active language; an unknown code as it is."""
    return str(_PURPOSE_NAMES.get(code, code))


def tier_name(code: str) -> str:
    """Say a tier in the active language; an unknown code as it is."""
    return str(_TIER_NAMES.get(code, code))


def theme_name(code: str) -> str:
    """Say a theme in the active language; an unknown code as it is."""
    return str(_THEME_NAMES.get(code, code))


def territory_name(code: str) -> str:
    """Say a country in the active language; an unknown code as it is."""
    return territories.name(code, get_language() or "en")


__all__ = ["PURPOSES", "THEMES", "TIERS", "purpose_name", "territory_name", "theme_name", "tier_name"]
