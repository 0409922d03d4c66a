"""The reader's own clock: pages show a person's moments in their zone, and say which zone that is."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.models import User

UTC = ZoneInfo("UTC")


def zone_of(user: User) -> ZoneInfo:
    """Return the time zone a person chose; UTC when they chose none, or one this machine does not know."""
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
