"""A storyboard clip in a process of its own on two cores: seconds and peak memory against the limits, by stage."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.report import WITHIN, Figure
from marketplace.demo import cast

LIMIT_SECONDS = 15.0
LIMIT_MB = 700.0
ROOT = Path(__file__).resolve().parent.parent

# What each stage is: `film` draws and encodes at once, `draw` is the part of it spent drawing.
STAGES = ("load", "prepare", "draw", "film")


def run(*, quick: bool) -> list[Figure]:
    """Render each of the cast once (two takes of a second each when quick)."""
    roles = cast.CHARACTERS[:2] if quick else cast.CHARACTERS
    seconds = 1 if quick else 5
    takes = [take(cast.ART / role.art[0], role.prompts[0], seconds) for role in roles]
    columns = {name: [one[name] for one in takes] for name in takes[0]}
    return [
        Figure(f"clip of {seconds} s", "s", columns["total"], [LIMIT_SECONDS], "limit", WITHIN),
        Figure("cpu time, all threads", "s", columns["cpu"], columns["total"], "of the whole; 2 at most"),
        Figure("peak memory", "MB", columns["peak_mb"], [LIMIT_MB], "limit", WITHIN),
        *(Figure(f"stage {name}", "s", columns[name], columns["total"], "of the whole") for name in STAGES),
    ]


def take(picture: Path, prompt: str, seconds: int) -> dict[str, float]:
    """Render one clip in a child process; its stages in seconds and its peak in MB."""
    command = (sys.executable, "-m", "benchmarks.take", str(picture), prompt, "--seconds", str(seconds))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the clip was not rendered:\n{done.stderr[-2000:]}")
    stages: dict[str, float] = json.loads(done.stdout)
    return stages
