"""What the storyboard tier reads out of a prompt."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from generation.rendering.animatic.lexicon import KINDS
from generation.rendering.animatic.vocabulary import direct, understand


def test_words_are_heard_in_reading_order_as_they_were_written() -> None:
    heard = understand("Snow at night: she jumps, slow push-in").heard
    assert heard == (("weather", "snow"), ("time", "at night"), ("motion", "jumps"), ("camera", "slow push-in"))


def test_unknown_words_are_listed_and_small_words_are_in_neither_list() -> None:
    understood = understand("The fox walks with a violin through the forest")
    assert understood.ignored == ("fox", "violin")
    assert ("place", "forest") in understood.heard
    assert "the" not in understood.ignored


@pytest.mark.parametrize(
    ("prompt", "field", "meaning"),
    [
        ("Elle danse dans la forêt", "places", "forest"),
        ("Elle danse dans la forêt", "motions", "dance"),
        ("au bord de la mer", "places", "beach"),
        ("il saute sous la neige", "motions", "jump"),
        ("il saute sous la neige", "weathers", "snow"),
        ("la nuit, une ville", "times", "night"),
        ("coucher de soleil sur le désert", "times", "sunset"),
        ("l'océan au crépuscule", "places", "sea"),
        ("ils courent au ralenti", "tempos", "slow"),
    ],
)
def test_french_is_understood_too(prompt: str, field: str, meaning: str) -> None:
    assert meaning in getattr(direct(prompt), field)


@pytest.mark.parametrize("form", ["jump", "jumps", "jumped", "jumping", "hopping", "leaps", "saute", "sauter"])
def test_verb_forms_mean_the_same_motion(form: str) -> None:
    assert direct(f"the hero {form}").motions == ("jump",)


def test_the_longest_phrase_wins() -> None:
    assert direct("on the moon").places == ("moon",)
    assert direct("under a full moon").things == ("moon",)
    assert direct("under a full moon").places == ()


def test_what_is_ruled_out_is_heard_but_left_out_of_the_scene() -> None:
    prompt = "a city without rain, pas de neige"
    assert direct(prompt).weathers == ()
    assert understand(prompt).heard == (("place", "city"), ("without", "rain"), ("without", "neige"))


def test_waves_on_the_water_are_a_place_and_a_waving_hand_is_a_motion() -> None:
    assert direct("she waves on the stage").motions == ("wave",)
    assert direct("in the waves").places == ("sea",)


def test_place_time_weather_and_camera_combine_freely() -> None:
    direction = direct("stormy mountain at dawn, epic, wide shot, pan left, fireflies")
    assert (direction.places, direction.times, direction.weathers) == (("mountain",), ("dawn",), ("storm",))
    assert (direction.moods, direction.framings, direction.cameras) == (("epic",), ("wide",), ("pan-left",))
    assert direction.things == ("fireflies",)


def test_the_vocabulary_covers_what_it_promises() -> None:
    meanings = {kind: table.count(":") for kind, table in KINDS}
    assert meanings["place"] + meanings["time"] + meanings["weather"] >= 14
    assert meanings["motion"] >= 9


def test_reading_a_long_prompt_is_quick() -> None:
    prompt = "a fox jumps over the snowy mountain at night " * 40
    understand(prompt)
    start = time.perf_counter()
    understand(prompt)
    assert time.perf_counter() - start < 0.25


def test_reading_prompts_loads_no_picture_library() -> None:
    script = (
        "import sys; from generation.rendering.animatic.vocabulary import understand; understand('a forest');"
        "print(sorted({'cv2', 'numpy', 'PIL', 'av'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
