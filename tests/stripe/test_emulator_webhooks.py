"""Webhooks arrive, again when they must, and as badly as they may."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from payouts.emulator import Emulator
from payouts.gateway import StripeGateway
from tests.stripe.conftest import gateway_for, open_account, open_topup
from tests.stripe.openapi import check_event
from tests.stripe.sink import Sink

PAYING = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "charge.updated",
    "checkout.session.completed",
]


@pytest.fixture
def world(start: Callable[..., Emulator], sink: Sink) -> Emulator:
    """An emulator that tells the sink everything and tries again at once."""
    return start(webhook_url=sink.url, connect_webhook_url=sink.url, webhook_retry_seconds=0.05)


@pytest.fixture
def desk(world: Emulator) -> StripeGateway:
    """A gateway bound to it."""
    return gateway_for(world)


def test_paying_tells_the_whole_story_in_order(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    world.control("pay", session=open_topup(desk))

    sink.wait_for(len(PAYING))

    assert sink.types() == PAYING
    assert [problem for event in sink.events for problem in check_event(event)] == []
    assert {event["api_version"] for event in sink.events} == {"2026-10-28.endive"}


def test_an_event_names_the_call_that_caused_it(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    world.control("add_funds", amount=100)
    account = open_account(desk)

    event = sink.wait_for(1)[0]

    assert event["related_object"]["id"] == account
    assert event["reason"]["request"]["idempotency_key"] == "payee:1"
    assert "data" not in event


def test_onboarding_tells_that_the_capability_changed(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    open_account(desk, world)

    sink.wait_for(4)

    assert "v2.core.account[configuration.recipient].capability_status_updated" in sink.types()
    assert [problem for event in sink.events for problem in check_event(event)] == []


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_webhook_is_sent_again_until_it_is_taken(
    world: Emulator, desk: StripeGateway, sink: Sink, status: int
) -> None:
    sink.answers.extend([status, status])
    open_account(desk)

    events = sink.wait_for(3)
    world.wait_until_delivered()

    assert len({event["id"] for event in events}) == 1
    assert world.control("deliveries")["data"][0]["attempts"] == 3


def test_each_try_is_signed_afresh(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    sink.answers.append(500)
    open_account(desk)

    sink.wait_for(2)

    for body, signature in zip(sink.bodies, sink.signatures, strict=True):
        desk.verify_webhook(body=body, signature=signature, secret=world.options.connect_webhook_secret)


def test_held_webhooks_wait_and_then_arrive(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    world.control("webhooks", hold=True)
    world.control("pay", session=open_topup(desk))
    time.sleep(0.3)
    before = sink.types()

    world.control("webhooks")
    sink.wait_for(len(PAYING))

    assert before == []
    assert sink.types() == PAYING


def test_webhooks_can_come_in_another_order(
    world: Emulator, desk: StripeGateway, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.world, "shuffled", lambda items: list(reversed(items)))
    world.control("webhooks", hold=True)
    world.control("pay", session=open_topup(desk))

    world.control("webhooks", shuffle=True)
    sink.wait_for(len(PAYING))

    assert sink.types() == PAYING[::-1]


def test_webhooks_can_come_several_times(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    world.control("webhooks", copies=3)
    open_account(desk)

    events = sink.wait_for(3)

    assert len({event["id"] for event in events}) == 1


def test_an_event_can_be_sent_once_more(world: Emulator, desk: StripeGateway, sink: Sink) -> None:
    open_account(desk)
    event = sink.wait_for(1)[0]
    world.wait_until_delivered()

    world.control("resend", event=event["id"])

    assert [again["id"] for again in sink.wait_for(2)] == [event["id"]] * 2


def test_our_events_and_the_accounts_go_to_different_places(start: Callable[..., Emulator], sink: Sink) -> None:
    emulator = start(webhook_url="", connect_webhook_url=sink.url, payout_delay_seconds=0)
    desk = gateway_for(emulator)
    account = open_account(desk, emulator)
    emulator.control("pay", session=open_topup(desk))
    emulator.wait_until_delivered()

    assert {event["object"] for event in sink.events} == {"v2.core.event"}
    assert {event["related_object"]["id"] for event in sink.events} == {account}
