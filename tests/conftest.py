"""Fixtures every test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test.utils import CaptureQueriesContext

from core.models import User
from tests.database import triggers_down


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_triggers() -> Iterator[None]:
    """Let tests that really commit empty the database after them, which its rules refuse to everyone else."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_with_triggers_down(operations: Any, statements: list[str]) -> None:
        with triggers_down(operations.connection):
            flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_with_triggers_down)
        yield


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Make people; those without an e-mail address get one of their own."""
    numbers = count(1)

    def make(email: str = "", **fields: Any) -> User:
        return User.objects.create_user(email or f"person{next(numbers)}@example.com", **fields)

    return make


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    """A person who may log in with no password."""
    return make_user("ada@example.com", name="Ada")


@pytest.fixture
def assert_queries(db: None) -> Callable[[int], AbstractContextManager[None]]:
    """Use as `with assert_queries(2): …`: exactly so many statements, savepoints not counted; shows them if not."""

    @contextmanager
    def exactly(number: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        found = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
        assert len(found) == number, f"{len(found)} queries, not {number}:\n" + "\n".join(found)

    return exactly
