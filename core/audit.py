"""The audit trail: who did what, when, with which numbers. Lines are only ever added.

A line is inserted unchained, in the transaction of the change it tells of, so writers never wait for each other. The
relay seals lines into a hash chain seconds later, in the order of their row numbers; `verify` walks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import clock
from core.models import AuditEvent

GENESIS = "0" * 64

# One sealing transaction stays short; the relay calls again at once while there is more.
SEAL_BATCH = 500


def record(*, tag: str, actor: str, subject: str, facts: Mapping[str, Any] | None = None) -> AuditEvent:
    """Add one line. `tag` is `<noun>.<past participle>`, `subject` the public id it is about."""
    return AuditEvent.objects.create(tag=tag, actor=actor, subject=subject, facts=dict(facts or {}), at=clock.now())


def digest(event: AuditEvent, previous: str) -> str:
    """Return the SHA-256 (hex) of a line's content and the digest before it."""
    body = json.dumps(
        [previous, event.pk, event.at.isoformat(), event.tag, event.actor, event.subject, event.facts],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(body.encode()).hexdigest()


def seal(limit: int = SEAL_BATCH) -> int:
    """Chain up to `limit` unsealed lines and say how many were. Only the relay calls this; two at once are harmless."""
    with transaction.atomic():
        unsealed = AuditEvent.objects.filter(sealed_order__isnull=True)
        waiting = list(unsealed.select_for_update().order_by("pk")[:limit])
        # The end of the chain is read after the lock: another sealer may have held it, and moved the end.
        last = AuditEvent.objects.filter(sealed_order__isnull=False).order_by("-sealed_order").first()
        order, previous = (last.sealed_order or 0, last.digest) if last else (0, GENESIS)
        for event in waiting:
            order += 1
            previous = digest(event, previous)
            unsealed.filter(pk=event.pk).update(sealed_order=order, digest=previous)
    return len(waiting)


def verify() -> list[str]:
    """Walk the chain and return what does not hold: a changed line, a gap. An empty list means it is whole."""
    broken: list[str] = []
    previous = GENESIS
    for position, event in enumerate(
        AuditEvent.objects.filter(sealed_order__isnull=False).order_by("sealed_order").iterator(), start=1
    ):
        if event.sealed_order != position:
            broken.append(f"audit line {event.pk}: expected position {position}, found {event.sealed_order}")
        if event.digest != digest(event, previous):
            broken.append(f"audit line {event.pk}: its content does not match its digest")
        previous = event.digest
    return broken


def oldest_unsealed_seconds() -> float:
    """Return how long the oldest line has waited to be sealed, in seconds (0 when none waits)."""
    first = AuditEvent.objects.filter(sealed_order__isnull=True).order_by("pk").first()
    return (clock.now() - first.at).total_seconds() if first else 0.0
