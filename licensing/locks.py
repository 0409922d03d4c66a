"""The locks of licensing, and their one order: terms, then uses; ids in alphabetical order within each.

Admission shares the lock on a character's terms, whoever changes what is allowed (publishing, unlisting) takes it
alone: so no use is allowed after a revocation commits, and admissions of one popular character do not wait for each
other. PostgreSQL keeps them as advisory locks until the transaction ends. SQLite needs none: every transaction there
holds the one write lock from its start (`transaction_mode = IMMEDIATE`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection

_SHARED = "SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS key"
_ALONE = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"


def share_terms(character_ids: Iterable[str]) -> None:
    """Keep the terms and the listing of these characters as they are until the transaction ends."""
    _take(_SHARED, [f"terms:{character}" for character in sorted(set(character_ids))])


def change_terms(character_id: str) -> None:
    """Wait for admissions under way, and be the only one to change what is allowed for a character."""
    _take(_ALONE, [f"terms:{character_id}"])


def count_uses(user_id: str, character_ids: Iterable[str]) -> None:
    """Be the only one counting a creator's uses of these characters, so that a daily cap is exact."""
    _take(_ALONE, [f"uses:{user_id}:{character}" for character in sorted(set(character_ids))])


def _take(statement: str, names: list[str]) -> None:
    """Take the locks one after another in the order of the names, in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("a lock needs the transaction it belongs to")
    if connection.vendor != "postgresql" or not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, [[_key(name) for name in names]])


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], "big", signed=True)
