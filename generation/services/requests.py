"""Asking for a clip: one transaction checks the licence, reserves the funds and makes the job; and taking it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock, idempotency, outbox
from core.errors import BadInput, Conflict, InsufficientFunds, NotFound
from core.models import User
from core.money import Money
from core.topics import Topic
from generation.briefs import ClipBrief, check_seed, clean_title
from generation.models import JobCast, Quote, RenderJob
from generation.pricing import Card, Price, money_json
from generation.selectors.previews import price_for
from generation.selectors.tiers import tier_offered
from generation.services import endings, funding
from licensing.services import decisions

# Seeds are for people to read and type again.
_SEEDS = 2**32


@dataclass(frozen=True)
class _Order:
    """What one call of `submit` asks for, checked as far as values alone allow."""

    user: User
    request: ClipBrief
    quote_id: str | None
    max_total: Money | None
    seed: int | None
    title: str

    def to_json(self) -> dict[str, Any]:
        """What a repeated call must match."""
        return {
            "request": self.request.to_json(),
            "quote": self.quote_id,
            "max_total": money_json(self.max_total) if self.max_total is not None else None,
            "seed": self.seed,
            "title": self.title,
        }


def submit(
    *,
    user: User,
    request: ClipBrief,
    key: str,
    quote_id: str | None = None,
    max_total: Money | None = None,
    seed: int | None = None,
    title: str = "",
) -> RenderJob:
    """Ask for a clip: check the licence, reserve what the price card says, and queue the render.

    Moves: grant:<today's> -> held (units), wallet:<user> -> held (money), as the price card says.
    Repeat: safe by `key`, per creator; the same key gives the same job. What was refused may be asked again.
    Locks: terms, then the creator (whose allowance is counted), then the grant's and the wallet's accounts.

    `quote_id` holds us to a quote: the job is made at its price or below. `max_total` does the same with an amount.

    Raises:
        LicenceRefused: the check said no; the refusal is recorded, nothing is reserved.
        InsufficientFunds: says how much is missing and what would help; nothing is recorded.
        Conflict: the price has risen above the quote or `max_total`, or the quote is over; says the price now.
        NotFound: no such quote of this creator's.
        BadInput: a value makes no sense, or the request is not the quoted one.
        KeyReused: the key was used before with other values.
    """
    order = _Order(
        user,
        request,
        quote_id,
        max_total,
        None if seed is None else check_seed(seed),
        clean_title(title),
    )
    with decisions.refusals_kept(), transaction.atomic(durable=True):
        once = idempotency.once(
            scope=f"generations:{user.pk}", key=key, inputs=order.to_json(), run=lambda: _admit(order)
        )
    return RenderJob.objects.get(pk=once.answer["job"])


def _admit(order: _Order) -> dict[str, Any]:
    """Decide, price, reserve, queue; the answer names the job."""
    user, request = order.user, order.request
    size = tier_offered(request.use.tier).size(request.aspect)
    decision = decisions.require(user=user, request=request.use)
    # One creator's requests are priced one after another, or two would be promised the same units.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    price = price_for(user=user, request=request, terms=decisions.terms_used(decision))
    quote = _honoured_quote(order, price.card)
    _check_ceiling(order, price.card)
    _check_funds(price)
    job = _make_job(order, decision.pk, price.card, quote, size)
    funding.reserve(job=job, card=price.card, actor=user.pk)
    facts = {"decision": decision.pk, "total": money_json(price.card.total), "units": price.card.units}
    audit.record(tag="render_job.reserved", actor=user.pk, subject=job.pk, facts=facts)
    outbox.post(Topic.JOB_RESERVED, subject=job.pk, payload={"tier": job.tier})
    return {"job": job.pk}


def _honoured_quote(order: _Order, card: Card) -> Quote | None:
    if order.quote_id is None:
        return None
    quote = Quote.objects.filter(pk=order.quote_id, user=order.user).first()
    if quote is None:
        raise NotFound(_("There is no such quote, or it is not yours."))
    if quote.request != order.request.to_json():
        raise BadInput(_("This quote is for another request. Ask for a new quote."), field="quote")
    over = quote.expires_at <= clock.now()
    if over or quote.currency != card.currency or card.total.minor > quote.total:
        risen = _("The price has risen since this quote, to %(price)s. Ask for a new quote.")
        sentence = _("This quote is over. The price now is %(price)s; ask for a new quote.") if over else risen
        raise Conflict(
            sentence % {"price": card.total},
            price=money_json(card.total),
            quoted=money_json(Money(quote.total, quote.currency)),
        )
    return quote


def _check_ceiling(order: _Order, card: Card) -> None:
    most = order.max_total
    if most is None:
        return
    if most.currency != card.currency:
        sentence = _("The price is in %(currency)s; give the most you would pay in it.")
        raise BadInput(sentence % {"currency": card.currency}, field="max_total")
    if most < card.total:
        raise Conflict(
            _("The price is %(price)s, more than the %(most)s you set.") % {"price": card.total, "most": most},
            price=money_json(card.total),
            max_total=money_json(most),
        )


def _check_funds(price: Price) -> None:
    if not price.short_by:
        return
    needed = price.card.total
    raise InsufficientFunds(
        _("This clip costs %(price)s and your wallet lacks %(missing)s.")
        % {"price": needed, "missing": price.short_by},
        needed=money_json(needed),
        available=money_json(needed - price.short_by),
        missing=money_json(price.short_by),
        next_steps=[step.to_json() for step in price.steps],
    )


def _make_job(order: _Order, decision_id: str, card: Card, quote: Quote | None, size: tuple[int, int]) -> RenderJob:
    use = order.request.use
    job = RenderJob.objects.create(
        user=order.user,
        decision_id=decision_id,
        quote=quote,
        prompt=use.prompt,
        purpose=use.purpose,
        territory=use.territory,
        tier=use.tier,
        seconds=use.seconds,
        width=size[0],
        height=size[1],
        seed=secrets.randbelow(_SEEDS) if order.seed is None else order.seed,
        title=order.title,
        card=card.to_json(),
        total=card.total.minor,
        currency=card.currency,
        created_at=clock.now(),
    )
    JobCast.objects.bulk_create(
        JobCast(job=job, character_id=character, position=position) for position, character in enumerate(use.characters)
    )
    return job


def cancel(*, user: User, job_id: str) -> RenderJob:
    """Take a request back. A job that waits is cancelled now; one being rendered stops at its next sign of life.

    Moves: what was reserved goes back to where it came from.
    Repeat: safe; asking again changes nothing.
    Locks: the job, then its holds.

    Raises NotFound for another's job, Conflict when it is rendered already or has ended in another way.
    """
    with transaction.atomic():
        job = RenderJob.objects.select_for_update().filter(pk=job_id, user=user).first()
        if job is None:
            raise NotFound(_("There is no such clip request, or it is not yours."))
        if job.state == "reserved":
            endings.end(job=job, state=endings.CANCELLED, actor=user.pk)
        elif job.state == "rendering":
            _ask_to_stop(job)
        elif job.state != endings.CANCELLED:
            sentence = _("This clip is %(state)s; it can no longer be cancelled.") % {"state": job.state}
            raise Conflict(sentence, job=job.pk, state=job.state)
    return job


def _ask_to_stop(job: RenderJob) -> None:
    if job.cancel_asked_at is None:
        job.cancel_asked_at = clock.now()
        job.save(update_fields=["cancel_asked_at"])
        audit.record(tag="render_job.cancel_asked", actor=job.user_id, subject=job.pk)
