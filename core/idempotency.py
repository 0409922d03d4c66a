"""A repeated call is harmless: the first call's answer is kept under its key and given again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction

from core.errors import BadInput, KeyReused
from core.models import IdempotencyRecord

LONGEST_KEY = 255


@dataclass(frozen=True)
class Once:
    """The answer, and whether it is an earlier call's."""

    answer: dict[str, Any]
    replayed: bool


def fingerprint(inputs: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of inputs as canonical JSON."""
    body = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(body.encode()).hexdigest()


def find(*, scope: str, key: str, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the answer kept under a key, or None. Raises KeyReused when it was given for other inputs."""
    kept = IdempotencyRecord.objects.filter(scope=scope, key=key).first()
    if kept is None:
        return None
    if kept.fingerprint != fingerprint(inputs):
        raise KeyReused("This idempotency key was used before with other values. Use a new key.", key=key)
    answer: dict[str, Any] = kept.answer
    return answer


def once(*, scope: str, key: str, inputs: Mapping[str, Any], run: Callable[[], dict[str, Any]]) -> Once:
    """Run `run` at most once per (scope, key), inside the caller's transaction, and keep its JSON answer.

    A second caller at the same moment waits on the unique key and then gets the first one's answer. When `run` raises,
    nothing is kept: the caller's transaction rolls back and the key is free again.

    Raises BadInput for an empty or over-long key, KeyReused when the inputs differ from the first call's.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("once() needs the transaction its effect belongs to")
    if not key or len(key) > LONGEST_KEY:
        raise BadInput(f"An idempotency key has 1 to {LONGEST_KEY} characters.", field="Idempotency-Key")
    try:
        with transaction.atomic():
            kept = IdempotencyRecord.objects.create(scope=scope, key=key, fingerprint=fingerprint(inputs))
    except IntegrityError:
        answer = find(scope=scope, key=key, inputs=inputs)
        return Once(answer if answer is not None else {}, replayed=True)
    kept.answer = run()
    kept.save(update_fields=["answer"])
    return Once(kept.answer, replayed=False)
