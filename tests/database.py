"""Ways around the database's own rules, for tests alone: to empty it, and to break it on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def triggers_down(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take every trigger down, and put exactly those up again. Needs no more than to own the tables."""
    with transaction.atomic(using=connection.alias):
        take_down, put_up = _on_postgresql(connection) if connection.vendor == "postgresql" else _on_sqlite(connection)
        _run(connection, take_down)
        yield
        _run(connection, put_up)


@contextmanager
def behind_the_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Write in the middle of a transaction as if there were no triggers and no foreign keys."""
    if connection.vendor != "postgresql":
        with triggers_down(connection):
            yield
        return
    # Unlike ALTER TABLE, this works while foreign keys wait to be checked; it takes a superuser.
    _run(connection, ["SET LOCAL session_replication_role = replica"])
    yield
    _run(connection, ["SET LOCAL session_replication_role = origin"])


def _on_postgresql(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    found = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    tables = [table for (table,) in _fetch(connection, found)]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
        [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
    )


def _on_sqlite(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    triggers = _fetch(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


def _fetch(connection: BaseDatabaseWrapper, sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
