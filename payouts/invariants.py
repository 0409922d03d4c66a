"""What must be true of top-ups and payouts at every moment; `manage.py check_ledger` asks.

The ledger's tables are joined by entry key in SQL: one statement a check, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from ledger import chart
from ledger.invariants import Violation, invariant
from payouts.models import Payout, Statement, StatementLine, TopUp, TransferAttempt
from payouts.rules import PAYOUT_RULES
from payouts.selectors import SET_ASIDE
from payouts.services.topups import CREDITED

# Which entries a payout has in each state: asked for, and then given back, gone, or gone and come back.
_ENTRIES = {
    **dict.fromkeys(SET_ASIDE, ("payout_request",)),
    "rejected": ("payout_request", "payout_returned"),
    "cancelled": ("payout_request", "payout_returned"),
    "sent": ("payout_request", "payout_sent"),
    "paid": ("payout_request", "payout_sent"),
}
_FAILED = (("payout_request", "payout_returned"), ("payout_request", "payout_reversed", "payout_sent"))


@invariant("P0", "the database keeps its own rules about payouts: every trigger stands guard")
def guards() -> Iterator[Violation]:
    """Name each trigger that is missing or disabled."""
    for name in PAYOUT_RULES.missing():
        yield Violation(name, "this trigger is missing; migrate again")


@invariant("P1", "a statement's total is the sum of its lines, and a payout's amount is its statement's total")
def totals_match() -> Iterator[Violation]:
    """Compare three sums: payout, statement, lines."""
    summed = Statement.objects.filter(state="closed").annotate(sum=Coalesce(Sum("lines__royalty__amount"), 0))
    for statement_id, total, lines in summed.exclude(total=F("sum")).values_list("pk", "total", "sum"):
        yield Violation(statement_id, f"its total is {total}, its lines sum to {lines}")
    own = Q(royalty__currency=F("statement__currency")) & Q(royalty__payee=F("statement__payee"))
    for line in StatementLine.objects.filter(~own):
        yield Violation(line.statement_id, f"royalty {line.royalty_id} is another payee's or in another currency")
    for payout in Payout.objects.exclude(amount=F("statement__total")).select_related("statement"):
        yield Violation(payout.pk, f"it is {payout.money}, its statement {payout.statement.money}")


@invariant("P2", "a payout's entries are those of its state, each of its whole amount")
def entries_match() -> Iterator[Violation]:
    """Read every payout's entries and compare their kinds and amounts with its state."""
    found = _payout_entries()
    for payout in Payout.objects.all().iterator():
        entries = found.get(payout.pk, [])
        kinds = tuple(sorted(kind for kind, _ in entries))
        allowed = _FAILED if payout.state == "failed" else (tuple(sorted(_ENTRIES[payout.state])),)
        if kinds not in [tuple(sorted(kinds_allowed)) for kinds_allowed in allowed]:
            yield Violation(payout.pk, f"it is {payout.state} with entries {', '.join(kinds) or 'none'}")
        for kind, moved in entries:
            if moved != payout.amount:
                yield Violation(payout.pk, f"its entry {kind} moves {moved}, the payout is {payout.amount}")


@invariant("P3", "a wallet is credited for each paid top-up, once, with its whole amount, and for nothing else")
def top_ups_credited() -> Iterator[Violation]:
    """Match top-ups with the entries that credit their owner's wallet."""
    credited = _top_up_credits()
    for top_up in TopUp.objects.all().iterator():
        wanted = top_up.amount if top_up.state in CREDITED else 0
        found = credited.pop(top_up.pk, 0)
        if found != wanted:
            yield Violation(top_up.pk, f"it is {top_up.state} over {top_up.money}, and {found} was credited")
    for cause in credited:
        yield Violation(cause, "a wallet was credited for a top-up that does not exist")


@invariant("P4", "a payout has one sent transfer at most, and exactly one once it is sent")
def one_transfer() -> Iterator[Violation]:
    """Count sent attempts per payout."""
    many = TransferAttempt.objects.filter(state="sent").values("payout_id").annotate(count=Count("pk"))
    counts = {row["payout_id"]: row["count"] for row in many}
    for payout_id, count in counts.items():
        if count > 1:
            yield Violation(payout_id, f"{count} transfers were sent")
    for payout_id in Payout.objects.filter(state__in=["sent", "paid"]).values_list("pk", flat=True):
        if counts.get(payout_id, 0) != 1:
            yield Violation(payout_id, "it is sent without a sent attempt")


@invariant("P5", "two different people approved what was sent, neither of them the one who asked")
def four_eyes() -> Iterator[Violation]:
    """Count the distinct approvers behind every payout that left."""
    left = Payout.objects.filter(state__in=["approved", "sending", "unknown", "sent", "paid"]).prefetch_related(
        "approvals"
    )
    for payout in left.iterator(chunk_size=500):
        people = {yes.reviewer_id for yes in payout.approvals.all() if yes.withdrawn_at is None}
        if len(people - {payout.requested_by_id}) < 2:
            yield Violation(payout.pk, f"it is {payout.state} with {len(people)} approver(s)")


def _payout_entries() -> dict[str, list[tuple[str, int]]]:
    rows = _ask(
        """
        SELECT e.cause, e.kind, SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END)
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        WHERE e.kind IN ('payout_request', 'payout_returned', 'payout_sent', 'payout_reversed')
        GROUP BY e.cause, e.kind, e.id
        """
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for cause, kind, moved in rows:
        found.setdefault(cause, []).append((kind, int(moved)))
    return found


def _top_up_credits() -> dict[str, int]:
    """Return what each top-up's entries credited to its own owner's wallet, in its own currency."""
    rows = _ask(
        """
        SELECT e.cause, SUM(CASE WHEN a.address = %s || t.user_id AND p.currency = t.currency THEN p.amount ELSE 0 END)
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
        LEFT JOIN payouts_topup t ON t.id = e.cause
        WHERE e.kind = 'top_up' GROUP BY e.cause
        """,
        [chart.wallet("").text],
    )
    return {cause: int(moved or 0) for cause, moved in rows}


def _ask(sql: str, values: Sequence[str] = ()) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
