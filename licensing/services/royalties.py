"""Royalties: dividing the fees of a decision, and writing down who got which part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from core import audit
from core.money import Money
from licensing.models import Decision, RoyaltyLine, SplitShare
from licensing.royalties import LineOut, Share, royalty_lines


@dataclass(frozen=True)
class Division:
    """One character's fee and its parts, which sum to it; no lines where the fee was waived."""

    character_id: str
    terms_sha256: str
    sheet_id: str | None
    fee: Money
    lines: tuple[LineOut, ...]


def divide(*, decision: Decision, waived: Iterable[str] = ()) -> tuple[Division, ...]:
    """Divide each fee of an allowed decision by the sheet it was agreed under; nothing is written.

    `waived` names the characters whose fee the free allowance pays: they get a fee of zero and no lines. The commission
    is the one in force when the decision was made. Two queries.
    """
    free = set(waived)
    rows = list(decision.terms_used.select_related("terms").order_by("pk"))
    shares = _shares({row.sheet_id for row in rows if row.sheet_id})
    divisions = []
    for row in rows:
        fee = Money(0 if row.character_id in free else row.fee_minor, decision.currency)
        lines = royalty_lines(fee, decision.body["commission_ppm"], shares[row.sheet_id]) if fee else ()
        divisions.append(Division(row.character_id, row.terms.sha256, row.sheet_id, fee, lines))
    return tuple(divisions)


def record(*, job_id: str, entry_id: str, decision: Decision, divisions: Iterable[Division]) -> list[RoyaltyLine]:
    """Write one row per part, in the transaction of the entry that posts them; repeating it for a job writes nothing.

    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("royalty lines belong to the transaction of their entry")
    if RoyaltyLine.objects.filter(job=job_id).exists():
        return list(RoyaltyLine.objects.filter(job=job_id).order_by("pk"))
    rows = [
        RoyaltyLine(
            job=job_id,
            entry=entry_id,
            decision=decision,
            character_id=division.character_id,
            terms_sha256=division.terms_sha256,
            sheet_id=division.sheet_id,
            payee_id=line.payee_id,
            role=line.role,
            rule=line.rule,
            ppm=line.ppm,
            base=line.base,
            exact_micro=line.exact_micro,
            amount=line.amount,
            currency=division.fee.currency,
        )
        for division in divisions
        for line in division.lines
    ]
    if rows:
        RoyaltyLine.objects.bulk_create(rows)
        facts = {"entry": entry_id, "lines": len(rows), "total": sum(row.amount for row in rows)}
        audit.record(tag="royalties.recorded", actor="system:settlement", subject=job_id, facts=facts)
    return rows


def _shares(sheets: set[str]) -> Mapping[str | None, list[Share]]:
    found: dict[str | None, list[Share]] = {}
    for row in SplitShare.objects.filter(sheet__in=sheets).order_by("sheet", "position"):
        found.setdefault(row.sheet_id, []).append(Share(row.payee_id, row.role, row.ppm))
    return found
