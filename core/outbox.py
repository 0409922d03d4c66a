"""News that must travel: written in the transaction of the change, delivered by the relay, at least once.

Delivery is safe to repeat by contract of the handlers. Order is kept within one subject only.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import clock
from core.models import OutboxMessage
from core.topics import Topic

log = logging.getLogger(__name__)

Handler = Callable[[str, Mapping[str, Any]], None]

# While a relay works on a message nobody else takes it; long enough for the slowest handler, an SMTP conversation.
CLAIM = dt.timedelta(seconds=60)

# 1 s, 2 s, 4 s … capped at ten minutes; after 12 tries (about 1.5 hours) a person must look.
LONGEST_WAIT_SECONDS = 600
MOST_ATTEMPTS = 12

_handlers: dict[Topic, list[Handler]] = {}


def post(topic: Topic, *, subject: str, payload: Mapping[str, Any] | None = None) -> OutboxMessage:
    """Write one message; it goes out only if the surrounding transaction commits."""
    return OutboxMessage.objects.create(
        topic=topic.value, subject=subject, payload=dict(payload or {}), created_at=clock.now(), due_at=clock.now()
    )


def handler(topic: Topic) -> Callable[[Handler], Handler]:
    """Register a function for a topic. It gets the subject and the payload, and must be safe to repeat."""

    def register(function: Handler) -> Handler:
        _handlers.setdefault(topic, []).append(function)
        return function

    return register


def deliver(limit: int = 50) -> int:
    """Deliver up to `limit` due messages and say how many were tried. A failing one is tried again later, alone."""
    claimed = _claim(limit)
    for message in claimed:
        _hand_over(message)
    return len(claimed)


def _due() -> QuerySet[OutboxMessage]:
    waiting = OutboxMessage.objects.filter(delivered_at__isnull=True, given_up_at__isnull=True)
    earlier = waiting.filter(subject=OuterRef("subject"), topic=OuterRef("topic"), pk__lt=OuterRef("pk"))
    return waiting.filter(~Exists(earlier), due_at__lte=clock.now()).order_by("pk")


def _claim(limit: int) -> list[OutboxMessage]:
    with transaction.atomic():
        rows = OutboxMessage.objects.filter(pk__in=list(_due().values_list("pk", flat=True)[:limit]))
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        claimed = [row for row in rows.order_by("pk") if row.due_at <= clock.now()]
        for message in claimed:
            message.due_at = clock.now() + CLAIM
            message.attempts += 1
            message.save(update_fields=["due_at", "attempts"])
    return claimed


def _hand_over(message: OutboxMessage) -> None:
    try:
        for function in _handlers.get(Topic(message.topic), []):
            function(message.subject, message.payload)
    except Exception as error:
        log.exception("outbox message %s (%s) failed", message.pk, message.topic)
        message.last_error = f"{type(error).__name__}: {error}"[:2000]
        if message.attempts >= MOST_ATTEMPTS:
            message.given_up_at = clock.now()
        wait = min(2 ** (message.attempts - 1), LONGEST_WAIT_SECONDS)
        message.due_at = clock.now() + dt.timedelta(seconds=wait)
    else:
        message.delivered_at = clock.now()
    message.save(update_fields=["last_error", "given_up_at", "due_at", "delivered_at"])
