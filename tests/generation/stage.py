"""What the stories of this folder are made of: money in a wallet, a request, and a renderer of a few pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
from django.db import connection

from core.models import User
from core.money import UNIT, Money
from generation.briefs import LANDSCAPE, ClipBrief
from generation.models import RenderJob, RenderOutput
from generation.rendering.base import OnProgress, Progress, RenderResult, RenderSpec, Understanding
from generation.services import renders, requests
from generation.services.renders import Lease
from generation.storage import keep
from ledger import chart, invariants
from ledger import selectors as books
from ledger.services.entries import Line, post
from licensing.models import Character
from tests.factories import use_of

_keys = count(1)


def fund(user: User, minor: int, currency: str = "USD") -> None:
    """Put money into a wallet. A top-up would need a payment behind it; the books do not ask for one."""
    number = next(_keys)
    amount = Money(minor, currency)
    lines = [Line(chart.STRIPE_CLEARING, -amount), Line(chart.wallet(user.pk), amount)]
    post(kind="gift", key=f"gift:{number}", lines=lines, cause=f"test:{number}", actor="system:test")


def brief(*cast: Character, aspect: str = LANDSCAPE, **changes: Any) -> ClipBrief:
    """A request the terms of these characters allow."""
    return ClipBrief(use_of(*cast, **changes), aspect)


def submit(user: User, *cast: Character, key: str = "", **options: Any) -> RenderJob:
    """Ask for a clip of these characters. Options of `submit`; the rest changes the request."""
    names = ("quote_id", "max_total", "seed", "title")
    settings = {name: options.pop(name) for name in names if name in options}
    return requests.submit(user=user, request=brief(*cast, **options), key=key or f"key-{next(_keys)}", **settings)


def wallet(user: User, currency: str = "USD") -> int:
    """What a wallet has, in minor units."""
    return books.balance(chart.wallet(user.pk), currency).minor


def held(user: User, currency: str = "USD") -> int:
    """What is set aside out of a wallet, in minor units."""
    return books.balance(chart.held(chart.wallet(user.pk)), currency).minor


def units_left(user: User) -> int:
    """What is left of today's allowance."""
    return books.daily_units(user.pk, 30).available


def units_used() -> int:
    """Units used by finished renders."""
    return books.balance(chart.PLATFORM_UNITS_USED, UNIT).minor


def prove() -> None:
    """Every invariant of every floor holds."""
    broken = [(finding.code, violation) for finding in invariants.run() for violation in finding.violations]
    assert not broken, broken


def make_files(folder: Path) -> tuple[Path, Path, Path]:
    """Three small files to store in a clip's place."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = (folder / "clip.mp4", folder / "poster.webp", folder / "preview.webp")
    for path in paths:
        path.write_bytes(path.name.encode() * 100)
    return paths


def finish(lease: Lease, folder: Path) -> RenderJob:
    """Store files for an attempt and record them, as a worker does after its render."""
    video, poster, preview = make_files(folder)
    kept = keep(job_id=lease.job_id, attempt=lease.attempt, video=video, poster=poster, preview=preview)
    output = RenderOutput(
        renderer="tiny",
        video=kept.video,
        poster=kept.poster,
        preview=kept.preview,
        sha256=kept.sha256,
        size=kept.size,
        width=64,
        height=36,
        fps=8,
        frame_count=8,
        duration_ms=1000,
    )
    return renders.finish(lease=lease, output=output)


class TinyRenderer:
    """Eight frames of 64 x 36 pixels, drawn one by one; `meanwhile` is called before each and may raise."""

    name = "tiny"
    tier = "storyboard"

    def __init__(self, meanwhile: Callable[[int], None] = lambda frame: None) -> None:
        self.meanwhile = meanwhile
        self.specs: list[RenderSpec] = []

    def check(self, spec: RenderSpec) -> None:
        """Anything will do."""

    def understand(self, prompt: str) -> Understanding:
        """Hear the first word."""
        first, *rest = prompt.split()
        return Understanding(heard=(("word", first),), ignored=tuple(rest))

    def render(self, spec: RenderSpec, on_progress: OnProgress) -> RenderResult:
        """Draw noise from the seed."""
        self.specs.append(spec)
        frames = self._frames(spec, on_progress)
        return RenderResult(frames, 8, 8, self.understand(spec.prompt), {"seed": spec.seed})

    def _frames(self, spec: RenderSpec, on_progress: OnProgress) -> Iterator[Any]:
        chance = np.random.default_rng(spec.seed)
        for number in range(8):
            self.meanwhile(number)
            on_progress(Progress("drawing", number, 8))
            yield chance.integers(0, 255, (36, 64, 3), dtype=np.uint8)
        on_progress(Progress("drawing", 8, 8))


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run each task in a thread of its own, all starting together; give each one's result or what it raised."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return task()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))
