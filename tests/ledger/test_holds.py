"""Holds, through the service: each is resolved exactly once."""

from __future__ import annotations

import datetime as dt

import pytest

from core import chores, clock
from core.errors import BadInput, InsufficientFunds, KeyReused
from core.models import AuditEvent, User
from core.money import UNIT, Money
from ledger import chart, selectors
from ledger.errors import AmountExceedsHold, HoldAlreadyResolved
from ledger.models import Entry, Hold
from ledger.services import grants, holds
from ledger.services.entries import Line
from ledger.states import HOLD
from tests.ledger.books import assert_whole, available, held, reserve, to, top_up, usd

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(minutes=11)
RENDER = {chart.PLATFORM_RENDER: 500}


def end(hold: Hold, how: str) -> None:
    if how == "captured":
        holds.capture(hold=hold, to=to(RENDER), actor="system:test")
    elif how == "released":
        holds.release(hold=hold, actor="system:test", reason="it failed")
    else:
        with clock.frozen(clock.now() + LATER):
            assert holds.expire_due() == 1
        hold.refresh_from_db()


def test_a_repeated_reservation_is_the_same_hold(user: User) -> None:
    top_up(user, 1000)
    first = reserve(user, 500)
    again = reserve(user, 500)

    assert again == first
    assert (available(user), held(user)) == (500, 500)
    assert AuditEvent.objects.filter(tag="hold.reserved", subject=first.pk).count() == 1
    with pytest.raises(KeyReused):
        reserve(user, 400)


def test_a_repeated_reservation_after_the_end_is_still_the_same_hold(user: User) -> None:
    top_up(user, 1000)
    end(reserve(user, 500), "released")

    assert reserve(user, 500).state == "released"
    assert (available(user), held(user)) == (1000, 0)


def test_reserving_more_than_there_is_reserves_nothing(user: User) -> None:
    top_up(user, 499)
    with pytest.raises(InsufficientFunds, match=r"Add 0\.01 USD or more"):
        reserve(user, 500)
    assert (available(user), held(user), Hold.objects.count()) == (499, 0, 0)


@pytest.mark.parametrize(("minor", "minutes"), [(0, 10), (-5, 10), (5, 0), (5, -1)])
def test_a_reservation_that_makes_no_sense_is_refused(user: User, minor: int, minutes: int) -> None:
    top_up(user, 500)
    with clock.frozen(clock.now()), pytest.raises(BadInput):
        reserve(user, minor, minutes=minutes)
    assert (available(user), held(user)) == (500, 0)


@pytest.mark.parametrize("source", [chart.PLATFORM_RENDER, chart.held(chart.wallet("usr_1"))])
def test_nobody_reserves_from_shared_or_held_accounts(source: chart.Address) -> None:
    with pytest.raises(ValueError, match="cannot be reserved from"):
        holds.reserve(source=source, amount=usd(5), cause="c", actor="system:test", expires_at=clock.now() + LATER)


@pytest.mark.parametrize("first", ["captured", "released", "expired"])
@pytest.mark.parametrize("second", ["captured", "released", "expired"])
def test_a_hold_resolves_exactly_once(user: User, first: str, second: str) -> None:
    # given a hold that has ended
    top_up(user, 500)
    hold = reserve(user, 500)
    end(hold, first)
    assert hold.state == first
    after = (available(user), held(user), Entry.objects.count(), AuditEvent.objects.count())
    # when it is asked to end again
    if second == "expired":
        with clock.frozen(clock.now() + LATER):
            assert holds.expire_due() == 0
    elif first == second or (first, second) == ("expired", "released"):
        end(hold, second)  # the same again, or money that is back already
    else:
        with pytest.raises(HoldAlreadyResolved) as refused:
            end(hold, second)
        assert refused.value.facts == {"hold": hold.pk, "state": first}
    # then nothing moved
    assert (available(user), held(user), Entry.objects.count(), AuditEvent.objects.count()) == after
    hold.refresh_from_db()
    assert hold.state == first
    assert_whole()


def test_the_state_table_has_no_way_out_of_an_end() -> None:
    assert HOLD.finals == {"captured", "released", "expired"}
    for before in HOLD.steps:
        for after in HOLD.steps:
            assert HOLD.allows(before, after) == (before == "pending" and after != "pending")


def test_a_late_capture_says_that_the_money_is_back(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500)
    end(hold, "expired")
    with pytest.raises(HoldAlreadyResolved, match="expired before; its money is back where it came from"):
        holds.capture(hold=hold, to=to(RENDER), actor="system:test")
    assert available(user) == 500


def test_a_stale_copy_of_a_hold_is_looked_at_again(user: User) -> None:
    top_up(user, 500)
    stale = reserve(user, 500)
    end(Hold.objects.get(pk=stale.pk), "released")
    assert stale.state == "pending"

    with pytest.raises(HoldAlreadyResolved):
        holds.capture(hold=stale, to=to(RENDER), actor="system:test")

    assert stale.state == "released"
    assert_whole()


