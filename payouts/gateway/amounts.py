"""Our Money and Stripe's amounts.

Both count the smallest unit, but Stripe does not follow ISO 4217 everywhere: two currencies without decimals are sent
as if they had two, and two with decimals as if they had none. Source: docs.stripe.com/currencies#zero-decimal and
#special-cases.
"""

from __future__ import annotations

from core.errors import BadInput
from core.money import Money, exponent

# How many decimals Stripe counts, where that is not ISO 4217's number.
STRIPE_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}

# Three-decimal currencies: Stripe takes only amounts whose last digit is 0.
THREE_DECIMAL_STEP = 10


def to_stripe(amount: Money) -> int:
    """Return the amount as Stripe counts it.

    Raises BadInput when Stripe cannot carry it exactly (5.001 KWD, 0.50 MGA): round it before, on purpose.
    """
    ours, theirs = _units(amount.currency)
    step = THREE_DECIMAL_STEP if exponent(amount.currency) == 3 else max(ours // theirs, 1)
    if amount.minor % step:
        raise BadInput(f"Stripe cannot carry {amount} exactly; use a multiple of {Money(step, amount.currency)}.")
    return amount.minor * theirs // ours


def from_stripe(amount: int, currency: str) -> Money:
    """Return Stripe's amount (its currency codes are lower case) as Money.

    Raises ValueError when it is no whole number of our minor units, which Stripe says it never sends.
    """
    code = currency.upper()
    ours, theirs = _units(code)
    minor, rest = divmod(amount * ours, theirs)
    if rest:
        raise ValueError(f"Stripe's {amount} {code} is no whole number of minor units")
    return Money(minor, code)


def _units(currency: str) -> tuple[int, int]:
    """Return how many minor units make one whole of the currency: by ISO 4217, and as Stripe counts."""
    ours = exponent(currency)
    return int(10**ours), int(10 ** STRIPE_DECIMALS.get(currency, ours))
