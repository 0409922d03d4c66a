"""Our Money and Stripe's amounts, where they count alike and where they do not."""

from __future__ import annotations

import pytest

from core.errors import BadInput
from core.money import Money
from payouts.gateway.amounts import from_stripe, to_stripe


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(250, "USD"), 250),
        (Money(500, "JPY"), 500),
        (Money(2500, "KWD"), 2500),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(500, "MGA"), 5),
        (Money(1234, "HUF"), 1234),
        (Money(0, "EUR"), 0),
        (Money(-175, "USD"), -175),
    ],
)
def test_money_goes_to_stripe_and_back(money: Money, amount: int) -> None:
    assert to_stripe(money) == amount
    assert from_stripe(amount, money.currency.lower()) == money


@pytest.mark.parametrize(("money", "step"), [(Money(2501, "KWD"), "0.010 KWD"), (Money(50, "MGA"), "1.00 MGA")])
def test_what_stripe_cannot_carry_exactly_is_refused_with_the_step(money: Money, step: str) -> None:
    with pytest.raises(BadInput, match=f"multiple of {step}"):
        to_stripe(money)


def test_half_a_krona_from_stripe_is_an_error_not_a_rounding() -> None:
    with pytest.raises(ValueError, match="no whole number"):
        from_stripe(550, "isk")
