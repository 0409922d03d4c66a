"""Many people doing something at the same moment: threads that really commit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Outcome:
    """What one of the crowd got: a result or what was raised, and how long it took in seconds."""

    result: Any
    seconds: float


def at_once(tasks: Sequence[Callable[[], Any]]) -> list[Outcome]:
    """Run each task in a thread of its own, all starting together."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Outcome:
        try:
            # Connected before the start, so that what races is the work and not the logging in.
            connection.ensure_connection()
            start.wait()
            begun = time.monotonic()
            return Outcome(_attempt(task), time.monotonic() - begun)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def _attempt(task: Callable[[], Any]) -> Any:
    try:
        return task()
    except Exception as error:
        return error


def of_kind(outcomes: Sequence[Outcome], kind: type[Any]) -> list[Any]:
    """The results of one type."""
    return [outcome.result for outcome in outcomes if isinstance(outcome.result, kind)]


def surprises(outcomes: Sequence[Outcome], *expected: type[Any]) -> list[str]:
    """What came out that is of none of the expected types."""
    return [repr(outcome.result) for outcome in outcomes if not isinstance(outcome.result, expected)]
