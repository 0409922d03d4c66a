"""Random sequences of operations: the books stay whole, and say what a model of a few dictionaries says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import InsufficientFunds, KeyReused
from core.models import User
from ledger import chart, selectors
from ledger.errors import AmountExceedsHold, HoldAlreadyResolved
from ledger.models import Hold
from ledger.services import holds
from tests.ledger.books import assert_whole, reserve, spend, to, top_up

pytestmark = pytest.mark.django_db

OPERATION = st.tuples(
    st.sampled_from(["top_up", "spend", "reserve", "capture", "release", "extend", "expire"]),
    st.integers(0, 1),  # whose wallet
    st.integers(1, 60),  # how much
    st.integers(0, 5),  # which hold
)


@dataclass
class Model:
    """What two wallets should have, by the plainest reckoning."""

    free: list[int] = field(default_factory=lambda: [0, 0])
    held: list[int] = field(default_factory=lambda: [0, 0])
    earned: int = 0
    holds: list[tuple[Hold, int, int]] = field(default_factory=list)  # the hold, whose, how much

    def release(self, index: int) -> None:
        _hold, who, minor = self.holds[index]
        self.free[who] += minor
        self.held[who] -= minor


def apply(step: int, operation: tuple[str, int, int, int], people: list[User], model: Model) -> None:
    name, who, minor, which = operation
    user = people[who]
    if name == "top_up":
        top_up(user, minor, f"{step}")
        model.free[who] += minor
    elif name in ("spend", "reserve"):
        take(name, step, who, minor, people, model)
    elif name == "expire":
        with clock.frozen(clock.now() + dt.timedelta(minutes=30)):
            holds.expire_due()
        for index, (hold, _, _) in enumerate(model.holds):
            if hold.state == "pending":
                hold.refresh_from_db()
                if hold.state == "expired":
                    model.release(index)
    elif model.holds:
        end(name, minor, which % len(model.holds), model)


def take(name: str, step: int, who: int, minor: int, people: list[User], model: Model) -> None:
    try:
        if name == "spend":
            spend(people[who], minor, f"spend {step}")
            model.earned += minor
        else:
            model.holds.append((reserve(people[who], minor, f"job_{step}"), who, minor))
            model.held[who] += minor
    except InsufficientFunds:
        assert minor > model.free[who]
    else:
        model.free[who] -= minor


def end(name: str, minor: int, index: int, model: Model) -> None:
    hold, who, reserved = model.holds[index]
    before = hold.state
    try:
        if name == "capture":
            holds.capture(hold=hold, to=to({chart.PLATFORM_RENDER: minor}), actor="system:test")
        elif name == "release":
            holds.release(hold=hold, actor="system:test", reason="it failed")
        else:
            holds.extend(hold=hold, until=clock.now() + dt.timedelta(hours=1))
    except AmountExceedsHold:
        assert minor > reserved
    except HoldAlreadyResolved:
        assert before != "pending"
    except KeyReused:
        assert before == "captured"
    else:
        if before == "pending" and name == "capture":
            model.free[who] += reserved - minor
            model.held[who] -= reserved
            model.earned += minor
        elif before == "pending" and name == "release":
            model.release(index)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=st.lists(OPERATION, max_size=25))
def test_the_books_stay_whole_whatever_happens(
    make_user: Callable[..., User], operations: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        people, model = [make_user(), make_user()], Model()
        for step, operation in enumerate(operations):
            apply(step, operation, people, model)
            for who, user in enumerate(people):
                wallet = chart.wallet(user.pk)
                assert selectors.balance(wallet, "USD").minor == model.free[who]
                assert selectors.balance(chart.held(wallet), "USD").minor == model.held[who]
            assert selectors.balance(chart.PLATFORM_RENDER, "USD").minor == model.earned
        assert_whole()
        transaction.set_rollback(True)
