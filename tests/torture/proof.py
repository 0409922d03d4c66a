"""What must hold after everything that was done to the product."""

from __future__ import annotations

from ledger import invariants


def broken() -> list[str]:
    """Every invariant of every floor that does not hold now, with the ids it does not hold for."""
    return [f"{found.code} {one.subject}: {one.detail}" for found in invariants.run() for one in found.violations]
