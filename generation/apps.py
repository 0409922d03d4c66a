"""How Django finds this app."""

from __future__ import annotations

from django.apps import AppConfig


class GenerationConfig(AppConfig):
    """The `generation` app."""

    name = "generation"
    default_auto_field = "django.db.models.BigAutoField"
