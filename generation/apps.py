"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class GenerationConfig(AppConfig):
    """The `generation` app: registers its tasks, its chores and its checks."""

    name = "generation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the worker, the relay and the ledger check look up by name."""
        from generation import invariants, tasks  # noqa: F401
