"""Each invariant turns red by one deliberate violation, and no other does."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import audit, clock
from core.models import AuditEvent, User
from ledger import chart, invariants
from ledger.invariants import Violation
from ledger.models import Account, Entry, Hold, Posting
from ledger.services import grants, holds
from tests.database import behind_the_triggers
from tests.ledger.books import assert_whole, red, reserve, spend, to, top_up

pytestmark = pytest.mark.django_db

# A shared account, so that breaking an entry breaks no balance.
CLEARING = chart.STRIPE_CLEARING.text


@pytest.fixture
def books(user: User) -> User:
    """Books with everything in them: top-ups, spending, holds of each state, a grant, a sealed audit trail."""
    top_up(user, 1000)
    spend(user, 100, "shop")
    holds.capture(hold=reserve(user, 100, "job_1"), to=to({chart.PLATFORM_RENDER: 60}), actor="system:test")
    holds.release(hold=reserve(user, 100, "job_2"), actor="system:test", reason="it failed")
    reserve(user, 100, "job_3", minutes=1)
    with clock.frozen(clock.now() + dt.timedelta(minutes=2)):
        holds.expire_due()
    reserve(user, 100, "job_4")
    grants.ensure_daily(user_id=user.pk, units=30)
    audit.seal()
    assert_whole()
    return user


def an_entry_of_three_sides() -> None:
    sides = Posting.objects.filter(entry__kind="top_up", account__address=CLEARING)
    side = sides.get()
    Posting.objects.create(entry_id=side.entry_id, account_id=side.account_id, currency="USD", amount=7)


def an_entry_without_postings() -> None:
    Entry.objects.create(kind="top_up", key="empty", fingerprint="x", cause="x", actor="x")


def a_posting_in_another_currency() -> None:
    entry = Entry.objects.get(kind="top_up")
    clearing = Account.objects.get(address=CLEARING)
    for minor in (5, -5):
        Posting.objects.create(entry=entry, account=clearing, currency="EUR", amount=minor)


def a_balance_changed_by_hand() -> None:
    Account.objects.filter(address__startswith="wallet:").update(balance=1_000_000)


def a_posting_counted_out_of_turn() -> None:
    Account.objects.filter(address__startswith="wallet:").update(last_posting=0)


def a_shared_account_with_a_balance() -> None:
    Account.objects.filter(address=CLEARING).update(balance=5)


def postings_without_an_entry() -> None:
    clearing = Account.objects.get(address=CLEARING)
    for minor in (5, -5):
        Posting.objects.create(entry_id="ent_missing", account=clearing, currency="USD", amount=minor)


def a_wallet_that_was_below_zero_for_a_while() -> None:
    wallet, clearing = Account.objects.get(address__startswith="wallet:"), Account.objects.get(address=CLEARING)
    for key, minor in (("borrowed", -5000), ("returned", 5000)):
        entry = Entry.objects.create(kind="x", key=key, fingerprint="x", cause="x", actor="x")
        side = Posting.objects.create(entry=entry, account=wallet, currency="USD", amount=minor)
        Account.objects.filter(pk=wallet.pk).update(last_posting=side.pk)
        Posting.objects.create(entry=entry, account=clearing, currency="USD", amount=-minor)


def a_hold_that_reserves_more_than_was_set_aside() -> None:
    Hold.objects.filter(state="pending").update(amount=101)


def a_hold_nobody_reserved() -> None:
    hold = Hold.objects.get(state="released")
    hold.pk, hold.cause = "hld_forged", "job_9"
    hold.save(force_insert=True)


def a_capture_without_an_entry() -> None:
    Hold.objects.filter(state="released").update(state="captured", captured=100)


def a_second_end_of_one_hold() -> None:
    hold = Hold.objects.get(state="captured")
    clearing = Account.objects.get(address=CLEARING)
    entry = Entry.objects.create(kind="release", key=f"release:{hold.pk}", fingerprint="x", cause="x", actor="x")
    for minor in (5, -5):
        Posting.objects.create(entry=entry, account=clearing, currency="USD", amount=minor)


def a_pending_hold_that_was_captured() -> None:
    Hold.objects.filter(state="captured").update(state="pending", captured=0, resolved_at=None)


def a_capture_of_another_amount() -> None:
    Hold.objects.filter(state="captured").update(captured=59)


def a_hold_forgotten_for_an_hour() -> None:
    Hold.objects.filter(state="pending").update(expires_at=clock.now() - dt.timedelta(hours=1))


def an_audit_line_with_other_numbers() -> None:
    line = AuditEvent.objects.filter(tag="entry.posted").first()
    assert line is not None
    AuditEvent.objects.filter(pk=line.pk).update(facts={**line.facts, "kind": "gift"})


def an_audit_line_removed() -> None:
    AuditEvent.objects.filter(pk=AuditEvent.objects.order_by("pk")[1].pk).delete()


def two_audit_lines_swapped() -> None:
    first, second = AuditEvent.objects.order_by("pk")[:2]
    AuditEvent.objects.filter(pk=first.pk).update(sealed_order=None)
    AuditEvent.objects.filter(pk=second.pk).update(sealed_order=1)
    AuditEvent.objects.filter(pk=first.pk).update(sealed_order=2)


MUTATIONS: list[tuple[Callable[[], None], str]] = [
    (an_entry_of_three_sides, "I1"),
    (an_entry_without_postings, "I1"),
    (a_posting_in_another_currency, "I1"),
    (a_balance_changed_by_hand, "I1"),
    (a_posting_counted_out_of_turn, "I1"),
    (a_shared_account_with_a_balance, "I1"),
    (postings_without_an_entry, "I1.orphans"),
    (a_wallet_that_was_below_zero_for_a_while, "I2"),
    (a_hold_that_reserves_more_than_was_set_aside, "I3"),
    (a_hold_nobody_reserved, "I3"),
    (a_capture_without_an_entry, "I3"),
    (a_second_end_of_one_hold, "I3"),
    (a_pending_hold_that_was_captured, "I3"),
    (a_capture_of_another_amount, "I3"),
    (a_hold_forgotten_for_an_hour, "I9"),
    (an_audit_line_with_other_numbers, "I11"),
    (an_audit_line_removed, "I11"),
    (two_audit_lines_swapped, "I11"),
]


@pytest.mark.parametrize(("mutate", "code"), MUTATIONS, ids=[mutate.__name__ for mutate, _ in MUTATIONS])
def test_one_violation_turns_exactly_its_check_red(books: User, mutate: Callable[[], None], code: str) -> None:
    with transaction.atomic():
        with behind_the_triggers(connection):
            mutate()
        assert red() == {code}
        transaction.set_rollback(True)
    assert red() == set()


def test_a_missing_trigger_turns_its_check_red(books: User) -> None:
    connection.check_constraints()  # PostgreSQL changes no table while its foreign keys wait to be checked
    with transaction.atomic():
        on_table = " ON ledger_posting" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER ledger_posting_not_deleted{on_table}")
        assert red() == {"I0"}
        transaction.set_rollback(True)


def test_every_invariant_has_a_violation_that_turns_it_red() -> None:
    ours = {code for code, (_, check) in invariants._checks.items() if check.__module__ == "ledger.invariants"}
    assert {code for _, code in MUTATIONS} | {"I0"} == ours


def test_the_number_of_statements_does_not_grow_with_the_books(books: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            invariants.run()
        return len(captured)

    before = count()
    for number in range(20):
        top_up(books, 10, f"more {number}")
        reserve(books, 1, f"job more {number}")
    assert count() == before


def test_a_code_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        invariants.invariant("I1", "again")(list)


def test_the_command_prints_a_line_per_invariant(books: User) -> None:
    out = StringIO()
    call_command("check_ledger", stdout=out)
    lines = out.getvalue().splitlines()

    assert [line.split()[:2] for line in lines if line.startswith("I1 ")] == [["I1", "ok"]]
    assert len([line for line in lines if " ok " in line]) == len(invariants.run())
    assert f"{Entry.objects.count()} entries" in out.getvalue()
    assert "oldest unsealed audit line: 0.0 s" in out.getvalue()


def test_the_command_exits_1_and_names_what_is_wrong(books: User) -> None:
    out, as_json = StringIO(), StringIO()
    wallet = Account.objects.get(address=chart.wallet(books.pk).text)
    with transaction.atomic():
        with behind_the_triggers(connection):
            a_balance_changed_by_hand()
        with pytest.raises(SystemExit) as stopped:
            call_command("check_ledger", stdout=out)
        with pytest.raises(SystemExit):
            call_command("check_ledger", "--json", stdout=as_json)
        transaction.set_rollback(True)

    assert stopped.value.code == 1
    assert "1 WRONG" in out.getvalue()
    assert f"{wallet.pk}: " in out.getvalue()
    told = json.loads(as_json.getvalue())
    assert told["ok"] is False
    wrong = [finding for finding in told["invariants"] if finding["violations"]]
    assert [(finding["code"], finding["violations"][0]["subject"]) for finding in wrong] == [("I1", wallet.pk)]


def test_other_floors_add_their_own(books: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants, "_checks", dict(invariants._checks))
    invariants.invariant("I99", "nothing is ever wrong")(lambda: [Violation("job_1", "it is")])

    assert red() == {"I99"}
    assert invariants.run()[-1].code == "I99"


def test_lines_not_sealed_yet_are_no_fault_but_their_age_is_told(books: User) -> None:
    top_up(books, 5, "new")
    out = StringIO()
    with clock.frozen(clock.now() + dt.timedelta(seconds=90)):
        call_command("check_ledger", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["ok"] is True
    assert 90 <= told["oldest_unsealed_seconds"] < 120
