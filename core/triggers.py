"""Rules the database keeps by itself: one SQL script per vendor, put up and taken down by migrations.

A floor keeps its scripts in `<app>/sql/postgresql.sql` and `<app>/sql/sqlite.sql`; the two must promise the same. Each
trigger starts a line with `CREATE TRIGGER <name>`, each PostgreSQL function with `CREATE OR REPLACE FUNCTION <name>()`.

SQLite rebuilds a table to alter it, which drops the table's triggers and trips over triggers that read it. A migration
that alters such a table therefore starts with `RunPython(RULES.remove, RULES.install)` and ends with
`RunPython(RULES.install, RULES.remove)`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps.registry import Apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_TRIGGER = re.compile(r"^CREATE (?:CONSTRAINT )?TRIGGER (\w+)\s.*?\sON (\w+)", re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"^CREATE OR REPLACE FUNCTION (\w+)\(\)", re.MULTILINE)

# Disabled triggers count as missing: 'D' is what ALTER TABLE … DISABLE TRIGGER leaves behind.
_IN_PLACE = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}

_DROP_ON_SQLITE = "DROP TRIGGER IF EXISTS {}"


@dataclass(frozen=True)
class TriggerScripts:
    """The triggers of one app, kept in the folder `sql`."""

    folder: Path

    def install(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Put up every trigger, replacing those that are there (a migration's RunPython function)."""
        self.remove(apps, schema_editor)
        _run(schema_editor.connection, self._script(schema_editor.connection))

    def remove(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Take down every trigger (a migration's RunPython function)."""
        script = self._script(schema_editor.connection)
        drop = "DROP TRIGGER IF EXISTS {} ON {}" if schema_editor.connection.vendor == "postgresql" else _DROP_ON_SQLITE
        with schema_editor.connection.cursor() as cursor:
            for name, table in _TRIGGER.findall(script):
                cursor.execute(drop.format(name, table))
            for name in _FUNCTION.findall(script):
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")

    def missing(self) -> list[str]:
        """Name the triggers that ought to stand guard and do not, or are disabled."""
        with connection.cursor() as cursor:
            cursor.execute(_IN_PLACE[connection.vendor])
            in_place = {name for (name,) in cursor.fetchall()}
        return [name for name, _table in _TRIGGER.findall(self._script(connection)) if name not in in_place]

    def _script(self, database: BaseDatabaseWrapper) -> str:
        return (self.folder / f"{database.vendor}.sql").read_text(encoding="utf-8")


def _run(database: BaseDatabaseWrapper, script: str) -> None:
    with database.cursor() as cursor:
        # PostgreSQL takes a whole script at once, SQLite one statement at a time.
        for statement in [script] if database.vendor == "postgresql" else _statements(script):
            cursor.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


AUDIT_RULES = TriggerScripts(Path(__file__).parent / "sql")
