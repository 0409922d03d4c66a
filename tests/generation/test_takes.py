"""A worker's turn, from the ring to the settled clip, with real files; and what goes wrong on the way."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from core import outbox
from core.models import OutboxMessage, User
from generation import storage, tasks
from generation.invariants import files_whole
from generation.models import Clip, RenderJob
from generation.rendering.base import OutOfMemory
from generation.rendering.encoding import read_clip_facts
from generation.services import renders, requests, takes
from licensing.models import Character
from licensing.selectors.characters import likenesses
from tests.factories import listed_character
from tests.generation.stage import TinyRenderer, held, prove, submit, wallet

pytestmark = pytest.mark.django_db

Use = Callable[..., TinyRenderer]


def take(tier: str = "storyboard") -> str | None:
    return takes.make_next(tier=tier, worker="w1")


def test_a_ring_makes_a_paid_and_stored_clip(creator: User, character: Character, use_renderer: Use) -> None:
    use_renderer()
    job = submit(creator, character, seed=7)

    assert take() == job.pk

    job.refresh_from_db()
    assert (job.state, wallet(creator), held(creator)) == ("settled", 750, 0)
    output = job.output
    assert (output.renderer, output.width, output.height, output.fps, output.frame_count) == ("tiny", 64, 36, 8, 8)
    assert output.metadata["seed"] == 7
    assert output.metadata["understanding"]["heard"] == [["word", "A"]]
    assert storage.holds_whole(output.video, size=output.size, sha256=output.sha256)
    facts = read_clip_facts(Path(default_storage.path(output.video)))
    assert (facts.codec, facts.pixel_format, facts.frame_count, facts.faststart) == ("h264", "yuv420p", 8, True)
    assert list(files_whole()) == []
    prove()


def test_nobody_waiting_is_nothing_to_do(use_renderer: Use, db: None) -> None:
    use_renderer()
    assert take() is None


def test_the_renderer_is_given_what_was_agreed(creator: User, use_renderer: Use) -> None:
    first, second = listed_character(name="Tobble"), listed_character(name="Kestra", colour="#3344AA")
    renderer = use_renderer()
    job = submit(creator, second, first, seconds=6, seed=11, title="Dusk", aspect="portrait")
    take()
    (spec,) = renderer.specs
    assert (spec.prompt, spec.seconds, spec.seed, spec.title) == (job.prompt, 6, 11, "Dusk")
    assert (spec.width, spec.height, spec.fps) == (720, 1280, 24)
    assert [likeness.name for likeness in spec.cast] == ["Kestra", "Tobble"]


def test_the_renderer_reads_the_studios_own_pictures(creator: User, character: Character, use_renderer: Use) -> None:
    read: list[bytes] = []
    renderer = use_renderer(lambda frame: read.append(renderer.specs[0].cast[0].pictures[0].read_bytes()))
    submit(creator, character)
    take()
    (stored,) = likenesses([character.pk])[0].pictures
    assert read[0] == default_storage.open(stored).read()


def test_no_transaction_is_open_while_it_renders(
    transactional_db: None, creator: User, character: Character, use_renderer: Use
) -> None:
    from django.db import connection

    open_ones: list[bool] = []
    use_renderer(lambda frame: open_ones.append(connection.in_atomic_block))
    submit(creator, character)
    take()
    assert open_ones == [False] * 8


def test_the_same_seed_gives_the_same_file(creator: User, character: Character, use_renderer: Use) -> None:
    use_renderer()
    for seed in (7, 7, 8):
        submit(creator, character, seed=seed)
        take()
    first, again, other = Clip.objects.order_by("created_at").values_list("job__output__sha256", flat=True)
    assert first == again != other


def test_a_failed_render_gives_the_money_back_after_three_tries(
    creator: User, character: Character, use_renderer: Use
) -> None:
    def run_out(frame: int) -> None:
        if frame == 3:
            raise OutOfMemory("The machine ran out of memory. Try a shorter clip.")

    use_renderer(run_out)
    job = submit(creator, character)
    for _ in range(3):
        assert take() == job.pk
    assert take() is None
    job.refresh_from_db()
    assert (job.state, job.error_code, wallet(creator)) == ("failed", "out_of_memory", 1000)
    assert not default_storage.exists(f"clips/{job.pk}")
    prove()


def test_a_slip_in_our_code_is_not_shown_to_the_creator(creator: User, character: Character, use_renderer: Use) -> None:
    use_renderer(lambda frame: 1 // 0)
    job = submit(creator, character)
    for _ in range(3):
        take()
    job.refresh_from_db()
    assert job.error_code == "render_fault"
    assert "ZeroDivision" not in job.error_message
    assert "not charged" in job.error_message


def test_a_blank_clip_is_not_sold(creator: User, character: Character, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    from generation.rendering import registry

    class Blank(TinyRenderer):
        def _frames(self, spec: Any, on_progress: Any) -> Any:
            return iter([np.zeros((36, 64, 3), np.uint8)] * 8)

    monkeypatch.setattr(registry, "renderer_for", lambda tier: Blank())
    job = submit(creator, character)
    take()
    job.refresh_from_db()
    assert job.error_code == "output_rejected"
    assert not Clip.objects.exists()


def test_a_cancelled_render_stops_at_its_next_sign_of_life_and_leaves_nothing(
    creator: User, character: Character, use_renderer: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renders, "PROGRESS_SECONDS", 0)
    drawn: list[int] = []

    def cancel_at_third(frame: int) -> None:
        drawn.append(frame)
        if frame == 3:
            requests.cancel(user=creator, job_id=job.pk)

    use_renderer(cancel_at_third)
    job = submit(creator, character)
    take()
    job.refresh_from_db()
    assert (job.state, wallet(creator), held(creator)) == ("cancelled", 1000, 0)
    assert drawn == [0, 1, 2, 3]
    assert not default_storage.exists(f"clips/{job.pk}")
    prove()


def test_a_full_disk_fails_the_attempt_and_never_publishes_half_a_clip(
    creator: User, character: Character, use_renderer: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_renderer()
    job = submit(creator, character)
    save = default_storage.save

    def truncate(name: str, content: Any, max_length: int | None = None) -> str:
        from django.core.files.base import ContentFile

        return save(name, ContentFile(content.read()[:-10]), max_length)

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "save", truncate)
        take()
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("reserved", 1)
    assert not default_storage.exists(f"clips/{job.pk}/1/video.mp4")

    assert take() == job.pk
    job.refresh_from_db()
    assert (job.state, job.output.attempt) == ("settled", 2)
    assert list(files_whole()) == []


def test_progress_says_drawing_until_the_last_frame_is_drawn(
    creator: User, character: Character, use_renderer: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renders, "PROGRESS_SECONDS", 0)
    seen: list[tuple[str, int]] = []
    told = renders._tell

    def listen(lease: Any, progress: Any, *, renew: bool) -> None:
        seen.append((progress.stage, progress.step))
        told(lease, progress, renew=renew)

    monkeypatch.setattr(renders, "_tell", listen)
    use_renderer()
    submit(creator, character)
    take()
    stages = [stage for stage, _ in seen]
    assert stages[0] == "preparing"
    assert stages[-1] == "storing"
    assert stages == sorted(stages, key=["preparing", "drawing", "encoding", "storing"].index)


# -- the doorbell


def test_what_a_killed_worker_left_behind_is_cleared_away(
    creator: User, character: Character, use_renderer: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: one folder of a worker killed long ago, one of a worker that is busy now
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / "marquee-take-old", tmp_path / "marquee-take-new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "clip.mp4").write_bytes(b"half")
    os.utime(old, (0, 0))
    use_renderer(TinyRenderer())
    submit(creator, character)

    # when
    take()

    # then
    assert [path.name for path in tmp_path.glob("marquee-take-*")] == ["marquee-take-new"]


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Rings sent to the broker: (tier, queue)."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(tasks.render_next, "apply_async", lambda args, queue: sent.append((args[0], queue)))
    return sent


def test_a_new_job_rings_its_tiers_queue(creator: User, character: Character, rings: list[Any]) -> None:
    submit(creator, character)
    while outbox.deliver():
        pass
    assert rings == [("storyboard", "render.storyboard")]


def test_a_worker_rings_again_while_others_wait(
    creator: User, character: Character, use_renderer: Use, rings: list[Any]
) -> None:
    use_renderer()
    submit(creator, character)
    submit(creator, character)
    tasks.render_next("storyboard")
    assert rings == [("storyboard", "render.storyboard")]
    tasks.render_next("storyboard")
    tasks.render_next("storyboard")
    assert len(rings) == 1
    assert set(RenderJob.objects.values_list("state", flat=True)) == {"settled"}


def test_a_lost_ring_is_rung_again(creator: User, character: Character, rings: list[Any]) -> None:
    import datetime as dt

    from core import clock

    submit(creator, character)
    tasks.ring_again()
    assert rings == []
    with clock.frozen(clock.now() + dt.timedelta(seconds=6)):
        tasks.ring_again()
    assert rings == [("storyboard", "render.storyboard")]


def test_news_of_a_finished_clip_is_plain_json(creator: User, character: Character, use_renderer: Use) -> None:
    use_renderer()
    job = submit(creator, character)
    take()
    news = OutboxMessage.objects.get(topic="job.settled", subject=job.pk)
    assert json.loads(json.dumps(news.payload)) == {"clip": Clip.objects.get().pk}
