"""Making one take: claim, render, keep the files, hand over to settlement. No transaction is open while it renders."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generation import storage
from generation.models import RenderJob, RenderOutput
from generation.rendering import registry
from generation.rendering.base import Likeness, Progress, RenderCancelled, Renderer, RenderResult, RenderSpec
from generation.selectors.tiers import tier_offered
from generation.services import renders, settlement
from generation.services.renders import Heartbeat, Lease, LeaseLost
from licensing.selectors.characters import likenesses

if TYPE_CHECKING:
    from generation.rendering.encoding import EncodedClip

log = logging.getLogger(__name__)

_WORKSHOP = "marquee-take-"

# A worker that was killed leaves its folder behind. No render lasts as long as this: its hold would be over.
_LEFT_BEHIND_SECONDS = 2 * 3600


def make_next(*, tier: str, worker: str) -> str | None:
    """Render whoever waits first in a tier; return the job's id, or None when nobody waits.

    Whatever goes wrong with one job is recorded with it, and this worker is ready for the next.
    """
    # Before a job is claimed: loading a model's weights may take longer than a lease.
    renderer = registry.renderer_for(tier)
    lease = renders.claim(tier=tier, worker=worker)
    if lease is None:
        return None
    try:
        _make(lease, renderer)
    except LeaseLost as lost:
        log.warning("%s", lost)
        _discard(lease)
    except RenderCancelled:
        renders.stop(lease=lease)
        _discard(lease)
    except Exception as error:
        log.exception("attempt %s at %s failed", lease.attempt, lease.job_id)
        renders.fail(lease=lease, error=error)
        _discard(lease)
    else:
        settlement.settle(job_id=lease.job_id)
    return lease.job_id


def _make(lease: Lease, renderer: Renderer) -> None:
    job = RenderJob.objects.get(pk=lease.job_id)
    heartbeat = Heartbeat(lease)
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_WORKSHOP) as name:
        folder = Path(name)
        heartbeat(Progress("preparing", 0, 1))
        result = renderer.render(_spec(job, folder), heartbeat)
        clip = _encode(result, folder / "clip", heartbeat)
        heartbeat(Progress("storing", 0, 1))
        kept = storage.keep(
            job_id=lease.job_id, attempt=lease.attempt, video=clip.video, poster=clip.poster, preview=clip.preview
        )
    renders.finish(lease=lease, output=_output(renderer, result, clip, kept))


def _sweep() -> None:
    """Clear away the folders of workers that were killed in the middle of a take."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_WORKSHOP}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _spec(job: RenderJob, folder: Path) -> RenderSpec:
    """Say what to render, with the cast's reference pictures copied into `folder`."""
    cast = []
    for likeness in likenesses([casting.character_id for casting in job.casting.all()]):
        pictures = tuple(storage.fetch(picture, folder) for picture in likeness.pictures)
        cast.append(Likeness(likeness.name, pictures))
    return RenderSpec(
        prompt=job.prompt,
        cast=tuple(cast),
        seconds=job.seconds,
        seed=job.seed,
        width=job.width,
        height=job.height,
        fps=tier_offered(job.tier).fps,
        title=job.title or None,
    )


def _encode(result: RenderResult, folder: Path, heartbeat: Heartbeat) -> EncodedClip:
    # Here, not above: the web process reads this module's neighbours and must not load FFmpeg.
    from generation.rendering.encoding import encode_clip

    def encoded(progress: Progress) -> None:
        # Frames drawn one by one are encoded as they come; until the last, drawing is what there is to tell.
        drawing = heartbeat.last.stage == "drawing" and heartbeat.last.step < heartbeat.last.total
        heartbeat(heartbeat.last if drawing else progress)

    return encode_clip(result, folder, on_progress=encoded)


def _output(renderer: Renderer, result: RenderResult, clip: EncodedClip, kept: storage.KeptFiles) -> RenderOutput:
    understanding = {
        "heard": [list(pair) for pair in result.understanding.heard],
        "ignored": list(result.understanding.ignored),
    }
    return RenderOutput(
        renderer=renderer.name,
        video=kept.video,
        poster=kept.poster,
        preview=kept.preview,
        sha256=kept.sha256,
        size=kept.size,
        width=clip.width,
        height=clip.height,
        fps=clip.fps,
        frame_count=clip.frame_count,
        duration_ms=clip.duration_ms,
        metadata={**result.metadata, "understanding": understanding},
    )


def _discard(lease: Lease) -> None:
    """Delete an attempt's files; a store that does not answer now keeps them, and nothing points to them."""
    try:
        storage.discard(job_id=lease.job_id, attempt=lease.attempt)
    except Exception:
        log.exception("files of attempt %s at %s were not deleted", lease.attempt, lease.job_id)
