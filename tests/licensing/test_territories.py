"""Countries and currencies."""

from __future__ import annotations

import pytest

from licensing import territories


def test_there_are_the_249_codes_of_iso_3166_1() -> None:
    assert len(territories.codes()) == 249
    assert {"FR", "US", "GB", "AX", "SS", "TW", "EH", "AQ", "EC"} <= territories.codes()


@pytest.mark.parametrize("code", ["XK", "EU", "UN", "ZZ", "UK", "fr", "FRA", "001", ""])
def test_regions_and_reserved_codes_are_no_countries(code: str) -> None:
    assert code not in territories.codes()


def test_names_are_in_the_language_asked_for() -> None:
    assert (territories.name("DE", "en"), territories.name("DE", "fr")) == ("Germany", "Allemagne")
    assert territories.name("DE", "fr-ca") == "Allemagne"
    assert territories.name("DE", "tlh-klingon") == "Germany"
    assert territories.name("ZZ", "en") == "ZZ"
    assert next(iter(territories.names("en").values())) == "Afghanistan"
    french = list(territories.names("fr").values())
    assert french.index("Espagne") < french.index("États-Unis") < french.index("Finlande")


def test_currencies_are_those_in_use_today() -> None:
    assert {"USD", "EUR", "JPY", "KWD", "XOF"} <= territories.currencies()
    assert not {"DEM", "XAU", "XXX", "UNIT", "FRF"} & territories.currencies()
    assert territories.currency_names("fr")["USD"] == "dollar des États-Unis"


def test_every_currency_in_use_is_one_money_knows() -> None:
    from core.money import Money

    assert all(str(Money(100, code)) for code in territories.currencies())
