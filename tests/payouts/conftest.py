"""A stand-in for Stripe, spoken to over HTTP by the real SDK; each call is checked against Stripe's own document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core.models import User
from ledger import invariants
from marketplace.celery import app as celery
from payouts.emulator import Emulator, running_emulator
from payouts.gateway.connection import Connection
from tests.payouts.world import CONNECT_SECRET, PLATFORM_SECRET, Earner, Post, earner, reviewer
from tests.stripe.openapi import Inspector


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Secrets and folders of our own; tasks run at once; fees go whole to whoever earns them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_KEY_FILE = tmp_path / "decision-signing-key.pem"
    settings.PLATFORM_COMMISSION_PPM = 0
    settings.STRIPE_WEBHOOK_SECRET = PLATFORM_SECRET
    settings.STRIPE_CONNECT_WEBHOOK_SECRET = CONNECT_SECRET
    eager = celery.conf.task_always_eager
    celery.conf.task_always_eager = True
    yield
    celery.conf.task_always_eager = eager


@pytest.fixture
def emulator(settings: Any) -> Iterator[Emulator]:
    """Stripe, whose banks move only when its clock is moved."""
    inspector = Inspector()
    with running_emulator(observer=inspector, payout_delay_seconds=60) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running
    inspector.assert_clean()


@pytest.fixture
def post(emulator: Emulator) -> Post:
    """Who brings Stripe's news."""
    return Post(emulator)


@pytest.fixture
def no_call_inside_a_transaction(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when Stripe is called while a transaction is open."""
    ask: Callable[..., Any] = Connection._ask

    def watched(self: Connection, call: Any, read: Any) -> Any:
        assert not connection.in_atomic_block, "Stripe was called inside a transaction"
        return ask(self, call, read)

    monkeypatch.setattr(Connection, "_ask", watched)


@pytest.fixture
def mira(db: None) -> Earner:
    """A payee who can earn."""
    return earner("Mira")


@pytest.fixture
def reviewers(db: None) -> tuple[User, User]:
    """Two people who may release payouts."""
    return reviewer("Rosa"), reviewer("Tom")


@pytest.fixture
def books() -> Callable[[], None]:
    """Check every invariant of every floor."""

    def check() -> None:
        broken = [f"{found.code} {v.subject}: {v.detail}" for found in invariants.run() for v in found.violations]
        assert broken == []

    return check
