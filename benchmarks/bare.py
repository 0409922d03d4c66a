"""The limit of the books: the same rows as the naive peer's, in few statements, by the bare driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from django.db import connection
from django.utils import timezone

_numbers = count(1)

_SPEND = "UPDATE naive_account SET balance = balance - %s WHERE id = %s AND balance >= %s"
_EARN = (
    "UPDATE naive_account SET balance = naive_account.balance + v.more FROM ({rows}) AS v(who, more) WHERE id = v.who"
)
_MOVE = "INSERT INTO naive_movement (account_id, amount, cause, at) VALUES "
_HOLD = "INSERT INTO naive_hold (account_id, amount, cause, state) VALUES (%s, %s, %s, 'pending')"
_TAKE = "UPDATE naive_hold SET state = 'captured' WHERE cause = %s AND state = 'pending'"
_LICENCE = "SELECT document FROM naive_licence WHERE character = %s"
_JOB = "INSERT INTO naive_job (\"user\", character, prompt, total, state, at) VALUES (%s, %s, %s, %s, 'reserved', %s)"


class Desk:
    """One connection's way to the rows. Open it in the thread that uses it."""

    def __init__(self, addresses: Sequence[str]) -> None:
        connection.ensure_connection()
        self._sqlite = connection.vendor == "sqlite"
        self._cursor = connection.connection.cursor()
        marks = ", ".join(["%s"] * len(addresses))
        self._run(f"SELECT address, id FROM naive_account WHERE address IN ({marks})", *addresses)
        self._ids: dict[str, int] = dict(self._cursor.fetchall())

    def move(self, source: str, amount: int, parts: Mapping[str, int]) -> None:
        """Pay an amount in parts, in one transaction."""
        self._run("BEGIN")
        self._move(source, amount, parts, f"bare {next(_numbers)}")
        self._run("COMMIT")

    def reserve_and_capture(self, wallet: str, amount: int, parts: Mapping[str, int]) -> None:
        """Set an amount aside, and pay it in parts: two transactions, as they lie apart in time."""
        cause, held = f"bare {next(_numbers)}", f"held:{wallet}"
        self._run("BEGIN")
        self._reserve(wallet, held, amount, cause)
        self._run("COMMIT")
        self._run("BEGIN")
        self._run(_TAKE, cause)
        self._move(held, amount, parts, cause)
        self._run("COMMIT")

    def admit(self, user: str, wallet: str, character: str, prompt: str, price: int) -> None:
        """Read the licence, set the price aside, insert the job: one transaction."""
        self._run("BEGIN")
        self._run(_LICENCE, character)
        self._cursor.fetchone()
        self._reserve(wallet, f"held:{wallet}", price, f"bare {next(_numbers)}")
        self._run(_JOB, user, character, prompt, price, self._now())
        self._run("COMMIT")

    def _reserve(self, wallet: str, held: str, amount: int, cause: str) -> None:
        self._move(wallet, amount, {held: amount}, cause)
        self._run(_HOLD, self._ids[held], amount, cause)

    def _move(self, source: str, amount: int, parts: Mapping[str, int], cause: str) -> None:
        self._run(_SPEND, amount, self._ids[source], amount)
        rows = " UNION ALL ".join(["SELECT CAST(%s AS bigint), CAST(%s AS bigint)"] * len(parts))
        earned = [value for address, minor in sorted(parts.items()) for value in (self._ids[address], minor)]
        self._earn(rows, earned)
        sides = [(self._ids[source], -amount), *((self._ids[address], minor) for address, minor in parts.items())]
        now = self._now()
        values = [value for who, minor in sides for value in (who, minor, cause, now)]
        self._run(_MOVE + ", ".join(["(%s, %s, %s, %s)"] * len(sides)), *values)

    def _earn(self, rows: str, values: list[int]) -> None:
        if self._sqlite:
            for who, minor in zip(values[::2], values[1::2], strict=True):
                self._run("UPDATE naive_account SET balance = balance + %s WHERE id = %s", minor, who)
        else:
            self._run(_EARN.format(rows=rows), *values)

    def _now(self) -> Any:
        return timezone.now().isoformat() if self._sqlite else timezone.now()

    def _run(self, statement: str, *values: Any) -> None:
        if self._sqlite:
            begin = "BEGIN IMMEDIATE" if statement == "BEGIN" else statement
            self._cursor.execute(begin.replace("%s", "?"), values)
        else:
            self._cursor.execute(statement, values or None)
