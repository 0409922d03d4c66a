"""Grades from values alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.money import Money
from payouts import policy

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def grades(**changes: Any) -> dict[str, str]:
    facts: dict[str, Any] = {
        "now": NOW,
        "amount": usd(1_000),
        "stated": usd(1_000),
        "itemised": usd(1_000),
        "set_aside": usd(1_000),
        "account_state": "active",
        "requirements": 0,
        "account_changed_at": NOW - 30 * DAY,
        "earlier": (usd(900), usd(1_100), usd(50_000)),
    }
    return {check.code: check.grade for check in policy.checks(policy.PayoutFacts(**{**facts, **changes}))}


def test_a_usual_payout_is_clean() -> None:
    assert set(grades().values()) == {"pass"}


@pytest.mark.parametrize(
    ("changes", "code", "grade"),
    [
        ({"stated": usd(999)}, "books", "high"),
        ({"itemised": usd(1_001)}, "books", "high"),
        ({"set_aside": usd(0)}, "books", "high"),
        ({"set_aside": None}, "books", "pass"),
        ({"account_state": "restricted"}, "onboarding", "high"),
        ({"account_changed_at": NOW - 7 * DAY + dt.timedelta(seconds=1)}, "account_age", "med"),
        ({"account_changed_at": NOW - 7 * DAY}, "account_age", "pass"),
        ({"account_changed_at": None}, "account_age", "med"),
        ({"earlier": ()}, "first_payout", "low"),
        ({"earlier": (usd(200),)}, "usual_amount", "pass"),
        ({"earlier": (usd(199),)}, "usual_amount", "med"),
        ({"earlier": (usd(100), usd(100), usd(900_000))}, "usual_amount", "med"),
    ],
)
def test_each_check_has_its_edge(changes: dict[str, Any], code: str, grade: str) -> None:
    assert grades(**changes)[code] == grade


def test_the_risk_is_the_worst_grade() -> None:
    found = [policy.Check("books", grade, "") for grade in ("low", "high", "pass")]

    assert policy.worst(found) == "high"
    assert policy.worst([]) == "pass"
