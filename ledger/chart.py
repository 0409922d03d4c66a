"""The chart of accounts: the only spelling of account addresses, so a typing slip cannot open a new account.

Amounts are signed: a positive posting credits an account. What we owe to people (wallets, payables) and what we earn
grow by credits; what we hold at Stripe (`stripe:clearing`) grows by debits, so its balance is negative when we have
money there. Per currency everything sums to zero, always.

Guarded accounts can never go below zero: the database refuses the posting that would take them there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Address:
    """An account's address; `guarded` says that its balance may not go below zero."""

    text: str
    guarded: bool = False

    def __str__(self) -> str:
        return self.text


STRIPE_CLEARING = Address("stripe:clearing")
STRIPE_FEES = Address("stripe:fees")
PLATFORM_RENDER = Address("platform:render")
PLATFORM_COMMISSION = Address("platform:commission")
PLATFORM_MARKETING = Address("platform:marketing")
PLATFORM_TAX = Address("platform:tax")
PLATFORM_ALLOWANCE = Address("platform:allowance")
PLATFORM_UNITS_USED = Address("platform:units_used")

# Shared accounts with what each is for; `docs/money.md` repeats this table and a test keeps the two alike.
SHARED: dict[Address, str] = {
    STRIPE_CLEARING: "Money we hold at Stripe (negative: it is an asset)",
    STRIPE_FEES: "What Stripe charged us",
    PLATFORM_RENDER: "Earned by rendering",
    PLATFORM_COMMISSION: "Our commission on licence fees",
    PLATFORM_MARKETING: "What we pay for in a creator's place, in plain sight",
    PLATFORM_TAX: "Tax collected and owed",
    PLATFORM_ALLOWANCE: "Units given away as allowance (unit UNIT)",
    PLATFORM_UNITS_USED: "Units used by finished renders (unit UNIT)",
}


def wallet(user_id: str) -> Address:
    """A creator's wallet: prepaid money that is still theirs."""
    return Address(f"wallet:{user_id}", guarded=True)


# Where reserved money waits; only `ledger.services.holds` moves what is behind it.
HELD = "held:"


def held(source: Address) -> Address:
    """What is reserved out of a wallet or a grant, until it is captured or released."""
    return Address(f"{HELD}{source.text}", guarded=True)


def grant(grant_id: str) -> Address:
    """One grant of units: a day's allowance, a promotion, a pack."""
    return Address(f"grant:{grant_id}", guarded=True)


def payable(payee_id: str) -> Address:
    """What a payee has earned and was not paid yet."""
    return Address(f"payable:{payee_id}", guarded=True)


def payout(payout_id: str) -> Address:
    """Money set aside for one payout, from the request until the transfer is sent or given up."""
    return Address(f"payout:{payout_id}", guarded=True)
