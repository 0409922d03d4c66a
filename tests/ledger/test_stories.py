"""The books as stories: what a person does, and what every account says after each step."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock
from core.errors import InsufficientFunds, KeyReused
from core.models import AuditEvent, User
from core.money import UNIT, Money
from ledger import chart, invariants, selectors
from ledger.errors import AmountExceedsHold, EntryAlreadyReversed, HoldAlreadyResolved
from ledger.models import Entry, Grant, Hold
from ledger.services import entries, grants, holds
from ledger.services.entries import Line

pytestmark = pytest.mark.django_db


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def top_up(user: User, minor: int, number: str = "1", currency: str = "USD") -> Entry:
    money = Money(minor, currency)
    return entries.post(
        kind="top_up",
        key=f"top_up:{number}",
        lines=[Line(chart.STRIPE_CLEARING, -money), Line(chart.wallet(user.pk), money)],
        cause=f"top_{number}",
        actor=user.pk,
    )


def reserve(user: User, minor: int, cause: str = "job_1", minutes: int = 10) -> Hold:
    return holds.reserve(
        source=chart.wallet(user.pk),
        amount=usd(minor),
        cause=cause,
        actor=user.pk,
        expires_at=clock.now() + dt.timedelta(minutes=minutes),
    )


def available(user: User) -> int:
    return selectors.balance(chart.wallet(user.pk), "USD").minor


def held(user: User) -> int:
    return selectors.balance(chart.held(chart.wallet(user.pk)), "USD").minor


def assert_whole() -> None:
    assert [finding for finding in invariants.run() if finding.violations] == []
    assert all(minor == 0 for minor in selectors.trial_balance().values())


def test_a_finished_render_pays_everyone_and_returns_the_rest(user: User) -> None:
    # given a creator with 20.00
    top_up(user, 2000)
    assert (available(user), held(user)) == (2000, 0)
    assert selectors.balance(chart.STRIPE_CLEARING, "USD") == usd(-2000)
    # when 5.00 is reserved and 4.50 is captured
    hold = reserve(user, 500)
    assert (available(user), held(user)) == (1500, 500)
    to = [
        Line(chart.PLATFORM_RENDER, usd(200)),
        Line(chart.PLATFORM_COMMISSION, usd(38)),
        Line(chart.payable("pye_studio"), usd(149)),
        Line(chart.payable("pye_artist"), usd(63)),
    ]
    entry = holds.capture(hold=hold, to=to, actor="system:settlement")
    # then each has its part and the rest is back, in one entry
    assert (available(user), held(user)) == (1550, 0)
    assert selectors.balance(chart.payable("pye_studio"), "USD") == usd(149)
    assert selectors.balance(chart.PLATFORM_COMMISSION, "USD") == usd(38)
    assert (hold.state, hold.captured, hold.resolved_at is not None) == ("captured", 450, True)
    assert len(selectors.entries_of("job_1")) == 2
    assert holds.capture(hold=hold, to=to, actor="system:settlement") == entry
    assert_whole()
