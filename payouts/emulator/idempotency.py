"""Idempotency keys as Stripe documents them (docs.stripe.com/api/idempotent_requests, error-low-level).

v1: the first answer is kept for 24 h once execution began, business errors and 500s included, and replayed with
`Idempotent-Replayed: true`; other parameters are a 400 `idempotency_error`; a call still running is a 409; a call
refused before execution (401, 429, a bad parameter) leaves no trace. v2: 30 days, and only successes are kept: failed
work is tried again.
"""

from __future__ import annotations

import hashlib
import json

from payouts.emulator.wire import Refusal, Request, Response
from payouts.emulator.world import World

V1_SECONDS = 24 * 3600
V2_SECONDS = 30 * 24 * 3600
LONGEST_KEY = 255


class KeyedCall:
    """One call under one key: `begin`, then `keep` its answer or `forget` that it was tried."""

    def __init__(self, world: World, request: Request, account: str, request_id: str) -> None:
        self._store = world.store
        self._now = world.now()
        self._request = request
        self._account = account
        self._request_id = request_id
        self.key = request.headers.get("idempotency-key") if request.method == "POST" else None

    def begin(self) -> Response | None:
        """Claim the key; return the kept answer when there is one. Raises Refusal for misuse."""
        if self.key is None:
            return None
        if len(self.key) > LONGEST_KEY:
            raise Refusal(400, "Idempotency keys may be up to 255 characters long.", saved=False)
        with self._store.transaction():
            self._store.rows("DELETE FROM keys WHERE expires <= ?", self._now)
            found = self._store.rows("SELECT * FROM keys WHERE key = ? AND account = ?", self.key, self._account)
            if not found:
                self._claim()
                return None
        first = found[0]
        self._refuse_misuse(first["path"], first["fingerprint"])
        if first["status"] is None:
            raise Refusal(
                409,
                "There is currently another in-progress request using this Idempotent Key (that probably means you "
                "submitted twice, and the other request is still going through).",
                code="idempotency_key_in_use",
                kind="idempotency_error" if self._request.is_v2 else "invalid_request_error",
                saved=False,
            )
        headers = {"Idempotent-Replayed": "true", "Original-Request": first["request_id"]}
        return Response(first["status"], first["body"].encode(), headers)

    def keep(self, status: int, body: bytes) -> None:
        """Keep the answer for replays (v2: successes only)."""
        if self.key is None:
            return
        if self._request.is_v2 and status >= 400:
            self.forget()
            return
        self._store.rows(
            "UPDATE keys SET status = ?, body = ? WHERE key = ? AND account = ?",
            status,
            body.decode(),
            self.key,
            self._account,
        )

    def forget(self) -> None:
        """Give the key back as if the call had not been made."""
        if self.key is not None:
            self._store.rows(
                "DELETE FROM keys WHERE key = ? AND account = ? AND status IS NULL", self.key, self._account
            )

    def _claim(self) -> None:
        lifetime = V2_SECONDS if self._request.is_v2 else V1_SECONDS
        self._store.rows(
            "INSERT INTO keys (key, account, fingerprint, path, request_id, expires) VALUES (?, ?, ?, ?, ?, ?)",
            self.key,
            self._account,
            self._fingerprint(),
            self._request.path,
            self._request_id,
            self._now + lifetime,
        )

    def _fingerprint(self) -> str:
        canonical = json.dumps(self._request.params(), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _refuse_misuse(self, path: str, fingerprint: str) -> None:
        if path != self._request.path:
            advice = f"the same endpoint they were first used for ('{path}' vs '{self._request.path}')"
        elif fingerprint != self._fingerprint():
            advice = "the same parameters they were first used with"
        else:
            return
        raise Refusal(
            400,
            f"Keys for idempotent requests can only be used with {advice}. Try using a key other than '{self.key}' "
            "if you meant to execute a different request.",
            kind="idempotency_error",
            code="idempotency_error" if self._request.is_v2 else None,
            saved=False,
        )
