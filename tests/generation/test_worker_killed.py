"""Real processes: a relay, render workers, the real renderer; one worker is killed in the middle of a render."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from core.models import AuditEvent, User
from generation.invariants import files_whole
from generation.models import Clip, RenderJob
from generation.rendering.encoding import read_clip_facts
from ledger import chart
from ledger import selectors as books
from licensing.models import Character
from marketplace.processes import Processes, Program, programs
from tests.factories import listed_character, make_user
from tests.generation.stage import fund, held, prove, submit, units_used, wallet

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

LEASE_SECONDS = 10
PATIENCE_SECONDS = 240


def database_url() -> str:
    """The test database, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    who = f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
    return f"postgres://{who}@{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}/{found['NAME']}"


@pytest.fixture
def machine(settings: Any, tmp_path: Path) -> Iterator[Processes]:
    """Processes of a machine of the test's own; this process shares its database, its media and its signing key."""
    seed = base64.b64encode(bytes(32)).decode()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_SIGNING_KEY = seed
    environment = {
        "DATABASE_URL": database_url(),
        "MARQUEE_VAR": str(tmp_path),
        "DECISION_SIGNING_KEY": seed,
        "RENDER_LEASE_SECONDS": str(LEASE_SECONDS),
        "LOG_LEVEL": "INFO",
    }
    with Processes([], tmp_path, environment) as processes:
        yield processes


@pytest.fixture
def programs_of(tmp_path: Path) -> dict[str, Program]:
    """The machine's programs by name."""
    return {program.name: program for program in programs(port=8000, emulator_port=None, var=tmp_path)}


def wait_until(true: Callable[[], bool], what: str, machine: Processes) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            logs = "\n".join(path.read_text()[-2000:] for path in (machine.var / "log").glob("*.log"))
            pytest.fail(f"waited in vain until {what}:\n{logs}")
        time.sleep(0.1)


def test_a_worker_killed_in_the_middle_of_a_render_costs_nobody_anything(
    machine: Processes, programs_of: dict[str, Program]
) -> None:
    # given a clip being drawn by a real worker, rung by a real relay
    creator, character = make_user(), listed_character()
    fund(creator, 1000)
    machine.start(programs_of["relay"])
    first = machine.start(programs_of["render"])
    job = submit(creator, character, seconds=5, seed=7)

    def drawing() -> bool:
        job.refresh_from_db()
        return job.stage == "drawing" and job.step > 5

    wait_until(drawing, "the first worker is drawing", machine)

    # when that worker is killed and another one comes up
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    killed_at = time.monotonic()
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("rendering", 1)
    second = Program("render-2", programs_of["render"].command)
    machine.start(second)

    def settled() -> bool:
        job.refresh_from_db()
        return job.state == "settled"

    # then the relay takes the job back and the other worker finishes it
    wait_until(lambda: _attempt(job) == 2, "the second worker has the job", machine)
    assert time.monotonic() - killed_at < LEASE_SECONDS + 15 + 15
    wait_until(settled, "the clip is settled", machine)

    # and everything was charged, paid and stored once
    _check_charged_once(creator, character, job)
    lost = AuditEvent.objects.filter(subject=job.pk, facts__reason="lease_lost")
    assert lost.count() == 1
    facts = read_clip_facts(Path(default_storage.path(job.output.video)))
    assert (facts.codec, facts.width, facts.height, facts.frame_count, facts.duration_ms) == (
        "h264",
        1280,
        720,
        120,
        5000,
    )


def _attempt(job: RenderJob) -> int:
    job.refresh_from_db()
    return job.attempt


def _check_charged_once(creator: User, character: Character, job: RenderJob) -> None:
    assert (wallet(creator), held(creator), units_used()) == (750, 0, 1)
    assert books.balance(chart.PLATFORM_COMMISSION, "USD").minor == 38
    assert [entry.kind for entry in books.entries_of(job.pk)].count("capture") == 2
    assert (Clip.objects.count(), job.output.attempt) == (1, 2)
    assert [casting.character_id for casting in job.casting.all()] == [character.pk]
    assert list(files_whole()) == []
    prove()
