"""Each invariant turns red, and only it, when what it keeps is broken behind its back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from core.models import User
from generation.models import Clip, RenderJob, RenderOutput
from generation.services import renders, settlement
from ledger import invariants
from licensing.models import Character
from tests.database import behind_the_triggers
from tests.generation.stage import finish, prove, submit

pytestmark = pytest.mark.django_db

OURS = ("I3.jobs", "I5", "I8", "I13")


@pytest.fixture
def settled(creator: User, character: Character, tmp_path: Path) -> RenderJob:
    """A settled job, and one that waits."""
    job = submit(creator, character)
    lease = renders.claim(tier="storyboard", worker="w1")
    assert lease is not None
    finish(lease, tmp_path)
    settlement.settle(job_id=job.pk)
    submit(creator, character)
    prove()
    job.refresh_from_db()
    return job


def red() -> dict[str, list[str]]:
    """Our invariants that do not hold, with the ids they name."""
    return {
        finding.code: [violation.subject for violation in finding.violations]
        for finding in invariants.run()
        if finding.violations and finding.code in OURS
    }


def run_sql(sql: str, *values: Any) -> None:
    with behind_the_triggers(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_capture_for_a_job_without_a_clip_is_found(settled: RenderJob) -> None:
    hold = settled.funding.get(source="wallet").hold_id
    run_sql("UPDATE ledger_hold SET state = 'released', captured = 0 WHERE id = %s", hold)
    assert red()["I3.jobs"] == [settled.pk]


def test_a_hold_kept_after_the_end_is_found(creator: User, character: Character) -> None:
    job = submit(creator, character)
    RenderJob.objects.filter(pk=job.pk).update(state="failed")
    assert red() == {"I3.jobs": [job.pk, job.pk]}


def test_a_clip_on_a_decision_made_too_late_is_found(settled: RenderJob) -> None:
    RenderJob.objects.filter(pk=settled.pk).update(rendering_at=settled.created_at.replace(year=2020))
    assert red() == {"I5": [settled.clip.pk]}


@pytest.mark.parametrize(("column", "value"), [("prompt", "Something else"), ("seconds", 20), ("territory", "US")])
def test_a_clip_of_something_else_than_was_decided_is_found(settled: RenderJob, column: str, value: Any) -> None:
    RenderJob.objects.filter(pk=settled.pk).update(**{column: value})
    assert red() == {"I5": [settled.clip.pk]}


def test_a_decision_changed_after_it_was_signed_is_found(settled: RenderJob) -> None:
    run_sql("UPDATE licensing_decision SET fee_minor = 1 WHERE id = %s", settled.decision_id)
    assert red() == {"I5": [settled.clip.pk]}


def test_a_settled_job_without_a_clip_is_found(settled: RenderJob) -> None:
    Clip.objects.all().delete()
    assert red() == {"I8": [settled.pk]}


def test_a_clip_of_a_lost_attempt_is_found(settled: RenderJob) -> None:
    RenderOutput.objects.filter(job=settled).update(attempt=9)
    assert red() == {"I8": [settled.pk]}


def test_a_clip_before_it_was_paid_is_found(settled: RenderJob) -> None:
    waiting = RenderJob.objects.get(state="reserved")
    Clip.objects.create(job=waiting, user=waiting.user, title="Early")
    assert red()["I8"] == [waiting.pk]


def test_a_fee_other_than_the_decisions_is_found(settled: RenderJob) -> None:
    run_sql("UPDATE licensing_decisionterms SET fee_minor = 249 WHERE decision_id = %s", settled.decision_id)
    assert red() == {"I13": [settled.pk]}


def test_a_capture_other_than_the_card_is_found(settled: RenderJob) -> None:
    RenderJob.objects.filter(pk=settled.pk).update(total=1)
    assert red() == {"I13": [settled.pk]}


def test_a_part_of_a_fee_that_went_nowhere_is_found(settled: RenderJob) -> None:
    run_sql("UPDATE licensing_royaltyline SET amount = amount - 1 WHERE job = %s AND role = 'artist'", settled.pk)
    assert red() == {"I13": [settled.pk]}


def test_a_fee_waived_without_a_free_render_is_found(settled: RenderJob) -> None:
    card = {**settled.card, "lines": [dict(line) for line in settled.card["lines"]]}
    fee = next(line for line in card["lines"] if line["kind"] == "licence")
    fee["waived"], fee["amount"] = fee["amount"], {"minor": 0, "currency": "USD"}
    RenderJob.objects.filter(pk=settled.pk).update(card=card, total=0)
    assert settled.pk in red()["I13"]


# -- the stored files


@pytest.fixture
def check_media(capsys: pytest.CaptureFixture[str]) -> Callable[[], tuple[bool, str]]:
    """Run the command; say whether all is well, and what it printed."""

    def check() -> tuple[bool, str]:
        try:
            call_command("check_media")
        except SystemExit as ended:
            return ended.code == 0, capsys.readouterr().out
        return True, capsys.readouterr().out

    return check


def test_stored_files_are_whole(settled: RenderJob, check_media: Callable[[], tuple[bool, str]]) -> None:
    assert check_media() == (True, "ok: every clip's files are whole\n")


def test_a_missing_changed_or_orphaned_file_is_named(
    settled: RenderJob, check_media: Callable[[], tuple[bool, str]]
) -> None:
    video = settled.output.video
    content = default_storage.open(video).read()
    Path(default_storage.path(video)).write_bytes(content[:-1] + b"?")
    well, said = check_media()
    assert (well, video in said) == (False, True)

    default_storage.delete(video)
    default_storage.delete(settled.output.poster)
    well, said = check_media()
    assert (well, video in said, settled.output.poster in said) == (False, True, True)

    Path(default_storage.path(video)).write_bytes(content)
    orphan = Path(default_storage.path(f"clips/{settled.pk}/7/video.mp4"))
    orphan.parent.mkdir()
    orphan.write_bytes(b"lost")
    well, said = check_media()
    assert (well, "attempt 7" in said) == (False, True)
