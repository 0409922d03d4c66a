"""What a job is paid with: one hold a source, reserved with the job and resolved with it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from core import clock
from core.money import UNIT, Money
from generation.models import JobFunding, RenderJob
from generation.pricing import Card
from ledger import chart
from ledger.services import grants, holds

# Longer than any queue we let build up; a worker with a live lease keeps putting it off.
HOLD_LIFETIME = dt.timedelta(hours=2)


def reserve(*, job: RenderJob, card: Card, actor: str) -> None:
    """Set aside what a card says: units of the day's allowance first, then the wallet's part.

    Moves: grant:<today's> -> held, wallet -> held.
    Unit: units (UNIT), and minor units of the card's currency.
    Repeat: safe, by the job's id.
    Locks: the grant's accounts before the wallet's, in the caller's transaction.

    Raises InsufficientFunds when a source has less than the card says.
    """
    if card.units:
        grant = grants.ensure_daily(user_id=job.user_id, units=settings.DAILY_ALLOWANCE_UNITS)
        _hold(job, JobFunding.Source.ALLOWANCE, chart.grant(grant.pk), Money(card.units, UNIT), actor)
    if card.total:
        _hold(job, JobFunding.Source.WALLET, chart.wallet(job.user_id), card.total, actor)


def release(*, job: RenderJob, actor: str, reason: str) -> None:
    """Give everything back. Holds that expired before are left as they are: what they held is back already."""
    for funding in _funding(job):
        holds.release(hold=funding.hold, actor=actor, reason=reason)


def extend(*, job: RenderJob) -> None:
    """Put off the holds' expiry while the job is alive. Raises HoldAlreadyResolved when one has ended."""
    until = clock.now() + HOLD_LIFETIME
    for funding in _funding(job):
        holds.extend(hold=funding.hold, until=until)


def in_force(*, job: RenderJob) -> bool:
    """Say whether everything that pays for a job is still set aside."""
    return all(funding.hold.state == "pending" for funding in _funding(job))


def _hold(job: RenderJob, source: JobFunding.Source, address: chart.Address, amount: Money, actor: str) -> None:
    expires_at = clock.now() + HOLD_LIFETIME
    hold = holds.reserve(source=address, amount=amount, cause=job.pk, actor=actor, expires_at=expires_at)
    JobFunding.objects.create(job=job, hold=hold, source=source)


def _funding(job: RenderJob) -> list[JobFunding]:
    return list(job.funding.select_related("hold__account").order_by("pk"))
