"""What the ledger refuses, in its own words. The tree continues `core.errors`.

BadInput
├── UnbalancedEntry         the lines do not sum to zero, or move nothing
└── AmountExceedsHold       a capture asks for more than was reserved
Conflict
├── HoldAlreadyResolved     captured, released or expired before this call
└── EntryAlreadyReversed    another entry reverses it
"""

from __future__ import annotations

from core.errors import BadInput, Conflict


class UnbalancedEntry(BadInput):
    """The lines of an entry do not sum to zero in some currency, or nothing is left of them."""

    code = "unbalanced_entry"


class AmountExceedsHold(BadInput):
    """The parts of a capture total more than the hold reserved."""

    code = "amount_exceeds_hold"


class HoldAlreadyResolved(Conflict):
    """The hold ended before this call, in another way. `state` says how; the money is where that left it."""

    code = "hold_already_resolved"


class EntryAlreadyReversed(Conflict):
    """An entry is reversed once; `by` is the entry that did."""

    code = "entry_already_reversed"
