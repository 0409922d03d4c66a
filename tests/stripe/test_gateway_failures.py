"""What goes wrong between us and Stripe, and which of our three errors it becomes."""

from __future__ import annotations

import socket
import threading

import pytest

from core.money import Money
from payouts.emulator import Emulator
from payouts.gateway import (
    GatewayBusy,
    GatewayMisconfigured,
    GatewayRefused,
    GatewayUnknown,
    StripeGateway,
    gateway_from_settings,
)
from tests.stripe.conftest import KEY, gateway_for, open_account, open_topup
from tests.stripe.test_gateway_money_out import send

TRANSFER = "POST /v1/transfers"


@pytest.fixture
def payee(gateway: StripeGateway, emulator: Emulator) -> str:
    """An onboarded payee, and enough money to pay them three times."""
    emulator.control("add_funds", amount=4500)
    return open_account(gateway, emulator)


def left(gateway: StripeGateway) -> int:
    """Return what is left of our balance."""
    return gateway.balance().available_in("USD").minor


def test_a_transfer_that_timed_out_after_it_happened_is_unknown_and_found_again(
    gateway: StripeGateway, emulator: Emulator, payee: str
) -> None:
    emulator.control("fault", match=TRANSFER, executed=True, hang_seconds=2.0)

    with pytest.raises(GatewayUnknown):
        send(gateway, payee)

    found = gateway.find_transfers(transfer_group="payout:1")
    assert len(found) == 1
    assert send(gateway, payee) == found[0]
    assert left(gateway) == 3000


def test_a_line_cut_after_it_happened_is_unknown(gateway: StripeGateway, emulator: Emulator, payee: str) -> None:
    emulator.control("fault", match=TRANSFER, executed=True, dropped=True)

    with pytest.raises(GatewayUnknown):
        send(gateway, payee)

    assert left(gateway) == 3000
    send(gateway, payee)
    assert left(gateway) == 3000


def test_a_line_cut_before_it_happened_is_unknown_too_and_the_same_key_does_it(
    gateway: StripeGateway, emulator: Emulator, payee: str
) -> None:
    emulator.control("fault", match=TRANSFER, dropped=True)

    with pytest.raises(GatewayUnknown):
        send(gateway, payee)

    assert left(gateway) == 4500
    send(gateway, payee)
    assert left(gateway) == 3000


@pytest.mark.parametrize("executed", [False, True])
def test_a_server_error_is_unknown_and_replayed_under_its_key(
    gateway: StripeGateway, emulator: Emulator, payee: str, executed: bool
) -> None:
    emulator.control("fault", match=TRANSFER, status=500, executed=executed)

    for _ in range(2):
        with pytest.raises(GatewayUnknown):
            send(gateway, payee)

    assert len(gateway.find_transfers(transfer_group="payout:1")) == int(executed)


def test_an_answer_that_is_not_json_is_unknown(gateway: StripeGateway, emulator: Emulator, payee: str) -> None:
    emulator.control("fault", match=TRANSFER, executed=True, garbled=True)

    with pytest.raises(GatewayUnknown):
        send(gateway, payee)

    assert len(gateway.find_transfers(transfer_group="payout:1")) == 1


def test_an_answer_that_lacks_its_amount_is_unknown(gateway: StripeGateway, emulator: Emulator, payee: str) -> None:
    transfer = send(gateway, payee)
    broken = emulator.world.store.get(transfer.id)
    assert broken is not None
    emulator.world.store.put({**broken, "currency": "nonsense"})

    with pytest.raises(GatewayUnknown):
        gateway.find_transfers(transfer_group="payout:1")

    emulator.world.store.put(broken)


def test_a_rate_limit_is_busy_and_leaves_the_key_unused(gateway: StripeGateway, emulator: Emulator, payee: str) -> None:
    emulator.control("fault", match=TRANSFER, status=429)

    with pytest.raises(GatewayBusy):
        send(gateway, payee)

    assert left(gateway) == 4500
    assert send(gateway, payee).amount == Money(1500, "USD")


def test_the_same_key_twice_at_once_is_busy_for_the_second(
    gateway: StripeGateway, emulator: Emulator, payee: str
) -> None:
    emulator.control("fault", match=TRANSFER, delay_seconds=0.5)
    first = threading.Thread(target=send, args=(gateway, payee))
    first.start()
    while not emulator.world.store.rows("SELECT 1 FROM keys WHERE status IS NULL"):
        pass

    with pytest.raises(GatewayBusy) as busy:
        send(gateway, payee)
    first.join()

    assert busy.value.facts["stripe_code"] == "idempotency_key_in_use"
    assert left(gateway) == 3000


def test_stripe_out_of_reach_is_busy_for_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    nobody = StripeGateway(secret_key=KEY, api_base=f"http://127.0.0.1:{port}", timeout=(0.5, 0.5))

    with pytest.raises(GatewayBusy):
        nobody.balance()


