"""Countries: the two-letter codes of ISO 3166-1 and their names, as Unicode CLDR has them (through Babel)."""

from __future__ import annotations

import re
from functools import cache

import moneyed
from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_territory_currencies

from licensing.words import keys

# Terms that allow the whole world say so with one word instead of 249.
WORLD = "*"

# Two-letter codes that CLDR adds to ISO 3166-1: reserved, grouping and test codes (https://cldr.unicode.org/).
_NOT_COUNTRIES = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"))

# Offered first when a request must move elsewhere: large audiences, so most creators find one they know.
WELL_KNOWN = ("US", "GB", "FR", "DE", "JP", "CA", "BR", "IN", "ES", "IT", "AU", "MX", "KR", "BE", "CH", "NL")


@cache
def codes() -> frozenset[str]:
    """Return the officially assigned alpha-2 codes of ISO 3166-1."""
    return frozenset(
        code
        for code in map(str, Locale("en").territories)
        if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES
    )


@cache
def names(language: str) -> dict[str, str]:
    """Return code -> name in a language ("en", "fr-ca"), by name, accents aside; English where CLDR lacks it."""
    locale = _locale(language)
    found = {code: str(locale.territories.get(code, code)) for code in codes()}
    return dict(sorted(found.items(), key=lambda item: keys(item[1])))


def name(code: str, language: str) -> str:
    """Return a country's name in a language, or the code itself when it is none."""
    return names(language).get(code, code)


@cache
def currencies() -> frozenset[str]:
    """Return the ISO 4217 codes that are legal tender somewhere today and that Money knows: no metals, no history."""
    tender = {currency for code in codes() for currency in get_territory_currencies(code)}
    return frozenset(tender & set(moneyed.CURRENCIES))


@cache
def currency_names(language: str) -> dict[str, str]:
    """Return code -> name of each currency in use, in a language; in English for a language CLDR lacks."""
    locale = _locale(language)
    return {code: get_currency_name(code, locale=locale) for code in currencies()}


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
