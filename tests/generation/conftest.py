"""Fixtures of the generation stories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.models import User
from generation.rendering import registry
from licensing.models import Character
from tests.factories import listed_character, make_user
from tests.generation.stage import TinyRenderer, fund


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A storage folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def creator(db: None) -> User:
    """Someone with 10.00 USD in the wallet and a day's allowance."""
    user = make_user("creator@example.com")
    fund(user, 1000)
    return user


@pytest.fixture
def character(db: None) -> Character:
    """A listed character: 2.50 USD a use, 70/20/10 after 15 %."""
    return listed_character()


@pytest.fixture
def use_renderer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., TinyRenderer]:
    """Put a renderer of a few pixels in every tier's place."""

    def use(meanwhile: Callable[[int], None] = lambda frame: None) -> TinyRenderer:
        renderer = TinyRenderer(meanwhile)
        monkeypatch.setattr(registry, "renderer_for", lambda tier: renderer)
        return renderer

    return use
