"""Small jobs the relay does again and again: reaping leases, expiring holds, sealing the audit trail."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass
class Chore:
    """One recurring job: its name, how often in seconds, and what to call."""

    name: str
    every_seconds: float
    run: Callable[[], object]
    due: float = field(default=0.0)


_chores: dict[str, Chore] = {}


def chore(*, name: str, every_seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function to be called about every so many seconds. It must be safe to run twice at once."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        _chores[name] = Chore(name, every_seconds, function)
        return function

    return register


def run_due() -> list[str]:
    """Run what is due, one after another, and name it. A failing chore is logged and tried at its next turn."""
    done: list[str] = []
    for item in list(_chores.values()):
        if item.due > time.monotonic():
            continue
        item.due = time.monotonic() + item.every_seconds
        try:
            item.run()
        except Exception:
            log.exception("chore %s failed", item.name)
        done.append(item.name)
    return done
