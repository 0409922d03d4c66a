"""A text as words to compare: case, accents, width and invisible characters do not count; places are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Scripts written without spaces: each character is a word of its own, so that a name is found inside a run of text.
_UNSPACED = (
    (0x0E00, 0x0E7F),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # CJK extension A
    (0x4E00, 0x9FFF),  # CJK
    (0xF900, 0xFAFF),  # CJK compatibility
    (0x20000, 0x3FFFF),  # CJK extensions B and on
)

# Letters that look like another but do not decompose into it.
_SPELLED_OUT = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ı": "i"}
)


# Words that say nothing once what follows them is cut.
_HANGING = frozenset(
    (
        *("a", "an", "and", "by", "for", "her", "his", "its", "of", "or", "that", "the", "their", "to", "with"),
        *("au", "aux", "avec", "d", "de", "des", "du", "et", "l", "la", "le", "les", "leur", "ou", "par", "sa", "ses"),
        *("son", "un", "une"),
    )
)
_LEFT_OVER = re.compile(r"^(?:and|or|et|ou)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\b")


@dataclass(frozen=True)
class Word:
    """One word as compared (`key`) and where it stands in the text (`start` to `end`, code points)."""

    key: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Split a text into its words, in order. Punctuation, spaces and symbols separate and are dropped."""
    found: list[Word] = []
    letters: list[str] = []
    start = 0
    for place, character in enumerate(text):
        key = _key(character)
        if key is None:
            continue
        alone = _unspaced(character)
        if letters and (not key or alone):
            found.append(Word("".join(letters), start, place))
            letters = []
        if alone and key:
            found.append(Word(key, place, place + 1))
        elif key:
            if not letters:
                start = place
            letters.append(key)
    if letters:
        found.append(Word("".join(letters), start, len(text)))
    return found


def keys(text: str) -> tuple[str, ...]:
    """Return only how a text's words compare: `keys("Élan-Vital") == ("elan", "vital")`."""
    return tuple(word.key for word in words(text))


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Cut the spans out of a text, with the small words and the possessive that hang on them, and close the gaps."""
    spoken = words(text)
    kept, place = [], 0
    for start, end in sorted(_widened(text, spoken, span) for span in spans):
        kept.append(text[place : max(place, start)])
        place = max(place, end)
    kept.append(text[place:])
    closed = " ".join("".join(kept).split())
    for mark in ",.;:!?":
        closed = closed.replace(f" {mark}", mark)
    return _LEFT_OVER.sub("", closed.strip(" ,;:"))


def _widened(text: str, spoken: list[Word], span: tuple[int, int]) -> tuple[int, int]:
    """A span with the articles, prepositions and joiners right before it: "with a sword", "and the dragon's"."""
    start, end = span
    for word in reversed([word for word in spoken if word.end <= start]):
        if word.key not in _HANGING or text[word.end : start].strip(" '’"):
            break
        start = word.start
    possessive = _POSSESSIVE.match(text, end)
    return start, possessive.end() if possessive else end


def _key(character: str) -> str | None:
    """What a character compares as: letters and digits, "" for a separator, None for what is invisible or an accent."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return None
    plain = unicodedata.normalize("NFKD", character.translate(_SPELLED_OUT))
    letters = "".join(part for part in plain.casefold() if part.isalnum())
    return letters.translate(_SPELLED_OUT)


def _unspaced(character: str) -> bool:
    code = ord(character)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _UNSPACED)
