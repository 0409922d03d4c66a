"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """The `payouts` app: registers its checks, its recurring jobs and what it does on news."""

    name = "payouts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register invariants, outbox handlers and chores."""
        from payouts import invariants, tasks  # noqa: F401  (both register themselves)
