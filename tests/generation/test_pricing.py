"""What a clip costs, and what pays for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.money import Money, share_half_up
from generation.pricing import Card, Fee, make_card, next_steps, plan_funding, unit_price, units_for

USD = "USD"


def usd(minor: int) -> Money:
    return Money(minor, USD)


def fee(minor: int, *, waivable: bool = False, character: str = "chr_1") -> Fee:
    return Fee(character, "Tobble", usd(minor), waivable)


def plan(units: int, allowance: int, wallet: int, *fees: Fee):
    return plan_funding(
        units_needed=units, allowance_available=allowance, price=usd(40), fees=fees, wallet_available=usd(wallet)
    )


@pytest.mark.parametrize(
    ("tier", "seconds", "units"),
    [
        ("storyboard", 1, 1),
        ("storyboard", 5, 1),
        ("storyboard", 6, 2),
        ("storyboard", 20, 4),
        ("standard", 5, 4),
        ("standard", 11, 12),
    ],
)
def test_each_five_seconds_begun_cost_a_block(tier: str, seconds: int, units: int) -> None:
    assert units_for(tier, seconds) == units


def test_an_unknown_tier_or_no_length_has_no_price() -> None:
    with pytest.raises(BadInput, match="storyboard"):
        units_for("cinema", 5)
    with pytest.raises(BadInput, match="one second"):
        units_for("storyboard", 0)


@pytest.mark.parametrize(("currency", "minor"), [("USD", 40), ("JPY", 1), ("KWD", 400)])
def test_the_unit_price_is_the_same_number_in_every_currency(currency: str, minor: int) -> None:
    assert unit_price(currency, 40) == Money(minor, currency)


def test_the_allowance_pays_the_whole_render_and_the_wallet_the_fee() -> None:
    made = plan(2, 30, 250, fee(250))
    assert (made.allowance_units, made.wallet_units, made.total, made.short_by) == (2, 0, usd(250), usd(0))


def test_what_the_allowance_lacks_comes_from_the_wallet() -> None:
    made = plan(4, 1, 1000, fee(250))
    assert (made.allowance_units, made.wallet_units, made.render, made.total) == (1, 3, usd(120), usd(370))


def test_a_fee_is_waived_only_when_the_allowance_pays_all_and_the_terms_say_so() -> None:
    assert plan(2, 2, 0, fee(250, waivable=True)).total == usd(0)
    assert plan(2, 1, 1000, fee(250, waivable=True)).total == usd(290)
    assert plan(2, 2, 1000, fee(250)).total == usd(250)


def test_a_waived_fee_stays_on_the_card_with_what_it_would_have_been() -> None:
    fees = [fee(250, waivable=True), fee(100, character="chr_2")]
    card = make_card(
        plan(1, 1, 500, *fees), tier="storyboard", seconds=5, fees=fees, commission_ppm=150_000, tax="purchase"
    )
    first, second = card.licence_lines
    assert (first.amount, first.waived, second.amount, second.waived) == (usd(0), usd(250), usd(100), None)
    assert card.fee_of("chr_1") == usd(0)
    assert card.fee_of("chr_2") == usd(100)


def test_the_commission_is_shown_but_not_added() -> None:
    fees = [fee(250)]
    card = make_card(
        plan(1, 1, 500, *fees), tier="storyboard", seconds=5, fees=fees, commission_ppm=150_000, tax="purchase"
    )
    commission = next(line for line in card.lines if line.kind == "commission")
    assert (commission.amount, commission.included, card.total, card.units) == (usd(38), True, usd(250), 1)


def test_the_tax_line_is_nothing_because_tax_is_paid_at_top_up() -> None:
    card = make_card(plan(1, 1, 0), tier="storyboard", seconds=5, fees=[], commission_ppm=0, tax="purchase")
    tax = next(line for line in card.lines if line.kind == "tax")
    assert (tax.about, tax.amount) == ("purchase", usd(0))


def steps(units: int, allowance: int, wallet: int, *fees: Fee, daily: int = 30, tier: str = "storyboard"):
    made = plan(units, allowance, wallet, *fees)
    return next_steps(made, tier=tier, daily_units=daily, price=usd(40), fees=fees, wallet_available=usd(wallet))


def test_nothing_is_suggested_when_nothing_is_missing() -> None:
    assert steps(1, 1, 250, fee(250)) == ()


def test_a_missing_fee_can_only_be_topped_up() -> None:
    (only,) = steps(1, 30, 100, fee(250))
    assert (only.kind, only.amount) == ("top_up", usd(150))


def test_steps_that_cost_nothing_come_before_a_top_up() -> None:
    made = steps(4, 2, 250, fee(250))
    assert [(step.kind, step.seconds) for step in made] == [("shorten", 10), ("wait", 0), ("top_up", 0)]
    assert made[-1].amount == usd(80)


@given(
    units=st.integers(1, 16),
    allowance=st.integers(0, 40),
    wallet=st.integers(0, 5000),
    fees=st.lists(st.tuples(st.integers(0, 2000), st.booleans()), max_size=4),
    ppm=st.integers(0, 1_000_000),
)
def test_every_card_adds_up(units: int, allowance: int, wallet: int, fees: list[tuple[int, bool]], ppm: int) -> None:
    cast = [fee(minor, waivable=free, character=f"chr_{index}") for index, (minor, free) in enumerate(fees)]
    made = plan(units, allowance, wallet, *cast)
    card = make_card(made, tier="storyboard", seconds=units * 5, fees=cast, commission_ppm=ppm, tax="purchase")

    assert made.allowance_units + made.wallet_units == units
    assert 0 <= made.allowance_units <= allowance
    assert card.total == made.total
    assert card.units == made.allowance_units
    assert card.total.minor == made.wallet_units * 40 + sum(card.fee_of(f.character).minor for f in cast)
    assert made.short_by.minor == max(0, made.total.minor - wallet)
    for f in cast:
        waived = made.wallet_units == 0 and f.waivable
        assert card.fee_of(f.character).minor == (0 if waived else f.amount.minor)
    commission = next(line for line in card.lines if line.kind == "commission")
    assert commission.amount.minor == sum(share_half_up(card.fee_of(f.character).minor, ppm) for f in cast)
    assert Card.from_json(json.loads(json.dumps(card.to_json()))) == card


@given(
    units=st.integers(1, 8),
    allowance=st.integers(0, 8),
    wallet=st.integers(0, 900),
    minor=st.integers(0, 900),
    free=st.booleans(),
    daily=st.integers(0, 30),
)
def test_every_suggested_step_really_helps(
    units: int, allowance: int, wallet: int, minor: int, free: bool, daily: int
) -> None:
    one = fee(minor, waivable=free)
    for step in steps(units, allowance, wallet, one, daily=daily):
        if step.kind == "shorten":
            assert step.seconds < units * 5
            assert not plan(units_for("storyboard", step.seconds), allowance, wallet, one).short_by
        elif step.kind == "wait":
            assert not plan(units, daily, wallet, one).short_by
        else:
            assert step.amount is not None
            assert not plan(units, allowance, wallet + step.amount.minor, one).short_by
