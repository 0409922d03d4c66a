"""Stripe's news at our door: only what is signed counts, each event once, in any order."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from core.models import OutboxMessage
from core.money import Money
from ledger import chart
from payouts.emulator import Emulator, sign
from payouts.models import Payout, StripeEvent, TopUp
from payouts.services import events, topups
from tests.payouts.world import PLATFORM_SECRET, Post, approve, balance, earner, person, work

DOOR = "/webhooks/stripe/"


def envelope(kind: str = "made.up", number: int = 1, **more: Any) -> bytes:
    """Write an event's body."""
    event = {
        "id": f"evt_{number}",
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": "obj_1", "object": "thing"}},
        **more,
    }
    return json.dumps(event).encode()


def knock(client: Client, body: bytes, signature: str) -> Any:
    return client.post(DOOR, data=body, content_type="application/json", headers={"Stripe-Signature": signature})


def without_v1(header: str) -> str:
    return ",".join(part for part in header.split(",") if not part.startswith("v1="))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forge",
    [
        lambda body: (body, ""),
        lambda body: (body, sign(body, "whsec_wrong")),
        lambda body: (body + b" ", sign(body, PLATFORM_SECRET)),
        lambda body: (json.dumps(json.loads(body), indent=1).encode(), sign(body, PLATFORM_SECRET)),
        lambda body: (body, without_v1(sign(body, PLATFORM_SECRET))),
        lambda body: (body, sign(body, PLATFORM_SECRET, at=int(time.time()) - 301)),
        lambda body: (body, sign(body, PLATFORM_SECRET, at=int(time.time()) + 3600)),
        lambda body: (b"not json", sign(b"not json", PLATFORM_SECRET)),
    ],
    ids=["unsigned", "other secret", "one byte more", "rewritten", "v0 alone", "old", "from the future", "no event"],
)
def test_a_forged_event_is_refused_and_not_kept(client: Client, forge: Callable[[bytes], tuple[bytes, str]]) -> None:
    answer = knock(client, *forge(envelope()))

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "webhook_rejected"
    assert not StripeEvent.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_the_door_takes_posts_of_a_decent_size_only(client: Client) -> None:
    large = envelope(padding="x" * 256 * 1024)

    assert client.get(DOOR).status_code == 405
    assert knock(client, large, sign(large, PLATFORM_SECRET)).status_code == 413
    assert not StripeEvent.objects.exists()


@pytest.mark.django_db
def test_a_repeated_event_is_answered_alike_and_kept_once(client: Client) -> None:
    body = envelope()

    answers = {knock(client, body, sign(body, PLATFORM_SECRET)).status_code for _ in range(5)}

    assert answers == {200}
    assert StripeEvent.objects.count() == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_an_unknown_type_is_kept_without_effect(client: Client) -> None:
    body = envelope("sigma.scheduled_query_run.created")
    knock(client, body, sign(body, PLATFORM_SECRET))
    work()

    event = StripeEvent.objects.get()
    assert event.applied_at is not None
    assert event.error == "no handler for this type; stored, without effect"


@pytest.mark.django_db
def test_a_live_event_has_no_effect_on_a_test_platform(client: Client) -> None:
    body = envelope("checkout.session.completed", livemode=True)
    knock(client, body, sign(body, PLATFORM_SECRET))
    work()

    assert StripeEvent.objects.get().error.startswith("not for this mode")


@pytest.mark.django_db
def test_a_failing_event_keeps_its_error_and_is_applied_later(emulator: Emulator, post: Post) -> None:
    # given a paid top-up, and Stripe down when its event is applied
    started = topups.start(user=person("Cleo"), amount=Money(2_000, "USD"))
    emulator.control("pay", session=started.top_up.session)
    emulator.control("fault", match="GET /v1/checkout/sessions*", status=500, times=50)
    post.deliver()

    # then the row says why, and nothing was credited
    event = StripeEvent.objects.get(type="checkout.session.completed")
    assert (event.applied_at, event.attempts) == (None, 1)
    assert event.error.startswith("GatewayUnknown")
    assert balance(chart.wallet(started.top_up.user_id)) == 0

    # when Stripe is back
    emulator.control("clear_faults")
    events.apply(event_id=event.pk)

    # then
    event.refresh_from_db()
    assert (event.applied_at is not None, event.error) == (True, "")
    assert balance(chart.wallet(started.top_up.user_id)) == 2_000


@pytest.mark.django_db(transaction=True)
def test_an_event_sent_a_hundred_times_at_once_credits_once(
    emulator: Emulator, post: Post, books: Callable[[], None]
) -> None:
    # given
    started = topups.start(user=person("Cleo"), amount=Money(2_000, "USD"))
    emulator.control("pay", session=started.top_up.session)
    (event,) = [event for event in post.waiting() if event["type"] == "checkout.session.completed"]
    statuses: list[int] = []

    def send() -> None:
        try:
            statuses.extend(Post(emulator).push(event) for _ in range(10))
        finally:
            connections.close_all()

    # when
    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()

    # then
    assert statuses == [200] * 100
    assert StripeEvent.objects.count() == 1
    assert balance(chart.wallet(started.top_up.user_id)) == 2_000
    books()


@pytest.mark.django_db
def test_news_in_the_wrong_order_ends_the_same(
    emulator: Emulator, post: Post, reviewers: Any, books: Callable[[], None]
) -> None:
    # given a top-up and a payout whose bank payout failed after it was paid
    started = topups.start(user=person("Cleo"), amount=Money(9_000, "USD"))
    emulator.control("pay", session=started.top_up.session)
    mira = earner()
    mira.onboard(emulator)
    payout = approve(mira.request(2_000), *reviewers)
    work()
    emulator.control("advance", seconds=61)
    emulator.control("advance", seconds=61)
    (paid,) = emulator.events("payout.paid")
    emulator.control("fail_payout", payout=paid["data"]["object"]["id"])

    # when the newest news comes first, and all of it twice
    backwards = list(reversed(post.waiting()))
    post.deliver(*backwards)
    post.deliver(*post.waiting())
    post.deliver(*backwards)

    # then
    assert TopUp.objects.get().state == "paid"
    assert Payout.objects.get(pk=payout.pk).state == "failed"
    assert mira.payable() == 2_000
    assert not StripeEvent.objects.filter(applied_at__isnull=True).exists()
    books()


@pytest.mark.django_db
def test_events_left_behind_are_found_again(post: Post, emulator: Emulator) -> None:
    # given an event whose message was lost
    started = topups.start(user=person("Cleo"), amount=Money(2_000, "USD"))
    emulator.control("pay", session=started.top_up.session)
    post.push(emulator.events("checkout.session.completed")[0])
    OutboxMessage.objects.all().delete()
    assert events.waiting() == []

    # when a minute has gone by
    StripeEvent.objects.update(received_at=StripeEvent.objects.get().received_at - dt.timedelta(seconds=61))

    # then
    assert events.waiting() == [StripeEvent.objects.get().pk]
