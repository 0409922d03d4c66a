"""The wire to Stripe: the key, the base address, the timeouts, and the one place where its errors are sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import stripe

from core.errors import MarqueeError
from payouts.gateway.errors import GatewayMisconfigured, GatewayUnknown, sort_failure

STRIPE_BASE = "https://api.stripe.com"
LIVE_PREFIXES = ("sk_live_", "rk_live_")

# Seconds to connect and seconds to wait for the answer. The SDK's own 80 s would pin a worker for over a minute.
TIMEOUT_SECONDS = (3.0, 20.0)

# None inside the SDK: a worker retries with its stored key, at its own pace, and sees each failure as it was.
NETWORK_RETRIES = 0

# The most Stripe gives on one page of a list.
PAGE_SIZE = 100

Result = TypeVar("Result")


class Connection:
    """A StripeClient bound to one base address, and the sorting of what goes wrong on it."""

    def __init__(
        self,
        *,
        secret_key: str,
        api_base: str = STRIPE_BASE,
        webhook_secret: str = "",
        connect_webhook_secret: str = "",
        timeout: tuple[float, float] = TIMEOUT_SECONDS,
    ) -> None:
        """Bind to Stripe, or to a stand-in at `api_base`. Nothing is sent.

        `timeout` is (seconds to connect, seconds to wait for the answer).

        Raises:
            GatewayMisconfigured: no key, or a live key together with a base that is not Stripe's.
        """
        base = api_base.rstrip("/") or STRIPE_BASE
        _refuse_unsafe_settings(secret_key, base)
        self.webhook_secret = webhook_secret
        self.connect_webhook_secret = connect_webhook_secret
        # All four: an address left out would be Stripe's real one.
        self._stripe = stripe.StripeClient(
            secret_key,
            base_addresses={"api": base, "files": base, "connect": base, "meter_events": base}
            if base != STRIPE_BASE
            else None,
            http_client=stripe.RequestsClient(timeout=timeout),
            max_network_retries=NETWORK_RETRIES,
        )

    def _ask(self, call: Callable[[], stripe.StripeObject], read: Callable[[dict[str, Any]], Result]) -> Result:
        """Make one call and read its answer; every failure leaves as one of ours (see payouts.gateway.errors)."""
        try:
            answer = call()
        except stripe.StripeError as failure:
            raise sort_failure(failure) from failure
        return _read(answer, read)

    def _page_through(
        self, call: Callable[[], stripe.ListObject[Any]], read: Callable[[dict[str, Any]], Result]
    ) -> Iterator[Result]:
        """Yield every item of a list, newest first, fetching pages as they are needed; failures sorted as in `_ask`."""
        try:
            for item in call().auto_paging_iter():
                yield _read(item, read)
        except stripe.StripeError as failure:
            raise sort_failure(failure) from failure


def _read(answer: stripe.StripeObject, read: Callable[[dict[str, Any]], Result]) -> Result:
    """Read an answer; one that lacks what it must have is an unknown outcome, not a crash."""
    try:
        return read(answer.to_dict())
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, MarqueeError) as failure:
        raise GatewayUnknown(
            "Stripe's answer lacks what it must have; it may have done what was asked.", missing=repr(failure)
        ) from failure


def _refuse_unsafe_settings(secret_key: str, base: str) -> None:
    if not secret_key:
        raise GatewayMisconfigured(
            "STRIPE_SECRET_KEY is empty. Set it to the platform's secret key (sk_test_… or sk_live_…)."
        )
    if secret_key.startswith(LIVE_PREFIXES) and base != STRIPE_BASE:
        raise GatewayMisconfigured(
            f"A live Stripe key must only ever be sent to {STRIPE_BASE}, but STRIPE_API_BASE is {base}. "
            "Unset STRIPE_API_BASE, or use a test key.",
            api_base=base,
        )
