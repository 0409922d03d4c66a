"""Sending: one transfer or none, whatever breaks in between."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from core import clock
from core.errors import Conflict
from core.models import AuditEvent, User
from core.money import Money
from ledger import chart
from payouts.emulator import Emulator
from payouts.gateway import gateway_from_settings
from payouts.models import Payout, TransferAttempt
from payouts.services import claims, payouts, transfers
from tests.payouts.world import Earner, Post, approve, balance, earner, reviewer, work

pytestmark = pytest.mark.django_db

Pair = tuple[User, User]
Books = Callable[[], None]


@pytest.fixture
def payout(mira: Earner, emulator: Emulator, reviewers: Pair) -> Payout:
    """An approved payout of 123.45 USD; we have 1 000.00 at Stripe."""
    mira.onboard(emulator)
    emulator.control("add_funds", amount=100_000)
    return approve(mira.request(), *reviewers)


def at_stripe(emulator: Emulator) -> list[dict[str, Any]]:
    return emulator.world.store.find("transfer")


def later(**span: float) -> Any:
    return clock.frozen(clock.now() + dt.timedelta(**span))


def state(payout: Payout) -> str:
    return Payout.objects.get(pk=payout.pk).state


@pytest.mark.parametrize("how", [{"dropped": True}, {"status": 500}, {"garbled": True}])
def test_stripe_falling_silent_after_it_executed_means_one_transfer(
    payout: Payout, emulator: Emulator, books: Books, how: dict[str, Any]
) -> None:
    # given
    emulator.control("fault", match="POST /v1/transfers", executed=True, **how)

    # when
    assert transfers.send(payout_id=payout.pk) == "unknown"

    # then the money waits where it was, and nobody calls again at once
    assert balance(chart.payout(payout.pk)) == 12_345
    assert transfers.send(payout_id=payout.pk) == "unknown"
    books()

    # when the relay finds it out
    with later(minutes=2):
        assert transfers.due() == [payout.pk]
        assert transfers.send(payout_id=payout.pk) == "sent"

    # then there is one transfer, one attempt, one entry
    assert len(at_stripe(emulator)) == 1
    assert TransferAttempt.objects.get().state == "sent"
    assert balance(chart.payout(payout.pk)) == 0
    books()


def test_stripe_falling_silent_before_it_executed_means_the_same_key_again(
    payout: Payout, emulator: Emulator, books: Books
) -> None:
    emulator.control("fault", match="POST /v1/transfers", dropped=True, executed=False)
    assert transfers.send(payout_id=payout.pk) == "unknown"

    with later(minutes=2):
        assert transfers.send(payout_id=payout.pk) == "sent"

    assert len(at_stripe(emulator)) == 1
    assert TransferAttempt.objects.count() == 1
    books()


def test_the_webhook_settles_an_unknown_outcome(payout: Payout, emulator: Emulator, post: Post, books: Books) -> None:
    emulator.control("fault", match="POST /v1/transfers", dropped=True, executed=True)
    transfers.send(payout_id=payout.pk)

    post.deliver()

    assert state(payout) == "sent"
    assert len(at_stripe(emulator)) == 1
    books()


def test_a_crash_between_commit_and_call_is_carried_on(payout: Payout, emulator: Emulator, books: Books) -> None:
    # given a worker that died right after its claim
    claim = claims.take(payout.pk)
    assert claim is not None
    assert state(payout) == "sending"

    # then nobody else takes it within the lease
    assert claims.take(payout.pk) is None
    assert transfers.due() == []

    # when the lease is over
    with later(seconds=61):
        assert transfers.due() == [payout.pk]
        assert transfers.send(payout_id=payout.pk) == "sent"

    # then
    (transfer,) = at_stripe(emulator)
    assert TransferAttempt.objects.get().key == f"payout:{payout.pk}:transfer:1"
    assert transfer["metadata"] == {"payout_id": payout.pk}
    books()


def test_a_crash_between_call_and_record_is_found_at_stripe(payout: Payout, emulator: Emulator, books: Books) -> None:
    # given a worker that died right after the call
    claim = claims.take(payout.pk)
    assert claim is not None
    gateway_from_settings().send_transfer(
        payout_id=payout.pk,
        amount=payout.money,
        account_id=payout.account.stripe_account,
        transfer_group=payout.pk,
        idempotency_key=claim.key,
    )

    # when
    with later(minutes=2):
        assert transfers.send(payout_id=payout.pk) == "sent"

    # then
    assert len(at_stripe(emulator)) == 1
    books()


def test_a_busy_stripe_is_asked_again_with_the_same_key(payout: Payout, emulator: Emulator) -> None:
    emulator.control("fault", match="POST /v1/transfers", status=429)
    assert transfers.send(payout_id=payout.pk) == "sending"

    with later(minutes=2):
        assert transfers.send(payout_id=payout.pk) == "sent"

    assert TransferAttempt.objects.count() == 1


def test_an_empty_balance_is_ours_to_wait_for(
    mira: Earner, emulator: Emulator, reviewers: Pair, post: Post, books: Books
) -> None:
    # given no money at Stripe
    mira.onboard(emulator)
    payout = approve(mira.request(), *reviewers)

    # when
    work()

    # then it waits without an attempt, and says so
    payout.refresh_from_db()
    assert (payout.state, payout.reason_code) == ("approved", "waiting_for_balance")
    assert "you need do nothing" in payout.reason
    assert not TransferAttempt.objects.exists()
    books()

    # when money is there and Stripe says so
    emulator.control("add_funds", amount=100_000)
    assert transfers.ring_waiting() == 1
    work()

    # then
    payout.refresh_from_db()
    assert (payout.state, payout.reason_code) == ("sent", "")
    books()


def test_a_balance_that_ran_out_in_between_takes_a_new_key(payout: Payout, emulator: Emulator, books: Books) -> None:
    # given that Stripe refuses for want of balance although there seemed to be enough
    gateway = gateway_from_settings()
    claim = claims.take(payout.pk)
    assert claim is not None
    drained = gateway.send_transfer(
        payout_id="other",
        amount=Money(100_000, "USD"),
        account_id=payout.account.stripe_account,
        transfer_group="other",
        idempotency_key="other",
    )
    transfers._carry_out(claim, gateway)
    refused = Payout.objects.get()
    assert (refused.state, refused.reason_code) == ("sending", "waiting_for_balance")
    assert TransferAttempt.objects.get().state == "refused"
    assert transfers.send(payout_id=payout.pk) == "sending"
    books()

    # when there is money again
    gateway.reverse_transfer(transfer_id=drained.id, amount=drained.amount, idempotency_key="back")

    # then a second attempt, under a key of its own
    assert transfers.send(payout_id=payout.pk) == "sent"
    assert list(TransferAttempt.objects.order_by("number").values_list("key", "state")) == [
        (f"payout:{payout.pk}:transfer:1", "refused"),
        (f"payout:{payout.pk}:transfer:2", "sent"),
    ]
    books()


def test_a_refusal_gives_the_money_back_with_a_reason(
    mira: Earner, payout: Payout, emulator: Emulator, books: Books
) -> None:
    # given an account that Stripe restricted without our knowing
    emulator.control("set_transfers", account=payout.account.stripe_account, status="restricted")

    # when
    assert transfers.send(payout_id=payout.pk) == "failed"

    # then
    failed = Payout.objects.get()
    assert failed.reason_code == "insufficient_capabilities_for_transfer"
    assert "until you have given everything it asks for" in failed.reason
    assert mira.payable() == 12_345
    books()

    # and it can be asked for again
    assert payouts.request(statement_id=payout.statement_id, user=mira.user).pk != payout.pk


def test_our_own_wrong_key_fails_nobody(payout: Payout, emulator: Emulator, settings: Any, books: Books) -> None:
    emulator.control("fault", match="POST /v1/transfers", status=401)

    assert transfers.send(payout_id=payout.pk) == "sending"

    with later(minutes=2):
        assert transfers.send(payout_id=payout.pk) == "sent"
    books()


def test_a_day_without_an_answer_is_a_persons_to_decide(
    mira: Earner, payout: Payout, emulator: Emulator, reviewers: Pair, books: Books
) -> None:
    # given a transfer nobody knows of
    emulator.control("fault", match="POST /v1/transfers", dropped=True, executed=False)
    assert transfers.send(payout_id=payout.pk) == "unknown"

    # then it is too early to give up
    with pytest.raises(Conflict, match="too early"):
        transfers.give_up(payout_id=payout.pk, reviewer=reviewers[0])

    # when its key is too old to repeat
    with later(hours=25):
        assert transfers.send(payout_id=payout.pk) == "unknown"
        assert Payout.objects.get().reason_code == "not_found_at_stripe"
        assert at_stripe(emulator) == []
        transfers.give_up(payout_id=payout.pk, reviewer=reviewers[0])

    # then
    assert state(payout) == "failed"
    assert mira.payable() == 12_345
    books()


def test_giving_up_finds_the_transfer_that_was_made(payout: Payout, emulator: Emulator, reviewers: Pair) -> None:
    emulator.control("fault", match="POST /v1/transfers", dropped=True, executed=True)
    transfers.send(payout_id=payout.pk)

    with later(hours=25), pytest.raises(Conflict, match="does have this transfer"):
        transfers.give_up(payout_id=payout.pk, reviewer=reviewers[0])

    assert state(payout) == "sent"


def test_a_transfer_reversed_at_stripe_is_the_payees_again(
    mira: Earner, payout: Payout, post: Post, emulator: Emulator, books: Books
) -> None:
    work()
    payout.refresh_from_db()
    gateway_from_settings().reverse_transfer(transfer_id=payout.transfer, amount=payout.money, idempotency_key="r")
    post.deliver()

    assert (state(payout), mira.payable()) == ("failed", 12_345)
    books()


def test_a_transfer_nobody_asked_for_is_written_down(payout: Payout, post: Post, emulator: Emulator) -> None:
    gateway_from_settings().send_transfer(
        payout_id="pay_stranger",
        amount=Money(500, "USD"),
        account_id=payout.account.stripe_account,
        transfer_group="x",
        idempotency_key="x",
    )
    post.deliver()

    assert AuditEvent.objects.filter(tag="transfer.unexplained").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_make_one_transfer(emulator: Emulator, books: Books) -> None:
    # given
    mira = earner()
    mira.onboard(emulator)
    emulator.control("add_funds", amount=100_000)
    payout = approve(mira.request(), reviewer("Rosa"), reviewer("Tom"))
    failures: list[Exception] = []

    def send() -> None:
        try:
            transfers.send(payout_id=payout.pk)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    # when
    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert failures == []
    assert state(payout) == "sent"
    assert len(at_stripe(emulator)) == 1
    books()
