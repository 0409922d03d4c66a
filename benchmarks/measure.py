"""Taking turns: the product and what stands beside it, round after round, so that a busy moment hits both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from django.db import connection

Work = Callable[[], object]


@dataclass(frozen=True)
class Pace:
    """How long to measure: rounds, and seconds for each work in a round."""

    rounds: int
    seconds: float


FULL = Pace(rounds=5, seconds=2.0)
QUICK = Pace(rounds=2, seconds=0.1)


def pace(quick: bool) -> Pace:
    """Return the pace of a run."""
    return QUICK if quick else FULL


def rate(work: Work, seconds: float) -> float:
    """Call again and again for so many seconds; calls a second."""
    begun = time.perf_counter()
    deadline, calls = begun + seconds, 0
    while True:
        work()
        calls += 1
        now = time.perf_counter()
        if now >= deadline:
            return calls / (now - begun)


def rate_of_threads(makers: list[Callable[[], Work]], seconds: float) -> float:
    """As `rate`, with one thread for each maker; a maker is called in its thread, before the start."""
    start = Barrier(len(makers))

    def run(maker: Callable[[], Work]) -> float:
        try:
            work = maker()
            start.wait()
            return rate(work, seconds)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(makers)) as pool:
        return sum(pool.map(run, makers))


def in_turns(works: Mapping[str, Callable[[float], float]], pace: Pace) -> dict[str, list[float]]:
    """Measure each work once a round; the samples of each by round. A first, short turn is not kept."""
    for measure in works.values():
        measure(min(0.2, pace.seconds))
    samples: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(pace.rounds):
        for name, measure in works.items():
            samples[name].append(measure(pace.seconds))
    return samples


def repeated(work: Work) -> Callable[[float], float]:
    """Measure one work by its rate."""
    return lambda seconds: rate(work, seconds)
