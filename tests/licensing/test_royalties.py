"""How a fee is divided."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import PPM, Money
from licensing.royalties import Share, royalty_lines

SHEET = (Share("pye_1", "artist", 700_000), Share("pye_2", "voice", 200_000), Share("pye_3", "estate", 100_000))


def test_the_worked_example_of_250_cents() -> None:
    lines = royalty_lines(Money(250, "USD"), 150_000, SHEET)
    assert [(line.payee_id, line.rule, line.base, line.exact_micro, line.amount) for line in lines] == [
        (None, "half_up", 250, 37_500_000, 38),
        ("pye_1", "largest_remainder", 212, 148_400_000, 149),
        ("pye_2", "largest_remainder", 212, 42_400_000, 42),
        ("pye_3", "largest_remainder", 212, 21_200_000, 21),
    ]


def test_no_fee_earns_nothing_and_a_zero_share_has_no_line() -> None:
    assert royalty_lines(Money(0, "USD"), 150_000, SHEET) == ()
    lines = royalty_lines(Money(100, "USD"), 0, (Share("pye_1", "artist", PPM), Share("pye_2", "voice", 0)))
    assert [(line.payee_id, line.amount) for line in lines] == [("pye_1", 100)]


def test_a_share_too_small_for_a_whole_unit_is_still_written_down() -> None:
    lines = royalty_lines(Money(1, "USD"), 0, SHEET)
    assert [(line.amount, line.exact_micro) for line in lines] == [(1, 700_000), (0, 200_000), (0, 100_000)]


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_currencies_without_cents_or_with_three_decimals_are_divided_in_their_own_units(currency: str) -> None:
    assert [line.amount for line in royalty_lines(Money(250, currency), 150_000, SHEET)] == [38, 149, 42, 21]


@pytest.mark.parametrize(
    ("fee", "commission", "shares"),
    [(-1, 0, SHEET), (1, -1, SHEET), (1, PPM + 1, SHEET), (1, 0, SHEET[:2]), (1, 0, ()), (0, 0, ())],
)
def test_what_cannot_be_divided_is_refused(fee: int, commission: int, shares: tuple[Share, ...]) -> None:
    with pytest.raises(ValueError):
        royalty_lines(Money(fee, "USD"), commission, shares)


@st.composite
def sheets(draw) -> tuple[Share, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, PPM), max_size=9)))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, PPM], strict=True)]
    return tuple(Share(f"pye_{place}", "part", ppm) for place, ppm in enumerate(parts))


@settings(max_examples=300, deadline=None)
@given(fee=st.integers(0, 999_999_999), commission=st.integers(0, PPM), shares=sheets())
def test_parts_sum_exactly_and_none_is_a_unit_off(fee: int, commission: int, shares: tuple[Share, ...]) -> None:
    lines = royalty_lines(Money(fee, "EUR"), commission, shares)
    assert sum(line.amount for line in lines) == fee
    zero = {share.payee_id for share in shares if not share.ppm}
    for line in lines:
        assert line.amount >= 0 and abs(line.amount * PPM - line.exact_micro) < PPM
        assert line.exact_micro == line.base * line.ppm
        assert line.payee_id not in zero
