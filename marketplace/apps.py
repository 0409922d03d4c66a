"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """The `marketplace` app."""

    name = "marketplace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what happens when a person arrives."""
        from marketplace import arrivals  # noqa: F401
