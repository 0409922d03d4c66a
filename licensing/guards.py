"""The rules licensing keeps in the database: `sql/postgresql.sql` and `sql/sqlite.sql`, the same promises twice."""

from __future__ import annotations

from pathlib import Path

from core.triggers import TriggerScripts

LICENSING_RULES = TriggerScripts(Path(__file__).parent / "sql")
