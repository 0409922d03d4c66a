"""What people see: the pay page, the onboarding form, the index."""

from __future__ import annotations

import pytest

from core.money import Money
from payouts.emulator import Emulator
from payouts.emulator.markup import money
from payouts.gateway import StripeGateway
from tests.stripe.conftest import open_account, open_topup
from tests.stripe.raw import Answer, call

PERSON = {"given_name": "Ann", "surname": "Artist", "country": "DE", "iban": "DE89 3704 0044 0532 0130 00"}


def pay_page(emulator: Emulator, session: str, action: str | None = None) -> Answer:
    """Open the pay page, or press one of its buttons."""
    path = f"/c/pay/{session}"
    return call(emulator, "POST", path, {"action": action}) if action else call(emulator, "GET", path)


def onboarding_path(gateway: StripeGateway, emulator: Emulator, account: str) -> str:
    """Mint an onboarding link and return its path."""
    link = gateway.onboarding_link(
        account_id=account, return_url="https://m.example/back", refresh_url="https://m.example/again"
    )
    return link.removeprefix(emulator.base_url)


def form_of(answer: Answer) -> str:
    """Return where a page's form goes."""
    return answer.text.partition('action="')[2].partition('"')[0]


def test_the_pay_page_shows_what_is_paid_and_offers_four_ways(gateway: StripeGateway, emulator: Emulator) -> None:
    page = pay_page(emulator, open_topup(gateway))

    assert page.status == 200
    assert "50.00 USD" in page.text
    assert "Marquee wallet top-up" in page.text
    for action in ("pay", "decline", "later", "later_fail"):
        assert f'value="{action}"' in page.text


def test_paying_leads_back_with_the_session_id(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)

    answer = pay_page(emulator, session, "pay")

    assert answer.status == 303
    assert answer.headers["Location"] == f"https://marquee.example/wallet/?session={session}"
    assert gateway.fetch_checkout(session_id=session).paid


def test_paying_twice_charges_once(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    pay_page(emulator, session, "pay")

    again = pay_page(emulator, session, "pay")

    assert again.status == 400
    assert pay_page(emulator, session).status == 303
    assert gateway.balance().available_in("USD") == Money(4825, "USD")


def test_a_declined_card_says_so_and_lets_one_try_again(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)

    declined = pay_page(emulator, session, "decline")

    assert declined.status == 402
    assert "declined" in declined.text
    assert pay_page(emulator, session, "pay").status == 303


@pytest.mark.parametrize(("action", "paid"), [("later", True), ("later_fail", False)])
def test_paying_later_comes_through_or_does_not(
    gateway: StripeGateway, emulator: Emulator, action: str, paid: bool
) -> None:
    session = open_topup(gateway)

    assert pay_page(emulator, session, action).status == 303
    emulator.control("advance", seconds=10)

    assert gateway.fetch_checkout(session_id=session).paid is paid


def test_an_expired_page_says_so(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("expire", session=session)

    assert pay_page(emulator, session).status == 410
    assert pay_page(emulator, session, "pay").status == 400
    assert pay_page(emulator, "cs_test_unknown").status == 404


def test_filling_in_the_form_makes_transfers_active(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway)
    form = form_of(call(emulator, "GET", onboarding_path(gateway, emulator, account)))

    answer = call(emulator, "POST", form, {**PERSON, "action": "complete"})

    assert (answer.status, answer.headers["Location"]) == (303, "https://m.example/back")
    assert gateway.fetch_recipient(account_id=account).transfers_active


def test_leaving_the_form_comes_back_too_but_proves_nothing(gateway: StripeGateway, emulator: Emulator) -> None:
    account = open_account(gateway)
    form = form_of(call(emulator, "GET", onboarding_path(gateway, emulator, account)))

    answer = call(emulator, "POST", form, {"action": "leave"})

    assert (answer.status, answer.headers["Location"]) == (303, "https://m.example/back")
    assert not gateway.fetch_recipient(account_id=account).transfers_active
    assert emulator.events("v2.core.account_link.returned")


def test_a_link_works_once(gateway: StripeGateway, emulator: Emulator) -> None:
    path = onboarding_path(gateway, emulator, open_account(gateway))
    call(emulator, "GET", path)

    again = call(emulator, "GET", path)

    assert (again.status, again.headers["Location"]) == (303, "https://m.example/again")


def test_a_link_lives_for_minutes(gateway: StripeGateway, emulator: Emulator) -> None:
    path = onboarding_path(gateway, emulator, open_account(gateway))

    emulator.control("advance", seconds=301)

    assert call(emulator, "GET", path).headers["Location"] == "https://m.example/again"


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"surname": ""}, "first and last name"),
        ({"country": "Germany"}, "two letters"),
        ({"iban": "DE89 3704 0044 0532 0130 01"}, "wrong digit"),
        ({"iban": "?"}, "account number"),
    ],
)
def test_a_mistake_in_the_form_is_explained_and_the_rest_kept(
    gateway: StripeGateway, emulator: Emulator, wrong: dict[str, str], advice: str
) -> None:
    account = open_account(gateway)
    form = form_of(call(emulator, "GET", onboarding_path(gateway, emulator, account)))

    answer = call(emulator, "POST", form, {**PERSON, **wrong, "action": "complete"})

    assert answer.status == 400
    assert advice in answer.text
    assert 'value="Ann"' in answer.text
    assert form_of(answer) == form
    assert not gateway.fetch_recipient(account_id=account).transfers_active


def test_what_people_typed_is_never_html(gateway: StripeGateway, emulator: Emulator) -> None:
    account = gateway.create_recipient(
        payee_id="pay_1", email="a@b.co", display_name="<script>x</script>", country="DE", idempotency_key="k"
    )

    page = call(emulator, "GET", onboarding_path(gateway, emulator, account))

    assert "<script>" not in page.text
    assert "<script>" not in call(emulator, "GET", "/").text


def test_the_index_shows_what_has_happened(gateway: StripeGateway, emulator: Emulator) -> None:
    session = open_topup(gateway)
    emulator.control("pay", session=session)

    page = call(emulator, "GET", "/")

    assert session in page.text
    assert "48.25 USD available" in page.text
    assert call(emulator, "GET", "/elsewhere").status == 404


@pytest.mark.parametrize(
    ("minor", "code", "text"), [(5, "usd", "0.05 USD"), (1234567, "usd", "12,345.67 USD"), (500, "jpy", "500 JPY")]
)
def test_amounts_are_written_for_people(minor: int, code: str, text: str) -> None:
    assert money(minor, code) == text
