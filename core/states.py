"""State tables: for each record, which steps are allowed. Moving along them is `core.lifecycle.advance`'s alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class StateTable:
    """The allowed steps of one record.

    `steps` maps each state to the states it may move to; a state with none is final. The first key is where a record
    starts unless `starts` names others.
    """

    record: str
    steps: Mapping[str, frozenset[str]]
    starts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = {after for afters in self.steps.values() for after in afters} - set(self.steps)
        if unknown:
            raise ValueError(f"{self.record}: steps lead to unlisted states {sorted(unknown)}")

    @property
    def start(self) -> str:
        """The state a new record has."""
        return self.starts[0] if self.starts else next(iter(self.steps))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The states as Django choices."""
        return [(state, state.replace("_", " ")) for state in self.steps]

    @property
    def finals(self) -> frozenset[str]:
        """The states nothing leaves."""
        return frozenset(state for state, afters in self.steps.items() if not afters)

    def allows(self, before: str, after: str) -> bool:
        """Say whether one step leads from `before` to `after`."""
        return after in self.steps.get(before, frozenset())


def table(record: str, **steps: str) -> StateTable:
    """Build a table from words: `table("hold", pending="captured released", captured="", released="")`."""
    return StateTable(record, {state: frozenset(afters.split()) for state, afters in steps.items()})
