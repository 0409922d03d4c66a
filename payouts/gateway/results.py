"""What the gateway gives back: small frozen values in our words. Amounts are Money, moments are aware UTC datetimes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.money import Money, zero


@dataclass(frozen=True)
class Checkout:
    """A pay page that was opened for a top-up. Send the browser to `url`; it works until `expires_at`."""

    id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class CheckoutState:
    """How far a top-up's payment is.

    `status` is open, complete or expired. Complete is not paid: credit the wallet only when `paid` is true.
    `payment_intent` and `charge` are None until the customer has paid; `fee`, `balance_transaction` and `available_on`
    are None until Stripe has booked the charge (they may come later than the payment, with charge.updated).
    `refunded` is the total refunded so far; `disputed` is true once a dispute was ever opened.
    """

    id: str
    status: str
    payment_status: str
    amount: Money
    topup_id: str | None
    payment_intent: str | None
    charge: str | None
    fee: Money | None
    balance_transaction: str | None
    available_on: datetime | None
    refunded: Money
    disputed: bool

    @property
    def paid(self) -> bool:
        """True when the money is Stripe's to settle to us."""
        return self.payment_status == "paid"


@dataclass(frozen=True)
class Recipient:
    """A payee's account at Stripe.

    `transfers_active` is the only gate for a transfer. `status` is Stripe's word for it: active, pending, restricted,
    unsupported, or unrequested. `requirements` names what the payee must still give (`identity.individual.surname`).
    """

    account_id: str
    transfers_active: bool
    status: str
    requirements: tuple[str, ...]
    display_name: str | None
    country: str | None
    closed: bool
    payee_id: str | None


@dataclass(frozen=True)
class Transfer:
    """Money moved from our Stripe balance to a payee's. `reversed_minor` of it has been pulled back since."""

    id: str
    amount: Money
    account_id: str
    transfer_group: str | None
    reversed_minor: int
    created: datetime
    payout_id: str | None


@dataclass(frozen=True)
class Reversal:
    """A part of a transfer that came back to our balance."""

    id: str
    transfer_id: str
    amount: Money
    created: datetime


@dataclass(frozen=True)
class BankPayout:
    """Money on its way from a payee's Stripe balance to their bank.

    `status` is pending, in_transit, paid, failed or canceled; paid may still turn failed for some days.
    `arrival` is when the bank should have it; `failure_code` says why it came back (`account_closed` …).
    """

    id: str
    status: str
    amount: Money
    arrival: datetime
    failure_code: str | None


@dataclass(frozen=True)
class Refund:
    """Money going back to a customer. `status`: pending, succeeded, failed, canceled or requires_action."""

    id: str
    status: str
    amount: Money
    charge: str | None
    payment_intent: str | None


@dataclass(frozen=True)
class Balance:
    """Our Stripe balance by currency: `available` can be transferred now, `pending` has not settled yet."""

    available: tuple[Money, ...]
    pending: tuple[Money, ...]

    def available_in(self, currency: str) -> Money:
        """Return what can be transferred now in this currency; zero when there is no such balance."""
        return next((amount for amount in self.available if amount.currency == currency), zero(currency))


@dataclass(frozen=True)
class BalanceTransaction:
    """One line of Stripe's own books. `net` = `amount` - `fee`. Group by `category`, not `type`: disputes hide in
    type adjustment (docs.stripe.com/reports/reporting-categories)."""

    id: str
    type: str
    category: str
    amount: Money
    fee: Money
    net: Money
    source: str | None
    status: str
    created: datetime
    available_on: datetime


@dataclass(frozen=True)
class ReceivedEvent:
    """News from Stripe whose signature was checked (or that we fetched ourselves).

    `account` is the connected account it is about, None for our own. `raw` is for keeping; act on a fresh fetch of
    `object_id` instead, since events come late, twice and out of order.
    """

    id: str
    type: str
    account: str | None
    object_id: str | None
    object_type: str | None
    created: datetime
    livemode: bool
    raw: dict[str, Any]
