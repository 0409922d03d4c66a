"""The database is the judge: every rule is tried by writing to the tables behind the services' back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core import clock
from core.models import User
from core.triggers import AUDIT_RULES
from ledger import chart
from ledger.models import Account, Entry, Grant, Hold, Posting
from ledger.rules import BOOK_RULES
from ledger.services import grants, holds
from tests.ledger.books import assert_whole, available, reserve, to, top_up

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def books(user: User) -> User:
    """Ten dollars topped up, five reserved and captured, two still reserved, and a day's allowance."""
    top_up(user, 1000)
    hold = reserve(user, 500)
    holds.capture(hold=hold, to=to({chart.PLATFORM_RENDER: 500}), actor="system:test")
    reserve(user, 200, "job_2")
    grants.ensure_daily(user_id=user.pk, units=30)
    return user


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(sql: str, *values: Any, match: str | None = None) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        execute(sql, *values)


def account(address: chart.Address, currency: str = "USD") -> Account:
    return Account.objects.get(address=address.text, currency=currency)


def add_posting(entry_id: str, account_id: str, minor: Any, currency: str = "USD") -> None:
    execute(
        "INSERT INTO ledger_posting (entry_id, account_id, currency, amount) VALUES (%s, %s, %s, %s)",
        entry_id, account_id, currency, minor,
    )  # fmt: skip


def add_entry(entry_id: str, key: str = "behind") -> None:
    execute(
        "INSERT INTO ledger_entry (id, kind, key, fingerprint, cause, actor, created_at)"
        " VALUES (%s, 'x', %s, 'x', 'x', 'x', %s)",
        entry_id, key, clock.now(),
    )  # fmt: skip


def test_every_trigger_is_in_place() -> None:
    assert BOOK_RULES.missing() == []
    assert AUDIT_RULES.missing() == []


@pytest.mark.parametrize("table", ["ledger_posting", "ledger_entry", "ledger_account", "ledger_hold", "ledger_grant"])
def test_nothing_is_deleted(books: User, table: str) -> None:
    refused(f"DELETE FROM {table}")
    if ON_POSTGRESQL:
        connection.check_constraints()  # else PostgreSQL refuses for its own reason: foreign keys not checked yet
        refused(f"TRUNCATE {table} CASCADE", match="TRUNCATE refused on ledger_")
    assert_whole()


@pytest.mark.parametrize(
    "change",
    [
        "ledger_posting SET amount = amount * 2",
        "ledger_posting SET account_id = (SELECT id FROM ledger_account WHERE address = 'platform:render')",
        "ledger_posting SET entry_id = (SELECT min(id) FROM ledger_entry)",
        "ledger_posting SET currency = 'EUR'",
        "ledger_entry SET kind = 'other'",
        "ledger_entry SET key = 'other' WHERE kind = 'top_up'",
        "ledger_entry SET created_at = '2020-01-01'",
        "ledger_account SET balance = balance + 1 WHERE guarded",
        "ledger_account SET balance = 0 WHERE balance > 0",
        "ledger_account SET balance = 1 WHERE NOT guarded",
        "ledger_account SET last_posting = last_posting + 1 WHERE guarded",
        "ledger_account SET last_posting = 0 WHERE guarded",
        "ledger_account SET address = 'wallet:usr_mine' WHERE guarded",
        "ledger_account SET currency = 'EUR'",
        "ledger_account SET guarded = NOT guarded",
        "ledger_account SET created_at = '2020-01-01'",
        "ledger_hold SET amount = amount - 1",
        "ledger_hold SET currency = 'EUR'",
        "ledger_hold SET cause = 'other'",
        "ledger_hold SET account_id = (SELECT id FROM ledger_account WHERE address = 'platform:render')",
        "ledger_hold SET state = 'released' WHERE state = 'pending'",  # without its date
        "ledger_hold SET captured = 1 WHERE state = 'pending'",
        "ledger_hold SET captured = captured - 1 WHERE state = 'captured'",
        "ledger_hold SET state = 'pending', captured = 0, resolved_at = NULL WHERE state = 'captured'",
        "ledger_hold SET expires_at = '2030-01-01' WHERE state = 'captured'",
        "ledger_hold SET state = 'captured', captured = amount + 1, resolved_at = '2030-01-01' WHERE state = 'pending'",
        "ledger_hold SET state = 'captured', captured = 0, resolved_at = '2030-01-01' WHERE state = 'pending'",
        "ledger_grant SET units = units + 1",
        "ledger_grant SET day = '2020-01-01'",
        "ledger_grant SET kind = 'pack'",
    ],
)
def test_history_is_not_edited(books: User, change: str) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"SELECT count(*) FROM {change.partition(' ')[0]}")
        assert cursor.fetchone()[0] > 0
    refused(f"UPDATE {change}")
    assert_whole()


