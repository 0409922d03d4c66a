"""Posting and reversing, through the service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction

from core.errors import BadInput, InsufficientFunds, KeyReused
from core.models import AuditEvent, User
from core.money import Money
from ledger import chart, selectors
from ledger.chart import Address
from ledger.errors import EntryAlreadyReversed, UnbalancedEntry
from ledger.models import Account, Entry, Posting
from ledger.services import entries
from ledger.services.entries import Line
from tests.ledger.books import assert_whole, available, reserve, spend, top_up, usd

pytestmark = pytest.mark.django_db

CLEARING, FEES = chart.STRIPE_CLEARING, chart.STRIPE_FEES


def post(lines: list[Line], key: str = "k", **values: str) -> Entry:
    values = {"kind": "test", "cause": "cause", "actor": "system:test", **values}
    return entries.post(key=key, lines=lines, **values)


def test_a_repeat_gives_the_earlier_entry_and_moves_nothing(user: User) -> None:
    first = top_up(user, 500)
    again = top_up(user, 500)

    assert again == first
    assert available(user) == 500
    assert AuditEvent.objects.filter(tag="entry.posted").count() == 1


@pytest.mark.parametrize("change", [{"kind": "other"}, {"cause": "other"}])
def test_a_key_used_for_another_movement_is_refused(user: User, change: dict[str, str]) -> None:
    lines = [Line(CLEARING, usd(-5)), Line(chart.wallet(user.pk), usd(5))]
    post(lines)

    with pytest.raises(KeyReused):
        post(lines, **change)
    with pytest.raises(KeyReused):
        post([Line(CLEARING, usd(-6)), Line(chart.wallet(user.pk), usd(6))])

    assert available(user) == 5


def test_another_worker_may_repeat_an_entry(user: User) -> None:
    lines = [Line(CLEARING, usd(-5)), Line(FEES, usd(5))]
    assert post(lines, actor="system:first") == post(lines, actor="system:second")


def test_the_order_of_lines_makes_no_other_entry() -> None:
    lines = [Line(CLEARING, usd(-5)), Line(FEES, usd(2)), Line(FEES, usd(3))]
    assert post(lines) == post(lines[::-1])


def test_lines_of_one_account_are_one_posting_and_empty_ones_none() -> None:
    entry = post([Line(CLEARING, usd(-5)), Line(FEES, usd(2)), Line(FEES, usd(3)), Line(chart.PLATFORM_TAX, usd(0))])

    assert sorted(Posting.objects.filter(entry=entry).values_list("account__address", "amount")) == [
        ("stripe:clearing", -5),
        ("stripe:fees", 5),
    ]
    assert not Account.objects.filter(address="platform:tax").exists()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Line(CLEARING, usd(0)), Line(FEES, usd(0))],
        [Line(CLEARING, usd(5)), Line(CLEARING, usd(-5))],
        [Line(CLEARING, usd(5))],
        [Line(CLEARING, usd(-5)), Line(FEES, usd(4))],
        [Line(CLEARING, usd(-5)), Line(FEES, Money(5, "EUR"))],
    ],
)
def test_what_does_not_sum_to_zero_never_reaches_the_database(
    lines: list[Line], assert_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with assert_queries(0), pytest.raises(UnbalancedEntry):
        post(lines)


def test_two_currencies_may_move_in_one_entry(user: User) -> None:
    euro = Money(7, "EUR")
    post([Line(CLEARING, usd(-5)), Line(FEES, usd(5)), Line(CLEARING, -euro), Line(FEES, euro)])

    assert selectors.trial_balance() == {"EUR": 0, "USD": 0}
    assert_whole()


def test_slips_in_our_own_code_are_loud(user: User) -> None:
    held, wallet = chart.held(chart.wallet(user.pk)), chart.wallet(user.pk)
    with pytest.raises(ValueError, match="holds alone"):
        post([Line(CLEARING, usd(-5)), Line(held, usd(5))])
    with pytest.raises(ValueError, match="160 characters"):
        post([Line(CLEARING, usd(-5)), Line(FEES, usd(5))], key="k" * 161)
    top_up(user, 5)
    with pytest.raises(ValueError, match="guarded"):
        post([Line(CLEARING, usd(-5)), Line(Address(wallet.text, guarded=False), usd(5))])


def test_an_absurd_amount_is_bad_input(user: User) -> None:
    with pytest.raises(BadInput, match="No entry moves more"):
        top_up(user, 10**12)


def test_too_little_money_says_what_is_there_and_what_is_missing(user: User) -> None:
    top_up(user, 300)

    with pytest.raises(InsufficientFunds) as refused:
        spend(user, 500, "a")

    assert refused.value.message == "5.00 USD is needed and 3.00 USD is available. Add 2.00 USD or more."
    assert refused.value.facts == {
        "account": f"wallet:{user.pk}",
        "currency": "USD",
        "needed": 500,
        "available": 300,
    }
    assert available(user) == 300
    assert Entry.objects.count() == 1
    assert_whole()


def test_a_refused_entry_leaves_the_callers_transaction_usable(user: User) -> None:
    top_up(user, 3)
    with transaction.atomic():
        with pytest.raises(InsufficientFunds):
            spend(user, 5, "a")
        spend(user, 2, "b")

    assert available(user) == 1
    assert_whole()


def test_a_transaction_rolled_back_takes_its_entries_along(user: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        top_up(user, 3)
        raise RuntimeError("something after it failed")

    assert (Entry.objects.count(), AuditEvent.objects.count(), available(user)) == (0, 0, 0)


def test_the_audit_line_repeats_the_numbers(user: User) -> None:
    entry = top_up(user, 500)
    line = AuditEvent.objects.get(tag="entry.posted")

    assert (line.subject, line.actor) == (entry.pk, user.pk)
    assert line.facts["moves"] == [["stripe:clearing", "USD", -500], [f"wallet:{user.pk}", "USD", 500]]


def test_a_reversal_mirrors_and_names_the_original(user: User) -> None:
    entry = top_up(user, 500)
    reversal = entries.reverse(entry=entry, key="undo", cause=entry.cause, actor="system:test")

    assert (reversal.kind, reversal.reverses_id) == ("reversal", entry.pk)
    assert available(user) == 0
    assert selectors.balance(CLEARING, "USD") == usd(0)
    assert entries.reverse(entry=entry, key="undo", cause=entry.cause, actor="system:test") == reversal
    with pytest.raises(EntryAlreadyReversed):
        entries.reverse(entry=entry, key="undo again", cause=entry.cause, actor="system:test")
    assert_whole()


def test_what_was_spent_cannot_be_taken_back_by_a_reversal(user: User) -> None:
    entry = top_up(user, 500)
    spend(user, 1, "a")
    with pytest.raises(InsufficientFunds):
        entries.reverse(entry=entry, key="undo", cause=entry.cause, actor="system:test")


def test_an_entry_of_a_hold_is_not_reversed(user: User) -> None:
    top_up(user, 500)
    reserve(user, 500)
    entry = Entry.objects.get(kind="reserve")
    with pytest.raises(BadInput, match="release the hold"):
        entries.reverse(entry=entry, key="undo", cause=entry.cause, actor="system:test")


def test_the_number_of_queries_does_not_grow_with_the_lines(
    user: User, assert_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    payables = [chart.payable(f"pye_{number}") for number in range(40)]
    top_up(user, 500)

    def pay(count: int, key: str) -> None:
        lines = [Line(payable, usd(1)) for payable in payables[:count]]
        post([Line(chart.wallet(user.pk), usd(-count)), *lines], key=key)

    pay(40, "opens the accounts")
    with assert_queries(5):  # by key, accounts, postings, entry, audit
        pay(2, "few")
    with assert_queries(5):
        pay(40, "many")
    with assert_queries(1):
        pay(40, "many")
