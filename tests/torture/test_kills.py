"""Render workers killed in the middle of their work: every job ends, nobody pays twice, and it does not take long."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.models import AuditEvent, User
from generation.invariants import files_whole
from generation.models import RenderJob
from ledger import selectors as books
from licensing.models import Character
from tests.generation.stage import fund, held, submit, wallet
from tests.torture.proof import broken
from tests.torture.scoreboard import Scenario, fresh_seed, scenario, times
from tests.torture.workshop import Workshop, await_that, worker_of

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

KILLS = times(short=1, full=20)
JOBS = times(short=2, full=14)
CLIP_SECONDS = times(short=1, full=3)
WORKERS = 2
MONEY = 1_000_000

# The reaper turns every 15 s (every second in the short form); a second and a half for a busy machine.
LEASE_SECONDS = times(short=4, full=60)
LONGEST_RECOVERY = LEASE_SECONDS + times(short=3, full=15) + 1.5

# A worker that was started while two others render needs its time; so does a render, in every attempt.
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Killing:
    """A worker killed while it held this attempt at this job."""

    job_id: str
    attempt: int
    at: dt.datetime


def kill_one(workshop: Workshop, chance: random.Random) -> Killing:
    """Wait for a render, then a random moment, then kill whoever is at it."""

    def rendering() -> list[RenderJob]:
        leased = RenderJob.objects.filter(state="rendering").exclude(lease_owner="")
        return [job for job in leased if worker_of(job) in workshop.alive()]

    await_that("a render to begin", rendering, seconds=PATIENCE_SECONDS)
    time.sleep(chance.uniform(0.0, 3.0))
    job = chance.choice(await_that("a render", rendering, seconds=PATIENCE_SECONDS))
    workshop.kill(worker_of(job))
    return Killing(job.pk, job.attempt, clock.now())


def recovery_seconds(killing: Killing) -> float | None:
    """How long after its worker's death a job was free for another, or ended; None when it never was held up."""
    tags = [f"render_job.{state}" for state in ("reserved", "failed", "cancelled", "settled", "rendered")]
    freed = AuditEvent.objects.filter(subject=killing.job_id, tag__in=tags, at__gte=killing.at).order_by("pk").first()
    return (freed.at - killing.at).total_seconds() if freed else None


def check_charges(story: Scenario, jobs: list[RenderJob], creator: User) -> None:
    """Every job ended; the wallet lacks exactly what the settled ones cost; each was captured once."""
    paid = 0
    for job in jobs:
        job.refresh_from_db()
        story.expect(job.state in ("settled", "failed"), f"{job.pk} is {job.state}")
        captures = [entry for entry in books.entries_of(job.pk) if entry.kind == "capture"]
        story.expect(len(captures) == (job.state == "settled"), f"{job.pk} is {job.state}, {len(captures)} captures")
        paid += job.total if job.state == "settled" else 0
    story.expect(wallet(creator) == MONEY - paid, f"the wallet has {wallet(creator)}, not {MONEY - paid}")
    story.expect(held(creator) == 0, f"{held(creator)} is still held")


def test_workers_killed_in_the_middle_cost_nobody_anything(
    creator: User, character: Character, house: Path, settings: Any
) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 0
    seed = fresh_seed()
    chance = random.Random(seed)
    fund(creator, MONEY)
    jobs = [submit(creator, character, seconds=CLIP_SECONDS) for _ in range(JOBS)]
    workshop = Workshop.open(house, lease_seconds=LEASE_SECONDS, quick=KILLS == 1)
    measured = f"kill until free again (lease {LEASE_SECONDS} s)"
    with scenario(f"workers killed mid-render, {JOBS} jobs", measured=measured) as story, workshop.processes:
        for _ in range(WORKERS):
            workshop.hire()
        killings = []
        for _ in range(KILLS):
            with story.run():
                killings.append(kill_one(workshop, chance))
            if KILLS > 1:
                workshop.hire()

        def ended() -> bool:
            return not RenderJob.objects.filter(state__in=["reserved", "rendering", "rendered"]).exists()

        await_that(f"every job to end (seed {seed})", ended, seconds=3 * LONGEST_RECOVERY + PATIENCE_SECONDS)
        for killing in killings:
            seconds = recovery_seconds(killing) or 0.0
            story.took(seconds)
            story.expect(seconds <= LONGEST_RECOVERY, f"seed {seed}: {killing} recovered after {seconds:.1f} s")
        check_charges(story, jobs, creator)
        story.violations += broken()
        # The storing of two attempts may have been cut short; what is left must be pointed to.
        story.violations += [f"I10 {one.subject}: {one.detail}" for one in files_whole()]
    shutil.rmtree(house / "tmp", ignore_errors=True)
