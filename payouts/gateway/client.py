"""StripeGateway: every call the product makes to Stripe, in our words."""

from __future__ import annotations

from django.conf import settings

from payouts.gateway.books import Books
from payouts.gateway.checkouts import Checkouts
from payouts.gateway.connection import STRIPE_BASE
from payouts.gateway.recipients import Recipients
from payouts.gateway.transfers import Transfers


class StripeGateway(Checkouts, Recipients, Transfers, Books):
    """Every call the product makes to Stripe. Safe to share between threads; holds no state of its own.

    Each method takes keywords only and makes one call (lists: one per page); none belongs inside a database
    transaction. Failures are GatewayRefused, GatewayBusy or GatewayUnknown: payouts.gateway.errors says which is which.
    """


def gateway_from_settings() -> StripeGateway:
    """Build a gateway from STRIPE_SECRET_KEY, STRIPE_API_BASE, STRIPE_WEBHOOK_SECRET, STRIPE_CONNECT_WEBHOOK_SECRET.

    Settings are read at each call, so tests and commands may override them. Raises GatewayMisconfigured.
    """
    return StripeGateway(
        secret_key=getattr(settings, "STRIPE_SECRET_KEY", ""),
        api_base=getattr(settings, "STRIPE_API_BASE", "") or STRIPE_BASE,
        webhook_secret=getattr(settings, "STRIPE_WEBHOOK_SECRET", ""),
        connect_webhook_secret=getattr(settings, "STRIPE_CONNECT_WEBHOOK_SECRET", ""),
    )
