"""The staff portal: who may see it, what it shows, and what its buttons do."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from core.models import User
from payouts import selectors
from payouts.emulator import Emulator
from payouts.models import PayeeAccount, Payout, Statement, StripeEvent, TopUp
from tests.payouts.world import Earner, approve, earner, person, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout(mira: Earner, emulator: Emulator) -> Payout:
    """A requested payout."""
    mira.onboard(emulator)
    emulator.control("add_funds", amount=100_000)
    return mira.request()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def decide(client: Client, payout: Payout, action: str, **said: str) -> Any:
    address = reverse("admin:payouts_payout_decide", args=[payout.pk])
    return client.post(address, {"action": action, **said}, follow=True)


def page(payout: Payout) -> str:
    return reverse("admin:payouts_payout_change", args=[payout.pk])


def seen(payout: Payout) -> str:
    return selectors.evidence(Payout.objects.get(pk=payout.pk)).sha256


def test_strangers_are_sent_to_the_front_door(payout: Payout) -> None:
    for client in (Client(), signed_in(person("Eve"))):
        for address in ("/staff/", reverse("admin:payouts_payout_changelist"), page(payout)):
            assert client.get(address).status_code in (302, 404)
        assert decide(client, payout, "approve", evidence=seen(payout)).status_code in (200, 403, 404)
    assert "/account/login/" in Client().get("/staff/login/")["Location"]
    assert Payout.objects.get().approvals.count() == 0


def test_staff_without_the_right_see_no_payouts(payout: Payout) -> None:
    clerk = signed_in(person("Clerk", is_staff=True))

    assert clerk.get("/staff/").status_code == 200
    assert clerk.get(reverse("admin:payouts_payout_changelist")).status_code in (403, 404)
    assert clerk.get(page(payout)).status_code in (403, 404)


def test_the_home_shows_the_four_numbers(payout: Payout, reviewers: tuple[User, User]) -> None:
    text = signed_in(reviewers[0]).get("/staff/").content.decode()

    for words in ("Waiting for review", "On hold", "Unknown at Stripe", "Oldest waits", "123.45 USD"):
        assert words in text


def test_the_queue_shows_payee_amount_risk_and_checks(payout: Payout, reviewers: tuple[User, User]) -> None:
    client = signed_in(reviewers[0])
    text = client.get(reverse("admin:payouts_payout_changelist")).content.decode()

    for words in ("Mira", "123.45 USD", "medium", "nobody yet", "account", "1 need"):
        assert words in text
    assert "Nothing here" in client.get(reverse("admin:payouts_payout_changelist") + "?show=held").content.decode()


def test_two_reviewers_release_it_through_the_page(payout: Payout, reviewers: tuple[User, User]) -> None:
    first, second = (signed_in(someone) for someone in reviewers)

    text = decide(first, payout, "approve", evidence=seen(payout), note="looks right").content.decode()
    assert "1 of 2. It needs another person." in text
    assert "Somebody else must be the second" in text
    assert "looks right" in second.get(page(payout)).content.decode()

    text = decide(second, payout, "approve", evidence=seen(payout)).content.decode()
    assert "Approved by two people" in text
    work()
    assert "tr_" in first.get(page(payout)).content.decode()


def test_a_hold_asks_for_words_and_shows_them(payout: Payout, reviewers: tuple[User, User]) -> None:
    client = signed_in(reviewers[0])

    text = decide(client, payout, "hold", code="identity_check", message="", fix="").content.decode()
    assert "Message: This field is required." in text
    assert Payout.objects.get().state == "requested"

    text = decide(
        client, payout, "hold", code="identity_check", message="Who are you?", fix="Send a paper."
    ).content.decode()
    assert "Who are you?" in text
    assert Payout.objects.get().review_by is not None
    assert decide(client, payout, "release", note="paper came").status_code == 200
    assert Payout.objects.get().state == "requested"
    decide(client, payout, "reject", code="other", message="No.")
    assert Payout.objects.get().state == "rejected"


def test_an_interested_reviewer_sees_why_they_cannot_decide(mira: Earner, payout: Payout) -> None:
    from payouts.services import reviews

    reviews.appoint(user=mira.user, actor="system:test")
    client = signed_in(User.objects.get(pk=mira.user.pk))

    text = client.get(page(payout)).content.decode()

    assert "You asked for this payout, so somebody else must decide on it." in text
    assert 'id="approve"' not in text


def test_a_changed_payout_is_shown_again(mira: Earner, payout: Payout, reviewers: tuple[User, User]) -> None:
    old = seen(payout)
    mira.payee.email = "other@example.com"
    mira.payee.save()

    text = decide(signed_in(reviewers[0]), payout, "approve", evidence=old).content.decode()

    assert "Look again before you decide." in text
    assert not payout.approvals.exists()


def test_nothing_about_money_can_be_edited_here(payout: Payout, make_user: Any) -> None:
    root = signed_in(User.objects.create_superuser("root@example.com"))

    for model in (Payout, TopUp, Statement, StripeEvent, PayeeAccount):
        name = f"admin:payouts_{model._meta.model_name}"
        assert root.get(reverse(f"{name}_changelist")).status_code == 200
        assert root.get(reverse(f"{name}_add")).status_code == 403
        assert not admin.site._registry[model].has_delete_permission(None)  # type: ignore[arg-type]
    for record in (payout.statement, payout.account):
        address = reverse(f"admin:payouts_{record._meta.model_name}_change", args=[record.pk])
        assert root.get(address).status_code == 200
        assert root.post(address, {"currency": "EUR"}).status_code == 403
        assert root.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert root.post(reverse("admin:payouts_payout_delete", args=[payout.pk]), {"post": "yes"}).status_code == 403


def test_an_approved_payout_can_still_be_held(payout: Payout, reviewers: tuple[User, User]) -> None:
    approve(payout, *reviewers)

    text = signed_in(reviewers[0]).get(page(payout)).content.decode()

    assert "dialog-hold" in text
    assert "dialog-reject" in text


def test_a_long_queue_costs_no_more_queries_than_a_short_one(payout: Payout, assert_queries: Any) -> None:
    with assert_queries(6):
        assert len(selectors.queue()) == 1
    for name in ("Nils", "Ada"):
        other = earner(name)
        PayeeAccount.objects.create(payee=other.payee, stripe_account=f"acct_{name}", country="FR", state="active")
        other.request(500)

    with assert_queries(6):
        assert len(selectors.queue()) == 3
