"""The limit of a licence check: yes or no from sets, stopping at the first no, reading nothing, explaining nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from licensing.policy import Facts, TermsDocument, UseRequest


@dataclass(frozen=True, slots=True)
class Offer:
    """A terms document as sets. `everywhere` stands for all territories."""

    purposes: frozenset[str]
    territories: frozenset[str]
    everywhere: bool
    tiers: Mapping[str, int]
    themes: frozenset[str]
    cap: int
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, terms: TermsDocument) -> Offer:
        """Compile a terms document."""
        return cls(
            frozenset(terms.purposes),
            frozenset(terms.territories),
            "*" in terms.territories,
            dict(terms.tiers),
            frozenset(terms.prohibited_themes),
            terms.daily_cap if terms.daily_cap is not None else 10**9,
            terms.starts_on or dt.date.min,
            terms.ends_on or dt.date.max,
        )

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Offer:
        """Compile a stored terms document."""
        return cls.of(TermsDocument.from_json(document))


def allows(offer: Offer, request: UseRequest) -> bool:
    """Look at one character's offer alone, without what was read in the prompt."""
    return (
        request.purpose in offer.purposes
        and (offer.everywhere or request.territory in offer.territories)
        and 0 < request.seconds <= offer.tiers.get(request.tier, 0)
    )


def permits(offers: Mapping[str, Offer], request: UseRequest, facts: Facts) -> bool:
    """Answer a whole request as the licence check does, for values that make sense."""
    if facts.now is None or facts.reading is None:
        return False
    today, cast = facts.now.date(), set(request.characters)
    themes = {hit.theme for hit in facts.reading.themes}
    for character in cast:
        offer = offers.get(character)
        if offer is None or not facts.listed.get(character) or not facts.rights.get(character):
            return False
        if not allows(offer, request) or not offer.first <= today <= offer.last:
            return False
        if facts.uses_today.get(character, 0) >= offer.cap or themes & offer.themes:
            return False
    return all(hit.characters & cast for hit in facts.reading.names)
