"""Where the files of a render lie: `clips/<job>/<attempt>/`. The attempt in the name keeps two workers' files apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

ROOT = "clips"

_CHUNK_BYTES = 1024 * 1024


class StorageMismatch(OSError):
    """What was read back is not what was written: a full disk, or a store that lost bytes."""


@dataclass(frozen=True)
class KeptFiles:
    """The storage names of one attempt's files; `size` and `sha256` (hex) are of the video, as read back."""

    video: str
    poster: str
    preview: str
    size: int
    sha256: str


def keep(*, job_id: str, attempt: int, video: Path, poster: Path, preview: Path) -> KeptFiles:
    """Store an attempt's three files and read each back.

    Raises StorageMismatch when a file did not arrive whole, OSError when it did not arrive; then nothing is left there.
    """
    folder = _folder(job_id, attempt)
    try:
        return KeptFiles(
            video=_put(f"{folder}/video{video.suffix}", video),
            poster=_put(f"{folder}/poster{poster.suffix}", poster),
            preview=_put(f"{folder}/preview{preview.suffix}", preview),
            size=video.stat().st_size,
            sha256=_digest_of(video),
        )
    except BaseException:
        discard(job_id=job_id, attempt=attempt)
        raise


def discard(*, job_id: str, attempt: int) -> None:
    """Delete what an attempt stored. Repeating it, or naming an attempt that stored nothing, is harmless."""
    folder = _folder(job_id, attempt)
    for name in _listed(folder)[1]:
        default_storage.delete(f"{folder}/{name}")
    _delete_folder(folder)


def discard_all(*, job_id: str, but: int | None = None) -> None:
    """Delete what every attempt of a job stored, one attempt excepted when named."""
    folders, _ = _listed(f"{ROOT}/{job_id}")
    for folder in folders:
        if folder.isdigit() and int(folder) != but:
            discard(job_id=job_id, attempt=int(folder))
    if but is None:
        _delete_folder(f"{ROOT}/{job_id}")


def attempts() -> Iterator[tuple[str, int]]:
    """List the attempts that have files: job id and attempt, in no order."""
    jobs, _ = _listed(ROOT)
    for job_id in jobs:
        folders, _ = _listed(f"{ROOT}/{job_id}")
        for folder in folders:
            if _listed(f"{ROOT}/{job_id}/{folder}")[1]:
                yield job_id, int(folder)


def holds_whole(name: str, *, size: int, sha256: str) -> bool:
    """Say whether a stored file is there with this size (bytes) and SHA-256 (hex)."""
    if not default_storage.exists(name) or default_storage.size(name) != size:
        return False
    return _stored_digest(name) == sha256


def fetch(name: str, folder: Path) -> Path:
    """Copy a stored file into a local folder, for a renderer to read."""
    path = folder / name.replace("/", "-")
    with default_storage.open(name) as stored, path.open("wb") as copy:
        for chunk in stored.chunks(_CHUNK_BYTES):
            copy.write(chunk)
    return path


def _put(name: str, path: Path) -> str:
    # An earlier life of this very attempt cannot have finished; what it left would push ours to another name.
    default_storage.delete(name)
    with path.open("rb") as source:
        stored = default_storage.save(name, File(source))
    if not holds_whole(stored, size=path.stat().st_size, sha256=_digest_of(path)):
        default_storage.delete(stored)
        raise StorageMismatch(f"{name} did not arrive whole in storage")
    return stored


def _folder(job_id: str, attempt: int) -> str:
    return f"{ROOT}/{job_id}/{attempt}"


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _delete_folder(folder: str) -> None:
    """Remove an empty folder where the store has folders; an object store has none and deletes nothing."""
    if default_storage.exists(folder) and _listed(folder) == ([], []):
        default_storage.delete(folder)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stored_digest(name: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(name) as stored:
        for chunk in stored.chunks(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
