"""REST: each sees their own; a repeat does nothing again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from core import api_keys
from core.models import User
from core.money import Money
from payouts.emulator import Emulator
from payouts.models import Payout, TopUp
from payouts.services import topups
from tests.payouts.world import Earner, person

pytestmark = pytest.mark.django_db

JSON = {"content_type": "application/json"}


def client_of(user: User) -> Client:
    _, secret = api_keys.issue(user=user, name="test")
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_a_wallet_shows_balances_allowance_and_movements(emulator: Emulator) -> None:
    cleo = person("Cleo")
    started = topups.start(user=cleo, amount=Money(900, "USD"))
    emulator.control("pay", session=started.top_up.session)
    topups.sync(top_up=started.top_up)

    body = client_of(cleo).get("/api/v1/wallet/").json()

    assert body["balances"] == [
        {
            "currency": "USD",
            "available": {"minor": 900, "currency": "USD"},
            "held": {"minor": 0, "currency": "USD"},
        }
    ]
    assert body["allowance"]["available"] == 30
    (line,) = body["lines"]
    assert (line["kind"], line["cause"], line["amount"]["minor"]) == ("top_up", started.top_up.pk, 900)


def test_a_top_up_takes_a_key_and_gives_the_same_page_twice(emulator: Emulator) -> None:
    client = client_of(person("Cleo"))
    asked = {"minor": 2_000, "currency": "USD"}

    without = client.post("/api/v1/top-ups/", asked, **JSON)
    first = client.post("/api/v1/top-ups/", asked, **JSON, headers={"Idempotency-Key": "a"})
    again = client.post("/api/v1/top-ups/", asked, **JSON, headers={"Idempotency-Key": "a"})
    other = client.post("/api/v1/top-ups/", {**asked, "minor": 2_001}, **JSON, headers={"Idempotency-Key": "a"})

    assert (without.status_code, without["Content-Type"]) == (400, "application/problem+json")
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["checkout_url"].startswith(emulator.base_url)
    assert other.status_code == 422
    assert TopUp.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"minor": 0, "currency": "USD"},
        {"minor": -5, "currency": "USD"},
        {"minor": 10**18, "currency": "USD"},
        {"minor": "NaN", "currency": "USD"},
        {"minor": 20.5, "currency": "USD"},
        {"minor": 2_000, "currency": "usd"},
        {"minor": 2_000, "currency": "XXQ"},
        {"minor": 100, "currency": "USD"},
    ],
)
def test_a_top_up_that_makes_no_sense_is_a_problem(emulator: Emulator, asked: dict[str, Any]) -> None:
    answer = client_of(person("Cleo")).post("/api/v1/top-ups/", asked, **JSON, headers={"Idempotency-Key": "a"})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert not TopUp.objects.exists()


def test_a_payout_is_asked_for_and_followed(mira: Earner, emulator: Emulator) -> None:
    # given
    client = client_of(mira.user)
    mira.earn(800)
    statement = mira.state()
    key = {"Idempotency-Key": "p"}

    # then an account comes first
    early = client.post("/api/v1/payouts/", {"statement": statement.pk}, **JSON, headers=key)
    assert (early.status_code, early.json()["code"]) == (409, "onboarding_unfinished")

    # when it is there, the same key works
    mira.onboard(emulator)
    first = client.post("/api/v1/payouts/", {"statement": statement.pk}, **JSON, headers=key)
    again = client.post("/api/v1/payouts/", {"statement": statement.pk}, **JSON, headers=key)

    # then
    assert (first.status_code, again.json()) == (201, first.json())
    body = client.get(first["Location"]).json()
    assert (body["state"], body["amount"]) == ("requested", {"minor": 800, "currency": "USD"})
    assert [row["id"] for row in client.get("/api/v1/payouts/").json()["items"]] == [body["id"]]
    assert [row["number"] for row in client.get("/api/v1/statements/").json()["items"]] == [1]
    assert Payout.objects.count() == 1


def test_a_stranger_sees_nothing_of_it(mira: Earner, emulator: Emulator) -> None:
    mira.onboard(emulator)
    payout = mira.request(800)
    eve = client_of(person("Eve"))

    assert eve.get(f"/api/v1/payouts/{payout.pk}/").status_code == 404
    assert eve.get("/api/v1/payouts/").json()["items"] == []
    asked = eve.post("/api/v1/payouts/", {"statement": payout.statement_id}, **JSON, headers={"Idempotency-Key": "x"})
    assert asked.status_code == 404
    assert Client().get("/api/v1/wallet/").status_code == 401
