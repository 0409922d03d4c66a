"""The storyboard renderer: specs it refuses, shots it draws, and what stays the same between two renders."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation.rendering.animatic import AnimaticRenderer
from generation.rendering.animatic.cutout import cut_out
from generation.rendering.animatic.lexicon import (
    CAMERAS,
    FRAMINGS,
    MOODS,
    MOTIONS,
    PLACES,
    SIDES,
    TEMPOS,
    THINGS,
    WEATHERS,
)
from generation.rendering.base import Likeness, Progress, RenderCancelled, RenderSpec, SpecRejected
from tests.rendering.pictures import draw_hero, save_hero, save_photograph


def _quiet(progress: Progress) -> None:
    """Let the render go on."""


@pytest.fixture
def hero(tmp_path: Path) -> Likeness:
    return Likeness("Hero", (save_hero(tmp_path),))


@pytest.fixture
def spec(hero: Likeness) -> RenderSpec:
    return RenderSpec(prompt="forest at dawn, she jumps", cast=(hero,), seconds=1, seed=5, width=160, height=90, fps=8)


def _meanings(*tables: str) -> list[str]:
    """The meanings a part of the lexicon knows; each is also one of its own words."""
    return [line.split(":")[0] for table in tables for line in table.strip().splitlines() if ":" in line]


def _frames(spec: RenderSpec) -> list[np.ndarray]:
    return list(AnimaticRenderer().render(spec, _quiet).frames)


def _fingerprint(spec: RenderSpec) -> str:
    digest = hashlib.sha256()
    for frame in AnimaticRenderer().render(spec, _quiet).frames:
        digest.update(frame.tobytes())
    return digest.hexdigest()


def test_a_shot_has_exactly_the_frames_it_promises(spec: RenderSpec) -> None:
    result = AnimaticRenderer().render(replace(spec, seconds=2), _quiet)
    frames = list(result.frames)
    assert len(frames) == result.frame_count == 16
    assert {(frame.shape, str(frame.dtype)) for frame in frames} == {((90, 160, 3), "uint8")}


def test_the_same_spec_gives_the_same_bytes_and_another_seed_does_not(spec: RenderSpec) -> None:
    rich = replace(spec, prompt="city, storm, night, fog, runs and dances, fireflies", title="Twice")
    assert _fingerprint(rich) == _fingerprint(rich)
    assert _fingerprint(rich) != _fingerprint(replace(rich, seed=6))


def test_different_seeds_compose_differently(spec: RenderSpec) -> None:
    pictures = [_frames(replace(spec, seed=seed))[4].astype(float) for seed in range(4)]
    apart = [np.abs(pictures[a] - pictures[b]).mean() for a in range(4) for b in range(a)]
    assert min(apart) > 4


def test_the_shot_moves(spec: RenderSpec) -> None:
    frames = _frames(replace(spec, seconds=2))
    assert np.abs(frames[0].astype(float) - frames[8].astype(float)).mean() > 2


@pytest.mark.parametrize("meaning", _meanings(PLACES))
def test_every_place_can_be_filmed_and_shows_the_character(meaning: str, spec: RenderSpec) -> None:
    word = {"moon": "on the moon"}.get(meaning, meaning)
    result = AnimaticRenderer().render(replace(spec, prompt=f"{word}, he waves hello"), _quiet)
    frames = list(result.frames)
    assert result.metadata["scene"]["place"] == meaning  # type: ignore[index]
    assert frames[4].std() > 12


@pytest.mark.parametrize("motion", _meanings(MOTIONS))
def test_every_motion_can_be_acted(motion: str, spec: RenderSpec) -> None:
    written = {"rest": "stands", "wave": "waves hello", "shake": "trembles"}.get(motion, motion)
    result = AnimaticRenderer().render(replace(spec, prompt=f"meadow, hero {written}"), _quiet)
    assert result.metadata["motions"] == [motion]
    assert len(list(result.frames)) == 8


def test_every_hour_has_its_own_light(spec: RenderSpec) -> None:
    shown = {
        hour: _frames(replace(spec, prompt=f"meadow at {hour}"))[4] for hour in ("dawn", "noon", "sunset", "night")
    }
    colours = [frame.reshape(-1, 3).mean(axis=0) for frame in shown.values()]
    assert min(np.abs(a - b).max() for n, a in enumerate(colours) for b in colours[:n]) > 8
    assert shown["night"].mean() < shown["sunset"].mean() - 20 < shown["noon"].mean() - 20


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_one_to_four_characters_share_a_frame(count: int, spec: RenderSpec, hero: Likeness) -> None:
    assert len(_frames(replace(spec, cast=(hero,) * count))) == 8


@pytest.mark.parametrize("size", [(720, 1280), (720, 720), (64, 64), (1920, 64), (64, 1920)])
def test_any_frame_shape_works(size: tuple[int, int], spec: RenderSpec) -> None:
    frames = _frames(replace(spec, width=size[0], height=size[1], title="A title that is far too long to fit here"))
    assert frames[0].shape == (size[1], size[0], 3)


def test_a_title_is_shown_at_the_beginning_only(spec: RenderSpec) -> None:
    longer = replace(spec, seconds=4)
    plain, titled = _frames(longer), _frames(replace(longer, title="Été à Łódź"))
    assert np.abs(plain[5].astype(float) - titled[5]).mean() > 5
    assert np.array_equal(plain[-1], titled[-1])


def test_what_was_understood_comes_with_the_result(spec: RenderSpec) -> None:
    result = AnimaticRenderer().render(spec, _quiet)
    assert ("place", "forest") in result.understanding.heard
    assert result.metadata["seed"] == 5


def test_progress_is_told_every_few_frames(spec: RenderSpec) -> None:
    seen: list[Progress] = []
    list(AnimaticRenderer().render(replace(spec, seconds=3), seen.append).frames)
    drawing = [progress.step for progress in seen if progress.stage == "drawing"]
    assert drawing[0] == 0 and drawing[-1] == 24
    assert max(b - a for a, b in pairwise(drawing)) <= 4


def test_a_cancelled_render_stops_at_once(spec: RenderSpec) -> None:
    def cancel(progress: Progress) -> None:
        if progress.stage == "drawing" and progress.step >= 4:
            raise RenderCancelled("Stopped by the creator.")

    drawn = []
    with pytest.raises(RenderCancelled):
        for frame in AnimaticRenderer().render(spec, cancel).frames:
            drawn.append(frame)
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"seconds": 0}, "1 to 20 seconds"),
        ({"seconds": 21}, "1 to 20 seconds"),
        ({"width": 161}, "use 160 or 162"),
        ({"height": 62}, "height must be 64 to 1920"),
        ({"width": 1922}, "width must be 64 to 1920"),
        ({"fps": 7}, "8 to 60"),
        ({"fps": 61}, "8 to 60"),
        ({"prompt": "  "}, "prompt is empty"),
        ({"cast": ()}, "1 to 4 characters"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_bad_spec_is_refused_with_what_to_change(change: dict[str, object], says: str, spec: RenderSpec) -> None:
    with pytest.raises(SpecRejected, match=says):
        AnimaticRenderer().check(replace(spec, **change))  # type: ignore[arg-type]


def test_five_characters_are_too_many(spec: RenderSpec, hero: Likeness) -> None:
    with pytest.raises(SpecRejected, match="has 5"):
        AnimaticRenderer().check(replace(spec, cast=(hero,) * 5))


def test_a_character_without_a_readable_picture_is_refused_by_name(spec: RenderSpec, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    with pytest.raises(SpecRejected, match="Nobody has no reference picture"):
        AnimaticRenderer().check(replace(spec, cast=(Likeness("Nobody", ()),)))
    with pytest.raises(SpecRejected, match="Gone"):
        AnimaticRenderer().check(replace(spec, cast=(Likeness("Gone", (tmp_path / "gone.png",)),)))
    with pytest.raises(SpecRejected, match="Broken"):
        AnimaticRenderer().render(replace(spec, cast=(Likeness("Broken", (broken,)),)), _quiet)


def test_a_readable_picture_after_a_broken_one_is_enough(spec: RenderSpec, hero: Likeness, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not a picture")
    cast = (Likeness("Hero", (broken, *hero.pictures)),)
    assert AnimaticRenderer().render(replace(spec, cast=cast), _quiet).metadata["cutouts"] == ["alpha"]


def test_no_place_named_gives_a_plain_studio(spec: RenderSpec) -> None:
    result = AnimaticRenderer().render(replace(spec, prompt="she juggles oranges"), _quiet)
    assert result.metadata["scene"]["place"] == "studio"  # type: ignore[index]


def test_rain_stays_outside(spec: RenderSpec) -> None:
    wet = _frames(replace(spec, prompt="rain in the street"))
    inside = AnimaticRenderer().render(replace(spec, prompt="a bedroom, rain"), _quiet)
    assert inside.metadata["scene"]["weather"] == ["rain"]  # type: ignore[index]
    still = list(inside.frames)
    assert _flicker(wet) > 2 * _flicker(still)


def _flicker(frames: list[np.ndarray]) -> float:
    """Mean change of the top quarter of the frame between neighbours late in the shot."""
    rows = frames[0].shape[0] // 4
    return float(np.abs(frames[-1][:rows].astype(float) - frames[-2][:rows]).mean())


def test_a_transparent_picture_is_cut_by_its_alpha(tmp_path: Path) -> None:
    cut = cut_out(save_hero(tmp_path))
    assert cut.how == "alpha"
    assert cut.pixels.shape[:2] == (207, 101)  # trimmed to the figure


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (120, 200, 140, 255)])
def test_a_flat_background_is_removed(tmp_path: Path, colour: tuple[int, int, int, int]) -> None:
    path = tmp_path / "flat.png"
    draw_hero(background=colour).convert("RGB").save(path)
    cut = cut_out(path)
    assert cut.how == "flat"
    expected = np.asarray(draw_hero())[..., 3] > 128
    assert (cut.pixels[..., 3] > 128).sum() == pytest.approx(expected.sum(), rel=0.04)


def test_a_photograph_is_presented_as_a_framed_card(tmp_path: Path, spec: RenderSpec) -> None:
    path = save_photograph(tmp_path)
    assert cut_out(path).how == "card"
    result = AnimaticRenderer().render(replace(spec, cast=(Likeness("Photo", (path,)),)), _quiet)
    assert result.metadata["cutouts"] == ["card"]
    assert len(list(result.frames)) == 8


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "1", "I;16", "CMYK"])
def test_odd_picture_modes_are_read(mode: str, tmp_path: Path) -> None:
    hero = draw_hero(background=(255, 255, 255, 255)).convert("RGB")
    path = tmp_path / ("odd.tif" if mode == "CMYK" else "odd.png")
    picture = Image.fromarray(np.asarray(hero.convert("L")).astype(np.uint16) * 257) if mode == "I;16" else None
    (picture or hero.convert(mode)).save(path)
    assert cut_out(path).pixels.shape[2] == 4


@pytest.mark.parametrize("size", [(64, 64), (64, 900), (900, 64)])
def test_small_and_narrow_pictures_are_staged(size: tuple[int, int], tmp_path: Path, spec: RenderSpec) -> None:
    path = tmp_path / "narrow.png"
    draw_hero(background=(255, 255, 255, 255)).resize(size).save(path)
    assert len(_frames(replace(spec, cast=(Likeness("Narrow", (path,)),)))) == 8


def test_a_picture_below_64_pixels_is_refused(tmp_path: Path, spec: RenderSpec) -> None:
    path = tmp_path / "tiny.png"
    draw_hero().resize((63, 63)).save(path)
    with pytest.raises(SpecRejected, match="64 px"):
        AnimaticRenderer().render(replace(spec, cast=(Likeness("Tiny", (path,)),)), _quiet)


@pytest.mark.parametrize("meaning", _meanings(WEATHERS, THINGS, MOODS, CAMERAS, FRAMINGS, TEMPOS, SIDES))
def test_every_other_word_can_be_drawn_outdoors_and_indoors(meaning: str, spec: RenderSpec) -> None:
    words = {"left": "from the left", "right": "from the right", "push": "push in", "pull": "pull out"}
    written = words.get(meaning, meaning).replace("-", " ")
    for place in ("lake at night", "bedroom"):
        frames = _frames(replace(spec, prompt=f"{place}, {written}, he walks", width=96, height=64))
        assert len(frames) == 8
