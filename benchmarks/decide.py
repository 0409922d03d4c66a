"""Licence checks a second on the demonstration's cast: the policy alone, and with everything it reads."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle

from django.db import connection

from benchmarks import stage
from benchmarks.measure import in_turns, pace, repeated
from benchmarks.predicate import Offer, permits
from benchmarks.report import Figure, Target
from core.models import User
from licensing.policy import PURPOSES, Facts, UseRequest, decide
from licensing.selectors.situation import Situation, situation_of
from licensing.services import decisions
from marketplace.demo import cast

PREDICATE = "bare predicate, no reasons"
MICROSECONDS = 100.0

# The smallest reading a check can do: one row by its key.
_ONE_ROW = "SELECT document FROM licensing_terms WHERE character_id = %s AND state = 'published'"


@dataclass(frozen=True)
class Question:
    """A request with what was read for it, and its offers as sets."""

    request: UseRequest
    situation: Situation
    offers: Mapping[str, Offer]

    def ours(self) -> bool:
        """Decide with reasons and, for a no, the nearest requests that would be allowed."""
        read = self.situation.read
        return decide(self.situation.documents, self.request, self.facts, read=read).allowed

    def theirs(self) -> bool:
        """Answer yes or no."""
        return permits(self.offers, self.request, self.facts)

    @property
    def facts(self) -> Facts:
        """What was read."""
        return self.situation.facts


def run(*, quick: bool) -> list[Figure]:
    """Measure allowed and refused requests apart, then the whole check with its reading."""
    at_pace = pace(quick)
    creator = stage.creators(1)[0]
    asked = questions(creator)
    allowed = [one for one in asked if one.ours()]
    refused = [one for one in asked if not one.ours()]
    samples = in_turns(
        {
            "allowed": repeated(_each(allowed, Question.ours)),
            "allowed, predicate": repeated(_each(allowed, Question.theirs)),
            "refused": repeated(_each(refused, Question.ours)),
            "refused, predicate": repeated(_each(refused, Question.theirs)),
            "check": repeated(_each(allowed, lambda one: decisions.check(user=creator, request=one.request))),
            "row": repeated(_each(allowed, read_one_row)),
        },
        at_pace,
    )
    disagreements = sum(one.ours() != one.theirs() for one in asked)
    microseconds = [1e6 / rate for rate in samples["allowed"]]
    return [
        Figure("allow_us", "us", microseconds, [MICROSECONDS], "limit", Target(1.0, at_most=True)),
        Figure("allow_vs_predicate", "checks/s", samples["allowed"], samples["allowed, predicate"], PREDICATE),
        Figure("refuse_vs_predicate", "checks/s", samples["refused"], samples["refused, predicate"], PREDICATE),
        Figure("check_vs_one_row", "checks/s", samples["check"], samples["row"], "one row read by key, bare driver"),
        Figure(f"disagreements_of_{len(asked)}", "answers", [float(disagreements)]),
    ]


def questions(creator: User) -> list[Question]:
    """Every character of the cast with its own prompts, for each purpose, in and out of its territories."""
    cards = {card.name: card.id for card in stage.demo_cast()}
    asked = []
    for role in cast.CHARACTERS:
        for prompt, purpose, territory in itertools.product(role.prompts[:2], PURPOSES, ("FR", "US", "JP")):
            request = UseRequest((cards[role.name],), prompt, purpose, territory, "storyboard", 5)
            situation = situation_of(creator, request)
            offers = {one: Offer.of(document) for one, document in situation.documents.items()}
            asked.append(Question(request, situation, offers))
    return asked


def read_one_row(question: Question) -> None:
    """Fetch one character's terms by the bare driver."""
    connection.ensure_connection()
    statement = _ONE_ROW if connection.vendor == "postgresql" else _ONE_ROW.replace("%s", "?")
    cursor = connection.connection.cursor()
    cursor.execute(statement, (question.request.characters[0],))
    cursor.fetchone()


def _each(asked: list[Question], work: Callable[[Question], object]) -> Callable[[], object]:
    turns = cycle(asked)
    return lambda: work(next(turns))
