"""Statements: everything earned once, numbered without gaps, closed for good."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

from core import clock
from core.errors import BadInput, NotFound
from core.money import Money
from payouts import selectors
from payouts.models import Statement, StatementLine
from payouts.services import statements
from tests.payouts.world import Earner, earner, person

pytestmark = pytest.mark.django_db


def test_a_statement_holds_what_was_earned_since_the_last_one(mira: Earner, books: Callable[[], None]) -> None:
    # given
    mira.earn(149)
    mira.earn(42)
    first = mira.state()
    mira.earn(21)

    # when
    second = mira.state()

    # then
    assert (first.number, first.total, first.state) == (1, 191, "closed")
    assert (second.number, second.total, second.period_start) == (2, 21, first.period_end)
    assert first.lines.count() + second.lines.count() == 3
    books()


def test_there_is_no_statement_over_nothing(mira: Earner) -> None:
    with pytest.raises(BadInput):
        mira.state()
    with pytest.raises(NotFound):
        statements.close(payee_id="pye_nobody", currency="USD")

    mira.earn(0 + 5)
    mira.state()
    with pytest.raises(BadInput):
        mira.state()
    assert Statement.objects.count() == 1


def test_currencies_are_never_added_up(mira: Earner) -> None:
    mira.earn(500)
    mira.earn(700, currency="EUR")

    assert [(row.currency, row.total.minor) for row in selectors.unstated()] == [("EUR", 700), ("USD", 500)]
    assert mira.state("EUR").money == Money(700, "EUR")
    assert mira.state("USD").money == Money(500, "USD")


def test_a_statement_ends_at_its_moment(mira: Earner) -> None:
    mira.earn(500)
    moment = clock.now()
    mira.earn(800)

    assert statements.close(payee_id=mira.payee.pk, currency="USD", until=moment).total == 500
    assert mira.state().total == 800


def test_a_statement_tells_job_character_share_and_sum(mira: Earner) -> None:
    mira.earn(1_000, times=2)
    view = selectors.statement_view(mira.state())

    assert [(line.character, line.percent, line.amount.minor) for line in view.lines] == [
        (mira.character.name, "100 %", 1_000)
    ] * 2
    assert [(part.character, part.lines, part.total) for part in view.by_character] == [
        (mira.character.name, 2, Money(2_000, "USD"))
    ]


def test_a_statement_is_its_payees_alone(mira: Earner) -> None:
    mira.earn(5)
    statement = mira.state()

    assert selectors.statement_for(user=mira.user, statement_id=statement.pk) == statement
    with pytest.raises(NotFound):
        selectors.statement_for(user=person("Eve"), statement_id=statement.pk)


def test_the_command_states_everybody(mira: Earner) -> None:
    nils = earner("Nils")
    mira.earn(5)
    nils.earn(6)
    said = StringIO()

    call_command("close_statements", stdout=said)

    assert sorted(Statement.objects.values_list("total", flat=True)) == [5, 6]
    assert "2 statement(s) closed." in said.getvalue()


def test_a_closed_statement_cannot_be_changed_behind_our_back(mira: Earner) -> None:
    mira.earn(5)
    statement = mira.state()
    mira.earn(6)
    line = StatementLine.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(total=500)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.create(statement=statement, royalty=mira.payee.royalty_lines.latest("pk"))
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.filter(pk=line.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_two_closings_at_once_make_one_statement() -> None:
    # given
    mira = earner()
    mira.earn(100, times=5)
    outcomes: list[str] = []

    def close() -> None:
        try:
            statements.close(payee_id=mira.payee.pk, currency="USD")
            outcomes.append("closed")
        except BadInput:
            outcomes.append("nothing")
        finally:
            connections.close_all()

    # when
    threads = [threading.Thread(target=close) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert sorted(outcomes) == ["closed"] + ["nothing"] * 5
    assert [(row.number, row.total) for row in Statement.objects.all()] == [(1, 500)]
