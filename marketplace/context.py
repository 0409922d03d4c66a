"""What every page knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.models import User
from core.money import Money
from marketplace.selectors.wallets import available_to


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the site's address, whether this is a laptop, and what the reader's wallet holds."""
    return {
        "site_url": settings.SITE_URL,
        "production": settings.PRODUCTION,
        "wallet_balance": _wallet_balance(request),
    }


def _wallet_balance(request: HttpRequest) -> Callable[[], Money | None]:
    """Look into the wallet once, and only for a page that shows it (templates call what they can)."""

    @cache
    def look() -> Money | None:
        user = getattr(request, "user", None)
        return available_to(user) if isinstance(user, User) else None

    return look
