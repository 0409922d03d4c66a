"""A crowd spends one wallet, one allowance, one key: exactly what is there is spent."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import InsufficientFunds
from core.models import User
from generation.models import RenderJob
from licensing.models import Character
from tests.factories import listed_character, make_user
from tests.generation.stage import fund, held, submit, units_left, wallet
from tests.torture.crowd import at_once, of_kind, surprises
from tests.torture.proof import broken
from tests.torture.scoreboard import scenario, times

pytestmark = pytest.mark.django_db(transaction=True)

# 2.50 for the licence and 0.40 for the render, when no allowance is left.
PRICE = 290


def test_a_crowd_spends_exactly_what_is_in_a_wallet(creator: User, character: Character, settings: Any) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 0
    crowd = times(short=8, full=64)
    with scenario(f"{crowd} requests at once, money for {crowd // 3}", measured="slowest request") as story:
        for turn in range(times(short=1, full=10)):
            # given money for a third of them, and not quite for one more
            left, reserved = wallet(creator), held(creator)
            fund(creator, PRICE * (crowd // 3) + 100 - left)
            # when all ask
            with story.run():
                outcomes = at_once([lambda: submit(creator, character)] * crowd)
            # then a third gets a job, the others a clear refusal, and the wallet is what is left
            story.took(max(outcome.seconds for outcome in outcomes))
            jobs = of_kind(outcomes, RenderJob)
            story.expect(len(jobs) == crowd // 3, f"run {turn}: {len(jobs)} of {crowd // 3} were accepted")
            story.expect(wallet(creator) == 100, f"run {turn}: {wallet(creator)} is left, not 100")
            story.expect(held(creator) - reserved == PRICE * (crowd // 3), f"run {turn}: {held(creator)} is held")
            story.violations += surprises(outcomes, RenderJob, InsufficientFunds)
        story.violations += broken()


def test_a_crowd_spends_exactly_the_last_unit_of_an_allowance(settings: Any) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 1
    crowd = times(short=8, full=64)
    with scenario(f"{crowd} requests at once for the last unit", measured="slowest request") as story:
        for turn in range(times(short=1, full=10)):
            # given a day's allowance of one unit, a waived fee, and no money
            person, character = make_user(), listed_character(free=True)
            # when all ask
            with story.run():
                outcomes = at_once([lambda c=character, p=person: submit(p, c)] * crowd)
            # then one gets it
            story.took(max(outcome.seconds for outcome in outcomes))
            story.expect(
                len(of_kind(outcomes, RenderJob)) == 1, f"run {turn}: {len(of_kind(outcomes, RenderJob))} jobs"
            )
            story.violations += surprises(outcomes, RenderJob, InsufficientFunds)
            story.expect(units_left(person) == 0, f"run {turn}: {units_left(person)} units are left")
        story.violations += broken()


def test_one_key_sent_by_a_crowd_makes_one_job(creator: User, character: Character) -> None:
    crowd = times(short=8, full=32)
    fund(creator, 100_000)
    with scenario(f"one idempotency key, {crowd} callers", measured="slowest request") as story:
        for turn in range(times(short=1, full=20)):
            before = RenderJob.objects.count()
            with story.run():
                outcomes = at_once([lambda key=f"once-{turn}": submit(creator, character, key=key)] * crowd)
            story.took(max(outcome.seconds for outcome in outcomes))
            ids = {job.pk for job in of_kind(outcomes, RenderJob)}
            story.expect(len(ids) == 1, f"run {turn}: {len(ids)} different answers")
            story.expect(RenderJob.objects.count() == before + 1, f"run {turn}: {RenderJob.objects.count()} jobs")
            story.violations += surprises(outcomes, RenderJob)
        story.violations += broken()
