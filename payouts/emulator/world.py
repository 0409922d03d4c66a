"""The world an emulated call acts on: objects, clock, news and plans."""

from __future__ import annotations

import json
import random
import secrets
import string
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from payouts.emulator.faults import Faults
from payouts.emulator.options import EmulatorOptions
from payouts.emulator.store import Store
from payouts.emulator.wire import Body

API_VERSION = "2026-10-28.endive"

_ALPHABET = string.ascii_letters + string.digits

Verb = Callable[["World", str], None]


class World:
    """Everything one emulator knows. Callers hold `store.transaction()` around anything that changes it."""

    def __init__(self, options: EmulatorOptions) -> None:
        self.options = options
        self.store = Store(options.store)
        self.faults = Faults()
        self.base_url = ""
        self.wake = threading.Event()
        self.verbs: dict[str, Verb] = {}
        self.cause: tuple[str | None, str | None] = (None, None)

    def now(self) -> int:
        """Return the emulator's time: the machine's, plus what `advance` has added."""
        return int(time.time() + self.store.fact("clock_offset", 0))

    def timestamp(self) -> str:
        """Return the emulator's time as the v2 API writes it."""
        return datetime.fromtimestamp(self.now(), tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def new_id(self, prefix: str) -> str:
        """Make an id with Stripe's prefix."""
        return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(24))}"

    def put(self, body: Body, *, account: str = "") -> Body:
        """Keep an object."""
        return self.store.put(body, account=account)

    def schedule(self, seconds: float, verb: str, subject: str) -> None:
        """Plan a verb (see AGENDA of each resource) for later; it runs at once when `seconds` is 0 or less."""
        if seconds <= 0:
            self.verbs[verb](self, subject)
            return
        due = self.now() + int(seconds)
        self.store.rows("INSERT INTO agenda (due, verb, subject) VALUES (?, ?, ?)", due, verb, subject)

    def run_agenda(self) -> None:
        """Do everything that is due, in order, each in a transaction of its own."""
        while True:
            with self.store.transaction():
                due = self.store.rows("SELECT * FROM agenda WHERE due <= ? ORDER BY due, seq LIMIT 1", self.now())
                if not due:
                    return
                self.store.rows("DELETE FROM agenda WHERE seq = ?", due[0]["seq"])
                self.verbs[due[0]["verb"]](self, due[0]["subject"])

    def emit(self, kind: str, subject: Body, *, account: str = "", previous: Body | None = None) -> Body:
        """Record a v1 event (a snapshot of the object) and queue its webhook."""
        data: Body = {"object": visible(subject, self.now())}
        if previous:
            data["previous_attributes"] = previous
        event: Body = {
            "id": self.new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self.cause[0], "idempotency_key": self.cause[1]},
            "type": kind,
        }
        if account:
            event["account"] = account
        self.put(event, account=account)
        self._queue(event, event, connect=bool(account))
        return event

    def emit_thin(self, kind: str, related: Body, *, data: Body | None = None) -> Body:
        """Record a v2 event about an account and queue its thin notification, which leaves out the data."""
        notice: Body = {
            "id": self.new_id("evt"),
            "object": "v2.core.event",
            "type": kind,
            "livemode": False,
            "created": self.timestamp(),
            "related_object": related,
        }
        request_id, key = self.cause
        if request_id:
            notice["reason"] = {"type": "request", "request": {"id": request_id, "idempotency_key": key or ""}}
        self.put({**notice, "data": data or {}, "_at": self.now()})
        self._queue(notice, notice, connect=True)
        return notice

    def _queue(self, event: Body, payload: Body, *, connect: bool) -> None:
        options = self.options
        url = options.connect_webhook_url if connect else options.webhook_url
        if not url:
            return
        secret = "connect" if connect else "platform"
        sent = {**payload, "pending_webhooks": 1} if "pending_webhooks" in payload else payload
        self.store.rows(
            "INSERT INTO deliveries (event, url, secret, body, due) VALUES (?, ?, ?, ?, ?)",
            event["id"],
            url,
            secret,
            json.dumps(sent),
            time.time(),
        )
        self.wake.set()

    def shuffled(self, items: list[Any]) -> list[Any]:
        """Return the items in some other order (out-of-order webhooks)."""
        return random.sample(items, len(items))


def visible(body: Body, now: int) -> Body:
    """Return an object as the API shows it: without the emulator's own notes, and as it is at this moment."""
    shown = {name: value for name, value in body.items() if not name.startswith("_")}
    if body["object"] == "balance_transaction":
        shown["status"] = "available" if body["available_on"] <= now else "pending"
    if body["object"] == "checkout.session" and body["status"] != "open":
        shown["url"] = None
    return shown
