"""The books as stories: what people do, and what every account says after each step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core import clock
from core.errors import InsufficientFunds
from core.models import User
from core.money import UNIT, Money
from ledger import chart, selectors
from ledger.services import entries, grants, holds
from ledger.services.entries import Line
from tests.ledger.books import assert_whole, available, held, reserve, spend, to, top_up, usd

pytestmark = pytest.mark.django_db


def test_a_finished_render_pays_everyone_and_returns_the_rest(user: User) -> None:
    # given a creator with 20.00
    top_up(user, 2000)
    assert (available(user), held(user)) == (2000, 0)
    assert selectors.balance(chart.STRIPE_CLEARING, "USD") == usd(-2000)
    # when 5.00 is reserved
    hold = reserve(user, 500)
    assert (available(user), held(user)) == (1500, 500)
    # and 4.50 of it is captured
    parts = {
        chart.PLATFORM_RENDER: 200,
        chart.PLATFORM_COMMISSION: 38,
        chart.payable("pye_studio"): 149,
        chart.payable("pye_artist"): 63,
    }
    entry = holds.capture(hold=hold, to=to(parts), actor="system:settlement")
    # then each has its part, and the rest is back, in one entry
    assert (available(user), held(user)) == (1550, 0)
    assert {address: selectors.balance(address, "USD").minor for address in parts} == parts
    assert (hold.state, hold.captured) == ("captured", 450)
    assert [view.kind for view in selectors.entries_of("job_1")] == ["reserve", "capture"]
    assert len(selectors.entries_of("job_1")[1].postings) == 6
    assert entry.cause == "job_1"
    assert_whole()


def test_a_failed_render_gives_the_money_back(user: User) -> None:
    top_up(user, 500)
    hold = reserve(user, 500)
    assert (available(user), held(user)) == (0, 500)

    holds.release(hold=hold, actor="system:reaper", reason="the worker died three times")

    assert (available(user), held(user)) == (500, 0)
    assert (hold.state, hold.captured) == ("released", 0)
    assert_whole()


def test_nobody_spends_what_is_set_aside(user: User) -> None:
    top_up(user, 500)
    reserve(user, 400)

    with pytest.raises(InsufficientFunds) as refused:
        spend(user, 200, "shop")

    assert refused.value.facts["available"] == 100
    assert (available(user), held(user)) == (100, 400)
    assert_whole()


def test_a_day_of_free_clips(user: User) -> None:
    # given today's allowance of 30
    grant = grants.ensure_daily(user_id=user.pk, units=30)
    source = chart.grant(grant.pk)
    # when one clip of 4 units is rendered and another fails
    first = holds.reserve(
        source=source, amount=Money(4, UNIT), cause="job_1", actor=user.pk, expires_at=clock.next_midnight()
    )
    second = holds.reserve(
        source=source, amount=Money(8, UNIT), cause="job_2", actor=user.pk, expires_at=clock.next_midnight()
    )
    today = selectors.daily_units(user.pk, 30)
    assert (today.total, today.available, today.held, today.grant_id) == (30, 18, 12, grant.pk)
    holds.capture(hold=first, to=[Line(chart.PLATFORM_UNITS_USED, Money(4, UNIT))], actor="system:settlement")
    holds.release(hold=second, actor="system:settlement", reason="it failed")
    # then 26 are left, and the wallet has seen nothing of it
    assert selectors.daily_units(user.pk, 30).available == 26
    assert selectors.balance(chart.PLATFORM_ALLOWANCE, UNIT) == Money(-30, UNIT)
    assert selectors.balance(chart.PLATFORM_UNITS_USED, UNIT) == Money(4, UNIT)
    assert selectors.wallet(user.pk) == ()
    assert_whole()


def test_a_payout_that_fails_gives_the_earnings_back(user: User) -> None:
    # given a payee who earned 1.49
    top_up(user, 149)
    payable, payout = chart.payable("pye_1"), chart.payout("pay_1")
    hold = reserve(user, 149)
    holds.capture(hold=hold, to=to({payable: 149}), actor="system:settlement")
    # when a payout is requested and sent
    requested = [Line(payable, usd(-149)), Line(payout, usd(149))]
    entries.post(kind="payout", key="payout:pay_1", lines=requested, cause="pay_1", actor="usr_payee")
    sent = [Line(payout, usd(-149)), Line(chart.STRIPE_CLEARING, usd(149))]
    transfer = entries.post(kind="transfer", key="sent:pay_1", lines=sent, cause="pay_1", actor="system:payouts")
    assert selectors.balance(chart.STRIPE_CLEARING, "USD") == usd(0)
    # and the bank refuses it
    entries.reverse(entry=transfer, key="failed:pay_1", cause="pay_1", actor="system:payouts")
    back = [Line(payout, usd(-149)), Line(payable, usd(149))]
    entries.post(kind="payout_failed", key="back:pay_1", lines=back, cause="pay_1", actor="system:payouts")
    # then the payee has it again, and the four steps can be read
    assert selectors.balance(payable, "USD") == usd(149)
    assert selectors.balance(payout, "USD") == usd(0)
    assert [view.kind for view in selectors.entries_of("pay_1")] == ["payout", "transfer", "reversal", "payout_failed"]
    assert_whole()


def test_currencies_live_side_by_side_and_never_mix(user: User, make_user: Callable[..., User]) -> None:
    top_up(user, 2000, "usd")
    top_up(user, 500, "jpy", "JPY")
    top_up(user, 1500, "kwd", "KWD")

    rows = {row.currency: str(row.available) for row in selectors.wallet(user.pk)}

    assert rows == {"JPY": "500 JPY", "KWD": "1.500 KWD", "USD": "20.00 USD"}
    with pytest.raises(InsufficientFunds):
        spend(make_user(), 1, "another's")
    assert_whole()
