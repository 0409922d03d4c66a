"""The one error tree.

    MarqueeError                    something the caller can understand and act on
    ├── BadInput                    the values do not make sense              (field, what to give instead)
    ├── NotFound                    it is not there, or not yours             (what)
    ├── NotAllowed                  you may not do this                       (why, who may)
    │   └── LicenceRefused          the licence check said no                 (decision, reasons)
    ├── Conflict                    it cannot be done in the present state
    │   ├── StepRefused             the state table has no such step          (record, from, to)
    │   ├── KeyReused               same idempotency key, other inputs        (key)
    │   └── KeyInUse                same key, the first call is still running (key)
    ├── InsufficientFunds           the sources do not cover the price        (needed, available, how to add)
    ├── LimitReached                a published limit is used up              (limit, resets_at)
    └── Unavailable                 a part we need does not answer; nothing happened, or it will be found out

Each error has a stable `code` and carries facts, not HTTP: `core.http` turns codes into statuses and problem+json.
`message` is one sentence for a person: what happened and what to do next.
"""

from __future__ import annotations

from typing import Any, ClassVar


class MarqueeError(Exception):
    """Base of everything we raise on purpose."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class BadInput(MarqueeError):
    """The values do not make sense. `field` names the one at fault when there is one."""

    code = "bad_input"

    def __init__(self, message: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.field = field


class NotFound(MarqueeError):
    """It does not exist, or it is not this person's to see: the two look the same from outside."""

    code = "not_found"


class NotAllowed(MarqueeError):
    """This person may not do this."""

    code = "not_allowed"


class LicenceRefused(NotAllowed):
    """The licence check did not allow the request; the recorded decision says why and what would be allowed."""

    code = "licence_refused"


class Conflict(MarqueeError):
    """It cannot be done in the present state."""

    code = "conflict"


class StepRefused(Conflict):
    """The record's state table has no step from where it is to where it was asked to go."""

    code = "step_refused"


class KeyReused(Conflict):
    """An idempotency key came back with other inputs; nothing was done."""

    code = "idempotency_key_reused"


class KeyInUse(Conflict):
    """The first call under this idempotency key has not finished."""

    code = "idempotency_key_in_use"


class InsufficientFunds(MarqueeError):
    """The sources do not cover the price; nothing was reserved."""

    code = "insufficient_funds"


class LimitReached(MarqueeError):
    """A published limit is used up."""

    code = "limit_reached"


class Unavailable(MarqueeError):
    """A part we depend on does not answer."""

    code = "unavailable"
