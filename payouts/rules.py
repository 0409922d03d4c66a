"""The rules about payouts the database keeps: `sql/postgresql.sql` and `sql/sqlite.sql`, the same promises twice."""

from __future__ import annotations

from pathlib import Path

from core.triggers import TriggerScripts

PAYOUT_RULES = TriggerScripts(Path(__file__).parent / "sql")
