"""State tables, and the one function that moves a record along them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from core import clock, lifecycle
from core.errors import StepRefused
from core.models import AuditEvent, User
from core.states import StateTable, table
from ledger.models import Hold
from tests.ledger.books import reserve, top_up

LAMP = table("lamp", off="on broken", on="off broken", broken="")


def test_a_table_knows_its_steps_its_start_and_its_ends() -> None:
    assert LAMP.start == "off"
    assert LAMP.finals == {"broken"}
    assert LAMP.choices == [("off", "off"), ("on", "on"), ("broken", "broken")]
    allowed = {(before, after) for before in LAMP.steps for after in LAMP.steps if LAMP.allows(before, after)}
    assert allowed == {("off", "on"), ("off", "broken"), ("on", "off"), ("on", "broken")}
    assert not LAMP.allows("lit", "off")


def test_a_step_to_a_state_nobody_listed_is_a_slip() -> None:
    with pytest.raises(ValueError, match="lamp"):
        table("lamp", off="on")


def test_a_record_may_start_elsewhere_than_at_the_first_state() -> None:
    assert StateTable("lamp", LAMP.steps, starts=("on",)).start == "on"


@pytest.fixture
def hold(user: User) -> Hold:
    top_up(user, 500)
    return reserve(user, 500)


def release(hold: Hold, **more: object) -> bool:
    changes = {"resolved_at": clock.now()}
    return lifecycle.advance(hold, "released", actor="usr_1", reason="no need", changes=changes, **more)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_step_is_saved_with_its_changes_and_told_in_the_audit_trail(hold: Hold) -> None:
    with transaction.atomic():
        assert release(hold, facts={"amount": 500}) is True

    hold.refresh_from_db()
    assert (hold.state, hold.resolved_at is not None) == ("released", True)
    line = AuditEvent.objects.get(tag="hold.released")
    assert (line.actor, line.subject) == ("usr_1", hold.pk)
    assert line.facts == {"from": "pending", "to": "released", "reason": "no need", "amount": 500}


@pytest.mark.django_db
def test_a_step_taken_before_is_a_quiet_no(hold: Hold) -> None:
    with transaction.atomic():
        release(hold)
        lines = AuditEvent.objects.count()
        assert release(hold) is False
    assert AuditEvent.objects.count() == lines


@pytest.mark.django_db
def test_a_step_off_the_table_is_refused_with_its_facts(hold: Hold) -> None:
    with transaction.atomic():
        release(hold)
        with pytest.raises(StepRefused, match="This hold is released; it cannot become captured") as refused:
            lifecycle.advance(hold, "captured", actor="usr_1")
    assert refused.value.facts == {"record": hold.pk, "before": "released", "after": "captured"}


@pytest.mark.django_db
def test_the_decision_is_taken_on_what_is_stored(hold: Hold) -> None:
    stale = Hold.objects.get(pk=hold.pk)
    with transaction.atomic():
        release(hold)
        assert stale.state == "pending"
        with pytest.raises(StepRefused):
            lifecycle.advance(stale, "expired", actor="usr_1")
    assert stale.state == "released"


@pytest.mark.django_db(transaction=True)
def test_a_step_needs_a_transaction(hold: Hold) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        release(hold)


@pytest.mark.django_db
def test_a_failure_after_the_step_takes_the_step_back(hold: Hold) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        release(hold)
        raise ZeroDivisionError
    hold.refresh_from_db()
    assert hold.state == "pending"
    assert not AuditEvent.objects.filter(tag="hold.released").exists()


def test_the_clock_can_be_held() -> None:
    moment = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
    with clock.frozen(moment):
        assert (clock.now(), clock.today()) == (moment, dt.date(2026, 12, 31))
        assert clock.next_midnight() == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
        with clock.frozen(moment + dt.timedelta(seconds=1)):
            assert clock.today() == dt.date(2027, 1, 1)
        assert clock.now() == moment
    assert clock.now() != moment


def test_a_day_is_a_utc_day_wherever_the_moment_was_written() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    with clock.frozen(dt.datetime(2026, 3, 2, 8, 0, tzinfo=tokyo)):
        assert clock.today() == dt.date(2026, 3, 1)
