"""The whole way of the money, over HTTP on both sides, with the balances after each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from core.models import User
from core.money import Money
from ledger import chart
from payouts.emulator import Emulator, running_emulator
from payouts.models import Payout, StripeEvent, TopUp, TransferAttempt
from payouts.services import onboarding, payouts, topups
from tests.payouts.world import CONNECT_SECRET, PLATFORM_SECRET, Post, approve, balance, earner, person, reviewer, work


@pytest.mark.usefixtures("no_call_inside_a_transaction")
def test_money_comes_in_is_earned_and_reaches_the_bank(
    emulator: Emulator, post: Post, books: Callable[[], None]
) -> None:
    # given a creator who tops up 50.00
    creator = person("Cleo")
    started = topups.start(user=creator, amount=Money(5_000, "USD"), return_path="/make/")
    assert started.url.startswith(emulator.base_url)
    assert balance(chart.wallet(creator.pk)) == 0

    # when Stripe says it is paid
    emulator.control("pay", session=started.top_up.session)
    assert set(post.deliver()) == {200}

    # then the wallet has it, once, and we hold it at Stripe less the fee
    top_up = TopUp.objects.get(pk=started.top_up.pk)
    assert (top_up.state, top_up.fee) == ("paid", 175)
    assert balance(chart.wallet(creator.pk)) == 5_000
    assert balance(chart.STRIPE_FEES) == -175
    assert balance(chart.STRIPE_CLEARING) == -4_825
    books()

    # given a payee who earned 30.00 and is onboarded
    mira = earner()
    mira.earn(1_000, times=3)
    account = mira.onboard(emulator)
    assert account.state == "active"
    assert mira.payable() == 3_000

    # when they ask for their statement
    statement = mira.state()
    payout = payouts.request(statement_id=statement.pk, user=mira.user)

    # then the money is set aside
    assert (payout.state, payout.amount) == ("requested", 3_000)
    assert (mira.payable(), balance(chart.payout(payout.pk))) == (0, 3_000)
    books()

    # when two people approve it
    rosa, tom = reviewer("Rosa"), reviewer("Tom")
    assert approve(payout, rosa).state == "requested"
    assert approve(payout, tom).state == "approved"
    work()

    # then one transfer was made, with the key stored before
    payout.refresh_from_db()
    assert payout.state == "sent"
    assert payout.transfer.startswith("tr_")
    attempt = TransferAttempt.objects.get(payout=payout)
    assert (attempt.key, attempt.state, attempt.transfer) == (f"payout:{payout.pk}:transfer:1", "sent", payout.transfer)
    assert balance(chart.payout(payout.pk)) == 0
    assert balance(chart.STRIPE_CLEARING) == -1_825
    books()

    # when Stripe's bank payout arrives
    emulator.control("advance", seconds=61)
    emulator.control("advance", seconds=61)
    assert set(post.deliver()) == {200}

    # then it is paid, and the payee was told at each step
    payout.refresh_from_db()
    assert (payout.state, payout.bank_payout[:3]) == ("paid", "po_")
    assert balance(chart.STRIPE_CLEARING) == -1_825
    subjects = [letter.subject for letter in mail.outbox if mira.user.email in letter.to]
    assert subjects == ["$30.00 is on its way to you", "$30.00 was paid to your bank"]
    books()


@pytest.mark.django_db(transaction=True)
def test_stripes_news_comes_in_over_http(live_server: Any, settings: Any) -> None:
    # given Stripe knows our doors
    doors = {
        "webhook_url": f"{live_server.url}/webhooks/stripe/",
        "connect_webhook_url": f"{live_server.url}/webhooks/stripe-connect/",
        "webhook_secret": PLATFORM_SECRET,
        "connect_webhook_secret": CONNECT_SECRET,
    }
    with running_emulator(**doors) as emulator:
        settings.STRIPE_API_BASE = emulator.base_url
        mira, cleo = earner(), person("Cleo")

        # when a creator pays and a payee onboards, each event delivered three times in some order
        emulator.control("webhooks", copies=3, shuffle=True)
        started = topups.start(user=cleo, amount=Money(5_000, "USD"))
        emulator.control("pay", session=started.top_up.session)
        account = onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="DE")
        emulator.control("onboard", account=account.stripe_account)
        emulator.wait_until_delivered()
        work()

    # then
    account.refresh_from_db()
    assert account.state == "active"
    assert balance(chart.wallet(cleo.pk)) == 5_000
    assert not StripeEvent.objects.filter(applied_at__isnull=True).exists()


def test_a_bank_that_sends_it_back_gives_the_payee_their_balance_again(
    emulator: Emulator, post: Post, reviewers: tuple[User, User], books: Callable[[], None]
) -> None:
    # given a payout that was paid
    mira = earner()
    mira.onboard(emulator)
    emulator.control("add_funds", amount=50_000)
    payout = approve(mira.request(2_000), *reviewers)
    work()
    emulator.control("advance", seconds=61)
    emulator.control("advance", seconds=61)
    post.deliver()
    payout.refresh_from_db()
    assert payout.state == "paid"

    # when the bank sends it back
    emulator.control("fail_payout", payout=payout.bank_payout)
    post.deliver()

    # then the transfer was pulled back, and the statement can be asked for again
    payout.refresh_from_db()
    assert (payout.state, payout.reason_code) == ("failed", "bank_returned")
    assert "bank account is closed" in payout.reason
    assert mira.payable() == 2_000
    books()
    again = payouts.request(statement_id=payout.statement_id, user=mira.user)
    assert (again.state, mira.payable()) == ("requested", 0)
    books()


def test_money_the_payee_has_moved_on_is_not_credited_twice(
    emulator: Emulator, post: Post, reviewers: tuple[User, User], books: Callable[[], None]
) -> None:
    # given a bank payout that failed, and an account whose balance cannot be pulled back
    mira = earner()
    mira.onboard(emulator)
    emulator.control("add_funds", amount=50_000)
    payout = approve(mira.request(2_000), *reviewers)
    work()
    emulator.control("advance", seconds=61)
    emulator.control("advance", seconds=61)
    post.deliver()
    payout.refresh_from_db()
    emulator.control("fail_payout", payout=payout.bank_payout)
    # Stripe tries the bank again before we hear of the failure.
    returned = [event for event in post.waiting() if event["type"] == "payout.failed"]
    account = payout.account.stripe_account
    emulator.world.schedule(0, "pay_out", account)

    # when the news of the failure comes
    post.deliver(*returned)

    # then nothing is booked, and the payee reads where the money is
    payout.refresh_from_db()
    assert (payout.state, payout.reason_code) == ("paid", "bank_returned_kept")
    assert "in your Stripe balance" in payout.reason
    assert mira.payable() == 0
    books()


def test_a_cancelled_request_gives_the_balance_back(
    mira: object, emulator: Emulator, books: Callable[[], None]
) -> None:
    # given
    payee = earner("Nils")
    payee.onboard(emulator)
    payout = payee.request(900)

    # when
    payouts.cancel(payout_id=payout.pk, user=payee.user)
    payouts.cancel(payout_id=payout.pk, user=payee.user)

    # then
    assert Payout.objects.get(pk=payout.pk).state == "cancelled"
    assert payee.payable() == 900
    books()
