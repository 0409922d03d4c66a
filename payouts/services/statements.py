"""Closing a statement: everything a payee earned in one currency that no statement has yet, in one set-based insert."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import Max, Min, Sum

from core import clock, lifecycle
from core.errors import BadInput, NotFound
from payouts import selectors
from payouts.models import Statement, StatementLine

ACTOR = "system:payouts"


def close(*, payee_id: str, currency: str, until: dt.datetime | None = None, actor: str = ACTOR) -> Statement:
    """Close a payee's next statement in one currency, over everything unstated that was earned before `until` (now).

    Moves: no money; the lines' sum is what `payable:<payee>` already holds for them.
    Unit: minor units of `currency`. Rounds: never; royalties are whole units already.
    Number: the payee's next, without gaps; two closings at once wait for each other on the payee's row.
    Repeat: a second call finds nothing left and raises BadInput; a royalty is on one statement at most.

    Raises NotFound for no such payee, BadInput when there is nothing to state.
    """
    until = until or clock.now()
    with transaction.atomic():
        _lock_payee(payee_id)
        statement = Statement.objects.create(
            payee_id=payee_id,
            number=_next_number(payee_id),
            currency=currency,
            period_start=until,
            period_end=until,
            created_at=clock.now(),
        )
        _take_lines(statement, until)
        found = statement.lines.aggregate(total=Sum("royalty__amount"), first=Min("royalty__created_at"))
        if not found["total"]:
            raise BadInput(
                f"Nothing new was earned in {currency} before {until:%d %B %Y %H:%M} UTC, so there is nothing to state."
            )
        start = _period_start(statement, found["first"])
        changes = {"total": found["total"], "period_start": start}
        lifecycle.advance(statement, "closed", actor=actor, changes=changes, facts={"total": str(found["total"])})
    return statement


def close_all(*, until: dt.datetime | None = None, actor: str = ACTOR) -> list[Statement]:
    """Close a statement for every payee and currency with something to state; each in a transaction of its own."""
    closed = []
    for part in selectors.unstated():
        try:
            closed.append(close(payee_id=part.payee_id, currency=part.currency, until=until, actor=actor))
        except BadInput:
            # Somebody else closed it meanwhile, or all of it was earned later than `until`.
            continue
    return closed


def _lock_payee(payee_id: str) -> None:
    payees = Statement._meta.get_field("payee").related_model
    if not payees._default_manager.select_for_update().filter(pk=payee_id).first():
        raise NotFound("There is no such payee.", payee=payee_id)


def _next_number(payee_id: str) -> int:
    last = Statement.objects.filter(payee=payee_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _take_lines(statement: Statement, until: dt.datetime) -> None:
    """Put every unstated royalty on the statement with one INSERT … SELECT, however many there are."""
    royalty = StatementLine._meta.get_field("royalty").related_model._meta.db_table
    lines = StatementLine._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {lines} (statement_id, royalty_id)
            SELECT %s, r.id FROM {royalty} r
            WHERE r.payee_id = %s AND r.currency = %s AND r.created_at < %s
              AND NOT EXISTS (SELECT 1 FROM {lines} s WHERE s.royalty_id = r.id)
            """,
            [statement.pk, statement.payee_id, statement.currency, connection.ops.adapt_datetimefield_value(until)],
        )


def _period_start(statement: Statement, first: dt.datetime) -> dt.datetime:
    """A period begins where the one before ended, or with the first royalty, whichever is earlier."""
    before = Statement.objects.filter(payee=statement.payee_id, currency=statement.currency, state="closed").aggregate(
        end=Max("period_end")
    )["end"]
    return min(before, first) if before else first
