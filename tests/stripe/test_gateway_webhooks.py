"""Which webhooks the gateway believes, and what it reads in them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.money import Money
from payouts.emulator import sign
from payouts.gateway import ReceivedEvent, StripeGateway, WebhookRejected
from tests.stripe.conftest import KEY, gateway_for, open_account, open_topup, yesterday

SECRET = "whsec_test"

SNAPSHOT = json.dumps(
    {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": 1_790_000_000,
        "data": {"object": {"id": "po_1", "object": "payout", "amount": 1500}},
        "livemode": False,
        "pending_webhooks": 1,
        "request": None,
        "type": "payout.paid",
        "account": "acct_1",
    }
).encode()

THIN = json.dumps(
    {
        "id": "evt_2",
        "object": "v2.core.event",
        "type": "v2.core.account[requirements].updated",
        "livemode": False,
        "created": "2026-09-21T14:13:20.000Z",
        "related_object": {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"},
    }
).encode()


@pytest.fixture
def verifier() -> StripeGateway:
    """A gateway with nobody at the other end: verifying sends nothing."""
    return StripeGateway(secret_key=KEY, api_base="http://127.0.0.1:9", timeout=(0.1, 0.1))


def verified(gateway: StripeGateway, body: bytes, signature: str, secret: str = SECRET) -> ReceivedEvent:
    """Verify a webhook."""
    return gateway.verify_webhook(body=body, signature=signature, secret=secret)


def test_a_signed_snapshot_tells_what_happened_to_which_object(verifier: StripeGateway) -> None:
    event = verified(verifier, SNAPSHOT, sign(SNAPSHOT, SECRET))

    assert (event.id, event.type, event.account) == ("evt_1", "payout.paid", "acct_1")
    assert (event.object_type, event.object_id, event.livemode) == ("payout", "po_1", False)
    assert event.created == datetime.fromtimestamp(1_790_000_000, tz=UTC)
    assert event.raw == json.loads(SNAPSHOT)


def test_a_signed_thin_event_tells_which_account_to_look_at(verifier: StripeGateway) -> None:
    event = verified(verifier, THIN, sign(THIN, SECRET))

    assert (event.id, event.type) == ("evt_2", "v2.core.account[requirements].updated")
    assert (event.object_type, event.object_id, event.account) == ("v2.core.account", "acct_1", "acct_1")
    assert event.created == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


# Made when the test runs: a signature carries the time.
FORGERIES: dict[str, Callable[[], str]] = {
    "no header": lambda: "",
    "nonsense": lambda: "hello",
    "no time": lambda: sign(SNAPSHOT, SECRET).partition(",")[2],
    "another secret": lambda: sign(SNAPSHOT, "whsec_other"),
    "another body": lambda: sign(THIN, SECRET),
    "the fake v0 alone": lambda: sign(SNAPSHOT, SECRET).replace("v1=", "v2=").replace("v0=" + "0" * 64, "v0=1"),
    "six minutes old": lambda: sign(SNAPSHOT, SECRET, at=int(time.time()) - 360),
    "six minutes ahead": lambda: sign(SNAPSHOT, SECRET, at=int(time.time()) + 360),
}


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_webhook_that_proves_nothing_is_rejected(verifier: StripeGateway, forgery: str) -> None:
    with pytest.raises(WebhookRejected):
        verified(verifier, SNAPSHOT, FORGERIES[forgery]())


@pytest.mark.parametrize("seconds", [-240, 240])
def test_clocks_may_differ_by_some_minutes(verifier: StripeGateway, seconds: int) -> None:
    assert verified(verifier, SNAPSHOT, sign(SNAPSHOT, SECRET, at=int(time.time()) + seconds)).id == "evt_1"


def test_a_v0_made_with_our_secret_still_proves_nothing(verifier: StripeGateway) -> None:
    with pytest.raises(WebhookRejected):
        verified(verifier, SNAPSHOT, sign(SNAPSHOT, SECRET).replace("v1=", "v0="))


def test_while_the_secret_is_rolled_either_signature_counts(verifier: StripeGateway) -> None:
    old, new = sign(SNAPSHOT, "whsec_old"), sign(SNAPSHOT, SECRET)
    both = f"{old},{new.partition(',')[2]}"

    assert verified(verifier, SNAPSHOT, both).id == "evt_1"
    assert verified(verifier, SNAPSHOT, both, secret="whsec_old").id == "evt_1"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b"\xff\xfe", b'{"object": "event", "id": "evt_1"}', b"{"])
def test_a_signed_body_that_is_no_event_is_rejected(verifier: StripeGateway, body: bytes) -> None:
    with pytest.raises(WebhookRejected):
        verified(verifier, body, sign(body, SECRET))


def test_without_a_secret_nothing_is_believed(verifier: StripeGateway) -> None:
    with pytest.raises(WebhookRejected):
        verified(verifier, SNAPSHOT, sign(SNAPSHOT, ""), secret="")


def test_what_the_emulator_sends_is_believed_with_the_right_secret_only(start, sink) -> None:  # type: ignore[no-untyped-def]
    emulator = start(
        webhook_url=sink.url, connect_webhook_url=sink.url, webhook_secret="whsec_p", connect_webhook_secret="whsec_c"
    )
    gateway = gateway_for(emulator)
    account = open_account(gateway)
    emulator.control("pay", session=open_topup(gateway))
    sink.wait_for(6)

    for body, signature in zip(sink.bodies, sink.signatures, strict=True):
        thin = b'"v2.core.event"' in body
        event = verified(gateway, body, signature, secret="whsec_c" if thin else "whsec_p")
        assert event.account == (account if thin else None)
        with pytest.raises(WebhookRejected):
            verified(gateway, body, signature, secret="whsec_p" if thin else "whsec_c")


def test_missed_events_are_found_in_the_list(start, sink) -> None:  # type: ignore[no-untyped-def]
    emulator = start(webhook_url=sink.url, webhook_retry_seconds=60)
    gateway = gateway_for(emulator)
    session = open_topup(gateway)
    sink.answers.extend([500] * 5)
    emulator.control("pay", session=session)
    sink.wait_for(5)

    missed = list(gateway.list_events(created_after=yesterday(), undelivered_only=True))
    paid = list(gateway.list_events(created_after=yesterday(), types=["checkout.session.completed"]))

    assert {event.id for event in missed} == {event["id"] for event in sink.events}
    assert [(event.type, event.object_id) for event in paid] == [("checkout.session.completed", session)]


def test_an_accounts_events_are_listed_for_that_account(start) -> None:  # type: ignore[no-untyped-def]
    emulator = start(payout_delay_seconds=0)
    gateway = gateway_for(emulator)
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    gateway.send_transfer(
        payout_id="po_1", amount=Money(1, "USD"), account_id=account, transfer_group="g", idempotency_key="k"
    )

    events = list(gateway.list_events(created_after=yesterday(), account_id=account))

    assert [event.type for event in events] == ["payout.reconciliation_completed", "payout.paid", "payout.created"]
    assert {event.account for event in events} == {account}


def test_a_thin_event_can_be_fetched_again(gateway: StripeGateway, emulator) -> None:  # type: ignore[no-untyped-def]
    account = open_account(gateway, emulator)
    kind = "v2.core.account[configuration.recipient].capability_status_updated"
    sent = emulator.events(kind)[0]

    event = gateway.fetch_event(event_id=sent["id"])

    assert (event.type, event.object_id) == (kind, account)
    assert event.raw["data"] == {"updated_capability": "stripe_balance.stripe_transfers"}
