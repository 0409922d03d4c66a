"""What a reviewer decides on: the facts behind a payout, graded, with a digest that binds a yes to what was seen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum

from core import clock
from core.money import Money, zero
from ledger import chart
from ledger import selectors as ledger
from payouts import policy
from payouts.models import Payout, PayoutApproval, StatementLine, StripeEvent
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
    return Evidence(
        payout_id=payout.pk,
        taken_at=clock.now(),
        checks=checks_of([payout])[payout.pk],
        sha256=_digest(payout, lines, _changed_at(payout, _account_changes([payout]))),
        lines=len(lines),
        itemised=Money(sum(amount for _, amount in lines), payout.currency),
    )


def checks_of(payouts: Sequence[Payout]) -> dict[str, tuple[Check, ...]]:
    """Grade payouts as of now, by id. Four queries, however many they are."""
    itemised, aside = _itemised(payouts), _set_aside(payouts)
    changed, earlier = _account_changes(payouts), _earlier(payouts)
    graded = {}
    for payout in payouts:
        facts = policy.PayoutFacts(
            now=clock.now(),
            amount=payout.money,
            stated=payout.statement.money,
            itemised=Money(itemised.get(payout.statement_id, 0), payout.currency),
            set_aside=aside.get(payout.pk),
            account_state=payout.account.state,
            requirements=len(payout.account.requirements),
            account_changed_at=_changed_at(payout, changed),
            earlier=earlier[payout.pk],
        )
        graded[payout.pk] = policy.checks(facts)
    return graded


def live_approvals(payout: Payout) -> list[PayoutApproval]:
    """Return the approvals that count, oldest first."""
    return list(payout.approvals.filter(withdrawn_at__isnull=True).select_related("reviewer").order_by("created_at"))


def approvals_of(payouts: Sequence[Payout]) -> dict[str, list[PayoutApproval]]:
    """Return the approvals that count, oldest first, by payout id. One query."""
    found: dict[str, list[PayoutApproval]] = {payout.pk: [] for payout in payouts}
    live = PayoutApproval.objects.filter(payout__in=found, withdrawn_at__isnull=True)
    for approval in live.select_related("reviewer").order_by("created_at"):
        found[approval.payout_id].append(approval)
    return found


def _itemised(payouts: Sequence[Payout]) -> dict[str, int]:
    lines = StatementLine.objects.filter(statement__in=[payout.statement_id for payout in payouts])
    return dict(lines.values_list("statement_id").annotate(sum=Sum("royalty__amount")))


def _set_aside(payouts: Sequence[Payout]) -> dict[str, Money]:
    """Return what the ledger holds for each payout whose money should still lie there."""
    waiting = [payout for payout in payouts if payout.state in SET_ASIDE]
    found = ledger.balances(chart.payout(payout.pk) for payout in waiting)
    return {
        payout.pk: found.get((chart.payout(payout.pk).text, payout.currency), zero(payout.currency))
        for payout in waiting
    }


def _account_changes(payouts: Sequence[Payout]) -> dict[str, dt.datetime]:
    """Return when Stripe last told of new bank details, by Stripe account."""
    accounts = [payout.account.stripe_account for payout in payouts]
    news = StripeEvent.objects.filter(account__in=accounts, type__startswith="account.external_account.")
    return dict(news.values_list("account").annotate(last=Max("received_at")))


def _earlier(payouts: Sequence[Payout]) -> dict[str, list[Money]]:
    """Return the amounts sent to each payout's payee in its currency, itself left out, newest first."""
    sent = Payout.objects.filter(payee__in={payout.payee_id for payout in payouts}, state__in=["sent", "paid"])
    rows = list(sent.order_by("-sent_at").values_list("pk", "payee_id", "currency", "amount"))
    return {
        payout.pk: [
            Money(amount, currency)
            for pk, payee_id, currency, amount in rows
            if payee_id == payout.payee_id and currency == payout.currency and pk != payout.pk
        ][:_EARLIER]
        for payout in payouts
    }


def _changed_at(payout: Payout, changes: Mapping[str, dt.datetime]) -> dt.datetime | None:
    """Return when the account last became able to receive money, or got new bank details, whichever is later."""
    moments = (payout.account.active_at, changes.get(payout.account.stripe_account))
    return max((moment for moment in moments if moment is not None), default=None)


def _digest(payout: Payout, lines: list[tuple[int, int]], changed_at: dt.datetime | None) -> str:
    body = {
        "payout": payout.pk,
        "payee": payout.payee_id,
        "payee_email": payout.payee.email,
        "account": payout.account.stripe_account,
        "account_state": payout.account.state,
        # New bank details after a yes would send the money where nobody looked.
        "account_changed_at": changed_at.isoformat() if changed_at else "",
        "amount": payout.amount,
        "currency": payout.currency,
        "statement": payout.statement_id,
        "lines": lines,
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
