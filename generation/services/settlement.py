"""From a finished render to a paid, visible clip: one transaction, so that none is seen unpaid or paid for unseen."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import transaction

from core import lifecycle, outbox
from core.money import UNIT, Money, total
from core.topics import Topic
from generation import storage
from generation.models import Clip, JobFunding, RenderJob
from generation.pricing import Card, money_json
from generation.selectors import jobs
from generation.services import endings, funding, renders
from ledger import chart
from ledger.services import holds
from ledger.services.entries import Line
from licensing.services import decisions, royalties
from licensing.services.royalties import Division

log = logging.getLogger(__name__)

ACTOR = "system:settlement"

# A clip without a title is called by the beginning of its prompt.
_TITLE_LENGTH = 60


def settle(*, job_id: str) -> RenderJob:
    """Capture what was reserved, divide the fees, make the clip visible.

    Moves: held units -> platform:units_used; held money -> platform:render, every payee's payable, platform:commission.
    Unit: units (UNIT), and minor units of the job's currency. A waived fee moves nothing and owes nobody.
    Rounds: as `licensing.royalties` does; every minor unit reserved is paid to someone.
    Repeat: safe; a job that is not `rendered` is left alone.
    Locks: the job, then each hold and its accounts.

    The licence is checked once more: where it was withdrawn meanwhile the job is refused, its files are deleted and
    everything goes back. So it does when the reservation has run out.
    """
    with transaction.atomic():
        job = RenderJob.objects.select_for_update().get(pk=job_id)
        if job.state != "rendered":
            return job
        reason = decisions.recheck(decision=job.decision)
        if reason is not None:
            _withdraw(job, endings.REFUSED, reason.code, reason.message)
        elif not funding.in_force(job=job):
            _withdraw(job, endings.FAILED, "reservation_expired", renders.EXPIRED_MESSAGE)
        else:
            _publish(job)
    _tidy(job)
    return job


def settle_waiting(*, longer_than: dt.timedelta) -> int:
    """Settle renders whose worker did not live to; say how many were. One that cannot be does not keep the others."""
    settled = 0
    for job_id in jobs.unsettled(longer_than=longer_than):
        try:
            settled += settle(job_id=job_id).state == "settled"
        except Exception:
            log.exception("job %s could not be settled", job_id)
    return settled


def _publish(job: RenderJob) -> None:
    card = Card.from_json(job.card)
    divisions = royalties.divide(decision=job.decision, waived=_waived(card))
    for funding_row in job.funding.select_related("hold__account").order_by("pk"):
        if funding_row.source == JobFunding.Source.WALLET:
            entry = holds.capture(hold=funding_row.hold, to=_parts(card, divisions), actor=ACTOR)
            royalties.record(job_id=job.pk, entry_id=entry.pk, decision=job.decision, divisions=divisions)
        else:
            units = Line(chart.PLATFORM_UNITS_USED, Money(funding_row.hold.amount, UNIT))
            holds.capture(hold=funding_row.hold, to=[units], actor=ACTOR)
    clip = Clip.objects.create(job=job, user=job.user, title=_title(job))
    facts = {"clip": clip.pk, "total": money_json(card.total), "units": card.units}
    lifecycle.advance(job, "settled", actor=ACTOR, facts=facts)
    outbox.post(Topic.JOB_SETTLED, subject=job.pk, payload={"clip": clip.pk})


def _waived(card: Card) -> list[str]:
    return [line.about for line in card.licence_lines if line.waived is not None]


def _parts(card: Card, divisions: Sequence[Division]) -> list[Line]:
    """Who gets what of the money: the render to the house, each part of each fee to whom it is owed."""
    parts = [Line(chart.PLATFORM_RENDER, card.render)] if card.render else []
    for division in divisions:
        for line in division.lines:
            to = chart.payable(line.payee_id) if line.payee_id else chart.PLATFORM_COMMISSION
            parts.append(Line(to, Money(line.amount, card.currency)))
    paid = total((part.money for part in parts), card.currency)
    if paid != card.total:
        raise RuntimeError(f"the parts total {paid}, the card says {card.total}")
    return parts


def _title(job: RenderJob) -> str:
    if job.title:
        return job.title
    words = " ".join(job.prompt.split())
    return words if len(words) <= _TITLE_LENGTH else words[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _withdraw(job: RenderJob, state: str, code: str, message: str) -> None:
    job.output.delete()
    endings.end(job=job, state=state, actor=ACTOR, code=code, message=message)


def _tidy(job: RenderJob) -> None:
    """Delete what nothing points to: files of lost attempts, or all of them when there is no clip."""
    kept = job.output.attempt if job.state == "settled" else None
    try:
        storage.discard_all(job_id=job.pk, but=kept)
    except Exception:
        log.exception("leftover files of job %s were not deleted", job.pk)
