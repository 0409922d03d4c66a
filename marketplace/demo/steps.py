"""The words and waits of the demonstration."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

Found = TypeVar("Found")


class Timeout(Exception):
    """Something that should have happened by itself did not, in the time a person would wait."""


class Teller:
    """Prints each step with its ids and amounts, and remembers when it began."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.begun = time.monotonic()
        self.number = 0

    @property
    def seconds(self) -> float:
        """Seconds since the first step."""
        return time.monotonic() - self.begun

    def step(self, title: str) -> None:
        """Begin a step."""
        self.number += 1
        print(f"\n{self.number:2}. {title}", file=self.out, flush=True)

    def fact(self, name: str, value: object) -> None:
        """Tell one thing that is now so."""
        print(f"      {name:<12} {value}", file=self.out, flush=True)


def await_until(what: str, look: Callable[[], Found | None], *, seconds: float = 60.0) -> Found:
    """Look again and again until there is something to see, and return it. Raises Timeout naming what was awaited."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() > deadline:
            raise Timeout(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.25)


def amount(money: dict[str, Any]) -> str:
    """Write an amount of the API for a person: `2.50 USD`."""
    from core.money import Money

    return str(Money(money["minor"], money["currency"]))
