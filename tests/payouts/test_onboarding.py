"""A payee's account: opened once, believed only after looking."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from core.errors import BadInput, NotFound
from payouts import selectors
from payouts.emulator import Emulator
from payouts.gateway import GatewayUnknown
from payouts.models import PayeeAccount
from payouts.services import onboarding
from tests.payouts.world import Earner, Post, person

pytestmark = pytest.mark.django_db


def accounts(emulator: Emulator) -> list[dict[str, Any]]:
    return emulator.world.store.find("v2.core.account")


def test_an_account_is_opened_once(mira: Earner, emulator: Emulator) -> None:
    first = onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="fr")
    again = onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")

    assert (again, first.state, first.country) == (first, "onboarding", "FR")
    assert len(accounts(emulator)) == 1


def test_a_crash_after_stripe_opened_it_finds_the_same_account(mira: Earner, emulator: Emulator) -> None:
    emulator.control("fault", match="POST /v2/core/accounts", dropped=True, executed=True)
    with pytest.raises(GatewayUnknown):
        onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")
    assert not PayeeAccount.objects.exists()

    account = onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")

    assert [body["id"] for body in accounts(emulator)] == [account.stripe_account]


def test_each_link_is_fresh(mira: Earner, emulator: Emulator) -> None:
    with pytest.raises(NotFound):
        onboarding.link(payee_id=mira.payee.pk, user=mira.user)
    onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")

    links = {onboarding.link(payee_id=mira.payee.pk, user=mira.user) for _ in range(3)}

    assert len(links) == 3
    assert all(link.startswith(emulator.base_url) for link in links)


def test_it_is_nobody_elses(mira: Earner, emulator: Emulator) -> None:
    eve = person("Eve")

    with pytest.raises(NotFound):
        onboarding.start(payee_id=mira.payee.pk, user=eve, country="FR")
    with pytest.raises(NotFound):
        onboarding.link(payee_id=mira.payee.pk, user=eve)


def test_a_country_out_of_reach_is_refused(mira: Earner, emulator: Emulator) -> None:
    with pytest.raises(BadInput):
        onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="ZZ")


def test_an_invited_payee_is_linked_by_a_verified_address_alone(mira: Earner, emulator: Emulator) -> None:
    # given a payee nobody has claimed
    mira.payee.user = None
    mira.payee.save()

    # then an address that is not verified proves nothing
    address = EmailAddress.objects.get(user=mira.user)
    address.verified = False
    address.save()
    with pytest.raises(NotFound):
        onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")

    # when it is verified
    address.verified = True
    address.save()

    # then
    assert onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")


def test_news_moves_it_through_its_states(mira: Earner, emulator: Emulator, post: Post) -> None:
    account = onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")
    stripe = account.stripe_account

    def after_news() -> str:
        post.deliver()
        account.refresh_from_db()
        return account.state

    assert after_news() == "onboarding"
    assert "identity.individual.surname" in account.requirements
    emulator.control("onboard", account=stripe)
    assert after_news() == "active"
    assert account.requirements == []
    emulator.control("require_more", account=stripe)
    assert after_news() == "restricted"
    emulator.control("onboard", account=stripe)
    assert after_news() == "active"
    emulator.control("close_account", account=stripe)
    assert after_news() == "closed"


def test_a_dashboard_tells_where_everything_stands(mira: Earner, emulator: Emulator) -> None:
    mira.onboard(emulator)
    payout = mira.request(700)
    mira.earn(300)
    mira.state()
    mira.earn(50)

    (part,) = selectors.payee_dashboard(mira.user)

    assert (part.ready, part.studio) == (True, mira.studio.name)
    assert [row.total.minor for row in part.unstated] == [50]
    assert [amount.minor for amount in part.balances] == [350]
    assert [row.total for row in part.payable_statements] == [300]
    assert [step.state for step in selectors.timeline(payout)] == ["requested", "approved", "sent", "paid"]
    assert selectors.payee_dashboard(person("Eve")) == ()
