"""The ledger is tried by itself: its stories name jobs and payees that no upper floor knows."""

from __future__ import annotations

import pytest

from ledger import invariants


@pytest.fixture(autouse=True)
def only_this_floors_invariants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what upper floors registered: they would miss the jobs behind these entries."""
    ours = {code: kept for code, kept in invariants._checks.items() if kept[1].__module__.startswith("ledger.")}
    monkeypatch.setattr(invariants, "_checks", ours)
