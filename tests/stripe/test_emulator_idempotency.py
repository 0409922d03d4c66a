"""Idempotency keys behave as Stripe documents them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from payouts.emulator import Emulator, running_emulator
from tests.stripe.raw import Answer, call

DAY = 24 * 3600


@pytest.fixture
def world() -> Iterator[Emulator]:
    """An emulator with an onboarded account, and no checking of the odd calls made here."""
    with running_emulator() as emulator:
        yield emulator


@pytest.fixture
def account(world: Emulator) -> str:
    """An account that may receive transfers."""
    recipient = {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
    created = call(
        world,
        "POST",
        "/v2/core/accounts",
        {"identity": {"country": "DE"}, "configuration": {"recipient": recipient}},
    )
    identity: str = created.body["id"]
    world.control("onboard", account=identity)
    return identity


def transfer(world: Emulator, account: str, amount: int = 100, key: str = "key-1") -> Answer:
    """Send a transfer."""
    return call(world, "POST", "/v1/transfers", {"amount": amount, "currency": "usd", "destination": account}, key=key)


def test_a_success_is_replayed_word_for_word(world: Emulator, account: str) -> None:
    world.control("add_funds", amount=1000)

    first, second = transfer(world, account), transfer(world, account)

    assert first.text == second.text
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert len(world.objects("transfer")) == 1


def test_a_business_refusal_is_replayed_even_when_it_would_now_succeed(world: Emulator, account: str) -> None:
    refused = transfer(world, account)
    world.control("add_funds", amount=1000)

    again, fresh = transfer(world, account), transfer(world, account, key="key-2")

    assert (refused.status, refused.code) == (400, "balance_insufficient")
    assert (again.text, again.headers["Idempotent-Replayed"]) == (refused.text, "true")
    assert fresh.status == 200


def test_a_500_is_replayed_too(world: Emulator, account: str) -> None:
    world.control("add_funds", amount=1000)
    world.control("fault", match="POST /v1/transfers", status=500)

    first, second = transfer(world, account), transfer(world, account)

    assert first.status == second.status == 500
    assert second.headers["Idempotent-Replayed"] == "true"
    assert transfer(world, account, key="key-2").status == 200


def test_other_parameters_under_a_used_key_are_an_error(world: Emulator, account: str) -> None:
    world.control("add_funds", amount=1000)
    transfer(world, account, amount=100)

    answer = transfer(world, account, amount=101)

    assert answer.status == 400
    assert answer.body["error"]["type"] == "idempotency_error"
    assert "same parameters" in answer.body["error"]["message"]


def test_another_endpoint_under_a_used_key_is_an_error(world: Emulator, account: str) -> None:
    transfer(world, account)

    answer = call(world, "POST", "/v1/refunds", {"charge": "ch_1"}, key="key-1")

    assert answer.body["error"]["type"] == "idempotency_error"
    assert "same endpoint" in answer.body["error"]["message"]


def test_a_bad_parameter_does_not_use_the_key_up(world: Emulator, account: str) -> None:
    world.control("add_funds", amount=1000)

    bad = call(world, "POST", "/v1/transfers", {"amount": "ten", "currency": "usd", "destination": account}, key="k")
    good = transfer(world, account, key="k")

    assert (bad.status, bad.code) == (400, "parameter_invalid_integer")
    assert good.status == 200


@pytest.mark.parametrize("status", [401, 429])
def test_a_call_that_was_not_looked_at_does_not_use_the_key_up(world: Emulator, account: str, status: int) -> None:
    world.control("add_funds", amount=1000)
    world.control("fault", match="POST /v1/transfers", status=status)

    assert transfer(world, account).status == status
    assert transfer(world, account).status == 200


def test_after_a_day_the_same_key_executes_again(world: Emulator, account: str) -> None:
    world.control("add_funds", amount=1000)
    first = transfer(world, account)

    world.control("advance", seconds=DAY - 60)
    within = transfer(world, account)
    world.control("advance", seconds=120)
    after = transfer(world, account)

    assert within.body["id"] == first.body["id"]
    assert after.body["id"] != first.body["id"]


def test_v2_replays_success_for_thirty_days(world: Emulator) -> None:
    def create() -> Answer:
        return call(world, "POST", "/v2/core/accounts", {"display_name": "Ann"}, key="v2-key")

    first = create()
    world.control("advance", seconds=29 * DAY)
    within = create()
    world.control("advance", seconds=2 * DAY)

    assert within.body["id"] == first.body["id"]
    assert create().body["id"] != first.body["id"]


def test_v2_tries_failed_work_again(world: Emulator) -> None:
    world.control("fault", match="POST /v2/core/accounts", status=500)

    first = call(world, "POST", "/v2/core/accounts", {"display_name": "Ann"}, key="v2-key")
    second = call(world, "POST", "/v2/core/accounts", {"display_name": "Ann"}, key="v2-key")

    assert (first.status, second.status) == (500, 200)


def test_v2_refuses_other_parameters_under_a_used_key(world: Emulator) -> None:
    call(world, "POST", "/v2/core/accounts", {"display_name": "Ann"}, key="v2-key")

    answer = call(world, "POST", "/v2/core/accounts", {"display_name": "Bob"}, key="v2-key")

    assert (answer.status, answer.code) == (400, "idempotency_error")


def test_accounts_have_keys_of_their_own(world: Emulator, account: str) -> None:
    ours = call(world, "POST", "/v1/payouts", {"amount": 1, "currency": "usd"}, key="same")
    theirs = call(world, "POST", "/v1/payouts", {"amount": 2, "currency": "usd"}, key="same", Stripe_Account=account)

    assert ours.code == theirs.code == "balance_insufficient"


def test_an_endless_key_is_refused(world: Emulator, account: str) -> None:
    assert transfer(world, account, key="k" * 256).status == 400
