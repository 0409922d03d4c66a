"""What the staff portal shows: the numbers, the queue, and one payout with everything a decision needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet, Sum

from core import clock
from core.money import Money
from payouts import policy
from payouts.models import Payout, PayoutApproval, TransferAttempt
from payouts.policy import Check
from payouts.selectors.evidence import APPROVERS_NEEDED, Evidence, approvals_of, checks_of, evidence
from payouts.selectors.statements import StatementView, statement_view

OPEN = ("requested", "held", "approved", "sending", "unknown")

# The queue's filters: what each shows.
FILTERS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "requested": ("requested",),
    "held": ("held",),
    "sending": ("approved", "sending", "unknown"),
    "done": ("sent", "paid"),
    "over": ("failed", "rejected", "cancelled"),
    "all": (),
}


@dataclass(frozen=True)
class Numbers:
    """The four numbers of the portal's home, and what is at stake per currency."""

    waiting: int
    held: int
    unknown: int
    oldest: dt.timedelta | None
    totals: tuple[Money, ...]

    @property
    def oldest_text(self) -> str:
        """The oldest one's age in its largest unit: `3 days`, `5 h`, `12 min`; a dash when none waits."""
        return age_text(self.oldest) if self.oldest is not None else "–"


@dataclass(frozen=True)
class QueueRow:
    """One payout in the queue."""

    payout: Payout
    checks: tuple[Check, ...]
    approvals: tuple[PayoutApproval, ...]
    age: dt.timedelta

    @property
    def risk(self) -> str:
        """The worst grade: pass, low, med or high."""
        return policy.worst(self.checks)

    @property
    def missing(self) -> int:
        """How many more people must say yes."""
        return max(APPROVERS_NEEDED - len(self.approvals), 0)

    @property
    def age_text(self) -> str:
        """How long it has waited, in its largest unit."""
        return age_text(self.age)


@dataclass(frozen=True)
class ReviewPage:
    """One payout with everything a decision needs."""

    row: QueueRow
    evidence: Evidence
    statement: StatementView
    attempts: tuple[TransferAttempt, ...]
    withdrawn: tuple[PayoutApproval, ...]
    earlier: tuple[Payout, ...]


def age_text(age: dt.timedelta) -> str:
    """Write an age in its largest unit: `3 days`, `5 h`, `12 min`, `just now`."""
    minutes = age // dt.timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"


def numbers() -> Numbers:
    """Count what waits, and since when."""
    rows = Payout.objects.filter(state__in=OPEN)
    counts = {row["state"]: row["count"] for row in rows.values("state").annotate(count=Count("pk"))}
    sums = rows.values("currency").annotate(total=Sum("amount")).order_by("currency")
    oldest = rows.filter(state__in=("requested", "held")).aggregate(first=Min("created_at"))["first"]
    return Numbers(
        waiting=counts.get("requested", 0),
        held=counts.get("held", 0),
        unknown=counts.get("unknown", 0),
        oldest=clock.now() - oldest if oldest else None,
        totals=tuple(Money(row["total"], row["currency"]) for row in sums),
    )


def queue(which: str = "open", limit: int = 100) -> list[QueueRow]:
    """Return the payouts a filter shows (an unknown filter: the open ones): open ones oldest first, others newest.

    Six queries, however many they are.
    """
    states = FILTERS.get(which, OPEN)
    rows = _with_relations().filter(state__in=states) if states else _with_relations()
    newest_first = which in ("done", "over", "all")
    return _rows(list(rows.order_by("-created_at" if newest_first else "created_at")[:limit]))


def _rows(payouts: Sequence[Payout]) -> list[QueueRow]:
    checks, approvals, now = checks_of(payouts), approvals_of(payouts), clock.now()
    return [QueueRow(row, checks[row.pk], tuple(approvals[row.pk]), now - row.created_at) for row in payouts]


def totals(rows: Sequence[QueueRow]) -> tuple[Money, ...]:
    """Add up what is listed, per currency."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.payout.currency] = sums.get(row.payout.currency, 0) + row.payout.amount
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def review_page(payout_id: str) -> ReviewPage | None:
    """Return one payout for a reviewer, or None when there is none."""
    payout = _with_relations().filter(pk=payout_id).first()
    if payout is None:
        return None
    withdrawn = payout.approvals.filter(withdrawn_at__isnull=False).select_related("reviewer").order_by("-created_at")
    earlier = Payout.objects.filter(payee=payout.payee_id).exclude(pk=payout.pk).order_by("-created_at")[:10]
    return ReviewPage(
        row=_rows([payout])[0],
        evidence=evidence(payout),
        statement=statement_view(payout.statement),
        attempts=tuple(payout.attempts.order_by("number")),
        withdrawn=tuple(withdrawn),
        earlier=tuple(earlier),
    )


def _with_relations() -> QuerySet[Payout]:
    return Payout.objects.select_related("payee__studio", "statement", "account", "requested_by")
