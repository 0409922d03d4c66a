"""Stripe's news, each piece three times and in no order, over real HTTP: the same end as one by one, in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import outbox
from core.models import User
from core.money import Money
from ledger import chart
from ledger import selectors as books
from payouts.emulator import Emulator, running_emulator
from payouts.models import Payout, StripeEvent, TopUp
from payouts.services import topups
from tests.payouts.world import Earner, approve, balance, earner, person, reviewer, work
from tests.torture.proof import broken
from tests.torture.scoreboard import scenario, times

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tasks_at_once")]

Reader = Callable[[], dict[str, Any]]

COPIES = 3
DELIVERY_SECONDS = 60


@pytest.fixture
def emulator(settings: Any, live_server: Any) -> Iterator[Emulator]:
    """Stripe, whose postman knocks at our real doors."""
    doors = {
        "webhook_url": f"{live_server.url}/webhooks/stripe/",
        "connect_webhook_url": f"{live_server.url}/webhooks/stripe-connect/",
    }
    with running_emulator(payout_delay_seconds=60, **doors) as running:
        settings.STRIPE_API_BASE = running.base_url
        running.control("add_funds", amount=1_000_000)
        yield running


def settle_down(emulator: Emulator) -> None:
    """Wait until every webhook was taken and acted on, the worker at work all the while.

    What fails once (Stripe busy, the database locked) is tried again a second or two later: that is the promise.
    """
    deadline = time.monotonic() + DELIVERY_SECONDS
    while emulator.world.store.rows("SELECT 1 FROM deliveries WHERE done = 0") or undone():
        emulator.world.wake.set()
        outbox.deliver()
        assert time.monotonic() < deadline, f"webhooks are still waiting; undone: {undone()}"
        time.sleep(0.02)
    work()


def undone() -> list[tuple[str, str]]:
    """The events that were taken and not acted on yet, with what went wrong."""
    return list(StripeEvent.objects.filter(applied_at__isnull=True).values_list("type", "error"))


def live_through(emulator: Emulator, reviewers: tuple[User, User], then: Callable[[], None]) -> Reader:
    """Top up in three ways and pay two people out, one of whom has the wrong bank; `then` after each. The end of it."""
    cleo, mira, nils = person("Cleo"), earner("Mira"), earner("Nils")
    clearing = balance(chart.STRIPE_CLEARING)
    for control, arguments in (("pay", {}), ("pay_later", {}), ("pay_later", {"outcome": "fail"})):
        started = topups.start(user=cleo, amount=Money(5_000, "USD"))
        emulator.control(control, session=started.top_up.session, **arguments)
        then()
    emulator.control("advance", seconds=6)
    then()
    sent = [pay_out(emulator, one, reviewers) for one in (mira, nils)]
    for _ in range(2):
        emulator.control("advance", seconds=61)
        then()
    emulator.control("fail_payout", payout=bank_payout(emulator, sent[1]))
    then()
    return the_end(cleo, (mira, nils), clearing)


def pay_out(emulator: Emulator, payee: Earner, reviewers: tuple[User, User]) -> Payout:
    """Earn, onboard, ask, approve, send."""
    payee.onboard(emulator)
    payout = approve(payee.request(2_000), *reviewers)
    work()
    payout.refresh_from_db()
    return payout


def bank_payout(emulator: Emulator, payout: Payout) -> str:
    """The bank payout Stripe made on the account of a payout's payee."""
    account = payout.account.stripe_account
    return next(str(one["data"]["object"]["id"]) for one in emulator.events("payout.paid") if one["account"] == account)


def the_end(cleo: User, payees: tuple[Earner, Earner], clearing: int) -> Reader:
    """How to read what became of one life: states, balances, and the movements of its wallet and payables."""

    def read() -> dict[str, Any]:
        entries = [row.kind for row in books.statement(chart.wallet(cleo.pk), "USD").rows]
        return {
            "top-ups": sorted(TopUp.objects.filter(user=cleo).values_list("state", "amount", "fee")),
            "wallet": (balance(chart.wallet(cleo.pk)), sorted(entries)),
            "payouts": [
                list(Payout.objects.filter(payee=one.payee).values_list("state", "reason_code")) for one in payees
            ],
            "payable": [
                (one.payable(), [row.kind for row in books.statement(chart.payable(one.payee.pk), "USD").rows])
                for one in payees
            ],
            "at Stripe": balance(chart.STRIPE_CLEARING) - clearing,
            "left undone": undone(),
        }

    return read


def in_order(emulator: Emulator, reviewers: tuple[User, User]) -> dict[str, Any]:
    """Every piece of news once, as it happens."""
    emulator.control("webhooks", copies=1)
    read = live_through(emulator, reviewers, lambda: settle_down(emulator))
    return read()


def in_disorder(emulator: Emulator, reviewers: tuple[User, User]) -> dict[str, Any]:
    """Nothing until it is all over; then everything, shuffled, in copies; and all of it again."""
    emulator.control("webhooks", hold=True)
    before = {event["id"] for event in emulator.events()}
    read = live_through(emulator, reviewers, lambda: None)
    emulator.control("webhooks", shuffle=True, copies=COPIES)
    settle_down(emulator)
    for event in emulator.events():
        if event["id"] not in before:
            emulator.control("resend", event=event["id"])
    settle_down(emulator)
    return read()


def test_news_in_copies_and_disorder_ends_as_it_does_in_order(emulator: Emulator) -> None:
    reviewers = reviewer("Rosa"), reviewer("Tom")
    expected = in_order(emulator, reviewers)
    assert [payout[0] for payout in expected["payouts"]] == [("paid", ""), ("failed", "bank_returned")]
    with scenario(f"webhooks shuffled, {COPIES} copies, resent") as story:
        for turn in range(times(short=1, full=10)):
            with story.run():
                found = in_disorder(emulator, reviewers)
            for what, value in expected.items():
                story.expect(found[what] == value, f"run {turn}, {what}: {found[what]}, in order {value}")
        story.violations += broken()
