"""What the licence check looks at, read from the database: terms, listing, rights, uses today, names in the prompt.

Four queries, however many characters there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery

from core import clock
from core.models import User
from core.money import Money
from licensing import themes
from licensing.models import Character, CharacterName, DecisionTerms, RightsClaim, SplitSheet, Terms
from licensing.names import NameIndex, first_words
from licensing.policy import ALLOW, LARGEST_CAST, LONGEST_PROMPT, Facts, Reading, TermsDocument, UseRequest

# Whose names a prompt may not use unlicensed: everyone who is, or was, in the catalogue. Drafts are nobody's business.
PROTECTED = ("listed", "unlisted")

# A request may name any number of ids; looking at a few more than can be cast is enough to refuse it.
_MOST_LOOKED_UP = 4 * LARGEST_CAST


@dataclass(frozen=True)
class CastTerms:
    """The terms one character of a cast stands on, and who shares its fee.

    `fee` is per use for the request at hand, None when the terms name none; `sheet_id` is the split sheet in force.
    """

    character_id: str
    name: str
    terms_id: str
    version: int
    sha256: str
    document: TermsDocument
    sheet_id: str | None
    fee: Money | None


@dataclass(frozen=True)
class Situation:
    """Everything a check needs: documents and facts of the cast and of those the prompt names besides."""

    terms: dict[str, CastTerms]
    facts: Facts
    names: NameIndex

    @property
    def documents(self) -> dict[str, TermsDocument]:
        """The terms documents by character."""
        return {character: held.document for character, held in self.terms.items()}

    def read(self, prompt: str) -> Reading:
        """Read a prompt, the request's own or a changed one."""
        return read_prompt(prompt, self.names)


def read_prompt(prompt: str, names: NameIndex) -> Reading:
    """Find themes and names in a prompt. What is beyond the longest prompt is not read: it is refused anyway."""
    beginning = prompt[:LONGEST_PROMPT]
    return Reading(themes.find(beginning), names.find(beginning))


def situation_of(user: User, request: UseRequest) -> Situation:
    """Read everything a check of this request by this person looks at, as of now."""
    spoken = _names_in(request.prompt)
    names = NameIndex(spoken)
    reading = read_prompt(request.prompt, names)
    cast = list(dict.fromkeys(request.characters))[:_MOST_LOOKED_UP]
    named = {character for hit in reading.names for character in hit.characters} - set(cast)
    characters = _characters([*cast, *sorted(named)])
    terms = _terms(characters, request)
    facts = Facts(
        now=clock.now().astimezone(dt.UTC),
        uses_today=_uses_today(user, [*cast, *named]),
        listed={character: _is(characters, character, "listed") for character in [*cast, *named]},
        rights={character: _is(characters, character, "affirmed") for character in [*cast, *named]},
        reading=reading,
        names={character: found.name for character, found in characters.items()},
    )
    return Situation(terms, facts, names)


def _names_in(prompt: str) -> list[tuple[str, str]]:
    rows = CharacterName.objects.filter(
        first_word__in=first_words(prompt[:LONGEST_PROMPT]), character__state__in=PROTECTED
    )
    return list(rows.values_list("character_id", "text"))


def _characters(ids: Collection[str]) -> dict[str, Character]:
    """The characters that exist for the public, each with what `_is` asks and its split sheet."""
    in_force = SplitSheet.objects.filter(character=OuterRef("pk"), state="in_force")
    claims = RightsClaim.objects.filter(character=OuterRef("pk"))
    found = Character.objects.filter(pk__in=ids, state__in=PROTECTED)
    return {
        character.pk: character
        for character in found.annotate(affirmed=Exists(claims), sheet_id=Subquery(in_force.values("pk")[:1]))
    }


def _is(characters: dict[str, Character], character: str, question: str) -> bool:
    found = characters.get(character)
    if found is None:
        return False
    return found.state == "listed" if question == "listed" else bool(getattr(found, question))


def _terms(characters: dict[str, Character], request: UseRequest) -> dict[str, CastTerms]:
    held = {}
    for row in Terms.objects.filter(character__in=characters, state="published"):
        document = TermsDocument.from_json(row.document)
        character = characters[row.character_id]
        held[row.character_id] = CastTerms(
            character_id=row.character_id,
            name=character.name,
            terms_id=row.pk,
            version=row.version,
            sha256=row.sha256,
            document=document,
            sheet_id=getattr(character, "sheet_id", None),
            fee=document.fee(request.tier, request.purpose),
        )
    return held


def _uses_today(user: User, ids: Sequence[str]) -> dict[str, int]:
    """Count a creator's allowed, binding decisions per character since midnight UTC."""
    midnight = clock.next_midnight() - dt.timedelta(days=1)
    rows = (
        DecisionTerms.objects.filter(
            character__in=ids, decision__user=user, decision__verdict=ALLOW, decision__decided_at__gte=midnight
        )
        .values_list("character_id")
        .annotate(uses=Count("pk"))
    )
    return {**dict.fromkeys(ids, 0), **dict(rows)}