def test_a_pending_hold_may_be_extended_by_hand(books: User) -> None:
    execute("UPDATE ledger_hold SET expires_at = %s WHERE state = 'pending'", clock.now() + dt.timedelta(days=1))
    assert_whole()


def test_a_posting_cannot_join_a_sealed_entry(books: User) -> None:
    entry, wallet = Entry.objects.filter(kind="top_up").get(), account(chart.wallet(books.pk))
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        add_posting(entry.pk, wallet.pk, 100)
    assert available(books) == 300
    assert_whole()


@pytest.mark.parametrize("sides", [[], [100], [100, -99], [100, 1]])
def test_an_entry_that_does_not_balance_is_refused(books: User, sides: list[int]) -> None:
    clearing = account(chart.STRIPE_CLEARING)
    with pytest.raises(IntegrityError, match=r"two postings or more|sums to zero"), transaction.atomic():
        for minor in sides:
            add_posting("ent_behind", clearing.pk, minor)
        add_entry("ent_behind")
    assert_whole()


def test_an_entry_balances_per_currency_not_in_all(books: User) -> None:
    usd, units = account(chart.STRIPE_CLEARING), account(chart.PLATFORM_ALLOWANCE, "UNIT")
    with pytest.raises(IntegrityError, match="sums to zero"), transaction.atomic():
        add_posting("ent_behind", usd.pk, 100)
        add_posting("ent_behind", units.pk, -100, "UNIT")
        add_entry("ent_behind")
    assert_whole()


def test_a_posting_is_in_its_accounts_currency(books: User) -> None:
    with pytest.raises(IntegrityError, match="account's currency"), transaction.atomic():
        add_posting("ent_behind", account(chart.STRIPE_CLEARING).pk, 100, "EUR")
    with pytest.raises(IntegrityError, match="account's currency"), transaction.atomic():
        add_posting("ent_behind", "acc_nowhere", 100)


def test_a_posting_moves_something_in_whole_units(books: User) -> None:
    clearing = account(chart.STRIPE_CLEARING)
    with pytest.raises(IntegrityError, match="posting_moves_something"), transaction.atomic():
        add_posting("ent_behind", clearing.pk, 0)
    if not ON_POSTGRESQL:  # whose columns hold whole numbers only
        for minor in (0.5, "ten", b"10"):
            with pytest.raises(IntegrityError, match="whole minor units"), transaction.atomic():
                add_posting("ent_behind", clearing.pk, minor)


def test_a_wallet_cannot_be_overdrawn_by_hand(books: User) -> None:
    wallet, render = account(chart.wallet(books.pk)), account(chart.PLATFORM_RENDER)
    with pytest.raises(IntegrityError, match="no_overdraft"), transaction.atomic():
        add_posting("ent_behind", render.pk, 301)
        add_posting("ent_behind", wallet.pk, -301)
        add_entry("ent_behind")
    assert available(books) == 300


def test_a_good_entry_by_hand_is_counted(books: User) -> None:
    wallet, render = account(chart.wallet(books.pk)), account(chart.PLATFORM_RENDER)
    add_posting("ent_behind", wallet.pk, -100)
    add_posting("ent_behind", wallet.pk, -200)
    add_posting("ent_behind", render.pk, 300)
    add_entry("ent_behind")

    assert available(books) == 0
    assert_whole()


def test_a_balance_is_not_moved_twice_for_one_posting(books: User) -> None:
    wallet, render = account(chart.wallet(books.pk)), account(chart.PLATFORM_RENDER)
    add_posting("ent_behind", wallet.pk, -100)
    refused("UPDATE ledger_account SET balance = balance - 100 WHERE id = %s", wallet.pk, match="follows its postings")
    add_posting("ent_behind", render.pk, 100)
    add_entry("ent_behind")
    wallet.refresh_from_db()
    refused(
        "UPDATE ledger_account SET balance = balance - 100, last_posting = %s WHERE id = %s",
        wallet.last_posting, wallet.pk,
        match="follows its postings",
    )  # fmt: skip
    assert_whole()


