"""What a reviewer decides on: the facts behind a payout, graded, with a digest that binds a yes to what was seen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from core import clock
from core.money import Money, zero
from ledger import chart
from ledger import selectors as ledger
from payouts import policy
from payouts.models import Payout, PayoutApproval, StripeEvent
from payouts.policy import Check

APPROVERS_NEEDED = 2

# While a payout is in one of these, its money lies in `payout:<id>`.
SET_ASIDE = ("requested", "held", "approved", "sending", "unknown")

# How many earlier payouts make "the usual amount".
_EARLIER = 20


@dataclass(frozen=True)
class Evidence:
    """A payout's checks at one moment. `sha256` is of whom it pays, where, how much and for which lines."""

    payout_id: str
    taken_at: dt.datetime
    checks: tuple[Check, ...]
    sha256: str
    lines: int
    itemised: Money

    @property
    def risk(self) -> str:
        """The worst grade: pass, low, med or high."""
        return policy.worst(self.checks)

    @property
    def blocked(self) -> tuple[Check, ...]:
        """The checks that forbid approving and sending."""
        return tuple(check for check in self.checks if check.grade == "high")

    def to_json(self) -> dict[str, Any]:
        """Return what the audit trail keeps of it."""
        return {
            "sha256": self.sha256,
            "taken_at": self.taken_at.isoformat(),
            "lines": self.lines,
            "itemised": str(self.itemised),
            "checks": {check.code: check.grade for check in self.checks},
        }


def evidence(payout: Payout) -> Evidence:
    """Look at everything a payout stands on, now. Reads only."""
    lines = list(payout.statement.lines.order_by("royalty_id").values_list("royalty_id", "royalty__amount"))
    itemised = Money(sum(amount for _, amount in lines), payout.currency)
    facts = policy.PayoutFacts(
        now=clock.now(),
        amount=payout.money,
        stated=payout.statement.money,
        itemised=itemised,
        set_aside=_set_aside(payout),
        account_state=payout.account.state,
        requirements=len(payout.account.requirements),
        account_changed_at=_account_changed_at(payout),
        earlier=_earlier(payout),
    )
    return Evidence(
        payout_id=payout.pk,
        taken_at=facts.now,
        checks=policy.checks(facts),
        sha256=_digest(payout, lines),
        lines=len(lines),
        itemised=itemised,
    )


def live_approvals(payout: Payout) -> list[PayoutApproval]:
    """Return the approvals that count, oldest first."""
    return list(payout.approvals.filter(withdrawn_at__isnull=True).select_related("reviewer").order_by("created_at"))


def _set_aside(payout: Payout) -> Money | None:
    if payout.state not in SET_ASIDE:
        return None
    return ledger.balance(chart.payout(payout.pk), payout.currency) or zero(payout.currency)


def _account_changed_at(payout: Payout) -> dt.datetime | None:
    """Return when the account last became able to receive money, or its bank details changed, whichever is later."""
    account = payout.account
    changed = (
        StripeEvent.objects.filter(account=account.stripe_account, type__startswith="account.external_account.")
        .order_by("-received_at")
        .values_list("received_at", flat=True)
        .first()
    )
    return max((moment for moment in (account.active_at, changed) if moment is not None), default=None)


def _earlier(payout: Payout) -> list[Money]:
    rows = (
        Payout.objects.filter(payee=payout.payee_id, currency=payout.currency, state__in=["sent", "paid"])
        .exclude(pk=payout.pk)
        .order_by("-sent_at")[:_EARLIER]
    )
    return [row.money for row in rows]


def _digest(payout: Payout, lines: list[tuple[int, int]]) -> str:
    body = {
        "payout": payout.pk,
        "payee": payout.payee_id,
        "payee_email": payout.payee.email,
        "account": payout.account.stripe_account,
        "account_state": payout.account.state,
        "amount": payout.amount,
        "currency": payout.currency,
        "statement": payout.statement_id,
        "lines": lines,
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
