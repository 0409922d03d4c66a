"""Fixtures of the licensing tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from core.models import User
from licensing.models import Character, Studio
from tests import factories


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Stored files go to a folder of the test's own, and so does the signing key."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_KEY_FILE = tmp_path / "decision-signing-key.pem"
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are in English, whatever language a request before asked for."""
    with translation.override("en"):
        yield


@pytest.fixture
def creator(db: None) -> User:
    """Someone who makes clips."""
    return factories.make_user("creator@example.com")


@pytest.fixture
def owner(db: None) -> User:
    """Someone who owns a studio."""
    return factories.make_user("owner@example.com")


@pytest.fixture
def studio(owner: User) -> Studio:
    """Their studio."""
    return factories.make_studio(owner, name="Harbour Lights")


@pytest.fixture
def tobble(studio: Studio) -> Character:
    """A character in the catalogue."""
    return factories.listed_character(studio, name="Tobble")
