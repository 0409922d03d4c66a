"""Random sequences of ledger operations against a model of a few dictionaries, one seed after another."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from ledger import chart, invariants, selectors
from tests.factories import make_user
from tests.ledger.test_properties import Model, apply
from tests.torture.scoreboard import scenario, times

pytestmark = pytest.mark.django_db

OPERATIONS = ("top_up", "spend", "reserve", "capture", "release", "extend", "expire")
STEPS = 30


def operations(seed: int) -> list[tuple[str, int, int, int]]:
    """The steps of a seed: what, whose wallet, how much, which hold."""
    chance = random.Random(seed)
    return [
        (chance.choice(OPERATIONS), chance.randrange(2), chance.randint(1, 60), chance.randrange(6))
        for _ in range(STEPS)
    ]


def differences(seed: int) -> list[str]:
    """Where the books and the model disagree, in a transaction that is undone."""
    found: list[str] = []
    with transaction.atomic():
        people, model = [make_user(), make_user()], Model()
        for step, operation in enumerate(operations(seed)):
            try:
                apply(step, operation, people, model)
            except AssertionError as error:
                found.append(f"seed {seed}, step {step} {operation}: {error}")
        for who, user in enumerate(people):
            wallet = chart.wallet(user.pk)
            have = (selectors.balance(wallet, "USD").minor, selectors.balance(chart.held(wallet), "USD").minor)
            if have != (model.free[who], model.held[who]):
                found.append(f"seed {seed}: wallet {who} has {have}, not {(model.free[who], model.held[who])}")
        earned = selectors.balance(chart.PLATFORM_RENDER, "USD").minor
        if earned != model.earned:
            found.append(f"seed {seed}: {earned} was earned, not {model.earned}")
        found += [f"seed {seed}: {one.subject}: {one.detail}" for check in invariants.run() for one in check.violations]
        transaction.set_rollback(True)
    return found


def test_random_operations_leave_the_books_as_the_model_says(monkeypatch: pytest.MonkeyPatch) -> None:
    # The ledger by itself: upper floors would miss the jobs and top-ups behind these entries.
    own = {code: kept for code, kept in invariants._checks.items() if kept[1].__module__.startswith("ledger.")}
    monkeypatch.setattr(invariants, "_checks", own)
    seeds = times(short=20, full=1000)
    with scenario(f"random ledger operations, {STEPS} a seed") as story:
        for seed in range(seeds):
            with story.run():
                story.violations += differences(seed)
