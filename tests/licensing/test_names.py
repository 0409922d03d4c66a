"""Who is named in a prompt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licensing.names import NameIndex, first_words, usable
from licensing.words import keys, without, words

CAST = NameIndex(
    [
        ("chr_1", "Onyx"),
        ("chr_2", "Captain Onyx"),
        ("chr_3", "Élan-Vital"),
        ("chr_4", "O'Malley"),
        ("chr_5", "ミミ"),
        ("chr_6", "Rose"),
        ("chr_7", "Rose"),
        ("chr_8", "Ænima Brønn"),
    ]
)


def found(text: str) -> list[tuple[str, list[str]]]:
    return [(hit.text, sorted(hit.characters)) for hit in CAST.find(text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("ONYX runs", [("ONYX", ["chr_1"])]),
        ("Onyx's hat", [("Onyx", ["chr_1"])]),
        ("captain ónyx and onyx", [("captain ónyx", ["chr_2"]), ("onyx", ["chr_1"])]),
        ("elan vital!", [("elan vital", ["chr_3"])]),
        ("o’malley, again", [("o’malley", ["chr_4"])]),
        ("小さなミミが走る", [("ミミ", ["chr_5"])]),
        ("a ROSE garden", [("ROSE", ["chr_6", "chr_7"])]),
        ("aenima  bronn", [("aenima  bronn", ["chr_8"])]),
        ("On\u200byx", [("On\u200byx", ["chr_1"])]),
        ("ｏｎｙｘ", [("ｏｎｙｘ", ["chr_1"])]),
    ],
)
def test_names_are_found_however_they_are_written(text: str, hits: list) -> None:
    assert found(text) == hits


@pytest.mark.parametrize("text", ["onyxes", "Sardonyx", "roses", "captain", "elan", "o malle", "ミ", ""])
def test_part_of_a_name_is_not_the_name(text: str) -> None:
    assert found(text) == []


def test_thousands_of_names_are_looked_up_at_once() -> None:
    index = NameIndex([(f"chr_{n}", f"Name{n} Surname{n % 7}") for n in range(20_000)])
    text = " ".join(f"Name{n} Surname{n % 7} walks" for n in range(0, 600, 6))[:2000]
    began = time.perf_counter()
    hits = index.find(text)
    assert len(hits) > 60
    assert time.perf_counter() - began < 0.5


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120), st.lists(st.text(max_size=12), max_size=6))
def test_any_text_and_any_names_can_be_matched(text: str, names: list[str]) -> None:
    index = NameIndex([(f"chr_{n}", name) for n, name in enumerate(names)])
    end = 0
    for hit in index.find(text):
        assert hit.start >= end and text[hit.start : hit.end] == hit.text
        assert any(keys(names[int(owner[4:])]) == keys(hit.text) for owner in hit.characters)
        end = hit.end


@pytest.mark.parametrize("name", ["the", "The Man", "a", "x", "  ", "!!!", "le personnage", ""])
def test_nobody_can_have_a_common_word_to_themselves(name: str) -> None:
    assert not usable(name)


@pytest.mark.parametrize("name", ["Bo", "The Fog", "ミミ", "Zoë", "R2"])
def test_short_and_foreign_names_can_be_protected(name: str) -> None:
    assert usable(name)


def test_words_keep_their_places() -> None:
    text = "Ça, l’été:\n日本 🎬 ok"
    assert [(word.key, text[word.start : word.end]) for word in words(text)] == [
        ("ca", "Ça"),
        ("l", "l"),
        ("ete", "été"),
        ("日", "日"),
        ("本", "本"),
        ("ok", "ok"),
    ]
    assert first_words(text) == {"ca", "l", "ete", "日", "本", "ok"}


@pytest.mark.parametrize(
    ("text", "cut", "left"),
    [
        ("Onyx with a sword meets Kit", ["sword"], "Onyx meets Kit"),
        ("Onyx and Kit dance", ["Kit"], "Onyx dance"),
        ("Onyx and Kit dance", ["Onyx"], "Kit dance"),
        ("Onyx, Kit and Vale", ["Kit", "Vale"], "Onyx"),
        ("Kit's hat flies off.", ["Kit"], "hat flies off."),
        ("Onyx rit avec l'épée", ["épée"], "Onyx rit"),
        ("sword", ["sword"], ""),
    ],
)
def test_what_hangs_on_a_word_goes_with_it(text: str, cut: list[str], left: str) -> None:
    assert without(text, [(text.index(word), text.index(word) + len(word)) for word in cut]) == left
