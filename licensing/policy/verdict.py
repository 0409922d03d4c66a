"""What a check answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.money import Money
from licensing.policy.codes import CLAUSES, MISSING, Code

ALLOW = "allow"
DENY = "deny"
NEEDS_INFORMATION = "needs_information"


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way: a stable code, the part of the terms, one sentence, whose terms.

    `character` is a character id, or None when the reason is about the request as a whole. `spans` are the places in
    the prompt it is about (start, end in code points), for highlighting.
    """

    code: Code
    message: str
    character: str | None = None
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def clause(self) -> str:
        """Which part of the terms this is about, in the active language."""
        return str(CLAUSES[self.code])

    @property
    def missing(self) -> bool:
        """Whether something is only missing, not forbidden."""
        return self.code in MISSING

    def to_json(self) -> dict[str, Any]:
        """Return the reason as plain JSON values."""
        return {
            "code": self.code.value,
            "clause": self.clause,
            "message": self.message,
            "character": self.character,
            "spans": [list(span) for span in self.spans],
        }


@dataclass(frozen=True)
class Alternative:
    """A near request that would be allowed: what to press, and the fields to change.

    `changes` holds new values of the request's own fields (`characters`, `prompt`, `purpose`, `territory`, `tier`,
    `seconds`), or `wait_until` (an ISO 8601 moment) when only waiting helps.
    """

    label: str
    changes: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the alternative as plain JSON values."""
        return {"label": self.label, "changes": dict(self.changes)}


@dataclass(frozen=True)
class Verdict:
    """The answer, with every reason and the fee of each character that names one for this use.

    `currency` is the one all fees are in, or "" when there is none.
    """

    verdict: str
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    fees: Mapping[str, Money] = field(default_factory=dict)
    currency: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the use may go ahead."""
        return self.verdict == ALLOW

    @property
    def total(self) -> Money | None:
        """The licence fees together, or None when they are in no single currency."""
        if not self.currency or any(fee.currency != self.currency for fee in self.fees.values()):
            return None
        return Money(sum(fee.minor for fee in self.fees.values()), self.currency)

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values; fees in minor units."""
        return {
            "verdict": self.verdict,
            "reasons": [reason.to_json() for reason in self.reasons],
            "alternatives": [alternative.to_json() for alternative in self.alternatives],
            "fees": {character: fee.minor for character, fee in self.fees.items()},
            "currency": self.currency,
        }
