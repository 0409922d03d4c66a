"""Payees, transfers, reversals and bank payouts through the gateway, the real SDK and HTTP."""

from __future__ import annotations

import pytest

from core.money import Money
from payouts.emulator import Emulator
from payouts.gateway import GatewayRefused, StripeGateway, Transfer
from tests.stripe.conftest import gateway_for, open_account, open_topup, yesterday


def send(
    gateway: StripeGateway, account: str, minor: int = 1500, key: str = "payout:1:transfer:1", group: str = "payout:1"
) -> Transfer:
    """Send a transfer of a payout."""
    return gateway.send_transfer(
        payout_id="po_1",
        amount=Money(minor, "USD"),
        account_id=account,
        transfer_group=group,
        idempotency_key=key,
    )


def bank_payout_id(emulator: Emulator) -> str:
    """Return the id of the newest bank payout."""
    identity: str = emulator.events("payout.created")[-1]["data"]["object"]["id"]
    return identity


def test_a_new_payee_cannot_receive_and_is_told_what_is_missing(gateway: StripeGateway) -> None:
    recipient = gateway.fetch_recipient(account_id=open_account(gateway))

    assert not recipient.transfers_active
    assert recipient.status == "restricted"
    assert "external_account" in recipient.requirements
    assert (recipient.display_name, recipient.country, recipient.payee_id) == ("Ann Artist", "DE", "pay_1")


def test_an_onboarded_payee_can_receive(gateway: StripeGateway, emulator: Emulator) -> None:
    recipient = gateway.fetch_recipient(account_id=open_account(gateway, emulator))

    assert recipient.transfers_active
    assert (recipient.status, recipient.requirements, recipient.closed) == ("active", (), False)


def test_a_payee_asked_for_more_is_gated_again(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)

    emulator.control("require_more", account=account, description="identity.individual.documents.passport")

    recipient = gateway.fetch_recipient(account_id=account)
    assert not recipient.transfers_active
    assert recipient.requirements == ("identity.individual.documents.passport",)


def test_a_closed_account_cannot_receive(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)

    emulator.control("close_account", account=account)

    recipient = gateway.fetch_recipient(account_id=account)
    assert recipient.closed
    assert not recipient.transfers_active
    with pytest.raises(GatewayRefused):
        send(gateway, account)


def test_an_onboarding_link_is_minted_anew_each_time(gateway: StripeGateway) -> None:
    account = open_account(gateway)
    addresses = {"return_url": "https://marquee.example/back", "refresh_url": "https://marquee.example/again"}

    links = {gateway.onboarding_link(account_id=account, **addresses) for _ in range(2)}

    assert len(links) == 2


def test_a_transfer_moves_money_from_our_balance_to_the_payees(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)

    transfer = send(gateway, account)

    assert (transfer.amount, transfer.account_id) == (Money(1500, "USD"), account)
    assert (transfer.transfer_group, transfer.payout_id, transfer.reversed_minor) == ("payout:1", "po_1", 0)
    assert gateway.fetch_transfer(transfer_id=transfer.id) == transfer
    assert gateway.balance().available_in("USD") == Money(3500, "USD")
    assert [line.net for line in gateway.list_balance_transactions(created_after=yesterday(), account_id=account)] == [
        Money(1500, "USD")
    ]


def test_a_transfer_beyond_the_balance_is_refused_and_moves_nothing(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=1499)

    with pytest.raises(GatewayRefused) as refused:
        send(gateway, account)

    assert refused.value.stripe_code == "balance_insufficient"
    assert refused.value.insufficient_balance
    assert gateway.balance().available_in("USD") == Money(1499, "USD")
    assert gateway.find_transfers(transfer_group="payout:1") == ()


def test_pending_money_cannot_be_transferred(start) -> None:  # type: ignore[no-untyped-def]
    emulator = start(settle_seconds=3600)
    gateway = gateway_for(emulator)
    account = open_account(gateway, emulator)
    emulator.control("pay", session=open_topup(gateway))

    with pytest.raises(GatewayRefused) as refused:
        send(gateway, account)

    assert refused.value.insufficient_balance


def test_a_payee_who_has_not_onboarded_gets_no_transfer(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway)
    emulator.control("add_funds", amount=5000)

    with pytest.raises(GatewayRefused) as refused:
        send(gateway, account)

    assert refused.value.stripe_code == "insufficient_capabilities_for_transfer"
    assert gateway.balance().available_in("USD") == Money(5000, "USD")


