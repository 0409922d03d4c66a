"""The only state writer: lock, look again, check the table, save, audit."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, TypeVar

from django.db import connection, models

from core import audit, clock
from core.errors import StepRefused
from core.states import StateTable


class Stateful(Protocol):
    """A model with a `state` column and the table its steps are checked against."""

    STATES: ClassVar[StateTable]
    state: Any
    pk: Any


Record = TypeVar("Record", bound=models.Model)


def advance(
    record: Record,
    to: str,
    *,
    actor: str,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    facts: dict[str, Any] | None = None,
) -> bool:
    """Move a record one step along its state table, with the field `changes` that belong to the step.

    Locks the row and reads it again first, so the decision is taken on what is stored, not on what the caller held;
    `record` is refreshed in place. `actor` is a user id or `system:<part>`. Where the model has a `<state>_at` column
    it is stamped. The audit line carries `reason` and `facts`.

    Repeat: a record already in `to` is left alone, and the answer is False.
    Raises StepRefused when the table has no such step, and RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("advance() needs the transaction its step belongs to")
    states: StateTable = record.STATES  # type: ignore[attr-defined]
    record.refresh_from_db(from_queryset=type(record)._default_manager.select_for_update())
    before: str = record.state  # type: ignore[attr-defined]
    if before == to:
        return False
    if not states.allows(before, to):
        raise StepRefused(
            f"This {states.record} is {before.replace('_', ' ')}; it cannot become {to.replace('_', ' ')}.",
            record=record.pk,
            before=before,
            after=to,
        )
    values = {"state": to, **_stamp(record, to), **(changes or {})}
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))
    audit.record(
        tag=f"{states.record.replace(' ', '_')}.{to}",
        actor=actor,
        subject=str(record.pk),
        facts={"from": before, "to": to, "reason": reason, **(facts or {})},
    )
    return True


def _stamp(record: models.Model, to: str) -> dict[str, Any]:
    name = f"{to}_at"
    return {name: clock.now()} if any(field.name == name for field in record._meta.fields) else {}
