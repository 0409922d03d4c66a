"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class LicensingConfig(AppConfig):
    """The `licensing` app."""

    name = "licensing"
    default_auto_field = "django.db.models.BigAutoField"
