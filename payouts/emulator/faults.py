"""Things going wrong on purpose: the next matching call fails, hangs, or has its line cut."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass
class Fault:
    """One planned failure.

    `match` is "METHOD /path" with `*` wildcards. `executed` says whether the call is carried out before it fails.
    `status` answers with that HTTP status (500 is kept under the idempotency key, 429 is not); `delay_seconds` waits
    before executing, with the key in use; `hang_seconds` waits before answering; `dropped` cuts the line instead of
    answering; `garbled` answers 200 with something that is not JSON. `times` is how many calls it hits, after letting
    `skip` of them pass.
    """

    match: str
    executed: bool = False
    status: int | None = None
    delay_seconds: float = 0.0
    hang_seconds: float = 0.0
    dropped: bool = False
    garbled: bool = False
    times: int = 1
    skip: int = 0


class Faults:
    """The planned failures, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Add a failure."""
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        """Forget every planned failure."""
        with self._lock:
            self._planned.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """Return the failure this call shall have, counting it down."""
        with self._lock:
            for fault in self._planned:
                if not fnmatchcase(f"{method} {path}", fault.match):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    return None
                fault.times -= 1
                if fault.times <= 0:
                    self._planned.remove(fault)
                return fault
        return None