def test_every_transfer_of_a_group_is_found_over_several_pages(
    gateway: StripeGateway, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    sent = [send(gateway, account, minor=100 + number, key=f"key:{number}") for number in range(5)]
    send(gateway, account, minor=7, key="key:other", group="payout:2")
    monkeypatch.setattr("payouts.gateway.transfers.PAGE_SIZE", 2)

    found = gateway.find_transfers(transfer_group="payout:1")

    assert found == tuple(reversed(sent))


def test_a_reversal_takes_back_what_the_payee_still_has(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    transfer = send(gateway, account)

    reversal = gateway.reverse_transfer(
        transfer_id=transfer.id, amount=Money(600, "USD"), idempotency_key="payout:1:reversal:1"
    )

    assert (reversal.amount, reversal.transfer_id) == (Money(600, "USD"), transfer.id)
    assert gateway.fetch_transfer(transfer_id=transfer.id).reversed_minor == 600
    assert gateway.balance().available_in("USD") == Money(4100, "USD")
    with pytest.raises(GatewayRefused):
        gateway.reverse_transfer(transfer_id=transfer.id, amount=Money(901, "USD"), idempotency_key="reversal:2")


def test_a_reversal_after_the_bank_payout_is_refused(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    transfer = send(gateway, account)
    emulator.control("advance", seconds=61)

    with pytest.raises(GatewayRefused) as refused:
        gateway.reverse_transfer(transfer_id=transfer.id, amount=Money(600, "USD"), idempotency_key="reversal:1")

    assert refused.value.insufficient_balance


def test_a_bank_payout_carries_its_transfers_and_arrives(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    transfers = {send(gateway, account, minor=700, key=f"key:{number}").id for number in range(2)}
    emulator.control("advance", seconds=61)
    on_its_way = gateway.fetch_bank_payout(account_id=account, payout_id=bank_payout_id(emulator))

    emulator.control("advance", seconds=61)

    assert (on_its_way.status, on_its_way.amount) == ("in_transit", Money(1400, "USD"))
    assert gateway.fetch_bank_payout(account_id=account, payout_id=on_its_way.id).status == "paid"
    assert set(gateway.transfers_in_bank_payout(account_id=account, payout_id=on_its_way.id)) == transfers


def test_a_bank_can_send_money_back_even_after_it_was_paid(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    send(gateway, account)
    emulator.control("advance", seconds=61)
    emulator.control("advance", seconds=61)

    emulator.control("fail_payout", payout=bank_payout_id(emulator), code="account_closed")

    payout = gateway.fetch_bank_payout(account_id=account, payout_id=bank_payout_id(emulator))
    assert (payout.status, payout.failure_code) == ("failed", "account_closed")
    lines = list(gateway.list_balance_transactions(created_after=yesterday(), account_id=account))
    assert sum(line.net.minor for line in lines) == 1500


def test_an_accounts_next_bank_payout_can_be_made_to_fail(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    emulator.control("add_funds", amount=5000)
    emulator.control("fail_next_payout", account=account, code="no_account")
    send(gateway, account)

    emulator.control("advance", seconds=61)
    emulator.control("advance", seconds=61)

    payout = gateway.fetch_bank_payout(account_id=account, payout_id=bank_payout_id(emulator))
    assert (payout.status, payout.failure_code) == ("failed", "no_account")


def test_one_account_cannot_see_anothers_payouts(gateway: StripeGateway, emulator: Emulator) -> None:
    account, other = open_account(gateway, emulator), open_account(gateway, emulator, key="payee:2")
    emulator.control("add_funds", amount=5000)
    send(gateway, account)
    emulator.control("advance", seconds=61)

    with pytest.raises(GatewayRefused) as refused:
        gateway.fetch_bank_payout(account_id=other, payout_id=bank_payout_id(emulator))

    assert refused.value.stripe_code == "resource_missing"


def test_stripes_books_add_up_to_its_balance(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway, emulator)
    session = open_topup(gateway)
    emulator.control("pay", session=session)
    transfer = send(gateway, account)
    gateway.reverse_transfer(transfer_id=transfer.id, amount=Money(500, "USD"), idempotency_key="reversal:1")
    charge = gateway.fetch_checkout(session_id=session).charge
    gateway.refund(charge=charge, amount=Money(300, "USD"), idempotency_key="refund:1")

    lines = list(gateway.list_balance_transactions(created_after=yesterday()))

    assert [line.category for line in lines] == ["refund", "transfer_reversal", "transfer", "charge"]
    assert all(line.net == line.amount - line.fee for line in lines)
    balance = gateway.balance()
    assert sum(line.net.minor for line in lines) == balance.available_in("USD").minor == 4825 - 1500 + 500 - 300
