"""A studio's own numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from core import clock
from core.models import User
from core.money import Money
from licensing.models import Character, DecisionTerms, Membership, Payee, RoyaltyLine, Studio
from licensing.policy import ALLOW

# How far back a studio's "recently" goes.
RECENT_DAYS = 30


@dataclass(frozen=True)
class StudioView:
    """A studio a person acts for, and as what."""

    id: str
    name: str
    slug: str
    about: str
    role: str
    characters: int


@dataclass(frozen=True)
class StudioDashboard:
    """A studio at a glance. `earned` is what its payees earned after commission, one amount per currency."""

    characters: int
    listed: int
    payees: int
    payees_unclaimed: int
    uses: int
    uses_recently: int
    earned: tuple[Money, ...]
    earned_recently: tuple[Money, ...]


@dataclass(frozen=True)
class EarnedDay:
    """What a studio's payees earned on one UTC day in one currency."""

    day: dt.date
    amount: Money


@dataclass(frozen=True)
class CharacterEarnings:
    """What one character brought in one currency: fees before commission, and what its payees got of them."""

    character_id: str
    name: str
    fees: Money
    earned: Money


def studios_of(user: User) -> tuple[StudioView, ...]:
    """Return the studios a person acts for, by name. One query."""
    rows = Membership.objects.filter(user=user).select_related("studio").annotate(n=Count("studio__characters"))
    return tuple(
        StudioView(row.studio_id, row.studio.name, row.studio.slug, row.studio.about, row.role, row.n)
        for row in rows.order_by("studio__name", "pk")
    )


def studio_dashboard(studio: Studio) -> StudioDashboard:
    """Return a studio's numbers. Five queries, whatever its size."""
    since = clock.now() - dt.timedelta(days=RECENT_DAYS)
    characters = Character.objects.filter(studio=studio).aggregate(
        all=Count("pk"), listed=Count("pk", filter=Q(state="listed"))
    )
    payees = Payee.objects.filter(studio=studio).aggregate(
        all=Count("pk"), unclaimed=Count("pk", filter=Q(user__isnull=True))
    )
    uses = DecisionTerms.objects.filter(character__studio=studio, decision__verdict=ALLOW).aggregate(
        all=Count("pk"), recently=Count("pk", filter=Q(decision__decided_at__gte=since))
    )
    earned = _earned(studio)
    return StudioDashboard(
        characters=characters["all"],
        listed=characters["listed"],
        payees=payees["all"],
        payees_unclaimed=payees["unclaimed"],
        uses=uses["all"],
        uses_recently=uses["recently"],
        earned=earned,
        earned_recently=_earned(studio, since),
    )


def earned_by_day(studio: Studio, days: int = RECENT_DAYS) -> tuple[EarnedDay, ...]:
    """Return what was earned on each of the last `days` UTC days, today included, oldest first; days without are zero.

    One row per day and currency the studio ever earned in. One query.
    """
    last = clock.today()
    every = [last - dt.timedelta(days=back) for back in range(days - 1, -1, -1)]
    found = {
        (day, currency): int(total)
        for day, currency, total in _lines(studio)
        .annotate(day=TruncDate("created_at", tzinfo=dt.UTC))
        .filter(day__gte=every[0])
        .values_list("day", "currency")
        .annotate(total=Sum("amount"))
    }
    currencies = sorted({currency for _day, currency in found})
    return tuple(EarnedDay(day, Money(found.get((day, one), 0), one)) for one in currencies for day in every)


def earnings_by_character(studio: Studio) -> tuple[CharacterEarnings, ...]:
    """Return what each character brought, the most earning first within a currency. One query."""
    rows = (
        RoyaltyLine.objects.filter(character__studio=studio)
        .values_list("character_id", "character__name", "currency")
        .annotate(fees=Sum("amount"), earned=Sum("amount", filter=Q(payee__isnull=False), default=0))
        .order_by("currency", "-earned", "character__name")
    )
    return tuple(
        CharacterEarnings(character, name, Money(int(fees), currency), Money(int(earned), currency))
        for character, name, currency, fees, earned in rows
    )


def _lines(studio: Studio):  # type: ignore[no-untyped-def]
    return RoyaltyLine.objects.filter(character__studio=studio, payee__isnull=False)


def _earned(studio: Studio, since: dt.datetime | None = None) -> tuple[Money, ...]:
    lines = _lines(studio)
    if since is not None:
        lines = lines.filter(created_at__gte=since)
    sums = lines.values_list("currency").annotate(total=Sum("amount")).order_by("currency")
    return tuple(Money(int(total), currency) for currency, total in sums)
