"""Stripe, in our words. The only place in the product that imports `stripe`.

client.py       StripeGateway: every call, and gateway_from_settings()
results.py      what the calls give back (frozen values, Money, aware datetimes)
errors.py       what can go wrong: refused, busy, unknown (and which Stripe error is which)
amounts.py      our Money <-> Stripe's amounts
"""

from __future__ import annotations

from payouts.gateway.client import StripeGateway, gateway_from_settings
from payouts.gateway.errors import (
    GatewayBusy,
    GatewayMisconfigured,
    GatewayRefused,
    GatewayUnknown,
    StripeFailure,
    WebhookRejected,
)
from payouts.gateway.results import (
    Balance,
    BalanceTransaction,
    BankPayout,
    Checkout,
    CheckoutState,
    ReceivedEvent,
    Recipient,
    Refund,
    Reversal,
    Transfer,
)

__all__ = [
    "Balance",
    "BalanceTransaction",
    "BankPayout",
    "Checkout",
    "CheckoutState",
    "GatewayBusy",
    "GatewayMisconfigured",
    "GatewayRefused",
    "GatewayUnknown",
    "ReceivedEvent",
    "Recipient",
    "Refund",
    "Reversal",
    "StripeFailure",
    "StripeGateway",
    "Transfer",
    "WebhookRejected",
    "gateway_from_settings",
]
