"""Many at once: threads that really commit, on SQLite as on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.errors import Conflict, InsufficientFunds, LicenceRefused
from core.models import OutboxMessage, User
from generation.models import Clip, RenderJob
from generation.services import renders, requests, settlement
from generation.services.renders import Lease, LeaseLost
from licensing.models import Character
from licensing.services import characters
from tests.factories import listed_character, make_user, owner_of
from tests.generation.stage import at_once, finish, fund, held, prove, submit, units_left, wallet

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_claimers_of_one_job_get_one_lease(creator: User, character: Character) -> None:
    submit(creator, character)
    leases = at_once(*[partial(renders.claim, tier="storyboard", worker=f"w{n}") for n in range(6)])
    assert Counter(type(lease) for lease in leases) == {Lease: 1, type(None): 5}
    assert RenderJob.objects.get().attempt == 1


def test_claimers_share_a_queue_without_taking_the_same_job(creator: User, character: Character) -> None:
    for _ in range(4):
        submit(creator, character)
    leases = at_once(*[partial(renders.claim, tier="storyboard", worker=f"w{n}") for n in range(6)])
    taken = [lease.job_id for lease in leases if lease is not None]
    assert len(taken) == len(set(taken))
    # A claimer that found the others' rows locked may have left one; the next ring finds it.
    while (lease := renders.claim(tier="storyboard", worker="last")) is not None:
        taken.append(lease.job_id)
    assert len(set(taken)) == 4


def test_one_key_sent_many_times_at_once_makes_one_job(creator: User, character: Character) -> None:
    jobs = at_once(*[partial(submit, creator, character, key="same", seed=1) for _ in range(6)])
    assert {job.pk for job in jobs} == {RenderJob.objects.get().pk}
    assert (wallet(creator), held(creator), units_left(creator)) == (750, 250, 29)
    prove()


def test_a_wallet_for_three_fees_makes_three_clips(character: Character) -> None:
    creator = make_user()
    fund(creator, 750)
    made = at_once(*[partial(submit, creator, character) for _ in range(8)])
    assert Counter(type(one) for one in made) == {RenderJob: 3, InsufficientFunds: 5}
    assert (wallet(creator), held(creator), units_left(creator)) == (0, 750, 27)
    prove()


def test_an_allowance_is_never_promised_twice(settings: Any) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 3
    creator, free = make_user(), listed_character(free=True)
    made = at_once(*[partial(submit, creator, free) for _ in range(8)])
    assert Counter(type(one) for one in made) == {RenderJob: 3, InsufficientFunds: 5}
    assert units_left(creator) == 0
    prove()


def test_a_cap_of_two_allows_two(creator: User) -> None:
    fund(creator, 10_000)
    capped = listed_character(daily_cap=2)
    made = at_once(*[partial(submit, creator, capped) for _ in range(6)])
    assert Counter(type(one) for one in made) == {RenderJob: 2, LicenceRefused: 4}
    prove()


def test_cancelling_while_a_worker_claims_ends_one_way(creator: User, character: Character) -> None:
    for _ in range(5):
        job = submit(creator, character)
        cancelled, lease = at_once(
            partial(requests.cancel, user=creator, job_id=job.pk),
            partial(renders.claim, tier="storyboard", worker="w1"),
        )
        assert isinstance(cancelled, RenderJob)
        if lease is not None:
            renders.stop(lease=lease)
        job.refresh_from_db()
        assert job.state == "cancelled"
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    prove()


def test_settling_from_two_places_pays_once(creator: User, character: Character, tmp_path: Path) -> None:
    job = submit(creator, character)
    lease = renders.claim(tier="storyboard", worker="w1")
    assert lease is not None
    finish(lease, tmp_path)
    done = at_once(*[partial(settlement.settle, job_id=job.pk) for _ in range(5)])
    assert {one.state for one in done} == {"settled"}
    assert (wallet(creator), held(creator), Clip.objects.count()) == (750, 0, 1)
    assert OutboxMessage.objects.filter(topic="job.settled").count() == 1
    prove()


def test_a_worker_that_finishes_while_it_is_reaped_either_finished_or_lost(
    creator: User, character: Character, tmp_path: Path
) -> None:
    for turn in range(4):
        job = submit(creator, character)
        lease = renders.claim(tier="storyboard", worker="w1")
        assert lease is not None
        RenderJob.objects.filter(pk=job.pk).update(lease_until=clock.now() - dt.timedelta(seconds=1))
        finished, _ = at_once(partial(finish, lease, tmp_path / str(turn)), renders.reap)
        job.refresh_from_db()
        if isinstance(finished, LeaseLost):
            assert (job.state, hasattr(job, "output")) == ("reserved", False)
            requests.cancel(user=creator, job_id=job.pk)
        else:
            assert (job.state, job.output.attempt) == ("rendered", 1)
            settlement.settle(job_id=job.pk)
    prove()


def test_withdrawing_a_character_while_clips_are_asked_for_leaves_no_clip_after_it(
    creator: User, character: Character
) -> None:
    fund(creator, 10_000)
    withdraw = partial(characters.unlist, user=owner_of(character), character_id=character.pk)
    results = at_once(withdraw, *[partial(submit, creator, character) for _ in range(5)])
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, LicenceRefused | Conflict)]
    assert renders.claim(tier="storyboard", worker="w1") is None
    assert set(RenderJob.objects.values_list("state", flat=True)) <= {"refused"}
    assert held(creator) == 0
    prove()
