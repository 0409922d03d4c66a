"""What a prompt is about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licensing import themes
from licensing.themes import THEMES
from licensing.themes.reading import _read
from licensing.themes.vocabulary import HARMLESS, WORDS


def touched(text: str) -> set[str]:
    return {hit.theme for hit in themes.find(text)}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("She stabs the guard", "violence"),
        ("une bagarre dans la rue", "violence"),
        ("He draws his SWORD", "weapons"),
        ("Il tient une épée", "weapons"),
        ("a nude figure by the pool", "sexual"),
        ("une scène érotique", "sexual"),
        ("he snorts cocaine", "drugs"),
        ("un dealer de drogue", "drugs"),
        ("a pint of beer", "alcohol"),
        ("un verre de vin rouge", "alcohol"),
        ("smoking a pipe by the fire", "tobacco"),
        ("elle allume une cigarette", "tobacco"),
        ("a night at the casino", "gambling"),
        ("une machine à sous clignote", "gambling"),
        ("the president gives a speech", "politics"),
        ("des manifestants en colère", "politics"),
        ("he prays in a church", "religion"),
        ("une prière à la mosquée", "religion"),
        ("a swastika on the wall", "hate"),
        ("des insultes racistes", "hate"),
        ("zombies crawl out", "horror"),
        ("une maison hantée", "horror"),
        ("she thinks of suicide", "self_harm"),
        ("il veut se pendre", "self_harm"),
    ],
)
def test_each_theme_is_found_in_english_and_in_french(text: str, theme: str) -> None:
    assert theme in touched(text)


@pytest.mark.parametrize(
    "text",
    [
        "no weapons in sight",
        "a party without alcohol",
        "a garden with no blood, guns or violence",
        "sans armes ni alcool",
        "pas de sang",
        "il n'a pas d'arme",
        "jamais de cigarettes",
        "an alcohol-free bar",
        "not a gun but a flower",
    ],
)
def test_what_is_ruled_out_in_so_many_words_is_not_a_theme(text: str) -> None:
    assert touched(text) == set()


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("not a gun. A knife", "weapons"),
        ("never without a gun", "weapons"),
        ("no, a gun", "weapons"),
        ("no swords, but a gun", "weapons"),
        ("he is not afraid to kill", "violence"),
        ("no fear! she draws a pistol", "weapons"),
    ],
)
def test_a_no_elsewhere_in_the_sentence_rules_nothing_out(text: str, theme: str) -> None:
    assert theme in touched(text)


@pytest.mark.parametrize(
    "text",
    [
        "a low-angle shot of her arms",
        "she sang while the band played pop",
        "a pillow fight at midnight",
        "une bataille de boules de neige",
        "un pistolet à eau",
        "a killer whale jumps under a blood moon",
        "she wears a cocktail dress",
        "pieds nus dans le sable",
        "a springtime walk in Paris, children kite-flying",
        "begun in the morning",
        "Essex and Sussex in the rain",
        "a heroine looks at the skyline",
    ],
)
def test_harmless_words_stay_harmless(text: str) -> None:
    assert touched(text) == set()


def test_a_hit_says_which_words_and_where() -> None:
    text = "Élan tient une ÉPÉE."
    (hit,) = themes.find(text)
    assert (hit.theme, hit.text, text[hit.start : hit.end]) == ("weapons", "ÉPÉE", "ÉPÉE")


def test_letters_in_disguise_are_still_read() -> None:
    assert touched("a g\u200bun") == {"weapons"}
    assert touched("ａ ｇｕｎ") == {"weapons"}


def test_every_list_entry_can_be_found() -> None:
    assert set(WORDS) == set(THEMES)
    for theme, listed in WORDS.items():
        for entry in (part.strip() for part in listed.split(",")):
            if entry:
                assert theme in touched(entry.replace("*", "")), (theme, entry)
    assert all(pattern.parts for pattern in _read(HARMLESS))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for hit in themes.find(text):
        assert hit.theme in THEMES
        assert text[hit.start : hit.end] == hit.text != ""