def test_an_unknown_host_is_busy_for_nothing_was_sent() -> None:
    nowhere = StripeGateway(secret_key=KEY, api_base="http://stripe.invalid", timeout=(0.5, 0.5))

    with pytest.raises(GatewayBusy):
        nowhere.balance()


def test_a_key_with_other_values_is_refused_and_does_nothing(
    gateway: StripeGateway, emulator: Emulator, payee: str
) -> None:
    send(gateway, payee, minor=1500)

    with pytest.raises(GatewayRefused) as refused:
        send(gateway, payee, minor=1501)

    assert refused.value.stripe_code == "idempotency_error"
    assert left(gateway) == 3000


def test_a_wrong_key_is_refused(emulator: Emulator) -> None:
    stranger = StripeGateway(secret_key="pk_not_a_key", api_base=emulator.base_url, timeout=(1, 1))

    with pytest.raises(GatewayRefused) as refused:
        stranger.balance()

    assert refused.value.facts["status"] == 401


@pytest.mark.parametrize(("status", "code"), [(402, "card_declined"), (403, "invalid_request_error")])
def test_other_plain_noes_are_refused(
    gateway: StripeGateway, emulator: Emulator, payee: str, status: int, code: str
) -> None:
    emulator.control("fault", match=TRANSFER, status=status)

    with pytest.raises(GatewayRefused) as refused:
        send(gateway, payee)

    assert refused.value.stripe_code == code
    assert left(gateway) == 4500


def test_a_missing_object_is_refused_with_stripes_words(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused) as refused:
        gateway.fetch_transfer(transfer_id="tr_unknown")

    assert refused.value.stripe_code == "resource_missing"
    assert refused.value.facts["request_id"].startswith("req_")
    assert "tr_unknown" in refused.value.message


def test_an_unknown_account_is_refused_by_the_v2_api(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused) as refused:
        gateway.fetch_recipient(account_id="acct_unknown")

    assert refused.value.stripe_code == "not_found"


def test_a_v2_call_that_was_cut_off_makes_no_second_account(gateway: StripeGateway, emulator: Emulator) -> None:
    emulator.control("fault", match="POST /v2/core/accounts", executed=True, dropped=True)
    with pytest.raises(GatewayUnknown):
        open_account(gateway, key="payee:9")

    open_account(gateway, key="payee:9")

    assert len(emulator.objects("v2.core.account")) == 1


@pytest.mark.parametrize("key", ["sk_live_abc", "rk_live_abc"])
def test_a_live_key_is_never_sent_anywhere_but_stripe(key: str) -> None:
    with pytest.raises(GatewayMisconfigured, match=r"only ever be sent to https://api\.stripe\.com"):
        StripeGateway(secret_key=key, api_base="http://127.0.0.1:12111")


def test_a_live_key_is_taken_for_stripe_itself() -> None:
    StripeGateway(secret_key="sk_live_abc", api_base="https://api.stripe.com/")


def test_an_empty_key_is_refused_with_what_to_set() -> None:
    with pytest.raises(GatewayMisconfigured, match="STRIPE_SECRET_KEY"):
        StripeGateway(secret_key="")


def test_no_call_leaves_for_stripe_when_a_base_is_set(
    gateway: StripeGateway, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def listening(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        assert host == "127.0.0.1", f"a call left for {host}"
        return resolve(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", listening)

    account = open_account(gateway, emulator)
    emulator.control("pay", session=open_topup(gateway))
    send(gateway, account)
    gateway.onboarding_link(account_id=account, return_url="https://a.example/", refresh_url="https://a.example/")

    bases = gateway._stripe._requestor._options.base_addresses
    assert set(asked) == {"127.0.0.1"}
    assert set(bases) == {"api", "files", "connect", "meter_events"}
    assert set(bases.values()) == {emulator.base_url}


def test_the_gateway_follows_the_settings_of_the_moment(emulator: Emulator, settings) -> None:  # type: ignore[no-untyped-def]
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_API_BASE = emulator.base_url
    settings.STRIPE_WEBHOOK_SECRET = "whsec_one"
    settings.STRIPE_CONNECT_WEBHOOK_SECRET = "whsec_two"

    gateway = gateway_from_settings()

    assert gateway.balance().available_in("USD") == Money(0, "USD")
    assert (gateway.webhook_secret, gateway.connect_webhook_secret) == ("whsec_one", "whsec_two")
    settings.STRIPE_SECRET_KEY = "sk_live_real"
    with pytest.raises(GatewayMisconfigured):
        gateway_from_settings()


def test_a_patient_gateway_waits_for_a_slow_answer(emulator: Emulator) -> None:
    emulator.control("fault", match="GET /v1/balance", executed=True, hang_seconds=0.3)

    assert gateway_for(emulator, seconds=2.0).balance().available_in("USD") == Money(0, "USD")