def test_capturing_more_than_was_reserved_is_refused(user: User) -> None:
    top_up(user, 1000)
    hold = reserve(user, 500)
    with pytest.raises(AmountExceedsHold, match=r"5\.01 USD was to be captured and 5\.00 USD was reserved"):
        holds.capture(hold=hold, to=to({chart.PLATFORM_RENDER: 501}), actor="system:test")
    hold.refresh_from_db()
    assert (hold.state, available(user), held(user)) == ("pending", 500, 500)


def test_capturing_the_last_cent_leaves_no_rest(user: User) -> None:
    top_up(user, 500)
    entry = holds.capture(hold=reserve(user, 500), to=to(RENDER), actor="system:test")
    assert entry.postings.count() == 2
    assert_whole()


def test_another_split_under_the_same_capture_is_refused(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500)
    end(hold, "captured")
    with pytest.raises(KeyReused):
        holds.capture(hold=hold, to=to({chart.PLATFORM_COMMISSION: 500}), actor="system:test")
    assert selectors.balance(chart.PLATFORM_RENDER, "USD") == usd(500)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Line(chart.PLATFORM_RENDER, usd(0))],
        [Line(chart.PLATFORM_RENDER, usd(-5))],
        [Line(chart.PLATFORM_RENDER, Money(5, "EUR"))],
        [Line(chart.held(chart.payable("pye_1")), usd(5))],
    ],
)
def test_parts_that_make_no_sense_are_refused(user: User, parts: list[Line]) -> None:
    top_up(user, 500)
    hold = reserve(user, 500)
    with pytest.raises(BadInput):
        holds.capture(hold=hold, to=parts, actor="system:test")
    with pytest.raises(BadInput):
        holds.capture(hold=hold, to=[Line(chart.wallet(user.pk), usd(5))], actor="system:test")
    assert held(user) == 500


def test_a_hold_expires_by_itself_and_its_money_returns(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500, minutes=10)
    with clock.frozen(hold.expires_at - dt.timedelta(seconds=1)):
        assert holds.expire_due() == 0
    with clock.frozen(hold.expires_at):
        assert holds.expire_due() == 1

    hold.refresh_from_db()
    assert (hold.state, available(user), held(user)) == ("expired", 500, 0)
    assert AuditEvent.objects.filter(tag="hold.expired", subject=hold.pk).count() == 1
    assert_whole()


def test_the_relay_expires_holds() -> None:
    assert chores._chores["expire holds"].run is holds.expire_due


def test_a_hold_whose_work_is_alive_does_not_expire(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500, minutes=10)
    holds.extend(hold=hold, until=clock.now() + dt.timedelta(hours=1))

    with clock.frozen(clock.now() + LATER):
        assert holds.expire_due() == 0

    assert held(user) == 500
    assert_whole()


def test_an_expiry_is_never_brought_forward(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500, minutes=10)
    before = hold.expires_at
    assert holds.extend(hold=hold, until=clock.now()).expires_at == before


def test_a_hold_that_ended_is_not_extended(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500)
    end(hold, "released")
    with pytest.raises(HoldAlreadyResolved):
        holds.extend(hold=hold, until=clock.now() + LATER)


def test_a_hold_past_its_time_is_captured_while_its_money_is_there(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500)
    with clock.frozen(clock.now() + LATER):
        holds.capture(hold=hold, to=to(RENDER), actor="system:test")
        assert holds.expire_due() == 0
    assert hold.state == "captured"
    assert_whole()


def test_expiring_goes_on_after_one_that_cannot(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    top_up(user, 1000)
    bad, good = reserve(user, 500, "job_1"), reserve(user, 500, "job_2")
    give_back = holds._give_back

    def stumble(hold: Hold, *, kind: str, actor: str) -> None:
        if hold.pk == bad.pk:
            raise RuntimeError("a fault")
        give_back(hold, kind=kind, actor=actor)

    monkeypatch.setattr(holds, "_give_back", stumble)
    with clock.frozen(clock.now() + LATER):
        assert holds.expire_due() == 1

    assert [Hold.objects.get(pk=hold.pk).state for hold in (bad, good)] == ["pending", "expired"]
    assert_whole()


def test_a_batch_takes_the_oldest_and_leaves_the_rest_for_the_next_turn(user: User) -> None:
    top_up(user, 1000)
    for number in range(5):
        reserve(user, 100, f"job_{number}", minutes=number + 1)
    with clock.frozen(clock.now() + LATER):
        assert [holds.expire_due(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert available(user) == 1000


def test_one_cause_may_reserve_from_several_sources(user: User) -> None:
    top_up(user, 500)
    grant = chart.grant(grants.ensure_daily(user_id=user.pk, units=30).pk)
    reserve(user, 500)
    holds.reserve(source=grant, amount=Money(4, UNIT), cause="job_1", actor=user.pk, expires_at=clock.now() + LATER)

    assert [(hold.source, str(hold.money)) for hold in selectors.holds_of("job_1")] == [
        (chart.wallet(user.pk), "5.00 USD"),
        (grant, "4 UNIT"),
    ]
    assert_whole()
