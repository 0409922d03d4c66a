"""The demo cast: its data adds up and its pictures are what the scripts draw."""

from __future__ import annotations

import re
from itertools import chain

import numpy as np
import pytest
from PIL import Image

from marketplace.demo.cast import ART, CHARACTERS, CREATORS, REVIEWERS, STUDIOS, Character
from marketplace.demo.drawing.gallery import DRAWINGS, PICTURES
from marketplace.demo.drawing.raster import portrait

PURPOSES = {"personal", "social", "commercial", "advertising"}
THEMES = {
    *("violence", "weapons", "sexual", "drugs", "alcohol", "tobacco", "gambling"),
    *("politics", "religion", "hate", "horror", "self_harm"),
}
each_character = pytest.mark.parametrize("character", CHARACTERS, ids=lambda character: character.slug)


def test_three_studios_share_eight_characters() -> None:
    slugs = {studio.slug for studio in STUDIOS}
    cast_sizes = sorted(sum(one.studio == slug for one in CHARACTERS) for slug in slugs)
    assert len(slugs) == 3
    assert cast_sizes == [2, 3, 3]


def test_no_slug_name_or_alias_is_used_twice() -> None:
    slugs = [one.slug for one in (*STUDIOS, *CHARACTERS)]
    names = list(chain.from_iterable((one.name, *one.aliases) for one in CHARACTERS))
    assert len(set(slugs)) == len(slugs)
    assert len({name.casefold() for name in names}) == len(names)


@each_character
def test_each_picture_is_large_and_stands_free_of_its_background(character: Character) -> None:
    for name in character.art:
        path = ART / name
        picture = Image.open(path).convert("RGBA")
        alpha = np.asarray(picture.getchannel("A"))
        corners = alpha[[0, 0, -1, -1], [0, -1, 0, -1]]
        assert max(picture.size) >= 1024, name
        assert path.stat().st_size <= 350_000, name
        assert not corners.any(), f"{name} has a background"
        assert 0.2 < (alpha == 255).mean() < 0.9, name


@each_character
def test_each_character_stands_on_the_bottom_edge(character: Character) -> None:
    alpha = np.asarray(Image.open(ART / character.art[0]).convert("RGBA").getchannel("A"))
    standing_rows = np.flatnonzero((alpha == 255).sum(axis=1) > 0)
    assert alpha.shape[0] - standing_rows[-1] < alpha.shape[0] * 0.03


@each_character
def test_each_split_sheet_shares_out_the_whole_fee(character: Character) -> None:
    assert sum(share.ppm for share in character.splits) == 1_000_000
    assert all(share.ppm > 0 for share in character.splits)
    assert len({share.email for share in character.splits}) == len(character.splits)


def test_one_split_sheet_has_awkward_thirds() -> None:
    sheets = {tuple(share.ppm for share in one.splits) for one in CHARACTERS}
    assert (333_334, 333_333, 333_333) in sheets


@each_character
def test_each_tier_and_purpose_offered_has_a_whole_fee(character: Character) -> None:
    terms = character.terms
    assert set(terms.purposes) <= PURPOSES
    assert set(terms.fees) == set(terms.tiers)
    for fees in terms.fees.values():
        assert set(fees) == set(terms.purposes)
        assert all(type(fee) is int and fee > 0 for fee in fees.values())


@each_character
def test_each_characters_words_and_codes_are_in_the_agreed_form(character: Character) -> None:
    terms = character.terms
    assert 60 <= len(character.story.split()) <= 120
    assert re.fullmatch(r"#[0-9a-f]{6}", character.tile_colour)
    assert set(terms.prohibited_themes) <= THEMES
    assert len(set(terms.prohibited_themes)) == len(terms.prohibited_themes)
    assert terms.territories == ("*",) or all(re.fullmatch("[A-Z]{2}", code) for code in terms.territories)
    assert len(set(terms.territories)) == len(terms.territories)
    assert terms.currency in {"USD", "EUR"}
    assert character.prompts


@each_character
def test_the_tile_colour_is_found_in_the_art(character: Character) -> None:
    pixels = np.asarray(Image.open(ART / character.art[0]).convert("RGBA"), dtype=np.int16)
    painted = pixels[pixels[..., 3] == 255][:, :3]
    wanted = np.array([int(character.tile_colour[at : at + 2], 16) for at in (1, 3, 5)])
    close = (np.abs(painted - wanted).max(axis=1) < 32).mean()
    assert close > 0.02


def test_two_characters_may_be_tried_on_the_free_allowance() -> None:
    assert sum(one.terms.free_allowance_eligible for one in CHARACTERS) == 2


def test_every_person_has_an_address_of_their_own_that_reaches_nobody() -> None:
    people = [*(person.email for person in (*CREATORS, *REVIEWERS)), *(studio.owner_email for studio in STUDIOS)]
    assert len(CREATORS) == 3
    assert len(REVIEWERS) == 2
    assert len(set(people)) == len(people)
    assert all(email.endswith(".example") for email in people)


@pytest.mark.parametrize("slug", ["tobble-wickmere"])
def test_the_script_draws_the_committed_picture(slug: str) -> None:
    draw, _ = DRAWINGS[slug]
    drawn = portrait(draw(), longest=512).convert("RGBA")
    kept = Image.open(ART / f"{slug}.png").convert("RGBA").resize(drawn.size, Image.Resampling.BOX)
    assert _difference(drawn, kept) < 3
    other = Image.open(ART / "kestra-nine.png").convert("RGBA").resize(drawn.size, Image.Resampling.BOX)
    assert _difference(drawn, other) > 30


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures of one size, per channel, 0 (same) to 255; colour counts where it shows."""
    pixels = [np.asarray(picture.convert("RGBa"), dtype=np.int16) for picture in (one, other)]
    return float(np.abs(pixels[0] - pixels[1]).mean())


def test_every_picture_named_by_the_cast_is_drawn_by_a_script() -> None:
    named = {name.removesuffix(".png") for one in CHARACTERS for name in one.art}
    assert named == set(PICTURES)
    assert {path.stem for path in ART.glob("*.png")} == named
