"""Reading themes out of a text: stems and phrases, with simple negation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from licensing.themes.vocabulary import HARMLESS, THEMES, WORDS
from licensing.words import Word, keys, words

_NEGATORS = frozenset(keys("no without never nor zero sans aucun aucune jamais ni"))
# "not a gun", "pas de sang": these negate what follows directly; "not afraid to kill" stays a killing.
_WEAK_NEGATORS = frozenset(keys("not pas nothing rien"))
# Words that may stand between a negator and what it negates.
_BETWEEN = frozenset(keys("a an any single the of real kind sort more d de des du l la le les un une aucune seule"))
_JOINERS = frozenset(keys("or nor and ni ou et"))
# "alcohol-free", "gun free".
_FREE = frozenset(("free",))
# Single-word stems are filed under this many first letters; none is shorter.
_STEM_KEY = 3
_SENTENCE_ENDS = frozenset(".;:!?\n")
_BREAKS = _SENTENCE_ENDS | {","}


@dataclass(frozen=True)
class ThemeHit:
    """A theme found in a text: which, by which words as written, and where (code points)."""

    theme: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Pattern:
    """A phrase of word keys; `stems` says for each whether it may go on."""

    parts: tuple[str, ...]
    stems: tuple[bool, ...]

    def matches(self, spoken: list[Word], place: int) -> bool:
        if place + len(self.parts) > len(spoken):
            return False
        return all(
            spoken[place + offset].key.startswith(part) if stem else spoken[place + offset].key == part
            for offset, (part, stem) in enumerate(zip(self.parts, self.stems, strict=True))
        )


def find(text: str) -> tuple[ThemeHit, ...]:
    """Return the themes a text touches, in the order of its words; a theme may be found more than once.

    A word negated in its own sentence ("no weapons", "sans alcool ni tabac", "alcohol-free") is not a hit.
    """
    spoken = words(text)
    covered = _covered(spoken)
    negated_until = -1
    hits: list[ThemeHit] = []
    for place in range(len(spoken)):
        found = {} if place in covered else _longest(spoken, place)
        if not found:
            continue
        last = place + max(found.values()) - 1
        if _negated(text, spoken, place, last, negated_until):
            negated_until = max(negated_until, last)
            continue
        for theme in sorted(found, key=THEMES.index):
            start, end = spoken[place].start, spoken[place + found[theme] - 1].end
            hits.append(ThemeHit(theme, text[start:end], start, end))
    return tuple(hits)


def _longest(spoken: list[Word], place: int) -> dict[str, int]:
    """Theme -> how many words its longest phrase beginning at this place covers."""
    key = spoken[place].key
    phrases, stems = _lexicon()
    found = {theme: 1 for stem, theme in stems.get(key[:_STEM_KEY], ()) if key.startswith(stem)}
    for theme, pattern in phrases.get(key, ()):
        if pattern.matches(spoken, place):
            found[theme] = max(found.get(theme, 0), len(pattern.parts))
    return found


def _covered(spoken: list[Word]) -> frozenset[int]:
    """The places covered by harmless phrases."""
    phrases = _harmless()
    return frozenset(
        covered
        for place, word in enumerate(spoken)
        for pattern in phrases.get(word.key, ())
        if pattern.matches(spoken, place)
        for covered in range(place, place + len(pattern.parts))
    )


def _read(listed: str) -> list[_Pattern]:
    entries = (entry.split() for entry in listed.split(","))
    return [
        _Pattern(tuple("".join(keys(part)) for part in entry), tuple(part.endswith("*") for part in entry))
        for entry in entries
        if entry
    ]


@cache
def _lexicon() -> tuple[dict[str, list[tuple[str, _Pattern]]], dict[str, list[tuple[str, str]]]]:
    """All themes' phrases by their first word, and single-word stems by their first letters."""
    phrases: dict[str, list[tuple[str, _Pattern]]] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for theme in THEMES:
        for pattern in _read(WORDS[theme]):
            first = pattern.parts[0]
            if pattern.stems == (True,):
                stems.setdefault(first[:_STEM_KEY], []).append((first, theme))
            else:
                phrases.setdefault(first, []).append((theme, pattern))
    return phrases, stems


@cache
def _harmless() -> dict[str, list[_Pattern]]:
    phrases: dict[str, list[_Pattern]] = {}
    for pattern in _read(HARMLESS):
        phrases.setdefault(pattern.parts[0], []).append(pattern)
    return phrases


def _negated(text: str, spoken: list[Word], place: int, last: int, negated_until: int) -> bool:
    """Walk back from a hit to what negates it; anything that is not a small word ends the walk."""
    if last + 1 < len(spoken) and spoken[last + 1].key in _FREE and text[spoken[last].end] in " -":
        return True
    joined = False
    for before in range(place - 1, -1, -1):
        key, gap = spoken[before].key, text[spoken[before].end : spoken[before + 1].start]
        if before <= negated_until:
            return (joined or "," in gap) and not _SENTENCE_ENDS & set(gap)
        if _BREAKS & set(gap):
            return False
        if key in _NEGATORS or (key in _WEAK_NEGATORS and not joined):
            return not _doubled(spoken, before)
        joined = joined or key in _JOINERS
        if key not in _BETWEEN and key not in _JOINERS:
            return False
    return False


def _doubled(spoken: list[Word], negator: int) -> bool:
    """Say whether the negation is itself negated: "never without a gun", "not without blood"."""
    before = spoken[negator - 1].key if negator else ""
    return before in _NEGATORS or before in _WEAK_NEGATORS
