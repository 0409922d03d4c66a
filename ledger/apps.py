"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The `ledger` app: registers its checks, and the chore that expires holds."""

    name = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register recurring jobs and invariants of this floor."""
        from core import chores
        from ledger import invariants  # noqa: F401  (registers its checks)
        from ledger.services import holds

        chores.chore(name="expire holds", every_seconds=5)(holds.expire_due)
