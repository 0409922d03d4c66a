"""The one place that knows what time it is, so that a test can say so instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

_frozen: dt.datetime | None = None


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen or timezone.now()


def today() -> dt.date:
    """Return the UTC day: allowances and daily caps count by it."""
    return now().astimezone(dt.UTC).date()


def next_midnight() -> dt.datetime:
    """Return the start of the next UTC day: when daily allowances and caps begin anew."""
    return dt.datetime.combine(today() + dt.timedelta(days=1), dt.time.min, tzinfo=dt.UTC)


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at a moment (tests and replays only)."""
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
