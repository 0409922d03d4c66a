"""What can go wrong with a call to Stripe, sorted once.

| what happened                                       | error          | it happened | what to do             |
|-----------------------------------------------------|----------------|-------------|------------------------|
| 400, 401, 402, 403, 404, other 4xx with an error    | GatewayRefused | no          | correct it; a new key  |
| 429 (rate limit, lock timeout)                      | GatewayBusy    | no          | later, the same key    |
| 409 (the key or object is in use by another call)   | GatewayBusy    | not by us   | later, the same key    |
| never connected (refused, no route, name, timeout)  | GatewayBusy    | no          | later, the same key    |
| sent, but no answer (timeout, dropped, TLS broken)  | GatewayUnknown | perhaps     | the same key within a  |
| 5xx                                                 | GatewayUnknown | perhaps     | day, else look it up   |
| an answer that is not Stripe's, or lacks its parts  | GatewayUnknown | perhaps     | (find_transfers)       |

A 5xx may be saved under its key and be replayed for a day: when the same key answers 5xx twice, look the object up
instead of asking again. Anything not on this list is GatewayUnknown: what we do not understand may have moved money.
Source: docs.stripe.com/error-low-level and docs.stripe.com/api/idempotent_requests.
"""

from __future__ import annotations

import requests
import stripe
from urllib3.exceptions import MaxRetryError, NewConnectionError

from core.errors import BadInput, Conflict, MarqueeError, Unavailable


class StripeFailure(MarqueeError):
    """Base of what a Stripe call can raise. Catch the three below, not this."""

    code = "stripe_failure"


class GatewayRefused(StripeFailure, Conflict):
    """Stripe said no; this request did nothing, and repeating it under its key only repeats the answer.

    Facts: `stripe_code` (`balance_insufficient`, `card_declined`, `resource_missing` …; None when Stripe gave none),
    `decline_code`, `param`, `status` (HTTP), `request_id`.
    """

    code = "stripe_refused"

    @property
    def stripe_code(self) -> str | None:
        """Stripe's own short code for the reason, if it gave one."""
        code: str | None = self.facts.get("stripe_code")
        return code

    @property
    def insufficient_balance(self) -> bool:
        """True when the platform's available balance was too small: the same payout may be tried later (new key)."""
        return self.stripe_code in {"balance_insufficient", "insufficient_funds"}


class GatewayBusy(StripeFailure, Unavailable):
    """Stripe did not take the request now; nothing happened. Try again later with the same key."""

    code = "stripe_busy"


class GatewayUnknown(StripeFailure, Unavailable):
    """The request may have been carried out. Ask again with the same key (within a day), or look the object up."""

    code = "stripe_unknown"


class GatewayMisconfigured(Unavailable):
    """The gateway was given settings it refuses to start with, such as a live key for a base that is not Stripe."""

    code = "stripe_misconfigured"


class WebhookRejected(BadInput):
    """A webhook that does not prove it comes from Stripe, or is too old or too new. Answer 400, keep nothing."""

    code = "webhook_rejected"


def sort_failure(failure: stripe.StripeError) -> StripeFailure:
    """Turn the SDK's error into one of our three by the table above. Never loses the original (raise … from it)."""
    if isinstance(failure, stripe.APIConnectionError):
        if _never_connected(failure):
            return GatewayBusy("Stripe cannot be reached; nothing was sent. Try again later.")
        return GatewayUnknown(
            "Stripe did not answer in time; it may have done what was asked. Look it up, or ask again."
        )
    status = failure.http_status
    if isinstance(failure, stripe.RateLimitError) or status in {409, 429}:
        return GatewayBusy("Stripe is busy with this; try again later.", **_facts(failure))
    if status is not None and 400 <= status < 500 and failure.error is not None:
        message = failure.user_message or "no reason given"
        return GatewayRefused(f"Stripe refused: {message}", **_facts(failure))
    return GatewayUnknown("Stripe's answer cannot be relied on; it may have done what was asked.", **_facts(failure))


def _facts(failure: stripe.StripeError) -> dict[str, object]:
    """Collect what a reader of the log needs. The SDK leaves `code` empty on some errors; the body has it."""
    body = failure.error.to_dict() if failure.error is not None else {}
    return {
        "stripe_code": failure.code or body.get("code") or body.get("type"),
        "decline_code": body.get("decline_code"),
        "param": body.get("param"),
        "status": failure.http_status,
        "request_id": failure.request_id,
    }


def _never_connected(failure: stripe.APIConnectionError) -> bool:
    """Tell whether the connection failed before a byte was sent, from the cause that `requests` left behind."""
    cause = failure.__cause__
    if isinstance(cause, requests.exceptions.ConnectTimeout):
        return True
    if not isinstance(cause, requests.exceptions.ConnectionError) or not cause.args:
        return False
    inner = cause.args[0]
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    return isinstance(reason, NewConnectionError)
