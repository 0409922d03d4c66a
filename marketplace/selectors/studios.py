"""A studio's own pages: what its characters earned and for whom, read from royalty lines and payees' accounts.

A studio comes in already fetched for its person (`my_studios`, or licensing's `studio_for` and `character_for`), which
is the permission check; everything here is found by way of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import TruncDate

from core import clock
from core.models import User
from core.money import Money

# How many uses the earnings page lists at once.
PAGE = 20


@dataclass(frozen=True)
class EarnedCell:
    """What one character's payees earned on one UTC day in one currency, after commission."""

    day: dt.date
    character: str
    amount: Money


@dataclass(frozen=True)
class PayeeRow:
    """Someone a studio's split sheets name. `account` is their Stripe account's state, "" before there is one."""

    id: str
    name: str
    email: str
    claimed: bool
    account: str
    earned: tuple[Money, ...]

    @property
    def ready(self) -> bool:
        """Whether Stripe can pay them."""
        return self.account == "active"


@dataclass(frozen=True)
class PaidLine:
    """One part of a fee. `payee` is "" for the platform's commission; `base` is what the rate applies to."""

    payee: str
    role: str
    ppm: int
    base: Money
    amount: Money


@dataclass(frozen=True)
class PaidUse:
    """One paid use of one character: the whole fee and how it was divided, in the order of the sheet."""

    job_id: str
    character: str
    character_slug: str
    at: dt.datetime
    fee: Money
    lines: tuple[PaidLine, ...]


@dataclass(frozen=True)
class UsesPage:
    """Paid uses, newest first, and what to pass as `before` for older ones (None: there are none)."""

    uses: tuple[PaidUse, ...]
    older: int | None


@dataclass(frozen=True)
class Standing:
    """What a character has on its way into the catalogue."""

    state: str
    pictures: int
    affirmed: bool
    terms_version: int | None
    sheet_version: int | None


@dataclass(frozen=True)
class ClaimView:
    """One affirmation of rights: the text as it stood, who affirmed it, and when."""

    text_version: str
    statement: str
    name: str
    at: dt.datetime


def my_studios(user: User) -> list[Any]:
    """Return the studios a person acts for, by name. One query."""
    rows = user.memberships.select_related("studio").order_by("studio__name", "pk")
    return [row.studio for row in rows]


def standing_of(character: Any, text_version: str) -> Standing:
    """Return what a character has; rights count only under the present text. One query."""
    has = character.studio.characters.filter(pk=character.pk).aggregate(
        pictures=Count("assets", distinct=True),
        claims=Count("rights_claims", distinct=True, filter=Q(rights_claims__text_version=text_version)),
        terms=Max("terms__version", filter=Q(terms__state="published")),
        sheet=Max("split_sheets__version", filter=Q(split_sheets__state="in_force")),
    )
    return Standing(character.state, has["pictures"], has["claims"] > 0, has["terms"], has["sheet"])


def claims(character: Any) -> tuple[ClaimView, ...]:
    """Return every affirmation of the rights to a character, newest first. One query."""
    rows = character.rights_claims.select_related("affirmed_by").order_by("-version")
    return tuple(ClaimView(row.text_version, row.statement, str(row.affirmed_by), row.affirmed_at) for row in rows)


def earned_by_day(studio: Any, days: int) -> tuple[EarnedCell, ...]:
    """Return what each character earned on each of the last `days` UTC days it earned anything. One query."""
    first = clock.today() - dt.timedelta(days=days - 1)
    begins = dt.datetime.combine(first, dt.time.min, tzinfo=dt.UTC)
    rows = (
        studio.characters.filter(royalty_lines__payee__isnull=False, royalty_lines__created_at__gte=begins)
        .annotate(day=TruncDate("royalty_lines__created_at", tzinfo=dt.UTC))
        .values_list("day", "name", "royalty_lines__currency")
        .annotate(total=Sum("royalty_lines__amount"))
        .order_by("day", "name")
    )
    return tuple(EarnedCell(day, name, Money(int(total), currency)) for day, name, currency, total in rows)


def payees(studio: Any) -> tuple[PayeeRow, ...]:
    """Return everyone the studio's split sheets ever named, by name, with what each earned. One query."""
    rows = (
        studio.payees.values("pk", "name", "email", "user_id", "account__state", "royalty_lines__currency")
        .annotate(total=Sum("royalty_lines__amount"))
        .order_by("name", "pk", "royalty_lines__currency")
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["pk"], []).append(row)
    return tuple(_payee(parts) for parts in found.values())


def _payee(rows: list[dict[str, Any]]) -> PayeeRow:
    first = rows[0]
    earned = (Money(int(row["total"]), row["royalty_lines__currency"]) for row in rows if row["total"] is not None)
    return PayeeRow(
        id=first["pk"],
        name=first["name"],
        email=first["email"],
        claimed=first["user_id"] is not None,
        account=first["account__state"] or "",
        earned=tuple(earned),
    )


def paid_uses(studio: Any, *, character: str = "", before: int | None = None, limit: int = PAGE) -> UsesPage:
    """Return paid uses of a studio's characters, newest first, or of one of them (a slug). Two queries."""
    chosen = Q(royalty_lines__isnull=False)
    if character:
        chosen &= Q(slug=character)
    uses = (
        studio.characters.filter(chosen)
        .values_list("pk", "royalty_lines__job")
        .annotate(last=Max("royalty_lines__pk"))
        .order_by("-last")
    )
    if before is not None:
        uses = uses.filter(last__lt=before)
    found = list(uses[: limit + 1])
    shown = found[:limit]
    older = shown[-1][2] if len(found) > limit else None
    return UsesPage(_uses(studio, [(character_id, job) for character_id, job, _last in shown]), older)


def _uses(studio: Any, keys: Sequence[tuple[str, str]]) -> tuple[PaidUse, ...]:
    rows = (
        studio.characters.filter(royalty_lines__job__in={job for _character, job in keys})
        .values(
            "pk", "name", "slug",
            *(f"royalty_lines__{name}" for name in _LINE_FIELDS),
        )
        .order_by("royalty_lines__pk")
    )  # fmt: skip
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {key: [] for key in keys}
    for row in rows:
        lines.get((row["pk"], row["royalty_lines__job"]), []).append(row)
    return tuple(_use(parts) for parts in lines.values() if parts)


_LINE_FIELDS = ("pk", "job", "payee__name", "role", "ppm", "base", "amount", "currency", "created_at")


def _use(rows: list[dict[str, Any]]) -> PaidUse:
    first, currency = rows[0], rows[0]["royalty_lines__currency"]
    return PaidUse(
        job_id=first["royalty_lines__job"],
        character=first["name"],
        character_slug=first["slug"],
        at=first["royalty_lines__created_at"],
        fee=Money(sum(row["royalty_lines__amount"] for row in rows), currency),
        lines=tuple(_line(row, currency) for row in rows),
    )


def _line(row: dict[str, Any], currency: str) -> PaidLine:
    return PaidLine(
        payee=row["royalty_lines__payee__name"] or "",
        role=row["royalty_lines__role"],
        ppm=row["royalty_lines__ppm"],
        base=Money(row["royalty_lines__base"], currency),
        amount=Money(row["royalty_lines__amount"], currency),
    )
