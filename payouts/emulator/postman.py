"""The postman: delivers queued webhooks, signed, again and again until they are taken."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import threading
import time
import urllib.error
import urllib.request

from payouts.emulator.world import World

POST_TIMEOUT_SECONDS = 20.0
LONGEST_RETRY_SECONDS = 60.0

# Stripe gives up after three days in live mode (docs.stripe.com/webhooks).
GIVE_UP_AFTER_ATTEMPTS = 60

# How often the thread looks at the clock when nobody wakes it.
TICK_SECONDS = 0.2


def sign(body: bytes, secret: str, *, at: int | None = None) -> str:
    """Return a Stripe-Signature header for a body: t, the v1 HMAC, and a v0 that proves nothing."""
    moment = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest},v0={'0' * 64}"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Stripe counts a redirect as a failure and does not follow it."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


class Postman(threading.Thread):
    """A thread that runs the world's agenda and delivers its webhooks. `hold`, `shuffle`, `copies`: how it delivers."""

    def __init__(self, world: World) -> None:
        super().__init__(name="stripe-emulator-postman", daemon=True)
        self._world = world
        self._stopped = threading.Event()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())

    def run(self) -> None:
        """Work until stopped."""
        while not self._stopped.is_set():
            self._world.wake.wait(TICK_SECONDS)
            self._world.wake.clear()
            if self._stopped.is_set():
                return
            self._world.run_agenda()
            self.deliver()

    def stop(self) -> None:
        """End the thread after the delivery at hand."""
        self._stopped.set()
        self._world.wake.set()
        self.join(timeout=POST_TIMEOUT_SECONDS)

    def deliver(self) -> None:
        """Deliver everything that is due, unless webhooks are held."""
        store = self._world.store
        if store.fact("hold_webhooks", False):
            return
        due = store.rows("SELECT * FROM deliveries WHERE done = 0 AND due <= ? ORDER BY seq", time.time())
        if store.fact("shuffle_webhooks", False):
            due = self._world.shuffled(due)
        for delivery in due:
            if self._stopped.is_set():
                return
            self._deliver_one(delivery)

    def _deliver_one(self, delivery: sqlite3.Row) -> None:
        copies = int(self._world.store.fact("webhook_copies", 1))
        outcomes = [self._post(delivery) for _ in range(copies)]
        attempts = delivery["attempts"] + 1
        taken = outcomes[-1].startswith("2")
        done = taken or attempts >= GIVE_UP_AFTER_ATTEMPTS
        pause = min(self._world.options.webhook_retry_seconds * 2 ** min(attempts - 1, 10), LONGEST_RETRY_SECONDS)
        self._world.store.rows(
            "UPDATE deliveries SET attempts = ?, done = ?, outcome = ?, due = ? WHERE seq = ?",
            attempts,
            int(done),
            outcomes[-1],
            time.time() + pause,
            delivery["seq"],
        )

    def _post(self, delivery: sqlite3.Row) -> str:
        """Post one webhook. Returns the HTTP status, or why there was none."""
        options = self._world.options
        secret = options.connect_webhook_secret if delivery["secret"] == "connect" else options.webhook_secret
        body = delivery["body"].encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(body, secret),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        post = urllib.request.Request(delivery["url"], data=body, headers=headers, method="POST")
        try:
            with self._opener.open(post, timeout=POST_TIMEOUT_SECONDS) as answer:
                return str(answer.status)
        except urllib.error.HTTPError as failure:
            return str(failure.code)
        except OSError as failure:
            return f"no answer: {failure}"
