"""Money out: from our Stripe balance to payees' balances, back again, and on to their banks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.money import Money
from payouts.gateway.amounts import to_stripe
from payouts.gateway.connection import PAGE_SIZE, Connection
from payouts.gateway.readings import read_bank_payout, read_reversal, read_transfer, read_transfer_behind
from payouts.gateway.results import BankPayout, Reversal, Transfer

if TYPE_CHECKING:
    from stripe.params import TransferCreateParams, TransferReversalCreateParams


class Transfers(Connection):
    """Money out."""

    def send_transfer(
        self, *, payout_id: str, amount: Money, account_id: str, transfer_group: str, idempotency_key: str
    ) -> Transfer:
        """Send money to a payee's Stripe balance from what is available in ours.

        Store the key before the call. After GatewayUnknown repeat with the same key within a day, or look with
        `find_transfers(transfer_group)`; take a new key only after a definite no.

        Raises:
            GatewayRefused: `insufficient_balance` when ours is short (Stripe does not retry); stripe_code
                `insufficient_capabilities_for_transfer` when the payee has not finished onboarding.
        """
        params: TransferCreateParams = {
            "amount": to_stripe(amount),
            "currency": amount.currency.lower(),
            "destination": account_id,
            "transfer_group": transfer_group,
            "description": f"Marquee royalties, payout {payout_id}",
            "metadata": {"payout_id": payout_id},
        }
        transfers = self._stripe.v1.transfers
        return self._ask(lambda: transfers.create(params, {"idempotency_key": idempotency_key}), read_transfer)

    def fetch_transfer(self, *, transfer_id: str) -> Transfer:
        """Look at a transfer as it is now."""
        return self._ask(lambda: self._stripe.v1.transfers.retrieve(transfer_id), read_transfer)

    def find_transfers(self, *, transfer_group: str) -> tuple[Transfer, ...]:
        """Find every transfer of a group, newest first: how an unknown outcome is found out."""
        found = self._page_through(
            lambda: self._stripe.v1.transfers.list({"transfer_group": transfer_group, "limit": PAGE_SIZE}),
            read_transfer,
        )
        return tuple(found)

    def reverse_transfer(self, *, transfer_id: str, amount: Money, idempotency_key: str) -> Reversal:
        """Pull back part or all of a transfer, as far as the payee's balance still holds it."""
        params: TransferReversalCreateParams = {"amount": to_stripe(amount)}
        reversals = self._stripe.v1.transfers.reversals
        return self._ask(
            lambda: reversals.create(transfer_id, params, {"idempotency_key": idempotency_key}), read_reversal
        )

    def fetch_bank_payout(self, *, account_id: str, payout_id: str) -> BankPayout:
        """Look at a payout from a payee's Stripe balance to their bank (`payout_id` is Stripe's po_…)."""
        payouts = self._stripe.v1.payouts
        return self._ask(lambda: payouts.retrieve(payout_id, None, {"stripe_account": account_id}), read_bank_payout)

    def transfers_in_bank_payout(self, *, account_id: str, payout_id: str) -> tuple[str, ...]:
        """Name our transfers (tr_…) that a bank payout carries. Stripe can tell for automatic payouts only."""
        found = self._page_through(
            lambda: self._stripe.v1.balance_transactions.list(
                {"payout": payout_id, "limit": PAGE_SIZE, "expand": ["data.source"]}, {"stripe_account": account_id}
            ),
            read_transfer_behind,
        )
        return tuple(transfer_id for transfer_id in found if transfer_id is not None)
