"""Words the ledger's tests share: small movements of money, and what must be true after each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.models import User
from core.money import Money
from ledger import chart, invariants, selectors
from ledger.chart import Address
from ledger.models import Entry, Hold
from ledger.services import entries, holds
from ledger.services.entries import Line


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


def spend(user: User, minor: int, key: str) -> Entry:
    lines = [Line(chart.wallet(user.pk), usd(-minor)), Line(chart.PLATFORM_RENDER, usd(minor))]
    return entries.post(kind="spend", key=key, lines=lines, cause=key, actor=user.pk)


def reserve(user: User, minor: int, cause: str = "job_1", minutes: int = 10) -> Hold:
    return holds.reserve(
        source=chart.wallet(user.pk),
        amount=usd(minor),
        cause=cause,
        actor=user.pk,
        expires_at=clock.now() + dt.timedelta(minutes=minutes),
    )


def to(parts: Mapping[Address, int]) -> list[Line]:
    return [Line(address, usd(minor)) for address, minor in parts.items()]


def available(user: User) -> int:
    return selectors.balance(chart.wallet(user.pk), "USD").minor


def held(user: User) -> int:
    return selectors.balance(chart.held(chart.wallet(user.pk)), "USD").minor


def red() -> set[str]:
    """The codes of the invariants that do not hold."""
    return {finding.code for finding in invariants.run() if finding.violations}


def assert_whole() -> None:
    assert [finding for finding in invariants.run() if finding.violations] == []
    assert set(selectors.trial_balance().values()) <= {0}
