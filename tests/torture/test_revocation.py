"""A character is taken out of the catalogue while a crowd asks for it: nothing is allowed from that commit on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from core.errors import LicenceRefused
from core.models import AuditEvent, User
from generation.models import RenderJob
from licensing.models import Character, Decision
from licensing.services import characters
from tests.factories import make_user, owner_of
from tests.generation.stage import fund, submit
from tests.torture.crowd import at_once, surprises
from tests.torture.proof import broken
from tests.torture.scoreboard import fresh_seed, scenario, times

pytestmark = pytest.mark.django_db(transaction=True)

# Each asker goes on until refused; this bounds a round in which nothing is ever refused.
LONGEST_SECONDS = 30
# Between two requests: SQLite's one writer is not handed on in turn, and whoever unlists must get it some time.
REST_SECONDS = 0.01


def asker(user: User, character: Character, unlisted: Event) -> Callable[[], Any]:
    """Someone who asks again and again. Tells of a request that began after the unlisting and was allowed."""

    def ask() -> Any:
        deadline = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < deadline:
            late = unlisted.is_set()
            try:
                job = submit(user, character)
            except LicenceRefused as refused:
                return refused
            if late:
                return AssertionError(f"{job.pk} was asked for after the unlisting, and allowed")
            time.sleep(REST_SECONDS)
        return TimeoutError("never refused")

    return ask


def allowed_after(unlisting: AuditEvent) -> list[str]:
    """Allowed decisions whose audit line is younger than the unlisting's.

    Both lines are numbered while the character's terms are locked, shared by the one and alone by the other: so their
    numbers tell which of the two committed first, whatever the clocks say.
    """
    later = AuditEvent.objects.filter(tag="decision.recorded", pk__gt=unlisting.pk).values_list("subject", flat=True)
    return list(Decision.objects.filter(pk__in=list(later), verdict="allow").values_list("pk", flat=True))


def one_round(crowd: list[User], character: Character, pause: float) -> tuple[list[str], float, int]:
    """Let a crowd ask and the owner unlist after `pause` seconds; the violations, seconds to unlist, and requests."""
    owner, unlisted = owner_of(character), Event()
    before = RenderJob.objects.count()

    def revoke() -> int:
        time.sleep(pause)
        characters.unlist(user=owner, character_id=character.pk, reason="the estate asked")
        unlisted.set()
        return RenderJob.objects.count()

    outcomes = at_once([revoke, *(asker(user, character, unlisted) for user in crowd)])
    at_unlisting = outcomes[0].result
    found = surprises(outcomes, int, LicenceRefused)
    unlisting = AuditEvent.objects.filter(tag="character.unlisted", subject=character.pk).latest("pk")
    found += [f"{decision} was allowed after the unlisting" for decision in allowed_after(unlisting)]
    jobs = RenderJob.objects.count()
    if jobs != at_unlisting:
        found.append(f"{jobs - at_unlisting} jobs were committed after the unlisting")
    return found, outcomes[0].seconds - pause, jobs - before


def test_no_use_is_allowed_once_a_character_is_taken_out(character: Character) -> None:
    seed = fresh_seed()
    chance = random.Random(seed)
    crowd = [make_user() for _ in range(times(short=4, full=8))]
    for user in crowd:
        fund(user, 10_000_000)
    requests = 0
    with scenario(f"unlisting while {len(crowd)} ask", measured="time to unlist") as story:
        for turn in range(times(short=3, full=200)):
            with story.run():
                found, seconds, jobs = one_round(crowd, character, chance.uniform(0.0, 0.15))
            story.took(seconds)
            story.violations += [f"seed {seed}, round {turn}: {one}" for one in found]
            requests += jobs
            characters.list_it(user=owner_of(character), character_id=character.pk)
        # The race was run: requests were allowed before, in some round at least.
        story.expect(requests > 0, f"seed {seed}: nothing was allowed in any round, so nothing raced")
        story.violations += broken()
