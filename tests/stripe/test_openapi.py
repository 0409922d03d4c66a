"""The checker itself: it lets the right through and finds each kind of wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payouts.emulator import Emulator
from payouts.gateway import StripeGateway
from tests.stripe.conftest import open_account
from tests.stripe.openapi import SDK_VERSION, Exchange, apply_change, check, check_event, document
from tests.stripe.test_gateway_money_out import send


@pytest.fixture
def transfer(gateway: StripeGateway, emulator: Emulator) -> Exchange:
    """A transfer as the SDK made it and the emulator answered it."""
    emulator.control("add_funds", amount=5000)
    send(gateway, open_account(gateway, emulator))
    assert emulator.options.observer is not None
    exchange: Exchange = emulator.options.observer.exchanges[-1]  # type: ignore[attr-defined]
    return exchange


def answered(exchange: Exchange, **changes: Any) -> Exchange:
    """Return an exchange with another answer; a change to None removes the field."""
    body = {**json.loads(exchange.response), **changes}
    kept = {name: value for name, value in body.items() if value is not None or name not in changes}
    return replace(exchange, response=json.dumps(kept))


def test_the_document_is_dahlia_and_the_sdk_speaks_endive() -> None:
    assert document()["info"]["version"] == "2026-05-27.dahlia"
    assert SDK_VERSION == "2026-10-28.endive"


def test_a_real_transfer_is_clean(transfer: Exchange) -> None:
    assert check(transfer) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"path": "/v1/transferz"}, "no such operation"),
        ({"method": "DELETE"}, "no such operation"),
        ({"body": "amount=1&currency=usd&destination=acct_1&colour=red"}, "colour"),
        ({"body": "amount=1&currency=usd"}, "'destination' is a required property"),
        ({"body": "amount=ten&currency=usd&destination=acct_1"}, "'ten' is not of type 'integer'"),
        ({"body": "amount=1&currency=usd&destination=acct_1&source_type=gold"}, "gold"),
        ({"status": 302}, "not declared"),
    ],
)
def test_a_wrong_request_is_found(transfer: Exchange, change: dict[str, Any], finding: str) -> None:
    problems = check(replace(transfer, **change))

    assert any(finding in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("header", "value", "finding"),
    [
        ("stripe-version", "2020-01-01", "Stripe-Version"),
        ("idempotency-key", "", "without an Idempotency-Key"),
        ("content-type", "application/json", "Content-Type"),
    ],
)
def test_a_wrong_header_is_found(transfer: Exchange, header: str, value: str, finding: str) -> None:
    problems = check(replace(transfer, headers={**transfer.headers, header: value}))

    assert any(finding in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"amount": "1500"}, "'1500' is not of type 'integer'"),
        ({"reversed": None}, "'reversed' is a required property"),
        ({"colour": "red"}, "colour"),
        ({"object": "charge"}, "charge"),
        ({"destination": 7}, "7 is not"),
    ],
)
def test_a_wrong_answer_is_found(transfer: Exchange, changes: dict[str, Any], finding: str) -> None:
    problems = check(answered(transfer, **changes))

    assert any(finding in problem for problem in problems), problems


def test_a_spoilt_answer_is_not_held_against_the_emulator(transfer: Exchange) -> None:
    assert check(replace(transfer, response="<html>", faulty=True)) == []


def test_a_wrong_query_is_found(transfer: Exchange) -> None:
    listing = replace(
        transfer,
        method="GET",
        query="limit=ten&colour=red&expand[0]=data.destination",
        body="",
        response='{"object": "list", "data": [], "has_more": false, "url": "/v1/transfers"}',
    )

    problems = "\n".join(check(listing))

    assert "limit: " in problems
    assert "unknown query parameter colour" in problems
    assert "expand" not in problems


def test_what_endive_removed_is_found_though_dahlia_had_it(transfer: Exchange) -> None:
    asked = replace(
        transfer,
        path="/v1/payment_intents",
        body="amount=500&currency=usd&payment_method_types[0]=card",
        faulty=True,
    )

    assert any("payment_method_types" in problem for problem in check(asked))


def test_every_endive_difference_says_why() -> None:
    changes = json.loads((Path(__file__).parent / "endive.json").read_text())

    assert len(changes) > 10
    assert all(change["why"] for change in changes)


def test_a_difference_that_no_longer_fits_the_document_is_an_error() -> None:
    with pytest.raises(KeyError):
        apply_change({"paths": {}}, {"op": "remove", "path": "/paths/~1v1~1gone"})
    with pytest.raises(KeyError):
        apply_change({"paths": {}}, {"op": "replace", "path": "/paths/~1v1~1gone", "value": 1})


def test_a_wrong_event_is_found(gateway: StripeGateway, emulator: Emulator, transfer: Exchange) -> None:
    event = emulator.events("transfer.created")[0]
    subject = {**event["data"]["object"], "amount": "lots"}

    assert check_event(event) == []
    assert check_event({**event, "data": {"object": subject}})
    assert check_event({**event, "created": "yesterday"})
