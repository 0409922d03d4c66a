"""An emulator and a gateway bound to it. Every call of these tests is checked against Stripe's OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.money import Money
from payouts.emulator import Emulator, running_emulator
from payouts.gateway import StripeGateway
from tests.stripe.openapi import Inspector, check_event
from tests.stripe.sink import Sink, running_sink

KEY = "sk_test_gateway"
DAY = timedelta(days=1)


@pytest.fixture
def start() -> Iterator[Callable[..., Emulator]]:
    """Start emulators; at the end every call and event must be what Stripe's document says."""
    with ExitStack() as stack:

        def starter(**switches: Any) -> Emulator:
            inspector = Inspector()
            emulator = stack.enter_context(running_emulator(observer=inspector, **switches))
            stack.callback(inspector.assert_clean)
            stack.callback(_assert_events_clean, emulator)
            return emulator

        yield starter


def _assert_events_clean(emulator: Emulator) -> None:
    problems = [problem for event in emulator.events() for problem in check_event(_as_delivered(event))]
    assert not problems, "\n".join(problems)


def _as_delivered(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if not name.startswith("_")}


@pytest.fixture
def emulator(start: Callable[..., Emulator]) -> Emulator:
    """An emulator that pays out to banks only when its clock is moved."""
    return start(payout_delay_seconds=60)


@pytest.fixture
def gateway(emulator: Emulator) -> StripeGateway:
    """A gateway bound to the emulator, impatient enough for tests of timeouts."""
    return gateway_for(emulator)


def gateway_for(emulator: Emulator, seconds: float = 1.0) -> StripeGateway:
    """Return a gateway bound to an emulator."""
    return StripeGateway(secret_key=KEY, api_base=emulator.base_url, timeout=(seconds, seconds))


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A server that takes webhooks."""
    with running_sink() as running:
        yield running


def open_topup(gateway: StripeGateway, minor: int = 5000, currency: str = "USD", key: str = "topup:1") -> str:
    """Open a pay page for a top-up and return its session id."""
    checkout = gateway.create_checkout(
        topup_id="top_1",
        amount=Money(minor, currency),
        email="creator@example.com",
        success_url="https://marquee.example/wallet/?session={CHECKOUT_SESSION_ID}",
        cancel_url="https://marquee.example/wallet/",
        idempotency_key=key,
    )
    return checkout.id


def open_account(gateway: StripeGateway, emulator: Emulator | None = None, key: str = "payee:1") -> str:
    """Open a payee's account; onboard it too when the emulator is given."""
    account = gateway.create_recipient(
        payee_id="pay_1", email="ann@example.com", display_name="Ann Artist", country="DE", idempotency_key=key
    )
    if emulator is not None:
        emulator.control("onboard", account=account)
    return account


def yesterday() -> datetime:
    """Return a moment before everything a test does."""
    return datetime.now(UTC) - DAY
