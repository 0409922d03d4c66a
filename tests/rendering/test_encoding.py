"""Frames to files: what the clip, poster and preview are, and which renders are turned away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from generation.rendering.base import Progress, RenderCancelled, RenderError, RenderResult, Understanding
from generation.rendering.encoding import OutputRejected, encode_clip, read_clip_facts

RED = (200, 40, 30)


def _quiet(progress: Progress) -> None:
    """Let it go on."""


def _moving_square(count: int, width: int = 320, height: int = 180) -> Iterator[np.ndarray]:
    """A white square that crosses a red field."""
    for number in range(count):
        frame = np.empty((height, width, 3), np.uint8)
        frame[:] = RED
        left = int(number / count * (width - 60))
        frame[40:100, left : left + 60] = 255
        yield frame


def _result(frames: Iterator[np.ndarray], count: int, fps: int = 24) -> RenderResult:
    return RenderResult(frames, count, fps, Understanding())


def test_a_clip_is_h264_that_starts_fast_with_every_frame(tmp_path: Path) -> None:
    clip = encode_clip(_result(_moving_square(48), 48), tmp_path, on_progress=_quiet)
    facts = read_clip_facts(clip.video)
    assert (facts.codec, facts.pixel_format, facts.width, facts.height) == ("h264", "yuv420p", 320, 180)
    assert (facts.frame_count, facts.duration_ms, facts.fps) == (48, 2000, 24.0)
    assert facts.faststart
    assert facts.colour_space == 1  # BT.709
    assert clip.duration_ms == 2000
    assert clip.sha256 == hashlib.sha256(clip.video.read_bytes()).hexdigest()
    assert clip.video_bytes == clip.video.stat().st_size


def test_colours_survive_the_encoding(tmp_path: Path) -> None:
    clip = encode_clip(_result(_moving_square(24), 24), tmp_path, on_progress=_quiet)
    with av.open(str(clip.video)) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert np.abs(frame[150, 300].astype(int) - RED).max() <= 6


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    first = encode_clip(_result(_moving_square(30), 30), tmp_path / "a", on_progress=_quiet)
    second = encode_clip(_result(_moving_square(30), 30), tmp_path / "b", on_progress=_quiet)
    assert first.sha256 == second.sha256
    assert first.poster.read_bytes() == second.poster.read_bytes()
    assert first.preview.read_bytes() == second.preview.read_bytes()


def test_the_poster_is_full_size_and_from_the_middle_of_the_clip(tmp_path: Path) -> None:
    clip = encode_clip(_result(_moving_square(50), 50), tmp_path, on_progress=_quiet)
    with Image.open(clip.poster) as poster:
        assert (poster.format, poster.size) == ("WEBP", (320, 180))
        white = np.flatnonzero(np.asarray(poster.convert("L"))[70] > 200)
    assert 0.3 < white[0] / (320 - 60) < 0.56


def test_the_preview_moves_loops_and_stays_small(tmp_path: Path) -> None:
    clip = encode_clip(_result(_moving_square(120, 1280, 720), 120), tmp_path, on_progress=_quiet)
    with Image.open(clip.preview) as preview:
        assert preview.size == (480, 270)
        assert preview.n_frames == 24
        assert preview.info["loop"] == 0
    assert clip.preview_bytes <= 400_000


def test_a_noisy_clip_still_gets_a_small_preview(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    noise = (rng.integers(0, 255, (360, 640, 3), dtype=np.uint8) for _ in range(24))
    clip = encode_clip(_result(noise, 24, fps=8), tmp_path, on_progress=_quiet)
    assert clip.preview_bytes <= 400_000


def test_portrait_previews_keep_their_shape(tmp_path: Path) -> None:
    clip = encode_clip(_result(_moving_square(12, 180, 320), 12, fps=8), tmp_path, on_progress=_quiet)
    with Image.open(clip.preview) as preview:
        assert preview.size == (180, 320)


def test_progress_is_told_from_first_to_last(tmp_path: Path) -> None:
    seen: list[Progress] = []
    encode_clip(_result(_moving_square(20), 20), tmp_path, on_progress=seen.append)
    assert {progress.stage for progress in seen} == {"encoding"}
    assert seen[0].step == 0 and seen[-1].step == seen[-1].total


def test_a_cancelled_encoding_leaves_nothing_behind(tmp_path: Path) -> None:
    def cancel(progress: Progress) -> None:
        if progress.step > 5:
            raise RenderCancelled("Stopped.")

    with pytest.raises(RenderCancelled):
        encode_clip(_result(_moving_square(20), 20), tmp_path, on_progress=cancel)
    assert list(tmp_path.iterdir()) == []


def _with_bad_frame(bad: object) -> Iterator[np.ndarray]:
    yield from _moving_square(3)
    yield bad  # type: ignore[misc]


@pytest.mark.parametrize(
    ("frames", "says"),
    [
        (lambda: _with_bad_frame(np.full((180, 320, 3), np.nan, np.float32)), "float32"),
        (lambda: _with_bad_frame(np.zeros((180, 320), np.uint8)), "shape"),
        (lambda: _with_bad_frame(np.zeros((90, 160, 3), np.uint8)), "shape"),
        (lambda: _with_bad_frame(None), "NoneType"),
        (lambda: _moving_square(3), "3 of the 4 frames"),
        (lambda: _moving_square(5), "more frames"),
        (lambda: iter(()), "0 of the 4 frames"),
        (lambda: (np.zeros((180, 320, 3), np.uint8) for _ in range(4)), "blank"),
        (lambda: (np.full((180, 320, 3), 128, np.uint8) for _ in range(4)), "blank"),
        (lambda: (np.zeros((181, 320, 3), np.uint8) for _ in range(4)), "even"),
    ],
)
def test_malformed_output_is_rejected_and_leaves_nothing_behind(frames: object, says: str, tmp_path: Path) -> None:
    with pytest.raises(OutputRejected, match=says) as caught:
        encode_clip(_result(frames(), 4), tmp_path, on_progress=_quiet)  # type: ignore[operator]
    assert caught.value.code == "output_rejected"
    assert isinstance(caught.value, RenderError)
    assert list(tmp_path.iterdir()) == []


def test_a_renderer_that_fails_half_way_is_heard(tmp_path: Path) -> None:
    def broken() -> Iterator[np.ndarray]:
        yield from _moving_square(3)
        raise RenderError("The lamp went out.")

    with pytest.raises(RenderError, match="lamp"):
        encode_clip(_result(broken(), 10), tmp_path, on_progress=_quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_video_says_so(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"nothing")
    with pytest.raises(RenderError, match=r"clip\.mp4"):
        read_clip_facts(path)
