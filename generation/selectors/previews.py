"""The live verdict and price while a creator types. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.models import User
from core.money import Money
from generation.briefs import ClipBrief
from generation.pricing import Card, Fee, NextStep, Price, price_clip
from generation.selectors.funds import funds_of, rates
from generation.selectors.tiers import tier_offered
from licensing.selectors.situation import CastTerms
from licensing.services import decisions
from licensing.services.decisions import Checked


@dataclass(frozen=True)
class Preview:
    """What a creator would get: the verdict and, when it is allowed, the price with what the wallet lacks for it."""

    checked: Checked
    price: Price | None

    @property
    def card(self) -> Card | None:
        """The price card, or None when the request is not allowed."""
        return self.price.card if self.price else None

    @property
    def short_by(self) -> Money | None:
        """What the wallet lacks, or None when nothing is priced."""
        return self.price.short_by if self.price else None

    @property
    def steps(self) -> tuple[NextStep, ...]:
        """What would make it affordable, cheapest first."""
        return self.price.steps if self.price else ()


def preview(*, user: User, request: ClipBrief, language: str = "") -> Preview:
    """Check and price a request as of now, for this creator.

    Raises BadInput for a tier or an aspect that is not on offer; everything the licence check finds is in the verdict.
    """
    tier_offered(request.use.tier).size(request.aspect)
    checked = decisions.check(user=user, request=request.use, lang=language)
    if not checked.verdict.allowed:
        return Preview(checked, None)
    return Preview(checked, price_for(user=user, request=request, terms=checked.terms))


def price_for(*, user: User, request: ClipBrief, terms: Sequence[CastTerms]) -> Price:
    """Price an allowed request for a creator, from the terms of its cast and what the creator can spend now."""
    fees = [
        Fee(one.character_id, one.name, one.fee, waivable=one.document.free_allowance_eligible)
        for one in terms
        if one.fee is not None
    ]
    currency = terms[0].document.currency
    funds = funds_of(user.pk, currency)
    return price_clip(tier=request.use.tier, seconds=request.use.seconds, fees=fees, funds=funds, rates=rates())
