"""Which known characters a prompt names: names and aliases, as whole words, the longest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from licensing.words import keys, words

# A name or alias shorter than this is not looked for: initials and particles would match everywhere.
SHORTEST_NAME = 2

# Words so common in prompts that no one can have them to themselves as a name or an alias.
TOO_COMMON = frozenset(
    keys(
        """
        a an and are as at be but by can do for from go he her him his how i if in into is it its me my no not
        of off on or our out over she so that the their them then there they this to under up us was we were
        what when where who will with you your one two three man woman boy girl child person people character
        hero scene shot camera clip video day night un une des du de la le les et ou est sont il elle ils elles
        on nous vous je tu son sa ses leur leurs mon ma mes ce cette ces dans sur sous avec sans pour par pas ne
        que qui quoi au aux en y deux trois homme femme garcon fille enfant personnage plan jour nuit
        """
    )
)


@dataclass(frozen=True)
class NameHit:
    """A name found in a text: as written there, where, and whose it is (several characters may share a name)."""

    text: str
    start: int
    end: int
    characters: frozenset[str]


class NameIndex:
    """Names of any number of characters, found in one pass over a text.

    Names are filed under their first word, so a text of n words costs about n look-ups however many names there are.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` are (character id, name or alias) pairs."""
        owners: dict[tuple[str, ...], set[str]] = {}
        for character, name in names:
            key = keys(name)
            if sum(map(len, key)) >= SHORTEST_NAME:
                owners.setdefault(key, set()).add(character)
        self._by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
        for key, characters in sorted(owners.items(), key=lambda item: -len(item[0])):
            self._by_first.setdefault(key[0], []).append((key, frozenset(characters)))

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Return the names in a text, in order. Where names overlap the longest wins, then the first."""
        spoken = words(text)
        order = tuple(word.key for word in spoken)
        hits, place = [], 0
        while place < len(order):
            match = self._longest_at(order, place)
            if match is None:
                place += 1
                continue
            key, characters = match
            first, last = spoken[place], spoken[place + len(key) - 1]
            hits.append(NameHit(text[first.start : last.end], first.start, last.end, characters))
            place += len(key)
        return tuple(hits)

    def _longest_at(self, order: tuple[str, ...], place: int) -> tuple[tuple[str, ...], frozenset[str]] | None:
        for key, characters in self._by_first.get(order[place], ()):
            if order[place : place + len(key)] == key:
                return key, characters
        return None


def first_words(text: str) -> frozenset[str]:
    """Return every word of a text as a name could begin with it: what to look candidates up by."""
    return frozenset(keys(text))


def usable(name: str) -> bool:
    """Say whether a name can be protected: it has letters enough and is not just a common word."""
    key = keys(name)
    return sum(map(len, key)) >= SHORTEST_NAME and not all(word in TOO_COMMON for word in key)
