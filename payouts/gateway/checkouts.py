"""Money in: pay pages for wallet top-ups, and refunds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.money import Money
from payouts.gateway.amounts import to_stripe
from payouts.gateway.connection import Connection
from payouts.gateway.readings import read_checkout, read_checkout_state, read_refund
from payouts.gateway.results import Checkout, CheckoutState, Refund

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams
    from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItemPriceData

PRODUCT_NAME = "Marquee wallet top-up"
PRODUCT_DESCRIPTION = "Money for renders and licence fees on Marquee"
TOPUP_STATEMENT = (
    "This adds money to your Marquee wallet. It pays for renders and licence fees on Marquee and is not a purchase of "
    "any clip or character."
)

# Appended to the platform's own name on the card statement; Stripe's limit for both together is 22 characters.
STATEMENT_SUFFIX = "WALLET"

# Everything fetch_checkout reads, in one call.
_TO_THE_BOOKS = ["payment_intent.latest_charge.balance_transaction"]


class Checkouts(Connection):
    """Money in."""

    def create_checkout(
        self,
        *,
        topup_id: str,
        amount: Money,
        email: str,
        success_url: str,
        cancel_url: str,
        idempotency_key: str,
        expires_at: datetime | None = None,
    ) -> Checkout:
        """Open a pay page for a wallet top-up.

        `success_url` may hold `{CHECKOUT_SESSION_ID}`, which Stripe fills in. `expires_at` is 30 minutes to 24 hours
        ahead (24 hours when None). A repeat under the same key must send the same values, so store it with the top-up.

        Raises: GatewayRefused, GatewayBusy, GatewayUnknown; BadInput when Stripe cannot carry the amount exactly.
        """
        facts = {"topup_id": topup_id}
        price: SessionCreateParamsLineItemPriceData = {
            "currency": amount.currency.lower(),
            "unit_amount": to_stripe(amount),
            "product_data": {"name": PRODUCT_NAME, "description": PRODUCT_DESCRIPTION},
        }
        params: SessionCreateParams = {
            "mode": "payment",
            "submit_type": "pay",
            "client_reference_id": topup_id,
            "customer_email": email,
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": facts,
            "payment_intent_data": {
                "metadata": facts,
                "description": PRODUCT_NAME,
                "statement_descriptor_suffix": STATEMENT_SUFFIX,
            },
            "custom_text": {"submit": {"message": TOPUP_STATEMENT}},
            "success_url": success_url,
            "cancel_url": cancel_url,
        }
        if expires_at is not None:
            params["expires_at"] = int(expires_at.timestamp())
        sessions = self._stripe.v1.checkout.sessions
        return self._ask(lambda: sessions.create(params, {"idempotency_key": idempotency_key}), read_checkout)

    def fetch_checkout(self, *, session_id: str) -> CheckoutState:
        """Look at a top-up's payment as it is now, down to Stripe's fee. Raises GatewayRefused when there is none."""
        sessions = self._stripe.v1.checkout.sessions
        return self._ask(lambda: sessions.retrieve(session_id, {"expand": _TO_THE_BOOKS}), read_checkout_state)

    def find_checkout(self, *, payment_intent: str) -> CheckoutState | None:
        """Find the top-up a payment belongs to (charge and dispute events name only the payment)."""
        found = self._page_through(
            lambda: self._stripe.v1.checkout.sessions.list(
                {"payment_intent": payment_intent, "limit": 1, "expand": [f"data.{path}" for path in _TO_THE_BOOKS]}
            ),
            read_checkout_state,
        )
        return next(found, None)

    def expire_checkout(self, *, session_id: str) -> CheckoutState:
        """Close an open pay page so that it can no longer be paid. Raises GatewayRefused when it is not open."""
        sessions = self._stripe.v1.checkout.sessions
        return self._ask(lambda: sessions.expire(session_id, {"expand": _TO_THE_BOOKS}), read_checkout_state)

    def refund(
        self, *, amount: Money, idempotency_key: str, charge: str | None = None, payment_intent: str | None = None
    ) -> Refund:
        """Give a customer money back, in part or whole. Name the charge or the payment intent.

        A refund the platform's balance cannot cover is `pending`, not refused. Stripe's fee is not returned, and
        nothing is pulled back from payees.
        """
        if (charge is None) == (payment_intent is None):
            raise TypeError("refund() takes either charge or payment_intent")
        params: RefundCreateParams = {"amount": to_stripe(amount)}
        if charge is not None:
            params["charge"] = charge
        if payment_intent is not None:
            params["payment_intent"] = payment_intent
        refunds = self._stripe.v1.refunds
        return self._ask(lambda: refunds.create(params, {"idempotency_key": idempotency_key}), read_refund)

    def fetch_refund(self, *, refund_id: str) -> Refund:
        """Look at a refund as it is now: one that succeeded may still fail at the customer's bank."""
        return self._ask(lambda: self._stripe.v1.refunds.retrieve(refund_id), read_refund)
