"""The rules the books keep in the database: `sql/postgresql.sql` and `sql/sqlite.sql`, the same promises twice."""

from __future__ import annotations

from pathlib import Path

from core.triggers import TriggerScripts

BOOK_RULES = TriggerScripts(Path(__file__).parent / "sql")
