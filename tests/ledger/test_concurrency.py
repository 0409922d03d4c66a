"""Many at once: threads that really commit, on SQLite as on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core import audit, clock
from core.errors import InsufficientFunds
from core.models import AuditEvent, User
from core.money import Money
from ledger import chart, selectors
from ledger.errors import HoldAlreadyResolved
from ledger.models import Account, Entry, Grant, Hold, Posting
from ledger.services import entries, grants, holds
from ledger.services.entries import Line
from tests.ledger.books import assert_whole, available, held, reserve, spend, to, top_up, usd

pytestmark = pytest.mark.django_db(transaction=True)

ON_POSTGRESQL = connection.vendor == "postgresql"
SPENDERS = 16


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run each task in a thread of its own, all starting together; give each one's result or what it raised."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return task()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_sixteen_spenders_of_one_wallet_spend_exactly_what_is_in_it(user: User) -> None:
    # given 100 in a wallet
    top_up(user, 100)

    def spender(number: int) -> Callable[[], int]:
        def run() -> int:
            spent = 0
            for turn in range(10):
                try:
                    spend(user, 1, f"spend:{number}:{turn}")
                except InsufficientFunds:
                    continue
                spent += 1
            return spent

        return run

    # when sixteen ask for 160
    spent = at_once(*[spender(number) for number in range(SPENDERS)])
    # then they get 100
    assert sum(spent) == 100
    assert available(user) == 0
    assert selectors.balance(chart.PLATFORM_RENDER, "USD") == usd(100)
    assert Entry.objects.filter(kind="spend").count() == 100
    assert_whole()


def test_holds_and_captures_at_once_reserve_no_more_than_there_is(user: User) -> None:
    top_up(user, 500)

    def render(number: int) -> Callable[[], str]:
        def run() -> str:
            hold = reserve(user, 100, f"job_{number}")
            if number % 2:
                holds.release(hold=hold, actor="system:test", reason="it failed")
            else:
                holds.capture(hold=hold, to=to({chart.PLATFORM_RENDER: 60}), actor="system:test")
            return hold.state

        return run

    outcomes = at_once(*[render(number) for number in range(SPENDERS)])

    assert {type(outcome) for outcome in outcomes} <= {str, InsufficientFunds}
    captured = outcomes.count("captured")
    assert (available(user), held(user)) == (500 - 60 * captured, 0)
    assert selectors.balance(chart.PLATFORM_RENDER, "USD") == usd(60 * captured)
    assert_whole()


def test_one_key_posted_by_many_at_once_is_one_entry(user: User) -> None:
    outcomes = at_once(*[lambda: top_up(user, 500)] * 8)

    assert len({entry.pk for entry in outcomes}) == 1
    assert (available(user), Entry.objects.count(), AuditEvent.objects.count()) == (500, 1, 1)
    assert_whole()


def test_one_key_for_the_last_money_is_one_spending_not_a_refusal(user: User) -> None:
    top_up(user, 500)
    outcomes = at_once(*[lambda: spend(user, 500, "once")] * 8)

    assert len({entry.pk for entry in outcomes}) == 1
    assert available(user) == 0
    assert_whole()


def test_one_cause_reserved_by_many_at_once_is_one_hold(user: User) -> None:
    top_up(user, 1000)
    outcomes = at_once(*[lambda: reserve(user, 500)] * 8)

    assert len({hold.pk for hold in outcomes}) == 1
    assert (available(user), held(user), Hold.objects.count()) == (500, 500, 1)
    assert_whole()


def test_a_hold_captured_released_and_expired_at_once_ends_in_one_way(user: User) -> None:
    for turn in range(5):
        top_up(user, 100, f"{turn}")
        hold_id = reserve(user, 100, f"job_{turn}").pk

        def fresh(hold_id: str = hold_id) -> Hold:
            return Hold.objects.get(pk=hold_id)

        def capture(fresh: Callable[[], Hold] = fresh) -> Entry:
            return holds.capture(hold=fresh(), to=to({chart.PLATFORM_RENDER: 100}), actor="system:test")

        def release(fresh: Callable[[], Hold] = fresh) -> Hold:
            return holds.release(hold=fresh(), actor="system:test", reason="cancelled")

        with clock.frozen(clock.now() + dt.timedelta(hours=1)):
            outcomes = at_once(capture, release, holds.expire_due, capture, release, holds.expire_due)

        state = Hold.objects.get(pk=hold_id).state
        assert state in ("captured", "released", "expired")
        assert {type(outcome) for outcome in outcomes} <= {Entry, Hold, int, HoldAlreadyResolved}
        assert held(user) == 0
        assert_whole()


def test_an_extension_and_an_expiry_at_once_agree(user: User) -> None:
    top_up(user, 500)
    for turn in range(5):
        hold = reserve(user, 100, f"job_{turn}", minutes=1)
        later = clock.now() + dt.timedelta(hours=1)
        with clock.frozen(clock.now() + dt.timedelta(minutes=2)):
            extended, expired = at_once(
                lambda hold=hold, later=later: holds.extend(hold=Hold.objects.get(pk=hold.pk), until=later),
                holds.expire_due,
            )
        hold.refresh_from_db()
        if isinstance(extended, HoldAlreadyResolved):
            assert (hold.state, expired) == ("expired", 1)
        else:
            assert (hold.state, expired, hold.expires_at) == ("pending", 0, later)
    assert_whole()


def test_a_days_allowance_asked_for_by_many_at_once_is_given_once(user: User) -> None:
    outcomes = at_once(*[lambda: grants.ensure_daily(user_id=user.pk, units=30)] * 8)

    assert len({grant.pk for grant in outcomes}) == 1
    assert Grant.objects.count() == 1
    assert selectors.daily_units(user.pk, 30).available == 30
    assert_whole()


def test_a_new_account_opened_by_many_at_once_is_one_account() -> None:
    def earn(number: int) -> Callable[[], Entry]:
        lines = [Line(chart.STRIPE_CLEARING, usd(-1)), Line(chart.payable("pye_1"), usd(1))]
        return lambda: entries.post(kind="x", key=f"k{number}", lines=lines, cause="c", actor="system:test")

    outcomes = at_once(*[earn(number) for number in range(8)])

    assert len({entry.pk for entry in outcomes}) == 8
    assert Account.objects.filter(address="payable:pye_1").count() == 1
    assert selectors.balance(chart.payable("pye_1"), "USD") == usd(8)
    assert_whole()


def test_money_crossing_in_both_directions_does_not_deadlock(user: User) -> None:
    wallets = [chart.wallet(f"usr_{letter}") for letter in "abcd"]
    for number, wallet in enumerate(wallets):
        lines = [Line(chart.STRIPE_CLEARING, usd(-1000)), Line(wallet, usd(1000))]
        entries.post(kind="x", key=f"open {number}", lines=lines, cause="c", actor="system:test")

    def give(number: int) -> Callable[[], None]:
        def run() -> None:
            for turn in range(5):
                source, target = wallets[(number + turn) % 4], wallets[(number * 3 + turn + 1) % 4]
                if source != target:
                    lines = [Line(target, usd(1)), Line(source, usd(-1))]
                    entries.post(kind="gift", key=f"{number}:{turn}", lines=lines, cause="c", actor="system:test")

        return run

    assert at_once(*[give(number) for number in range(SPENDERS)]) == [None] * SPENDERS
    assert sum(selectors.balance(wallet, "USD").minor for wallet in wallets) == 4000
    assert_whole()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite's writers queue on one lock")
def test_a_posting_cannot_slip_into_an_entry_being_sealed(user: User) -> None:
    top_up(user, 500)
    wallet, clearing = Account.objects.order_by("-address")
    sealing, intruding = Event(), Event()

    def seal() -> None:
        with transaction.atomic():
            for account, minor in ((wallet, 5), (clearing, -5)):
                Posting.objects.create(entry_id="ent_1", account=account, currency="USD", amount=minor)
            Entry.objects.create(pk="ent_1", kind="x", key="x", fingerprint="x", cause="x", actor="x")
            sealing.set()
            intruding.wait(1)  # the intruder waits for this transaction; give it time to try

    def intrude() -> None:
        sealing.wait(10)
        with transaction.atomic():
            for minor in (7, -7):  # they even balance
                Posting.objects.create(entry_id="ent_1", account=clearing, currency="USD", amount=minor)
        intruding.set()

    sealed, intruded = at_once(seal, intrude)

    assert sealed is None
    assert isinstance(intruded, IntegrityError)
    assert "sealed" in str(intruded)
    assert Posting.objects.filter(entry_id="ent_1").count() == 2
    assert_whole()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite's writers queue on one lock")
def test_an_entry_waits_for_whoever_began_it_and_takes_nothing_along(user: User) -> None:
    top_up(user, 500)
    wallet, clearing = Account.objects.order_by("-address")
    begun, sealed = Event(), Event()

    def begin_and_give_up() -> None:
        with transaction.atomic():
            Posting.objects.create(entry_id="ent_1", account=clearing, currency="USD", amount=7)
            begun.set()
            sealed.wait(1)

    def seal() -> None:
        begun.wait(10)
        with transaction.atomic():
            for account, minor in ((wallet, 5), (clearing, -5)):
                Posting.objects.create(entry_id="ent_1", account=account, currency="USD", amount=minor)
            Entry.objects.create(pk="ent_1", kind="x", key="x", fingerprint="x", cause="x", actor="x")
        sealed.set()

    given_up, done = at_once(begin_and_give_up, seal)

    assert isinstance(given_up, IntegrityError)  # a posting without its entry cannot commit
    assert done is None
    assert available(user) == 505
    assert_whole()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite's writers queue on one lock")
def test_postings_of_a_wallet_are_numbered_in_the_order_its_balance_took_them(user: User) -> None:
    # given a spender who waits for an empty wallet that another transaction has locked
    top_up(user, 1)
    spend(user, 1, "first")
    locked = Event()

    def fill() -> None:
        with transaction.atomic():
            Account.objects.select_for_update().get(address=chart.wallet(user.pk).text)
            locked.set()
            time.sleep(0.5)  # the spender asks for the wallet meanwhile
            top_up(user, 500, "2")

    def empty() -> Entry:
        locked.wait(10)
        return spend(user, 500, "second")

    # when that transaction fills the wallet
    filled, spent = at_once(fill, empty)
    # then the spending comes after it, in the numbers as in time
    assert filled is None
    assert isinstance(spent, Entry)
    rows = selectors.statement(chart.wallet(user.pk), "USD").rows
    assert [row.balance.minor for row in rows] == [0, 500, 0, 1]
    assert_whole()


def test_two_sealers_at_once_make_one_chain(user: User) -> None:
    for number in range(30):
        audit.record(tag="thing.done", actor="system:test", subject=f"{number}")

    outcomes = at_once(*[lambda: audit.seal(limit=10)] * 6)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    while audit.seal():
        pass
    assert audit.verify() == []
    orders = AuditEvent.objects.order_by("sealed_order").values_list("sealed_order", flat=True)
    assert list(orders) == list(range(1, 31))


def test_a_currency_opened_at_once_with_another_mixes_nothing(user: User) -> None:
    at_once(
        *[lambda c=currency: top_up(user, 500, c, c) for currency in ("USD", "EUR", "JPY", "KWD")]  # type: ignore[misc]
    )
    assert [row.available for row in selectors.wallet(user.pk)] == [
        Money(500, currency) for currency in ("EUR", "JPY", "KWD", "USD")
    ]
    assert_whole()
