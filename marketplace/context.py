"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the site's address and whether this is a laptop."""
    return {"site_url": settings.SITE_URL, "production": settings.PRODUCTION}
