"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class LicensingConfig(AppConfig):
    """The `licensing` app: registers its checks of the books."""

    name = "licensing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the invariants of this floor."""
        from licensing import invariants  # noqa: F401  (registers its checks)
