"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """The `payouts` app."""

    name = "payouts"
    default_auto_field = "django.db.models.BigAutoField"
