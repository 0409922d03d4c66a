"""Payees' accounts at Stripe: opened once, onboarded on Stripe's pages, believed only after looking again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock, lifecycle
from core.errors import BadInput, NotFound
from core.models import User
from licensing.services import payees
from payouts.gateway import Recipient, gateway_from_settings
from payouts.models import PayeeAccount
from payouts.services import links

ACTOR = "system:payouts"

# Where a platform in the US, UK, EEA, Canada or Switzerland may send transfers by itself.
# Source: docs.stripe.com/connect/cross-border-payouts; the EEA countries Stripe supports.
COUNTRIES = (
    "AT", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "US",
)  # fmt: skip


def start(*, payee_id: str, user: User, country: str) -> PayeeAccount:
    """Open a payee's account at Stripe, or return the one there is.

    The call's key is made from the payee and the country, so a crash after it finds the same account again.
    `country` (ISO 3166-1 alpha-2) is where the payee lives or is registered; Stripe cannot change it later.

    A payee who was invited at one of this person's verified addresses becomes theirs on the way.

    Raises NotFound when the payee is not this person's, BadInput for a country Stripe cannot pay from here, and what
    the gateway raises.
    """
    payees.claim(user)
    payee = _payee_of(user, payee_id)
    account = PayeeAccount.objects.filter(payee=payee).first()
    if account is not None:
        return account
    country = country.upper()
    if country not in COUNTRIES:
        raise BadInput(_("We cannot pay out to this country yet. Choose one of the list."), field="country")
    stripe_account = gateway_from_settings().create_recipient(
        payee_id=payee.pk,
        email=user.email,
        display_name=payee.name,
        country=country,
        idempotency_key=f"payee:{payee.pk}:account:{country}",
    )
    with transaction.atomic():
        account, new = PayeeAccount.objects.get_or_create(
            payee=payee, defaults={"stripe_account": stripe_account, "country": country, "created_at": clock.now()}
        )
        if new:
            facts = {"payee": payee.pk, "stripe_account": stripe_account, "country": country}
            audit.record(tag="payee_account.opened", actor=user.pk, subject=account.pk, facts=facts)
    return account


def link(*, payee_id: str, user: User) -> str:
    """Mint a fresh link to Stripe's onboarding form. Redirect to it at once; never keep, log or mail it.

    Raises NotFound when the payee is not this person's or has no account yet, and what the gateway raises.
    """
    account = account_of(payee_id=payee_id, user=user)
    if account is None:
        raise NotFound(_("Open a payout account first."), payee=payee_id)
    return gateway_from_settings().onboarding_link(
        account_id=account.stripe_account,
        return_url=links.page("payee", payee=payee_id),
        refresh_url=links.page("payee_refresh", payee=payee_id),
    )


def account_of(*, payee_id: str, user: User) -> PayeeAccount | None:
    """Return a payee's account to its person, None when there is none yet. Raises NotFound when it is not theirs."""
    return PayeeAccount.objects.filter(payee=_payee_of(user, payee_id)).first()


def refresh(*, account: PayeeAccount) -> PayeeAccount:
    """Look at an account at Stripe now and move ours to match. Repeat: safe.

    active when Stripe says transfers may arrive, and by nothing else; closed for good; restricted when it once could
    and no longer can; onboarding until then. Raises what the gateway raises; nothing changes then.
    """
    recipient = gateway_from_settings().fetch_recipient(account_id=account.stripe_account)
    with transaction.atomic():
        changes = {"requirements": list(recipient.requirements), "checked_at": clock.now()}
        facts = {"stripe": recipient.status}
        if not lifecycle.advance(account, _state(account, recipient), actor=ACTOR, changes=changes, facts=facts):
            PayeeAccount.objects.filter(pk=account.pk).update(**changes)
            account.refresh_from_db()
    return account


def refresh_by_stripe_id(*, stripe_account: str) -> bool:
    """Refresh the account Stripe has news of. False when it is none of ours."""
    account = PayeeAccount.objects.filter(stripe_account=stripe_account).first()
    if account is not None:
        refresh(account=account)
    return account is not None


def close(*, stripe_account: str) -> bool:
    """Close an account whose owner disconnected it from us. False when it is none of ours. Repeat: safe."""
    account = PayeeAccount.objects.filter(stripe_account=stripe_account).first()
    if account is None:
        return False
    with transaction.atomic():
        lifecycle.advance(account, "closed", actor=ACTOR, reason="its owner disconnected it")
    return True


def _state(account: PayeeAccount, recipient: Recipient) -> str:
    if recipient.closed or account.state == "closed":
        return "closed"
    if recipient.transfers_active:
        return "active"
    if account.active_at is not None or recipient.status == "unsupported":
        return "restricted"
    return account.state


def _payee_of(user: User, payee_id: str) -> Any:
    payee = user.payees.filter(pk=payee_id).first()
    if payee is None:
        raise NotFound(_("There is no such payee, or it is not you."), payee=payee_id)
    return payee
