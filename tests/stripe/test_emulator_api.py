"""How the emulator refuses what Stripe refuses."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from payouts.emulator import Emulator, running_emulator
from tests.stripe.raw import Answer, call


@pytest.fixture(scope="module")
def world() -> Iterator[Emulator]:
    """An emulator for calls that go wrong."""
    with running_emulator() as emulator:
        yield emulator


SESSION = {
    "mode": "payment",
    "success_url": "https://a.example/",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "500",
    "line_items[0][price_data][product_data][name]": "Top-up",
}

LINK = {
    "account": "acct_1",
    "use_case": {"type": "account_onboarding", "account_onboarding": {"refresh_url": "https://a.example/"}},
}


def refused(answer: Answer, code: str | None, param: str | None = None, status: int = 400) -> None:
    """Check a refusal."""
    assert (answer.status, answer.code, answer.param) == (status, code, param), answer.text


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer sk_live_abc", "Bearer whatever", "Basic !!!"])
def test_only_test_keys_are_taken(world: Emulator, key: str) -> None:
    assert call(world, "GET", "/v1/balance", Authorization=key).status == 401


def test_a_basic_key_is_taken_too(world: Emulator) -> None:
    basic = base64.b64encode(b"sk_test_abc:").decode()

    assert call(world, "GET", "/v1/balance", Authorization=f"Basic {basic}").status == 200


def test_a_missing_parameter_is_named(world: Emulator) -> None:
    refused(call(world, "POST", "/v1/transfers", {"amount": 1}), "parameter_missing", "currency")


def test_an_unknown_parameter_is_named(world: Emulator) -> None:
    body = {"amount": 1, "currency": "usd", "destination": "acct_1", "application_fee_amount": 1}

    refused(call(world, "POST", "/v1/transfers", body), "parameter_unknown", "application_fee_amount")


def test_an_unknown_nested_parameter_is_named_with_its_path(world: Emulator) -> None:
    answer = call(world, "POST", "/v1/checkout/sessions", {**SESSION, "line_items[0][price_data][colour]": "red"})

    refused(answer, "parameter_unknown", "line_items[0][price_data][colour]")


@pytest.mark.parametrize("amount", ["0", "-5", "1.5", "ten", "", "999999999999"])
def test_an_amount_is_a_whole_number_from_one_up(world: Emulator, amount: str) -> None:
    answer = call(world, "POST", "/v1/transfers", {"amount": amount, "currency": "usd", "destination": "acct_1"})

    assert answer.status == 400
    assert answer.param == "amount"


def test_payment_method_types_are_gone_from_payment_intents(world: Emulator) -> None:
    body = {"amount": 500, "currency": "usd", "payment_method_types[0]": "card"}

    answer = call(world, "POST", "/v1/payment_intents", body)

    refused(answer, "payment_method_types_no_longer_supported", "payment_method_types")


def test_payment_method_types_are_gone_from_checkout(world: Emulator) -> None:
    answer = call(world, "POST", "/v1/checkout/sessions", {**SESSION, "payment_method_types[0]": "card"})

    refused(answer, "payment_method_types_no_longer_supported", "payment_method_types")


def test_dynamic_tax_rates_are_gone_from_checkout(world: Emulator) -> None:
    answer = call(world, "POST", "/v1/checkout/sessions", {**SESSION, "line_items[0][dynamic_tax_rates][0]": "txr_1"})

    refused(answer, "parameter_unknown", "line_items[0][dynamic_tax_rates]")


def test_configurations_are_gone_from_account_links(world: Emulator) -> None:
    flow = {"refresh_url": "https://a.example/", "configurations": ["recipient"]}
    body = {**LINK, "use_case": {"type": "account_onboarding", "account_onboarding": flow}}

    answer = call(world, "POST", "/v2/core/account_links", body)

    assert (answer.status, answer.code) == (400, "parameter_unknown")


def test_express_accounts_need_the_platform_to_carry_fees_and_losses(world: Emulator) -> None:
    duties = {"fees_collector": "application", "losses_collector": "stripe"}

    answer = call(
        world, "POST", "/v2/core/accounts", {"dashboard": "express", "defaults": {"responsibilities": duties}}
    )

    assert answer.code == "account_controller_express_dash_without_application_losses_or_fees"


def test_a_recipient_needs_a_country(world: Emulator) -> None:
    answer = call(world, "POST", "/v2/core/accounts", {"configuration": {"recipient": {}}})

    assert answer.code == "identity_country_required"


def test_v2_answers_null_for_what_is_not_included(world: Emulator) -> None:
    created = call(world, "POST", "/v2/core/accounts", {"identity": {"country": "DE"}, "include": ["identity"]})

    bare = call(world, "GET", f"/v2/core/accounts/{created.body['id']}")

    assert created.body["identity"]["country"] == "DE"
    assert [created.body[part] for part in ("configuration", "defaults", "requirements")] == [None, None, None]
    assert bare.body["identity"] is None


@pytest.mark.parametrize("seconds", [60, 25 * 3600])
def test_a_checkout_lives_from_half_an_hour_to_a_day(world: Emulator, seconds: int) -> None:
    moment = world.world.now() + seconds

    answer = call(world, "POST", "/v1/checkout/sessions", {**SESSION, "expires_at": moment})

    refused(answer, None, "expires_at")


def test_a_reference_expands_and_a_plain_field_does_not(world: Emulator) -> None:
    body = {"amount": 500, "currency": "usd", "confirm": "true", "payment_method": "pm_card_visa"}
    intent = call(world, "POST", "/v1/payment_intents", {**body, "expand[0]": "latest_charge.balance_transaction"})

    wrong = call(world, "GET", f"/v1/payment_intents/{intent.body['id']}?expand[0]=currency")

    assert intent.body["latest_charge"]["balance_transaction"]["fee"] == 45
    assert wrong.status == 400


def test_a_declined_confirmation_is_a_402_that_leaves_a_failed_charge(world: Emulator) -> None:
    body = {"amount": 500, "currency": "usd", "confirm": "true", "payment_method": "pm_card_chargeDeclined"}

    answer = call(world, "POST", "/v1/payment_intents", body)

    assert (answer.status, answer.code) == (402, "card_declined")
    assert world.objects("charge")[-1]["status"] == "failed"


def test_lists_page_by_cursor_in_both_directions(world: Emulator) -> None:
    for _ in range(3):
        call(world, "POST", "/v1/checkout/sessions", SESSION)
    path = "/v1/checkout/sessions?limit=2"
    first = call(world, "GET", path).body
    last = first["data"][-1]["id"]

    second = call(world, "GET", f"{path}&starting_after={last}").body
    back = call(world, "GET", f"{path}&ending_before={second['data'][0]['id']}").body

    assert first["has_more"]
    assert back["data"] == first["data"]
    assert {item["id"] for item in first["data"]}.isdisjoint(item["id"] for item in second["data"])


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "starting_after=cs_unknown", "colour=red"])
def test_a_bad_list_query_is_refused(world: Emulator, query: str) -> None:
    assert call(world, "GET", f"/v1/checkout/sessions?{query}").status == 400


def test_an_account_of_somebody_else_is_forbidden(world: Emulator) -> None:
    refused(call(world, "GET", "/v1/balance", Stripe_Account="acct_x"), "account_invalid", status=403)


def test_an_endpoint_that_is_not_there_says_so(world: Emulator) -> None:
    assert call(world, "GET", "/v1/sigma").status == 404
    assert call(world, "DELETE", "/v1/balance").status == 404


def test_broken_json_is_refused(world: Emulator) -> None:
    assert call(world, "POST", "/v2/core/accounts", ["not", "an", "object"]).status == 400


def test_an_unknown_control_lists_the_known_ones(world: Emulator) -> None:
    answer = call(world, "POST", "/_control/explode", {})

    assert answer.status == 404
    assert "add_funds" in answer.body["error"]["message"]
    assert call(world, "POST", "/_control/pay", {"colour": "red"}).status == 400
    assert call(world, "POST", "/_control/fault", {"colour": "red"}).status == 400
