"""Money into a wallet: our row first, credited once, and only when Stripe says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from core import clock
from core.errors import BadInput, Conflict, KeyReused
from core.models import AuditEvent, User
from core.money import UNIT, Money
from ledger import chart
from payouts.emulator import Emulator
from payouts.errors import StripeDisagrees
from payouts.gateway import GatewayBusy, GatewayUnknown
from payouts.models import TopUp
from payouts.services import topups
from tests.payouts.world import Post, balance

pytestmark = pytest.mark.django_db

USD = "USD"


@pytest.fixture
def cleo(make_user: Callable[..., User]) -> User:
    """A creator."""
    return make_user("cleo@example.com")


@pytest.mark.parametrize(
    "amount", [Money(499, USD), Money(50_001, USD), Money(0, USD), Money(-500, USD), Money(4, "JPY"), Money(10, UNIT)]
)
def test_an_amount_outside_the_limits_is_refused(emulator: Emulator, cleo: User, amount: Money) -> None:
    with pytest.raises(BadInput):
        topups.start(user=cleo, amount=amount)

    assert not TopUp.objects.exists()


@pytest.mark.parametrize("amount", [Money(500, USD), Money(50_000, USD), Money(500, "JPY"), Money(5_000, "KWD")])
def test_the_limits_themselves_are_fine(emulator: Emulator, cleo: User, amount: Money) -> None:
    assert topups.start(user=cleo, amount=amount).url


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_led_off_this_site(emulator: Emulator, cleo: User, path: str) -> None:
    assert topups.start(user=cleo, amount=Money(500, USD), return_path=path).top_up.return_path == ""


def test_a_repeat_with_the_same_key_gives_the_same_page(emulator: Emulator, cleo: User) -> None:
    first = topups.start(user=cleo, amount=Money(500, USD), key="a")
    second = topups.start(user=cleo, amount=Money(500, USD), key="a")

    assert (second.top_up.pk, second.url) == (first.top_up.pk, first.url)
    with pytest.raises(KeyReused):
        topups.start(user=cleo, amount=Money(600, USD), key="a")
    assert TopUp.objects.count() == 1


def test_a_key_whose_top_up_is_over_opens_no_second_page(emulator: Emulator, cleo: User) -> None:
    started = topups.start(user=cleo, amount=Money(500, USD), key="a")
    emulator.control("pay", session=started.top_up.session)
    topups.sync(top_up=started.top_up)

    with pytest.raises(Conflict):
        topups.start(user=cleo, amount=Money(500, USD), key="a")


def test_coming_back_shows_the_money_before_the_webhook(emulator: Emulator, cleo: User) -> None:
    started = topups.start(user=cleo, amount=Money(500, USD))
    assert topups.sync(top_up=started.top_up).state == "started"

    emulator.control("pay", session=started.top_up.session)

    assert topups.sync(top_up=started.top_up).state == "paid"
    assert balance(chart.wallet(cleo.pk)) == 500


def test_a_slow_payment_is_credited_when_it_is_through(
    emulator: Emulator, post: Post, cleo: User, books: Callable[[], None]
) -> None:
    # given a page completed with a bank debit
    started = topups.start(user=cleo, amount=Money(500, USD))
    emulator.control("pay_later", session=started.top_up.session)
    post.deliver()

    # then it is not money yet
    top_up = TopUp.objects.get()
    assert (top_up.state, balance(chart.wallet(cleo.pk))) == ("processing", 0)

    # when it is through
    emulator.control("advance", seconds=10)
    post.deliver()

    # then
    top_up.refresh_from_db()
    assert (top_up.state, balance(chart.wallet(cleo.pk))) == ("paid", 500)
    books()


def test_a_slow_payment_that_bounces_is_not_credited(emulator: Emulator, post: Post, cleo: User) -> None:
    started = topups.start(user=cleo, amount=Money(500, USD))
    emulator.control("pay_later", session=started.top_up.session, outcome="fail")
    post.deliver()
    emulator.control("advance", seconds=10)
    post.deliver()

    assert TopUp.objects.get().state == "failed"
    assert balance(chart.wallet(cleo.pk)) == 0


def test_a_page_left_unpaid_is_abandoned(emulator: Emulator, post: Post, cleo: User) -> None:
    started = topups.start(user=cleo, amount=Money(500, USD))
    emulator.control("expire", session=started.top_up.session)
    post.deliver()

    assert TopUp.objects.get().state == "abandoned"


def test_another_amount_than_ours_is_not_credited(emulator: Emulator, cleo: User, books: Callable[[], None]) -> None:
    # given a page that Stripe says is for another amount
    started = topups.start(user=cleo, amount=Money(500, USD))
    session = emulator.world.store.get(started.top_up.session)
    emulator.control("pay", session=started.top_up.session)
    session = {**(emulator.world.store.get(started.top_up.session) or {}), "amount_total": 50_000}
    emulator.world.put(session)

    # when
    with pytest.raises(StripeDisagrees):
        topups.apply_checkout(session_id=started.top_up.session)

    # then
    assert balance(chart.wallet(cleo.pk)) == 0
    assert AuditEvent.objects.filter(tag="top_up.mismatched", subject=started.top_up.pk).count() == 1
    books()


def test_a_crash_before_the_page_was_stored_is_made_good(emulator: Emulator, post: Post, cleo: User) -> None:
    # given that we died after Stripe answered, and the creator paid all the same
    started = topups.start(user=cleo, amount=Money(500, USD))
    session = started.top_up.session
    TopUp.objects.update(session="")
    emulator.control("pay", session=session)

    # when
    post.deliver()

    # then
    top_up = TopUp.objects.get()
    assert (top_up.state, top_up.session, balance(chart.wallet(cleo.pk))) == ("paid", session, 500)


@pytest.mark.parametrize(
    ("fault", "error"), [({"status": 429}, GatewayBusy), ({"dropped": True, "executed": True}, GatewayUnknown)]
)
def test_no_page_means_nothing_was_paid(
    emulator: Emulator, cleo: User, fault: dict[str, Any], error: type[Exception]
) -> None:
    emulator.control("fault", match="POST /v1/checkout/sessions", **fault)

    with pytest.raises(error):
        topups.start(user=cleo, amount=Money(500, USD), key="a")

    # and the same key finds the same top-up and its page
    assert TopUp.objects.get().state == "started"
    assert topups.start(user=cleo, amount=Money(500, USD), key="a").top_up.session


def test_waiting_top_ups_are_looked_at_again(emulator: Emulator, cleo: User) -> None:
    # given one that was paid without any news, and one that never got a page
    paid = topups.start(user=cleo, amount=Money(500, USD)).top_up
    emulator.control("pay", session=paid.session)
    lost = topups.start(user=cleo, amount=Money(700, USD)).top_up
    TopUp.objects.filter(pk=lost.pk).update(session="")

    # when a day has gone by
    with clock.frozen(clock.now() + dt.timedelta(hours=26)):
        assert topups.sync_waiting() == 2

    # then
    assert TopUp.objects.get(pk=paid.pk).state == "paid"
    assert TopUp.objects.get(pk=lost.pk).state == "abandoned"
