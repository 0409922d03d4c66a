"""Payees' accounts at Stripe: opened, onboarded, looked at.

Accounts v2 with the recipient configuration alone: a payee receives transfers and takes no cards. The platform
collects the fees and carries the losses, which separate charges and transfers require.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payouts.gateway.connection import Connection
from payouts.gateway.readings import read_recipient
from payouts.gateway.results import Recipient

if TYPE_CHECKING:
    from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams, AccountRetrieveParams

# v2 answers null for everything that is not named here. (Any: the SDK's type is a list of its own literals.)
INCLUDED: Any = ["configuration.recipient", "identity", "requirements", "defaults"]


class Recipients(Connection):
    """Payees' accounts."""

    def create_recipient(
        self, *, payee_id: str, email: str, display_name: str, country: str, idempotency_key: str
    ) -> str:
        """Open an account that can receive transfers once its owner has onboarded. Returns its id (acct_…).

        `country` is ISO 3166-1 alpha-2 and cannot be changed later.
        """
        params: AccountCreateParams = {
            "contact_email": email,
            "display_name": display_name,
            "dashboard": "express",
            "identity": {"country": country.upper()},
            "configuration": {
                "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
            },
            "defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}},
            "metadata": {"payee_id": payee_id},
            "include": INCLUDED,
        }
        accounts = self._stripe.v2.core.accounts
        return self._ask(lambda: accounts.create(params, {"idempotency_key": idempotency_key}), _read_id)

    def onboarding_link(self, *, account_id: str, return_url: str, refresh_url: str) -> str:
        """Mint a link to Stripe's onboarding form. It works once, for minutes, for whoever holds it.

        Redirect the signed-in payee to it at once; never log, store or mail it. Coming back to `return_url` proves
        nothing: fetch the recipient. `refresh_url` must mint a new link.
        """
        params: AccountLinkCreateParams = {
            "account": account_id,
            "use_case": {
                "type": "account_onboarding",
                "account_onboarding": {"return_url": return_url, "refresh_url": refresh_url},
            },
        }
        return self._ask(lambda: self._stripe.v2.core.account_links.create(params), _read_url)

    def fetch_recipient(self, *, account_id: str) -> Recipient:
        """Look at a payee's account as it is now. Gate transfers on `transfers_active` and nothing else."""
        params: AccountRetrieveParams = {"include": INCLUDED}
        return self._ask(lambda: self._stripe.v2.core.accounts.retrieve(account_id, params), read_recipient)


def _read_id(body: dict[str, Any]) -> str:
    identity: str = body["id"]
    return identity


def _read_url(body: dict[str, Any]) -> str:
    url: str = body["url"]
    return url
