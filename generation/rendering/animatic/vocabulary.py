"""Reads a prompt: which words the animatic understood, what they mean for the shot, and which words it left alone.

Pure Python with no heavy imports, so a web process can call `understand` on every keystroke.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generation.rendering.animatic.lexicon import KINDS, NEGATIONS, STOP_WORDS
from generation.rendering.base import Understanding

LONGEST_PHRASE = 4
FRENCH_ER_ENDINGS = ("e", "es", "ent", "er", "ant", "ait", "aient", "ee", "era", "ez", "ons")
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True)
class Term:
    """One stretch of the prompt that was understood: its kind, its meaning, and the words as they were written."""

    kind: str
    meaning: str
    written: str


@dataclass(frozen=True)
class Direction:
    """A prompt as stage directions: each field holds meanings from the lexicon in reading order, strongest first."""

    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    weathers: tuple[str, ...] = ()
    motions: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    framings: tuple[str, ...] = ()
    tempos: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()


def understand(prompt: str) -> Understanding:
    """List the (kind, word as written) pairs understood and the words ignored, in reading order, once each."""
    terms, ignored = _read(prompt)
    heard = dict.fromkeys((term.kind, term.written) for term in terms)
    return Understanding(heard=tuple(heard), ignored=tuple(dict.fromkeys(ignored)))


def direct(prompt: str) -> Direction:
    """Turn a prompt into stage directions; meanings that were negated ("no rain", "sans neige") are left out."""
    terms, _ = _read(prompt)
    found: dict[str, dict[str, None]] = {}
    for term in terms:
        found.setdefault(term.kind + "s", {})[term.meaning] = None
    found.pop("withouts", None)
    return Direction(**{kind: tuple(meanings) for kind, meanings in found.items()})


def _read(prompt: str) -> tuple[list[Term], list[str]]:
    """Walk the prompt once, longest phrase first."""
    written = [match.group(0) for match in WORD.finditer(prompt)]
    plain = [_plain(word) for word in written]
    terms: list[Term] = []
    ignored: list[str] = []
    negated = False
    position = 0
    while position < len(plain):
        length, kind, meaning = _longest_match(plain, position)
        words = " ".join(written[position : position + max(length, 1)]).lower()
        if length:
            terms.append(Term("without" if negated else kind, meaning, words))
            negated = False
        elif plain[position] in NEGATIONS:
            negated = True
        elif plain[position] not in STOP_WORDS:
            ignored.append(words)
            negated = False
        position += max(length, 1)
    return terms, ignored


def _longest_match(plain: list[str], position: int) -> tuple[int, str, str]:
    """(number of words, kind, meaning) of the longest entry starting here; length 0 when there is none."""
    index = _index()
    for length in range(min(LONGEST_PHRASE, len(plain) - position), 0, -1):
        window = plain[position : position + length]
        if length == 1 and window[0] in NEGATIONS:
            continue
        for spelling in _spellings("_".join(window), single=length == 1):
            if spelling in index:
                return length, *index[spelling]
    return 0, "", ""


def _spellings(word: str, *, single: bool) -> Iterator[str]:
    """The word, then what it may be a plural or verb form of (single words only), most likely first."""
    yield word
    if not single:
        return
    for ending, length in (("s", 4), ("es", 5), ("ed", 5), ("ing", 5), ("er", 5), ("d", 5), ("x", 5)):
        if word.endswith(ending) and len(word) >= length:
            stem = word[: -len(ending)]
            yield stem
            if ending in ("ed", "ing", "er"):
                yield stem + "e"
                if len(stem) > 2 and stem[-1] == stem[-2]:
                    yield stem[:-1]


def _plain(word: str) -> str:
    """Lower case without accents, so that "Forêt" and "foret" are one word."""
    decomposed = unicodedata.normalize("NFKD", word.replace("œ", "oe").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, str]]:
    """Every spelling to its (kind, meaning); the first kind in the lexicon wins."""
    index: dict[str, tuple[str, str]] = {}
    for kind, table in KINDS:
        meaning = ""
        for word in table.split():
            if word.endswith(":"):
                meaning = word[:-1]
                continue
            for spelling in _forms(word):
                index.setdefault(spelling, (kind, meaning))
    return index


def _forms(word: str) -> tuple[str, ...]:
    """The spellings one lexicon entry stands for."""
    if word.endswith("~"):
        return tuple(word[:-1] + ending for ending in FRENCH_ER_ENDINGS)
    return (word,)
