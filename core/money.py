"""Money: a whole number of minor units and its currency, always both.

Currencies and their exponents are ISO 4217's (through py-moneyed). One more code, `UNIT`, counts free and prepaid
generations in the same books: it is not money, has no exponent, and can never be exchanged for any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import moneyed
from babel import Locale
from babel.numbers import NumberPattern
from django.utils.translation import gettext as _

from core.errors import BadInput

UNIT = "UNIT"
PPM = 1_000_000

# A fee or a top-up above this is a slip of the keyboard, not a price (9 digits of minor units).
LARGEST_AMOUNT_MINOR = 999_999_999

# Plain digits only: Decimal would also read "1e3", "1_000" and digits of other scripts.
_TYPED_AMOUNT = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{0,15})?")
_TYPED_NEGATIVE = re.compile(r"[-−]\s*[0-9]{1,15}(?:[.,][0-9]{0,15})?")

# Between a code and a figure goes a space that does not break ("KWD 1.500"): CLDR's currencySpacing, not in Babel.
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[0-9])")


@cache
def exponent(currency: str) -> int:
    """Return how many decimals a currency has: 2 for USD, 0 for JPY, 3 for KWD, 0 for UNIT.

    Raises BadInput for a code that is not in ISO 4217.
    """
    if currency == UNIT:
        return 0
    try:
        sub_unit = moneyed.get_currency(currency).sub_unit
    except moneyed.CurrencyDoesNotExist:
        raise BadInput(
            _("“%(code)s” is not an ISO 4217 currency code.") % {"code": currency}, field="currency"
        ) from None
    return len(str(sub_unit)) - 1


@dataclass(frozen=True, order=False)
class Money:
    """`minor` whole minor units of `currency`. Adding or comparing two currencies is an error, never a conversion."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are a whole number, not {self.minor!r}")
        exponent(self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} are never mixed")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly (for display and for forms)."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        places = exponent(self.currency)
        return f"{self.decimal:.{places}f} {self.currency}"

    def localized(self, language: str) -> str:
        """Write the amount as people of that language do: `$2.50` in English, `2,50 $US` in French."""
        if self.currency == UNIT:
            return str(self.minor)
        locale, pattern = _currency_pattern(language, exponent(self.currency))
        written = pattern.apply(self.decimal, locale, currency=self.currency, currency_digits=False)
        return _LETTER_BEFORE_DIGIT.sub("\u00a0", written)


@cache
def _currency_pattern(language: str, places: int) -> tuple[Locale, NumberPattern]:
    """Return how a language writes money, with ISO 4217's decimals: CLDR's own drop them where cash has no coins."""
    locale = Locale.parse(language, sep="-")
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (places, places)
    return locale, pattern


def zero(currency: str) -> Money:
    """Return nothing, in this currency."""
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts that must all be in `currency`."""
    result = zero(currency)
    for amount in amounts:
        result += amount
    return result


def parse_money(text: str, currency: str, *, field: str = "amount") -> Money:
    """Read an amount typed by a person ("2.50") exactly. A comma is a decimal point: nobody groups thousands here.

    Raises BadInput when it is not a number, negative, has more decimals than the currency (so "1,000" is no amount of
    USD rather than one dollar), or is absurdly large.
    """
    places = exponent(currency)
    typed = text.strip()
    if _TYPED_NEGATIVE.fullmatch(typed):
        raise BadInput(_("An amount cannot be negative."), field=field)
    if not _TYPED_AMOUNT.fullmatch(typed):
        raise BadInput(_("“%(typed)s” is not an amount. Write it like 2.50.") % {"typed": text[:40]}, field=field)
    whole, _point, decimals = typed.replace(",", ".").partition(".")
    if len(decimals) > places:
        words = {"currency": currency, "places": places, "typed": text[:40]}
        raise BadInput(_("%(currency)s has %(places)s decimals; “%(typed)s” has more.") % words, field=field)
    minor = int(whole + decimals.ljust(places, "0"))
    if minor > LARGEST_AMOUNT_MINOR:
        most = Money(LARGEST_AMOUNT_MINOR, currency)
        raise BadInput(_("That is more than %(most)s.") % {"most": most}, field=field)
    return Money(minor, currency)


def allocate(amount_minor: int, shares: Sequence[int]) -> list[int]:
    """Split whole minor units by whole-number shares, by largest remainder, ties to the earlier share.

    The parts sum to `amount_minor` exactly, none is a unit or more away from its exact part, and a zero share gets
    nothing. Shares need not be parts per million, only non-negative with a positive sum.

    Raises ValueError for a negative amount or shares that cannot split anything.
    """
    whole = sum(shares)
    if amount_minor < 0 or whole <= 0 or any(share < 0 for share in shares):
        raise ValueError("allocate() needs a non-negative amount and non-negative shares with a positive sum")
    parts = [amount_minor * share // whole for share in shares]
    remainders = [amount_minor * share % whole for share in shares]
    left = amount_minor - sum(parts)
    for index in sorted(range(len(shares)), key=lambda i: (-remainders[i], i))[:left]:
        parts[index] += 1
    return parts


def share_half_up(amount_minor: int, ppm: int) -> int:
    """Return `ppm` parts per million of an amount, rounded half up (how the platform's commission is taken)."""
    return (amount_minor * ppm * 2 + PPM) // (2 * PPM)
