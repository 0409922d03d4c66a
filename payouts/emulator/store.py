"""The emulator's memory: one SQLite database, so that a restart keeps every object, event, key and plan."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from payouts.emulator.wire import Body

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, account TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, account, seq);
CREATE TABLE IF NOT EXISTS agenda (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, verb TEXT NOT NULL, subject TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS keys (
    key TEXT NOT NULL, account TEXT NOT NULL, fingerprint TEXT NOT NULL, path TEXT NOT NULL,
    status INTEGER, body TEXT, request_id TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (key, account));
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL,
    body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """Rows in SQLite behind one lock. `transaction()` nests; everything in the outermost one is kept or none of it."""

    def __init__(self, path: str) -> None:
        """Open or create the database; the folder of `path` is made when it is missing."""
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._depth = 0
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)
        # A key whose call died with the process: its transaction was rolled back, so it never ran.
        self._database.execute("DELETE FROM keys WHERE status IS NULL")

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the lock; commit at the end of the outermost block, roll back when it raises."""
        with self._lock:
            if self._depth == 0:
                self._database.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._database.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._database.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._database.execute(sql, values).fetchall()

    def put(self, body: Body, *, account: str = "") -> Body:
        """Keep an object (new or changed) under its id; its kind is its `object` field."""
        self.rows(
            "INSERT INTO objects (id, kind, account, created, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            body["id"],
            body["object"],
            account,
            body["_at"] if "_at" in body else body["created"],
            json.dumps(body),
        )
        return body

    def get(self, identity: str, *, kind: str | None = None, account: str | None = None) -> Body | None:
        """Return the object with this id, or None; None too when it is of another kind or another account's."""
        found = self.rows("SELECT kind, account, body FROM objects WHERE id = ?", identity)
        if not found or (kind is not None and found[0]["kind"] != kind):
            return None
        if account is not None and found[0]["account"] != account:
            return None
        body: Body = json.loads(found[0]["body"])
        return body

    def account_of(self, identity: str) -> str:
        """Return whose an object is: "" for the platform."""
        return str(self.rows("SELECT account FROM objects WHERE id = ?", identity)[0]["account"])

    def find(self, kind: str, *, account: str | None = "", **where: Any) -> list[Body]:
        """Return the objects of a kind, newest first, whose top-level fields equal `where`. account=None: anyone's."""
        clauses, values = ["kind = ?"], [kind]
        if account is not None:
            clauses.append("account = ?")
            values.append(account)
        for name, value in where.items():
            clauses.append(f"json_extract(body, '$.{name}') = ?")
            values.append(value)
        found = self.rows(f"SELECT body FROM objects WHERE {' AND '.join(clauses)} ORDER BY seq DESC", *values)
        return [json.loads(row["body"]) for row in found]

    def fact(self, name: str, default: Any = None) -> Any:
        """Return a remembered value (the clock's offset, whether webhooks are held)."""
        found = self.rows("SELECT value FROM facts WHERE name = ?", name)
        return json.loads(found[0]["value"]) if found else default

    def remember(self, name: str, value: Any) -> None:
        """Remember a value under a name."""
        self.rows("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, json.dumps(value))
