"""Top-ups and refunds through the gateway, the real SDK and HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import BadInput
from core.money import Money
from payouts.emulator import Emulator
from payouts.gateway import GatewayRefused, StripeGateway
from tests.stripe.conftest import gateway_for, open_topup


def test_a_new_checkout_is_open_unpaid_and_knows_its_topup(gateway: StripeGateway) -> None:
    state = gateway.fetch_checkout(session_id=open_topup(gateway))

    assert (state.status, state.payment_status, state.paid) == ("open", "unpaid", False)
    assert (state.amount, state.topup_id) == (Money(5000, "USD"), "top_1")
    assert (state.payment_intent, state.charge, state.fee) == (None, None, None)


def test_a_checkout_runs_out_when_it_was_told_to(gateway: StripeGateway) -> None:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)

    checkout = gateway.create_checkout(
        topup_id="top_2",
        amount=Money(5000, "USD"),
        email="creator@example.com",
        success_url="https://marquee.example/",
        cancel_url="https://marquee.example/",
        idempotency_key="topup:2",
        expires_at=moment,
    )

    assert checkout.expires_at == moment
    assert checkout.url.endswith(checkout.id)


def test_the_same_key_opens_the_same_pay_page(gateway: StripeGateway) -> None:
    assert open_topup(gateway, key="topup:7") == open_topup(gateway, key="topup:7")
    assert open_topup(gateway, key="topup:7") != open_topup(gateway, key="topup:8")


def test_a_paid_checkout_tells_the_charge_and_stripes_fee(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay", session=session)

    state = gateway.fetch_checkout(session_id=session)

    assert state.status == "complete"
    assert state.paid
    assert state.fee == Money(175, "USD")  # 2.9 % of 50.00 and 0.30
    assert state.charge is not None and state.charge.startswith("ch_")
    assert state.balance_transaction is not None
    assert state.available_on is not None
    assert gateway.balance().available_in("USD") == Money(4825, "USD")


def test_a_payment_leads_back_to_its_topup(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay", session=session)
    state = gateway.fetch_checkout(session_id=session)
    assert state.payment_intent is not None

    assert gateway.find_checkout(payment_intent=state.payment_intent) == state
    assert gateway.find_checkout(payment_intent="pi_unknown") is None


def test_a_declined_card_leaves_the_checkout_open(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("decline", session=session)

    state = gateway.fetch_checkout(session_id=session)

    assert (state.status, state.paid) == ("open", False)
    assert gateway.balance().available_in("USD") == Money(0, "USD")
    emulator.control("pay", session=session)
    assert gateway.fetch_checkout(session_id=session).paid


def test_a_slow_payment_is_complete_before_it_is_paid(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay_later", session=session)
    waiting = gateway.fetch_checkout(session_id=session)

    emulator.control("advance", seconds=10)

    assert (waiting.status, waiting.paid) == ("complete", False)
    assert gateway.fetch_checkout(session_id=session).paid


def test_a_slow_payment_can_fail(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay_later", session=session, outcome="fail")

    emulator.control("advance", seconds=10)

    assert not gateway.fetch_checkout(session_id=session).paid
    assert emulator.events("checkout.session.async_payment_failed")


def test_an_expired_checkout_cannot_be_paid(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)

    assert gateway.expire_checkout(session_id=session).status == "expired"

    with pytest.raises(GatewayRefused):
        gateway.expire_checkout(session_id=session)
    assert len(emulator.events("checkout.session.expired")) == 1


def test_a_checkout_left_alone_expires_after_a_day(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)

    emulator.control("advance", seconds=24 * 3600 + 1)

    assert gateway.fetch_checkout(session_id=session).status == "expired"


def test_money_is_pending_until_it_settles(start) -> None:  # type: ignore[no-untyped-def]
    emulator = start(settle_seconds=3600)
    gateway = gateway_for(emulator)
    emulator.control("pay", session=open_topup(gateway))
    before = gateway.balance()

    emulator.control("advance", seconds=3601)

    assert before.available_in("USD") == Money(0, "USD")
    assert before.pending == (Money(4825, "USD"),)
    assert gateway.balance().available_in("USD") == Money(4825, "USD")
    assert emulator.events("balance.available")


def test_a_refund_in_parts_counts_up_and_stops_at_the_whole(gateway: StripeGateway, emulator: Emulator) -> None:
    emulator.control("add_funds", amount=1000)
    session = open_topup(gateway)
    emulator.control("pay", session=session)
    paid = gateway.fetch_checkout(session_id=session)

    first = gateway.refund(charge=paid.charge, amount=Money(2000, "USD"), idempotency_key="refund:1")
    second = gateway.refund(payment_intent=paid.payment_intent, amount=Money(3000, "USD"), idempotency_key="refund:2")

    assert (first.status, first.amount, first.charge) == ("succeeded", Money(2000, "USD"), paid.charge)
    assert gateway.fetch_refund(refund_id=second.id) == second
    assert gateway.fetch_checkout(session_id=session).refunded == Money(5000, "USD")
    with pytest.raises(GatewayRefused) as refused:
        gateway.refund(charge=paid.charge, amount=Money(1, "USD"), idempotency_key="refund:3")
    assert refused.value.stripe_code == "charge_already_refunded"


def test_a_refund_the_balance_cannot_cover_waits_for_money(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay", session=session)
    charge = gateway.fetch_checkout(session_id=session).charge

    refund = gateway.refund(charge=charge, amount=Money(5000, "USD"), idempotency_key="refund:1")
    emulator.control("add_funds", amount=1000)
    emulator.control("advance", seconds=2)

    assert refund.status == "pending"
    assert gateway.fetch_refund(refund_id=refund.id).status == "succeeded"


def test_a_failed_refund_gives_the_money_back_to_the_platform(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay", session=session)
    charge = gateway.fetch_checkout(session_id=session).charge
    refund = gateway.refund(charge=charge, amount=Money(1000, "USD"), idempotency_key="refund:1")

    emulator.control("fail_refund", refund=refund.id)

    assert gateway.fetch_refund(refund_id=refund.id).status == "failed"
    assert gateway.fetch_checkout(session_id=session).refunded == Money(0, "USD")
    assert gateway.balance().available_in("USD") == Money(4825, "USD")


def test_yen_and_dinars_keep_their_own_decimals(gateway: StripeGateway, emulator: Emulator) -> None:
    yen = open_topup(gateway, minor=500, currency="JPY", key="topup:jpy")
    dinars = open_topup(gateway, minor=5010, currency="KWD", key="topup:kwd")
    kronur = open_topup(gateway, minor=700, currency="ISK", key="topup:isk")

    assert gateway.fetch_checkout(session_id=yen).amount == Money(500, "JPY")
    assert gateway.fetch_checkout(session_id=dinars).amount == Money(5010, "KWD")
    assert gateway.fetch_checkout(session_id=kronur).amount == Money(700, "ISK")
    sent = {body["currency"]: body["amount_total"] for body in emulator.objects("checkout.session")}
    assert sent == {"jpy": 500, "kwd": 5010, "isk": 70_000}


def test_an_amount_stripe_cannot_carry_is_refused_before_the_call(gateway: StripeGateway, emulator: Emulator) -> None:
    with pytest.raises(BadInput, match=r"multiple of 0\.010 KWD"):
        open_topup(gateway, minor=5001, currency="KWD")

    assert emulator.objects("checkout.session") == []


def test_too_small_a_topup_is_refused_with_stripes_code(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused) as refused:
        open_topup(gateway, minor=49)

    assert refused.value.stripe_code == "amount_too_small"
