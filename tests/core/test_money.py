"""Money is whole minor units and a currency; splitting loses nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.money import (
    LARGEST_AMOUNT_MINOR,
    PPM,
    UNIT,
    Money,
    allocate,
    exponent,
    parse_money,
    share_half_up,
    total,
    zero,
)

AMOUNTS = st.integers(0, LARGEST_AMOUNT_MINOR)
SHARES = st.lists(st.integers(0, PPM), min_size=1, max_size=12).filter(any)


@st.composite
def sheets(draw: st.DrawFn) -> list[int]:
    """Parts per million that sum to exactly one million, as split sheets do; some of them zero."""
    cuts = sorted(draw(st.lists(st.integers(0, PPM), max_size=9)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, PPM], strict=True)]


@given(AMOUNTS, st.one_of(SHARES, sheets()))
def test_the_parts_sum_to_the_amount(amount: int, shares: list[int]) -> None:
    assert sum(allocate(amount, shares)) == amount


@given(AMOUNTS, st.one_of(SHARES, sheets()))
def test_no_part_is_a_unit_or_more_off(amount: int, shares: list[int]) -> None:
    whole = sum(shares)
    for part, share in zip(allocate(amount, shares), shares, strict=True):
        assert abs(part - Fraction(amount * share, whole)) < 1


@given(AMOUNTS, st.one_of(SHARES, sheets()))
def test_a_zero_share_gets_nothing(amount: int, shares: list[int]) -> None:
    parts = allocate(amount, [0, *shares, 0])
    assert (parts[0], parts[-1]) == (0, 0)
    assert parts[1:-1] == allocate(amount, shares)


@given(AMOUNTS, st.integers(1, 9), st.integers(1, 1000))
def test_equal_shares_differ_by_one_unit_at_most_and_the_earlier_gets_it(amount: int, people: int, share: int) -> None:
    parts = allocate(amount, [share] * people)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


def test_the_worked_split_of_two_dollars_fifty() -> None:
    commission = share_half_up(250, 150_000)
    assert commission == 38  # 37.5, half up
    assert allocate(250 - commission, [700_000, 200_000, 100_000]) == [149, 42, 21]  # 148.4, 42.4, 21.2


@pytest.mark.parametrize(("amount", "shares"), [(-1, [1]), (5, []), (5, [0, 0]), (5, [3, -1])])
def test_what_cannot_be_split_is_refused(amount: int, shares: list[int]) -> None:
    with pytest.raises(ValueError, match="allocate"):
        allocate(amount, shares)


@given(AMOUNTS, st.integers(0, PPM))
def test_half_up_is_within_half_a_unit(amount: int, ppm: int) -> None:
    exact = Fraction(amount * ppm, PPM)
    assert Fraction(-1, 2) < share_half_up(amount, ppm) - exact <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("currency", "places"),
    [("USD", 2), ("EUR", 2), ("MGA", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("UGX", 0), ("KWD", 3), ("TND", 3),
     ("CLF", 4), (UNIT, 0)],
)  # fmt: skip
def test_exponents_are_those_of_iso_4217(currency: str, places: int) -> None:
    assert exponent(currency) == places


@pytest.mark.parametrize("currency", ["", "US", "usd", "ZZZ", "UNITS", "$"])
def test_a_code_that_is_no_currency_is_bad_input(currency: str) -> None:
    with pytest.raises(BadInput) as refused:
        Money(5, currency)
    assert refused.value.field == "currency"


@pytest.mark.parametrize("minor", [1.0, "1", Decimal(1), None, True])
def test_only_whole_numbers_are_minor_units(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "USD")  # type: ignore[arg-type]


def test_two_currencies_never_meet() -> None:
    dollars, euros = Money(5, "USD"), Money(5, "EUR")
    assert dollars != euros
    for meet in (
        lambda: dollars + euros,
        lambda: dollars - euros,
        lambda: dollars < euros,
        lambda: dollars <= euros,
        lambda: total([dollars, euros], "USD"),
    ):
        with pytest.raises(ValueError, match="never mixed"):
            meet()


def test_arithmetic_keeps_the_currency() -> None:
    assert total([Money(5, "JPY"), Money(7, "JPY")], "JPY") == Money(12, "JPY")
    assert -Money(5, "JPY") * 3 - Money(1, "JPY") == Money(-16, "JPY")
    assert Money(4, "JPY") < Money(5, "JPY") <= Money(5, "JPY")
    assert not zero("USD")
    assert Money(-1, "USD")
    with pytest.raises(TypeError):
        Money(5, "USD") * 0.5  # type: ignore[operator]


@pytest.mark.parametrize(
    ("money", "plain", "english", "french"),
    [
        (Money(250, "USD"), "2.50 USD", "$2.50", "2,50\xa0$US"),
        (Money(-5, "USD"), "-0.05 USD", "-$0.05", "-0,05\xa0$US"),
        (Money(500, "JPY"), "500 JPY", "¥500", "500\xa0JPY"),
        (Money(1500, "KWD"), "1.500 KWD", "KWD\xa01.500", "1,500\xa0KWD"),
        (Money(-1500, "KWD"), "-1.500 KWD", "-KWD\xa01.500", "-1,500\xa0KWD"),
        (Money(123450, "RSD"), "1234.50 RSD", "RSD\xa01,234.50", "1\u202f234,50\xa0RSD"),
        (Money(4, UNIT), "4 UNIT", "4", "4"),
    ],
)
def test_money_is_written_as_people_of_a_language_do(money: Money, plain: str, english: str, french: str) -> None:
    assert str(money) == plain
    assert money.localized("en") == english
    assert money.localized("fr") == french


@pytest.mark.parametrize(
    "currency", ["AFN", "ALL", "IQD", "IRR", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "YER", "JPY"]
)
def test_no_decimal_is_lost_where_cash_has_no_coins_for_it(currency: str) -> None:
    digits = [sign for sign in Money(123456, currency).localized("en") if sign.isdigit()]
    assert "".join(digits) == "123456"


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("2.50", "USD", 250), ("2,50", "USD", 250), ("2.5", "USD", 250), (" 2 ", "USD", 200), ("2.", "USD", 200),
        ("0", "USD", 0), ("0.01", "USD", 1), ("007", "USD", 700), ("500", "JPY", 500), ("1.234", "KWD", 1234),
        ("9999999.99", "USD", LARGEST_AMOUNT_MINOR), ("12", UNIT, 12),
    ],
)  # fmt: skip
def test_an_amount_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == Money(minor, currency)


@given(st.integers(0, LARGEST_AMOUNT_MINOR), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_money(str(money).partition(" ")[0], currency) == money


@pytest.mark.parametrize(
    "text",
    ["", " ", "ten", "NaN", "Infinity", "-Infinity", "1e3", "1E3", "1_000", "0x10", "+5", "$5", "5 USD", "1,000.50",
     "1.000,50", "2..5", ".", ",", "２", "٣", "5\x00", "9" * 5000],
)  # fmt: skip
def test_what_is_no_amount_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match=r"is not an amount\. Write it like 2\.50\.") as refused:
        parse_money(text, "USD", field="fee")
    assert refused.value.field == "fee"
    assert len(refused.value.message) < 100


@pytest.mark.parametrize(
    ("text", "currency", "says"),
    [
        ("-1", "USD", "cannot be negative"),
        ("-0.01", "USD", "cannot be negative"),
        ("2.505", "USD", "USD has 2 decimals"),
        ("1,000", "USD", "USD has 2 decimals"),
        ("0.5", "JPY", "JPY has 0 decimals"),
        ("1.5", UNIT, "UNIT has 0 decimals"),
        ("1.0001", "KWD", "KWD has 3 decimals"),
        ("10000000", "USD", "more than 9999999.99 USD"),
        ("999999999999999", "JPY", "more than 999999999 JPY"),
        ("5", "ZZZ", "not an ISO 4217 currency"),
    ],
)
def test_an_amount_that_cannot_be_says_why(text: str, currency: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse_money(text, currency)
