"""Reading the books: pages, running balances, and a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from core.models import User
from core.money import Money
from ledger import chart, selectors
from ledger.chart import Address
from ledger.selectors import StatementRow
from ledger.services import entries
from ledger.services.entries import Line
from tests.ledger.books import held, reserve, spend, top_up, usd

pytestmark = pytest.mark.django_db

Queries = Callable[[int], AbstractContextManager[None]]


def whole_statement(address: Address, limit: int) -> list[StatementRow]:
    rows: list[StatementRow] = []
    page = selectors.statement(address, "USD", limit=limit)
    while True:
        assert len(page.rows) <= limit
        rows += page.rows
        if page.next is None:
            return rows
        page = selectors.statement(address, "USD", before=page.next, limit=limit)


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
@pytest.mark.parametrize("shared", [False, True])
def test_every_row_carries_the_balance_right_after_it(user: User, limit: int, shared: bool) -> None:
    top_up(user, 1000)
    for number in range(1, 7):
        spend(user, number, f"spend {number}")
    address = chart.PLATFORM_RENDER if shared else chart.wallet(user.pk)

    rows = whole_statement(address, limit)

    spent = [(6, 21), (5, 15), (4, 10), (3, 6), (2, 3), (1, 1)]
    expected = spent if shared else [*[(-n, 1000 - total) for n, total in spent], (1000, 1000)]
    assert [(row.amount.minor, row.balance.minor) for row in rows] == expected
    assert rows[0].balance == selectors.balance(address, "USD")
    assert (rows[0].kind, rows[0].cause) == ("spend", "spend 6")


def test_a_row_posted_between_two_pages_shifts_neither(user: User) -> None:
    top_up(user, 1000)
    for number in range(1, 5):
        spend(user, number, f"spend {number}")
    first = selectors.statement(chart.wallet(user.pk), "USD", limit=2)
    spend(user, 500, "between")
    second = selectors.statement(chart.wallet(user.pk), "USD", before=first.next, limit=2)

    assert [row.cause for row in (*first.rows, *second.rows)] == ["spend 4", "spend 3", "spend 2", "spend 1"]
    assert [row.balance.minor for row in second.rows] == [997, 999]


def test_an_account_nobody_used_is_empty_not_an_error(user: User) -> None:
    wallet = chart.wallet(user.pk)
    assert selectors.balance(wallet, "USD") == usd(0)
    assert selectors.balance(chart.PLATFORM_RENDER, "USD") == usd(0)
    assert selectors.statement(wallet, "USD") == selectors.Page((), None)
    assert selectors.wallet(user.pk) == ()
    assert selectors.entries_of("nothing") == ()
    assert selectors.holds_of("nothing") == ()
    assert selectors.trial_balance() == {}


def test_a_wallet_shows_what_is_held_beside_what_can_be_spent(user: User) -> None:
    top_up(user, 500)
    reserve(user, 500)
    assert selectors.wallet(user.pk) == (selectors.WalletBalance("USD", usd(0), usd(500)),)
    assert held(user) == 500


def test_entries_of_a_cause_come_with_their_postings_in_order(user: User) -> None:
    top_up(user, 500, "1")
    top_up(user, 300, "1b")
    view = selectors.entries_of("top_1")[0]

    assert (view.kind, view.postings) == (
        "top_up",
        ((chart.STRIPE_CLEARING, usd(-500)), (chart.wallet(user.pk), usd(500))),
    )
    assert len(selectors.entries_of("top_1")) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(user: User, assert_queries: Queries) -> None:
    def look() -> None:
        with assert_queries(1):
            selectors.balance(chart.wallet(user.pk), "USD")
        with assert_queries(1):
            selectors.balance(chart.PLATFORM_RENDER, "USD")
        with assert_queries(1):
            selectors.wallet(user.pk)
        with assert_queries(2):
            assert selectors.statement(chart.wallet(user.pk), "USD").rows
        with assert_queries(2):
            assert selectors.statement(chart.PLATFORM_RENDER, "USD", limit=2).rows
        with assert_queries(2):
            assert selectors.entries_of("many")
        with assert_queries(1):
            assert [hold.source for hold in selectors.holds_of("many")]
        with assert_queries(1):
            assert set(selectors.trial_balance().values()) == {0}

    def fill(numbers: range) -> None:
        for number in numbers:
            lines = [Line(chart.wallet(user.pk), usd(-1)), Line(chart.PLATFORM_RENDER, usd(1))]
            entries.post(kind="spend", key=f"k{number}", lines=lines, cause="many", actor=user.pk)

    top_up(user, 1000)
    top_up(user, 10, "eur", "EUR")
    reserve(user, 5, "many")
    fill(range(2))
    look()
    fill(range(2, 40))
    look()


def test_a_balance_has_its_currency(user: User) -> None:
    top_up(user, 500, currency="JPY")
    assert selectors.balance(chart.wallet(user.pk), "JPY") == Money(500, "JPY")
    assert selectors.balance(chart.STRIPE_CLEARING, "JPY") == Money(-500, "JPY")
    assert selectors.balance(chart.wallet(user.pk), "USD") == usd(0)
