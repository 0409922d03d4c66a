"""What Stripe has written down: balances, the lines behind them, and its news."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import stripe

from payouts.gateway.connection import PAGE_SIZE, Connection
from payouts.gateway.errors import WebhookRejected
from payouts.gateway.readings import read_balance, read_balance_transaction, read_event
from payouts.gateway.results import Balance, BalanceTransaction, ReceivedEvent

# Seconds a webhook's signature is good for, before and after now (Stripe's own default; it checks only the past).
SIGNATURE_TOLERANCE_SECONDS = 300


class Books(Connection):
    """What Stripe has written down."""

    def balance(self) -> Balance:
        """Look at our own Stripe balance."""
        return self._ask(self._stripe.v1.balance.retrieve, read_balance)

    def list_balance_transactions(
        self, *, created_after: datetime, created_before: datetime | None = None, account_id: str | None = None
    ) -> Iterator[BalanceTransaction]:
        """Yield Stripe's book lines created from `created_after` on (and before `created_before`), newest first.

        Ours, or a payee's when `account_id` is given. Pages are fetched as they are needed.
        """
        params: Any = {"created": _between(created_after, created_before), "limit": PAGE_SIZE}
        options: Any = {"stripe_account": account_id} if account_id else {}
        lines = self._stripe.v1.balance_transactions
        return self._page_through(lambda: lines.list(params, options), read_balance_transaction)

    def list_events(
        self,
        *,
        created_after: datetime,
        types: Sequence[str] = (),
        undelivered_only: bool = False,
        account_id: str | None = None,
    ) -> Iterator[ReceivedEvent]:
        """Yield v1 events from `created_after` on, newest first: how missed webhooks are found. Kept for 30 days.

        `types` is at most 20 event types; `undelivered_only` leaves out those an endpoint has taken.
        """
        params: Any = {"created": _between(created_after, None), "limit": PAGE_SIZE}
        if types:
            params["types"] = list(types)
        if undelivered_only:
            params["delivery_success"] = False
        options: Any = {"stripe_account": account_id} if account_id else {}
        return self._page_through(lambda: self._stripe.v1.events.list(params, options), read_event)

    def fetch_event(self, *, event_id: str) -> ReceivedEvent:
        """Fetch a thin (v2) event again by its id. Kept for 30 days."""
        return self._ask(lambda: self._stripe.v2.core.events.retrieve(event_id), read_event)

    def verify_webhook(self, *, body: bytes, signature: str, secret: str) -> ReceivedEvent:
        """Check that a webhook comes from Stripe and is fresh, and read it: a v1 snapshot or a thin v2 event.

        `body` is the raw request body, `signature` the Stripe-Signature header ("" when there is none). Nothing is
        sent. A v0 signature never counts; while a secret is rolled, one of several v1 signatures is enough.

        Raises:
            WebhookRejected: no or wrong signature, no secret, no event, or signed over 300 s ago or ahead.
        """
        try:
            stripe.WebhookSignature.verify_header(body, signature, secret, tolerance=SIGNATURE_TOLERANCE_SECONDS)
            _refuse_future(signature)
            return read_event(json.loads(body))
        except stripe.SignatureVerificationError as failure:
            raise WebhookRejected(f"This webhook is not signed by Stripe for us: {failure.user_message}") from failure
        except (ValueError, KeyError, TypeError, AttributeError) as failure:
            raise WebhookRejected("This webhook's body is not a Stripe event.") from failure


def _between(after: datetime, before: datetime | None) -> dict[str, int]:
    window = {"gte": int(after.timestamp())}
    if before is not None:
        window["lt"] = int(before.timestamp())
    return window


def _refuse_future(signature: str) -> None:
    """Refuse a signature dated ahead of us: the SDK lets any future date pass, so a captured one could be kept."""
    fields = (part.partition("=") for part in signature.split(","))
    signed_at = next(int(value) for name, _, value in fields if name == "t")
    if signed_at > time.time() + SIGNATURE_TOLERANCE_SECONDS:
        raise WebhookRejected("This webhook is dated in the future. Check this machine's clock.")
