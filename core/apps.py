"""The ground floor."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the audit-sealing chore."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register recurring jobs of this floor."""
        from core import api_schema, audit, chores  # noqa: F401 - the scheme registers itself

        chores.chore(name="seal the audit trail", every_seconds=2)(audit.seal)
