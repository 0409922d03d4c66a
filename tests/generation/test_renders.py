"""Leases: who may render, for how long, and what happens when a worker is lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from core import clock
from core.models import AuditEvent, OutboxMessage, User
from generation.models import RenderJob, RenderOutput
from generation.rendering.base import OutOfMemory, OutputRejected, Progress, RenderCancelled, SpecRejected
from generation.services import renders, requests
from generation.services.renders import Heartbeat, Lease, LeaseLost
from ledger.services import holds
from licensing.models import Character
from licensing.services import characters
from tests.factories import owner_of
from tests.generation.stage import finish, held, prove, submit, units_left, wallet

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(seconds=61)


def claim(worker: str = "w1") -> Lease:
    lease = renders.claim(tier="storyboard", worker=worker)
    assert lease is not None
    return lease


def test_the_oldest_waiting_job_is_claimed_first(creator: User, character: Character) -> None:
    first, second = submit(creator, character), submit(creator, character)
    assert [claim().job_id, claim("w2").job_id] == [first.pk, second.pk]
    assert renders.claim(tier="storyboard", worker="w3") is None
    first.refresh_from_db()
    assert (first.state, first.attempt, first.lease_owner) == ("rendering", 1, "w1")


def test_a_claim_looks_at_its_own_tier_only(creator: User, character: Character) -> None:
    submit(creator, character)
    assert renders.claim(tier="standard", worker="w1") is None


def test_a_lease_lasts_as_long_as_the_setting_says(settings: Any, creator: User, character: Character) -> None:
    settings.RENDER_LEASE_SECONDS = 7
    submit(creator, character)
    with clock.frozen(clock.now()):
        lease = claim()
        job = RenderJob.objects.get(pk=lease.job_id)
        assert job.lease_until == clock.now() + dt.timedelta(seconds=7)


def test_a_claim_puts_off_the_end_of_the_reservation(creator: User, character: Character) -> None:
    job = submit(creator, character)
    soon = clock.now() + dt.timedelta(minutes=90)
    with clock.frozen(soon):
        claim()
    ends = {funding.hold.expires_at for funding in job.funding.select_related("hold")}
    assert ends == {soon + dt.timedelta(hours=2)}


def test_a_job_whose_licence_was_withdrawn_is_refused_and_the_next_one_begins(
    creator: User, character: Character
) -> None:
    from tests.factories import listed_character

    other = listed_character()
    gone, next_one = submit(creator, character), submit(creator, other)
    characters.unlist(user=owner_of(character), character_id=character.pk)

    assert claim().job_id == next_one.pk
    gone.refresh_from_db()
    assert (gone.state, gone.error_code) == ("refused", "not_listed")
    assert "taken out of the catalogue" in gone.error_message
    assert (wallet(creator), held(creator)) == (750, 250)
    assert OutboxMessage.objects.filter(topic="job.ended", subject=gone.pk).count() == 1
    prove()


def test_a_job_whose_reservation_ran_out_is_not_rendered(creator: User, character: Character) -> None:
    job = submit(creator, character)
    with clock.frozen(clock.now() + dt.timedelta(hours=2, seconds=1)):
        assert holds.expire_due() == 2
        assert renders.claim(tier="storyboard", worker="w1") is None
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "reservation_expired")
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    prove()


def test_the_reaper_ends_waiting_jobs_whose_reservation_ran_out(creator: User, character: Character) -> None:
    job = submit(creator, character)
    with clock.frozen(clock.now() + dt.timedelta(hours=2, seconds=1)):
        holds.expire_due()
        assert renders.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "reservation_expired")
    assert renders.reap() == 0


# -- signs of life


def test_progress_is_written_when_it_changes_and_not_more_often_than_people_look(
    creator: User, character: Character, assert_queries: Any
) -> None:
    submit(creator, character)
    lease = claim()
    beat = Heartbeat(lease)
    beat(Progress("drawing", 1, 120))
    with assert_queries(0):
        for step in range(2, 60):
            beat(Progress("drawing", step, 120))
    with assert_queries(1):
        beat(Progress("encoding", 0, 120))
    job = RenderJob.objects.get(pk=lease.job_id)
    assert (job.stage, job.step, job.steps) == ("encoding", 0, 120)
    assert beat.last == Progress("encoding", 0, 120)


def test_a_heartbeat_extends_the_lease_and_the_reservation(settings: Any, creator: User, character: Character) -> None:
    submit(creator, character)
    lease = claim()
    beat = Heartbeat(lease)
    settings.RENDER_LEASE_SECONDS = 0.0001
    later = clock.now() + dt.timedelta(minutes=30)
    with clock.frozen(later):
        beat(Progress("drawing", 1, 120))
    job = RenderJob.objects.get(pk=lease.job_id)
    assert job.lease_until is not None
    assert job.lease_until >= later
    assert {f.hold.expires_at for f in job.funding.select_related("hold")} == {later + dt.timedelta(hours=2)}


def test_the_render_stops_when_its_creator_asks(creator: User, character: Character) -> None:
    job = submit(creator, character)
    lease = claim()
    requests.cancel(user=creator, job_id=job.pk)
    with pytest.raises(RenderCancelled) as stopped:
        Heartbeat(lease)(Progress("drawing", 1, 120))
    assert not isinstance(stopped.value, LeaseLost)
    renders.stop(lease=lease)
    job.refresh_from_db()
    assert (job.state, wallet(creator), held(creator)) == ("cancelled", 1000, 0)
    prove()


def test_a_worker_that_lost_its_lease_is_told_so(creator: User, character: Character) -> None:
    submit(creator, character)
    zombie = claim()
    with clock.frozen(clock.now() + LATER):
        renders.reap()
    claim("w2")
    with pytest.raises(LeaseLost):
        Heartbeat(zombie)(Progress("drawing", 1, 120))


def test_a_reservation_that_ended_under_a_render_stops_it(settings: Any, creator: User, character: Character) -> None:
    job = submit(creator, character)
    beat = Heartbeat(claim())
    for funding in job.funding.all():
        holds.release(hold=funding.hold, actor="system:test", reason="test")
    settings.RENDER_LEASE_SECONDS = 0.0001
    with pytest.raises(LeaseLost):
        beat(Progress("drawing", 1, 120))


def test_a_database_that_does_not_answer_for_a_moment_does_not_stop_a_render(
    creator: User, character: Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(creator, character)
    beat = Heartbeat(claim())

    def refuse(*args: Any, **options: Any) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as away:
        away.setattr(renders, "_tell", refuse)
        away.setattr(renders.connection, "close", lambda: None)
        beat(Progress("drawing", 1, 120))
    beat(Progress("drawing", 2, 120))
    assert RenderJob.objects.get().step == 2


# -- the end of an attempt


def test_a_finished_attempt_is_recorded_with_its_files(creator: User, character: Character, tmp_path: Path) -> None:
    submit(creator, character)
    job = finish(claim(), tmp_path)
    assert (job.state, job.lease_owner, job.lease_until) == ("rendered", "", None)
    assert (job.output.attempt, job.output.video) == (1, f"clips/{job.pk}/1/video.mp4")
    assert wallet(creator) + held(creator) == 1000


def test_a_late_finisher_changes_nothing(creator: User, character: Character, tmp_path: Path) -> None:
    submit(creator, character)
    zombie = claim()
    with clock.frozen(clock.now() + LATER):
        assert renders.reap() == 1
    successor = claim("w2")
    assert successor.attempt == 2
    with pytest.raises(LeaseLost):
        finish(zombie, tmp_path / "zombie")
    assert not RenderOutput.objects.exists()
    job = finish(successor, tmp_path / "successor")
    assert (job.state, job.output.attempt) == ("rendered", 2)
    with pytest.raises(LeaseLost):
        finish(zombie, tmp_path / "zombie")
    assert RenderOutput.objects.count() == 1


def test_a_job_cancelled_in_its_last_moment_is_not_finished(
    creator: User, character: Character, tmp_path: Path
) -> None:
    job = submit(creator, character)
    lease = claim()
    requests.cancel(user=creator, job_id=job.pk)
    with pytest.raises(RenderCancelled):
        finish(lease, tmp_path)
    assert not RenderOutput.objects.exists()


def test_a_spec_that_cannot_be_rendered_fails_at_once_and_the_money_goes_back(
    creator: User, character: Character
) -> None:
    job = submit(creator, character)
    renders.fail(lease=claim(), error=SpecRejected("Use an even width."))
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error_message) == ("failed", "render_spec_rejected", "Use an even width.")
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    prove()


def test_an_output_that_is_no_clip_fails_at_once(creator: User, character: Character) -> None:
    job = submit(creator, character)
    renders.fail(lease=claim(), error=OutputRejected("Not a picture."))
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "output_rejected")


@pytest.mark.parametrize(
    ("error", "code"), [(OutOfMemory("Too little memory."), "out_of_memory"), (KeyError("slip"), "render_fault")]
)
def test_what_may_pass_is_tried_three_times_and_then_the_money_goes_back(
    creator: User, character: Character, error: Exception, code: str
) -> None:
    job = submit(creator, character)
    for attempt in (1, 2):
        lease = claim()
        assert lease.attempt == attempt
        renders.fail(lease=lease, error=error)
        job.refresh_from_db()
        assert (job.state, held(creator)) == ("reserved", 250)
    assert OutboxMessage.objects.filter(topic="job.reserved").count() == 3
    renders.fail(lease=claim(), error=error)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", code)
    assert "slip" not in job.error_message
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    assert OutboxMessage.objects.filter(topic="job.ended", subject=job.pk).count() == 1
    prove()


def test_a_fenced_attempt_cannot_fail_or_stop_the_job(creator: User, character: Character) -> None:
    job = submit(creator, character)
    zombie = claim()
    with clock.frozen(clock.now() + LATER):
        renders.reap()
    claim("w2")
    renders.fail(lease=zombie, error=SpecRejected("no"))
    renders.stop(lease=zombie)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.lease_owner) == ("rendering", 2, "w2")


# -- the reaper


def test_a_worker_heard_of_keeps_its_job(creator: User, character: Character) -> None:
    submit(creator, character)
    claim()
    with clock.frozen(clock.now() + dt.timedelta(seconds=59)):
        assert renders.reap() == 0


def test_a_lost_job_waits_again_and_rings(creator: User, character: Character) -> None:
    job = submit(creator, character)
    claim()
    OutboxMessage.objects.all().delete()
    with clock.frozen(clock.now() + LATER):
        assert renders.reap() == 1
        assert renders.reap() == 0
    job.refresh_from_db()
    assert (job.state, job.attempt, job.lease_owner, job.stage) == ("reserved", 1, "", "")
    assert OutboxMessage.objects.get(topic="job.reserved").payload == {"tier": "storyboard"}
    line = AuditEvent.objects.get(tag="render_job.reserved", facts__reason="lease_lost")
    assert line.subject == job.pk


def test_a_job_lost_three_times_has_failed_and_costs_nothing(creator: User, character: Character) -> None:
    job = submit(creator, character)
    now = clock.now()
    for turn in range(3):
        with clock.frozen(now + turn * LATER):
            claim()
        with clock.frozen(now + (turn + 1) * LATER):
            assert renders.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error_code) == ("failed", 3, "lease_lost")
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    prove()


def test_a_lost_job_whose_creator_asked_to_stop_is_cancelled(creator: User, character: Character) -> None:
    job = submit(creator, character)
    claim()
    requests.cancel(user=creator, job_id=job.pk)
    with clock.frozen(clock.now() + LATER):
        renders.reap()
    job.refresh_from_db()
    assert (job.state, held(creator)) == ("cancelled", 0)
