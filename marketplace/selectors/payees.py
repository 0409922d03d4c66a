"""What a payee's characters earned, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from core import clock
from core.models import User
from core.money import Money, zero

MONTHS = 12

# More series than this cannot be told apart; the smallest are drawn together.
MOST_SERIES = 7


@dataclass(frozen=True)
class EarnedMonth:
    """What one character earned one payee in one UTC month, in one currency."""

    payee_id: str
    month: dt.date
    character: str
    amount: Money


@dataclass(frozen=True)
class EarningsTable:
    """Earnings of one payee in one currency: a row a month, without gaps, and a column a character, largest first.

    `others` says that the last column adds up every character that has none of its own.
    """

    currency: str
    characters: tuple[str, ...]
    others: bool
    rows: tuple[tuple[dt.date, tuple[Money, ...]], ...]


def earned_by_month(user: User) -> tuple[EarnedMonth, ...]:
    """Return what each payee of a person earned in the last twelve UTC months, oldest first. One query."""
    first = dt.datetime.combine(_months_back(clock.today(), MONTHS - 1), dt.time.min, tzinfo=dt.UTC)
    rows = (
        user.payees.filter(royalty_lines__created_at__gte=first)
        .annotate(month=TruncMonth("royalty_lines__created_at", tzinfo=dt.UTC))
        .values_list("pk", "month", "royalty_lines__character__name", "royalty_lines__currency")
        .annotate(total=Sum("royalty_lines__amount"))
        .order_by("month", "royalty_lines__character__name", "pk")
    )
    return tuple(
        EarnedMonth(payee_id, month.date(), character, Money(int(total), currency))
        for payee_id, month, character, currency, total in rows
    )


def earnings_table(found: Iterable[EarnedMonth], currency: str) -> EarningsTable | None:
    """Lay one payee's months out for a chart; None when nothing was earned in this currency."""
    cells = [cell for cell in found if cell.amount.currency == currency]
    if not cells:
        return None
    sums: dict[str, int] = {}
    for cell in cells:
        sums[cell.character] = sums.get(cell.character, 0) + cell.amount.minor
    ranked = sorted(sums, key=lambda name: (-sums[name], name))
    others = len(ranked) > MOST_SERIES
    named = ranked[: MOST_SERIES - 1] if others else ranked
    rows = tuple((month, _columns(cells, month, named, others, currency)) for month in _months(cells[0].month))
    return EarningsTable(currency, tuple(named), others, rows)


def _columns(
    cells: list[EarnedMonth], month: dt.date, named: list[str], others: bool, currency: str
) -> tuple[Money, ...]:
    amounts = [zero(currency)] * (len(named) + others)
    for cell in cells:
        if cell.month == month:
            place = named.index(cell.character) if cell.character in named else len(named)
            amounts[place] += cell.amount
    return tuple(amounts)


def _months(first: dt.date) -> list[dt.date]:
    """Return the first days of the months from `first` until this one."""
    today = clock.today()
    count = (today.year - first.year) * 12 + today.month - first.month + 1
    return [_months_back(today, back) for back in range(count - 1, -1, -1)]


def _months_back(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
