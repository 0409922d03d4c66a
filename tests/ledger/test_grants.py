"""The daily allowance: once a UTC day, and never carried over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from core import clock
from core.errors import BadInput
from core.models import User
from core.money import UNIT, Money
from ledger import chart, selectors
from ledger.models import Entry, Grant
from ledger.services import grants
from tests.ledger.books import assert_whole

pytestmark = pytest.mark.django_db

EVENING = dt.datetime(2026, 3, 1, 23, 59, 59, tzinfo=dt.UTC)


def test_a_day_gives_its_units_once(user: User) -> None:
    first = grants.ensure_daily(user_id=user.pk, units=30)
    again = grants.ensure_daily(user_id=user.pk, units=25)

    assert again == first
    assert selectors.balance(chart.grant(first.pk), UNIT) == Money(30, UNIT)
    assert Entry.objects.filter(kind="grant").count() == 1
    assert_whole()


def test_the_next_utc_day_begins_anew_and_nothing_is_carried_over(user: User) -> None:
    with clock.frozen(EVENING):
        evening = grants.ensure_daily(user_id=user.pk, units=30)
        assert evening.expires_at == EVENING + dt.timedelta(seconds=1)
    with clock.frozen(EVENING + dt.timedelta(seconds=1)):
        assert selectors.daily_units(user.pk, 30).grant_id is None
        morning = grants.ensure_daily(user_id=user.pk, units=30)
        assert selectors.daily_units(user.pk, 30).available == 30

    assert (evening.day, morning.day) == (dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    assert_whole()


def test_looking_at_the_allowance_writes_nothing(
    user: User, assert_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    with clock.frozen(EVENING), assert_queries(1):
        today = selectors.daily_units(user.pk, 30)

    assert (today.total, today.available, today.held, today.grant_id) == (30, 30, 0, None)
    assert today.resets_at == EVENING + dt.timedelta(seconds=1)
    assert not Grant.objects.exists()

    grants.ensure_daily(user_id=user.pk, units=30)
    with assert_queries(2):
        selectors.daily_units(user.pk, 30)


def test_an_allowance_of_nothing_opens_no_account(user: User) -> None:
    grant = grants.ensure_daily(user_id=user.pk, units=0)

    assert selectors.daily_units(user.pk, 0).available == 0
    assert selectors.entries_of(grant.pk) == ()
    with pytest.raises(BadInput):
        grants.ensure_daily(user_id=user.pk, units=-1)
    assert_whole()
