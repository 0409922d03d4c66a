"""Where a render's files lie, and that what lies there is what was made."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from generation import storage
from generation.storage import StorageMismatch
from tests.generation.stage import make_files


def kept(folder: Path, attempt: int = 1) -> storage.KeptFiles:
    video, poster, preview = make_files(folder / "made")
    return storage.keep(job_id="job_1", attempt=attempt, video=video, poster=poster, preview=preview)


def test_files_lie_under_job_and_attempt_and_are_whole(tmp_path: Path) -> None:
    files = kept(tmp_path)
    assert (files.video, files.poster, files.preview) == (
        "clips/job_1/1/video.mp4",
        "clips/job_1/1/poster.webp",
        "clips/job_1/1/preview.webp",
    )
    assert storage.holds_whole(files.video, size=files.size, sha256=files.sha256)
    assert not storage.holds_whole(files.video, size=files.size, sha256="0" * 64)
    assert not storage.holds_whole(files.video, size=files.size + 1, sha256=files.sha256)
    assert not storage.holds_whole("clips/job_1/9/video.mp4", size=files.size, sha256=files.sha256)


def test_what_an_earlier_life_of_the_attempt_left_is_replaced(tmp_path: Path) -> None:
    default_storage.save("clips/job_1/1/video.mp4", ContentFile(b"half"))
    assert kept(tmp_path).video == "clips/job_1/1/video.mp4"


def test_attempts_do_not_touch_each_other(tmp_path: Path) -> None:
    first, second = kept(tmp_path, 1), kept(tmp_path, 2)
    storage.discard(job_id="job_1", attempt=1)
    assert not default_storage.exists(first.video)
    assert default_storage.exists(second.video)
    storage.discard_all(job_id="job_1", but=2)
    assert sorted(storage.attempts()) == [("job_1", 2)]
    storage.discard_all(job_id="job_1")
    assert list(storage.attempts()) == []
    assert not default_storage.exists("clips/job_1")


def test_deleting_what_is_not_there_is_harmless() -> None:
    storage.discard(job_id="job_none", attempt=1)
    storage.discard_all(job_id="job_none")


def test_a_file_that_did_not_arrive_whole_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = default_storage.save

    def truncate(name: str, content: Any) -> str:
        return save(name, ContentFile(content.read()[:-1]))

    monkeypatch.setattr(default_storage, "save", truncate)
    with pytest.raises(StorageMismatch, match="did not arrive whole"):
        kept(tmp_path)
    assert list(storage.attempts()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = default_storage.save
    left = iter([True, False])

    def fill_up(name: str, content: Any) -> str:
        if next(left):
            return save(name, content)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", fill_up)
    with pytest.raises(OSError, match="No space"):
        kept(tmp_path)
    assert list(storage.attempts()) == []


def test_a_stored_picture_is_copied_for_the_renderer(tmp_path: Path) -> None:
    default_storage.save("characters/chr_1/front.png", ContentFile(b"pixels" * 100_000))
    folder = tmp_path / "take"
    folder.mkdir()
    copy = storage.fetch("characters/chr_1/front.png", folder)
    assert copy.read_bytes() == b"pixels" * 100_000
    assert copy.parent == folder
    shutil.rmtree(folder)
