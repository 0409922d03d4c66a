"""Royalties not yet stated, and what a statement says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.models import User
from core.money import Money
from payouts.models import Statement, StatementLine


@dataclass(frozen=True)
class Unstated:
    """What a payee has earned, in one currency, that is on no statement yet."""

    payee_id: str
    currency: str
    total: Money
    lines: int
    since: dt.datetime


@dataclass(frozen=True)
class LineView:
    """One royalty as a statement shows it. `ppm` is the share of `base`, the fee it was taken from."""

    job: str
    character_id: str
    character: str
    role: str
    rule: str
    ppm: int
    base: Money
    amount: Money
    at: dt.datetime

    @property
    def percent(self) -> str:
        """The share for people: `70 %`, `12.5 %`."""
        return percent(self.ppm)


@dataclass(frozen=True)
class CharacterTotal:
    """What one character earned on a statement."""

    character_id: str
    character: str
    lines: int
    total: Money
    tile: str


@dataclass(frozen=True)
class StatementView:
    """A statement with its lines, newest first, and its sums by character."""

    statement: Statement
    lines: tuple[LineView, ...]
    by_character: tuple[CharacterTotal, ...]
    line_count: int


def percent(ppm: int) -> str:
    """Write parts per million as a percentage, exactly."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + " %"


def unstated(payee_ids: list[str] | None = None) -> list[Unstated]:
    """Return what is on no statement yet, by payee and currency, for some payees or (None) for all of them."""
    rows = _unstated_royalties()
    if payee_ids is not None:
        rows = rows.filter(payee__in=payee_ids)
    grouped = (
        rows.values("payee_id", "currency")
        .annotate(total=Sum("amount"), lines=Count("pk"), since=Min("created_at"))
        .order_by("payee_id", "currency")
    )
    return [
        Unstated(row["payee_id"], row["currency"], Money(row["total"], row["currency"]), row["lines"], row["since"])
        for row in grouped
    ]


def statement_for(*, user: User, statement_id: str) -> Statement:
    """Return a statement to its payee. Raises NotFound for everybody else."""
    found = Statement.objects.select_related("payee").filter(pk=statement_id, payee__user=user).first()
    if found is None:
        raise NotFound(_("There is no such statement, or it is not yours."), statement=statement_id)
    return found


def statements_of(user: User) -> QuerySet[Statement]:
    """Return a person's statements, newest first."""
    return Statement.objects.select_related("payee").filter(payee__user=user).order_by("-period_end", "-number")


def statement_view(statement: Statement, limit: int = 500) -> StatementView:
    """Return what a statement says: up to `limit` lines, newest first, and every character's total."""
    rows = statement.lines.select_related("royalty__character").order_by("-royalty__created_at", "-royalty_id")
    sums = (
        statement.lines.values("royalty__character_id", "royalty__character__name")
        .annotate(lines=Count("pk"), total=Sum("royalty__amount"))
        .order_by("-total", "royalty__character__name")
    )
    tiles = _tiles(statement)
    by_character = tuple(
        CharacterTotal(
            character_id=row["royalty__character_id"],
            character=row["royalty__character__name"],
            lines=row["lines"],
            total=Money(row["total"], statement.currency),
            tile=tiles.get(row["royalty__character_id"], ""),
        )
        for row in sums
    )
    return StatementView(
        statement=statement,
        lines=tuple(_line(row) for row in rows[:limit]),
        by_character=by_character,
        line_count=sum(part.lines for part in by_character),
    )


def _unstated_royalties() -> QuerySet[Any]:
    """Return the royalty lines of payees (not the platform's) that are on no statement."""
    royalties = StatementLine._meta.get_field("royalty").related_model
    on_a_statement = StatementLine.objects.filter(royalty=OuterRef("pk"))
    found: QuerySet[Any] = royalties._default_manager.filter(~Exists(on_a_statement), payee__isnull=False)
    return found


def _tiles(statement: Statement) -> dict[str, str]:
    """Return the address of each character's first picture, as a small tile."""
    pictures = "royalty__character__assets"
    rows = (
        statement.lines.filter(**{f"{pictures}__isnull": False})
        .order_by(f"-{pictures}__position")
        .values_list("royalty__character_id", f"{pictures}__tile")
        .distinct()
    )
    # The first picture comes last, so it wins.
    return {character: default_storage.url(tile) for character, tile in rows}


def _line(row: StatementLine) -> LineView:
    royalty = row.royalty
    return LineView(
        job=royalty.job,
        character_id=royalty.character_id,
        character=royalty.character.name,
        role=royalty.role,
        rule=royalty.rule,
        ppm=royalty.ppm,
        base=Money(royalty.base, royalty.currency),
        amount=royalty.money,
        at=royalty.created_at,
    )
