"""Units given to people: counted in the same books as money, never exchanged for any."""

from __future__ import annotations

from django.db import transaction

from core import audit, clock
from core.errors import BadInput
from core.money import UNIT, Money
from ledger import chart
from ledger.models import Grant
from ledger.services.entries import Line, post

# What comes for free each day is spent before what lasts longer.
DAILY_PRIORITY = 10


def ensure_daily(*, user_id: str, units: int) -> Grant:
    """Give a person today's allowance, once. Days are UTC; what is not used does not carry over.

    Moves: platform:allowance -> grant:<id>.
    Unit: `units` whole units (currency UNIT), not money. Zero opens a grant with nothing in it.
    Rounds: never.
    Repeat: safe; one grant per person and day, whatever `units` says later the same day.
    Locks: nothing others wait for.

    Raises:
        BadInput: a negative number of units.
    """
    if units < 0:
        raise BadInput("An allowance cannot be negative.", field="units")
    with transaction.atomic():
        grant, fresh = Grant.objects.get_or_create(
            user_id=user_id,
            kind=Grant.Kind.DAILY,
            day=clock.today(),
            defaults={"units": units, "priority": DAILY_PRIORITY, "expires_at": clock.next_midnight()},
        )
        if fresh:
            _fill(grant, "system:ledger")
    return grant


def _fill(grant: Grant, actor: str) -> None:
    facts = {"user": grant.user_id, "kind": grant.kind, "units": grant.units}
    audit.record(tag="grant.given", actor=actor, subject=grant.pk, facts=facts)
    if grant.units:
        units = Money(grant.units, UNIT)
        lines = [Line(chart.PLATFORM_ALLOWANCE, -units), Line(chart.grant(grant.pk), units)]
        post(kind="grant", key=f"grant:{grant.pk}", lines=lines, cause=grant.pk, actor=actor)
