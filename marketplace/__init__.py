"""Project wiring and the shop window. May look at every floor; nothing looks at it."""

from __future__ import annotations

from marketplace.celery import app as celery_app

__all__ = ["celery_app"]
