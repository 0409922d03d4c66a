"""What the long runs found: one line a scenario, printed as a table at the end of `make torture`."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# `make torture` sets it; without it every scenario runs in its short form, as part of the normal suite.
FULL = os.environ.get("MARQUEE_TORTURE") == "1"

HEADINGS = ("scenario", "runs", "violations", "worst time", "which is")


def times(*, short: int, full: int) -> int:
    """How often a scenario runs, or how large its crowd is: in the normal suite, and in the long run."""
    return full if FULL else short


def fresh_seed() -> int:
    """The seed of this run's dice: MARQUEE_SEED, or a new one. Failures print it."""
    given = os.environ.get("MARQUEE_SEED", "")
    return int(given) if given.isdigit() else random.SystemRandom().randrange(2**32)


@dataclass
class Scenario:
    """One line of the table. `worst` is in seconds; `measured` says of what."""

    name: str
    measured: str
    runs: int = 0
    worst: float = 0.0
    violations: list[str] = field(default_factory=list)

    @contextmanager
    def run(self) -> Iterator[None]:
        """One run, timed unless `took` was told something else."""
        begun = time.monotonic()
        yield
        self.runs += 1
        if self.measured == "one run":
            self.took(time.monotonic() - begun)

    def took(self, seconds: float) -> None:
        """Keep the worst time."""
        self.worst = max(self.worst, seconds)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Write down a violation unless something holds."""
        if not holds:
            self.violations.append(otherwise)

    def row(self) -> tuple[str, ...]:
        """The line, in the order of HEADINGS."""
        return (self.name, str(self.runs), str(len(self.violations)), f"{self.worst:.2f} s", self.measured)


SCENARIOS: list[Scenario] = []


@contextmanager
def scenario(name: str, *, measured: str = "one run") -> Iterator[Scenario]:
    """Open a line of the table. On leaving, fail with every violation found, not only the first."""
    line = Scenario(name, measured)
    SCENARIOS.append(line)
    yield line
    assert line.violations == [], "\n".join(line.violations)


def table() -> str:
    """The lines so far as a Markdown table."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *(line.row() for line in SCENARIOS)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