def test_an_account_starts_empty_and_wallets_are_always_guarded(books: User) -> None:
    insert = (
        "INSERT INTO ledger_account (id, address, currency, guarded, balance, last_posting, created_at)"
        " VALUES (%s, %s, 'USD', %s, %s, 0, %s)"
    )
    refused(insert, "acc_1", "wallet:usr_rich", True, 10, clock.now(), match="starts empty")
    refused(insert, "acc_1", "wallet:usr_free", False, 0, clock.now(), match="only_shared_accounts_unguarded")
    refused(insert, "acc_1", chart.wallet(books.pk).text, True, 0, clock.now())


def test_a_key_is_posted_once(books: User) -> None:
    clearing = account(chart.STRIPE_CLEARING)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_posting("ent_behind", clearing.pk, 100)
        add_posting("ent_behind", clearing.pk, -100)
        add_entry("ent_behind", key="top_up:1")


def test_a_hold_starts_pending_on_a_guarded_account(books: User) -> None:
    insert = (
        "INSERT INTO ledger_hold (id, account_id, amount, captured, currency, cause, state, expires_at, created_at,"
        " resolved_at) VALUES ('hld_1', %s, %s, %s, %s, 'job_9', %s, %s, %s, %s)"
    )
    now, wallet = clock.now(), account(chart.wallet(books.pk))
    refused(insert, wallet.pk, 5, 5, "USD", "captured", now, now, now)
    refused(insert, wallet.pk, 5, 0, "EUR", "pending", now, now, None)
    refused(insert, wallet.pk, 0, 0, "USD", "pending", now, now, None, match="hold_reserves_something")
    refused(insert, account(chart.PLATFORM_RENDER).pk, 5, 0, "USD", "pending", now, now, None)


def test_a_daily_grant_is_given_once(books: User) -> None:
    grant = Grant.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=books, kind=Grant.Kind.DAILY, units=30, day=grant.day)


@pytest.mark.skipif(ON_POSTGRESQL, reason="REPLACE is SQLite's")
@pytest.mark.parametrize("model", [Posting, Entry, Account, Hold, Grant])
def test_replacing_a_row_is_refused(books: User, model: type[Posting | Entry | Account | Hold | Grant]) -> None:
    # REPLACE deletes the row in the way without asking any delete trigger.
    table = model._meta.db_table
    refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    refused(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert_whole()


@pytest.mark.django_db(transaction=True)
def test_a_posting_without_an_entry_cannot_commit(user: User) -> None:
    top_up(user, 1000)
    clearing = account(chart.STRIPE_CLEARING)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_posting("ent_missing", clearing.pk, 100)
        add_posting("ent_missing", clearing.pk, -100)
    with pytest.raises(IntegrityError):  # without a transaction, each statement is one
        add_posting("ent_missing", clearing.pk, 100)

    assert Posting.objects.count() == 2
    assert_whole()


@pytest.mark.django_db(transaction=True)
def test_the_rules_can_be_taken_down_and_put_up_again() -> None:
    with connection.schema_editor() as editor:
        BOOK_RULES.remove(None, editor)
        assert len(BOOK_RULES.missing()) > 10
        BOOK_RULES.install(None, editor)
        BOOK_RULES.install(None, editor)
    assert BOOK_RULES.missing() == []


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite cannot disable a trigger")
def test_a_disabled_trigger_counts_as_missing() -> None:
    execute("ALTER TABLE ledger_posting DISABLE TRIGGER ledger_posting_not_deleted")
    assert BOOK_RULES.missing() == ["ledger_posting_not_deleted"]


def test_a_refusal_is_an_error_the_services_know(books: User) -> None:
    assert issubclass(IntegrityError, DatabaseError)
    with pytest.raises(IntegrityError, match="ledger:"), transaction.atomic():
        Posting.objects.all().delete()
    with pytest.raises(IntegrityError, match="ledger:"), transaction.atomic():
        Entry.objects.all().update(kind="other")
