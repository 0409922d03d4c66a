"""Fixtures of the long runs, and the table at their end."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.models import User
from licensing.models import Character
from marketplace.celery import app as celery
from tests.factories import listed_character, make_user
from tests.torture import scoreboard


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was found, after a long run."""
    if scoreboard.FULL and scoreboard.SCENARIOS:
        terminalreporter.section("torture")
        terminalreporter.write_line(scoreboard.table())


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    """A storage folder and a signing key of the test's own, which processes it starts are told of."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_SIGNING_KEY = base64.b64encode(b"a key of thirty-two bytes, tests").decode()
    return tmp_path


@pytest.fixture
def tasks_at_once() -> Iterator[None]:
    """Let Celery's tasks run where they are rung for."""
    eager = celery.conf.task_always_eager
    celery.conf.task_always_eager = True
    yield
    celery.conf.task_always_eager = eager


@pytest.fixture
def creator(transactional_db: None) -> User:
    """Someone with an empty wallet."""
    return make_user("creator@example.com")


@pytest.fixture
def character(transactional_db: None) -> Character:
    """A listed character: 2.50 USD a use."""
    return listed_character()
