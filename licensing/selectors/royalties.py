"""Who earned what: royalty lines for payees, statements and dashboards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.models import User
from core.money import Money
from licensing.models import Payee, RoyaltyLine


@dataclass(frozen=True)
class PayeeView:
    """A person's place in one studio's split sheets."""

    id: str
    name: str
    email: str
    studio: str
    studio_slug: str
    claimed: bool


@dataclass(frozen=True)
class RoyaltyRow:
    """One part of one fee. `payee_id` is None for the platform's commission; `base` and `exact_micro` as recorded."""

    id: int
    job_id: str
    entry_id: str
    character_id: str
    character: str
    payee_id: str | None
    payee: str
    role: str
    rule: str
    ppm: int
    base: Money
    exact_micro: int
    amount: Money
    at: dt.datetime


def payees_of(user: User) -> tuple[PayeeView, ...]:
    """Return the payees a person is, one for each studio that names them. One query."""
    return tuple(map(_payee, Payee.objects.filter(user=user).select_related("studio").order_by("studio__name", "pk")))


def payee_for(user: User, payee_id: str) -> PayeeView:
    """Return one of a person's payees. Raises NotFound when it is not theirs."""
    found = Payee.objects.filter(pk=payee_id, user=user).select_related("studio").first()
    if found is None:
        raise NotFound(_("There is no such payee, or it is not you."), payee=payee_id)
    return _payee(found)


def royalties_between(
    payee_id: str, currency: str, start: dt.datetime | None, end: dt.datetime
) -> tuple[RoyaltyRow, ...]:
    """Return a payee's lines from `start` (included; None for all) until `end`, oldest first. One query."""
    lines = RoyaltyLine.objects.filter(payee=payee_id, currency=currency, created_at__lt=end)
    if start is not None:
        lines = lines.filter(created_at__gte=start)
    return _rows(lines)


def royalties_of_job(job_id: str) -> tuple[RoyaltyRow, ...]:
    """Return how the fees of one job were divided, the commission included, in the order of the sheet. One query."""
    return _rows(RoyaltyLine.objects.filter(job=job_id))


def _payee(payee: Payee) -> PayeeView:
    return PayeeView(
        id=payee.pk,
        name=payee.name,
        email=payee.email,
        studio=payee.studio.name,
        studio_slug=payee.studio.slug,
        claimed=payee.user_id is not None,
    )


def _rows(lines: QuerySet[RoyaltyLine]) -> tuple[RoyaltyRow, ...]:
    return tuple(map(_row, lines.select_related("character", "payee").order_by("created_at", "pk")))


def _row(line: RoyaltyLine) -> RoyaltyRow:
    return RoyaltyRow(
        id=line.pk,
        job_id=line.job,
        entry_id=line.entry,
        character_id=line.character_id,
        character=line.character.name,
        payee_id=line.payee_id,
        payee=line.payee.name if line.payee else "",
        role=line.role,
        rule=line.rule,
        ppm=line.ppm,
        base=Money(line.base, line.currency),
        exact_micro=line.exact_micro,
        amount=line.money,
        at=line.created_at,
    )
