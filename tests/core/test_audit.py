"""The audit trail: added to, sealed into a chain, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core import audit, chores, clock
from core.models import AuditEvent
from tests.database import behind_the_triggers

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = connection.vendor == "postgresql"


def lines(count: int) -> list[AuditEvent]:
    return [
        audit.record(tag="thing.done", actor="system:test", subject=f"thing_{n}", facts={"n": n, "é": [None, 1.5]})
        for n in range(count)
    ]


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_line_is_written_unsealed_and_sealed_later_in_order() -> None:
    lines(3)
    assert set(AuditEvent.objects.values_list("sealed_order", "digest")) == {(None, "")}

    assert audit.seal() == 3
    assert audit.seal() == 0
    lines(2)
    assert audit.seal(limit=1) == 1
    assert audit.seal(limit=1) == 1

    sealed = AuditEvent.objects.order_by("pk")
    assert [line.sealed_order for line in sealed] == [1, 2, 3, 4, 5]
    assert len({line.digest for line in sealed}) == 5
    assert audit.verify() == []


def test_a_digest_can_be_computed_by_anyone() -> None:
    (line,) = lines(1)
    audit.seal()
    line.refresh_from_db()
    facts = '{"n":0,"é":[null,1.5]}'
    body = f'["{"0" * 64}",{line.pk},"{line.at.isoformat()}","thing.done","system:test","thing_0",{facts}]'
    assert line.digest == hashlib.sha256(body.encode()).hexdigest()
    assert json.loads(body)[1] == line.pk


@pytest.mark.parametrize("column", ["at", "tag", "actor", "subject", "facts", "digest", "sealed_order", "id"])
@pytest.mark.parametrize("sealed", [False, True])
def test_a_line_is_never_changed(column: str, sealed: bool) -> None:
    first, _ = lines(2)
    if sealed:
        audit.seal()
    value = {"at": clock.now(), "facts": '{"n": 99}', "sealed_order": 77, "id": 99_999}.get(column, "other")

    with pytest.raises(IntegrityError, match="audit: a line never changes"), transaction.atomic():
        execute(f"UPDATE core_auditevent SET {column} = %s WHERE id = %s", value, first.pk)


def test_a_line_cannot_be_unsealed() -> None:
    lines(1)
    audit.seal()
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE core_auditevent SET sealed_order = NULL, digest = ''")


def test_sealing_cannot_smuggle_in_other_facts() -> None:
    lines(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE core_auditevent SET sealed_order = 1, digest = 'x', actor = 'usr_other'")


def test_lines_are_never_deleted() -> None:
    lines(1)
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        execute("DELETE FROM core_auditevent")
    if ON_POSTGRESQL:
        with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
            execute("TRUNCATE core_auditevent CASCADE")
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            execute("REPLACE INTO core_auditevent SELECT * FROM core_auditevent")
    assert AuditEvent.objects.count() == 1


def test_a_line_is_not_inserted_sealed() -> None:
    with pytest.raises(IntegrityError, match="unsealed"), transaction.atomic():
        AuditEvent.objects.create(at=clock.now(), tag="x", actor="x", subject="x", sealed_order=1, digest="x")


def test_a_changed_line_breaks_the_chain_at_its_place() -> None:
    _, second, _ = lines(3)
    audit.seal()
    with behind_the_triggers(connection):
        AuditEvent.objects.filter(pk=second.pk).update(actor="usr_other")
    assert audit.verify() == [f"audit line {second.pk}: its content does not match its digest"]


def test_a_removed_line_leaves_a_gap() -> None:
    _, second, third = lines(3)
    audit.seal()
    with behind_the_triggers(connection):
        AuditEvent.objects.filter(pk=second.pk).delete()
    assert audit.verify() == [
        f"audit line {third.pk}: expected position 2, found 3",
        f"audit line {third.pk}: its content does not match its digest",
    ]


def test_the_age_of_what_waits_is_known() -> None:
    start = clock.now()
    with clock.frozen(start):
        assert audit.oldest_unsealed_seconds() == 0
        lines(1)
    with clock.frozen(start + dt.timedelta(seconds=7)):
        lines(1)
        assert audit.oldest_unsealed_seconds() == 7
        audit.seal()
        assert audit.oldest_unsealed_seconds() == 0


def test_a_change_taken_back_takes_its_line_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lines(1)
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


def test_the_relay_seals() -> None:
    assert chores._chores["seal the audit trail"].run is audit.seal
