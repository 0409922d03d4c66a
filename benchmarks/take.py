"""`python -m benchmarks.take`: render one clip in a process of its own and print what each stage took, as JSON.

Needs no database. The process is the measure: its peak memory is the renderer's, the encoder's and Python's.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generation.rendering.base import Frame, Progress

CORES = 2
SIZE = (1280, 720)
FPS = 24


class Stopwatch:
    """Passes frames on and adds up how long drawing each took, in seconds."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Frame]:
        """Draw frame after frame."""
        while True:
            begun = time.perf_counter()
            frame = next(self._frames, None)
            self.seconds += time.perf_counter() - begun
            if frame is None:
                return
            yield frame


def main() -> None:
    """Render what the arguments say, on at most two cores."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.take", description=__doc__)
    parser.add_argument("picture", type=Path)
    parser.add_argument("prompt")
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    stages = render(arguments.picture, arguments.prompt, arguments.seconds)
    json.dump({**stages, "peak_mb": peak_megabytes()}, sys.stdout)


def render(picture: Path, prompt: str, seconds: int) -> dict[str, float]:
    """Render and encode a clip; seconds by stage. Drawing and encoding overlap: `film` is both, `draw` the one."""
    begun = time.perf_counter()
    from generation.rendering.animatic import AnimaticRenderer
    from generation.rendering.base import Likeness, RenderSpec
    from generation.rendering.encoding import encode_clip

    loaded = time.perf_counter()
    cast = (Likeness("Somebody", (picture,)),)
    spec = RenderSpec(prompt, cast, seconds, seed=7, width=SIZE[0], height=SIZE[1], fps=FPS)
    result = AnimaticRenderer().render(spec, _heard)
    prepared = time.perf_counter()
    watch = Stopwatch(result.frames)
    result.frames = iter(watch)
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as folder:
        encode_clip(result, Path(folder), on_progress=_heard)
    filmed = time.perf_counter()
    return {
        "load": loaded - begun,
        "prepare": prepared - loaded,
        "draw": watch.seconds,
        "film": filmed - prepared,
        "total": filmed - begun,
        # Waiting for a core that others use does not count here.
        "cpu": time.process_time(),
    }


def _heard(progress: Progress) -> None:
    """Take note of a sign of life, as a worker's heartbeat does."""


def peak_megabytes() -> float:
    """Return the most memory this process ever had, in MB (10^6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not ru_maxrss: on Linux that also remembers the process that started this one.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main()
