"""Whoever enters is seen soon, whatever the camera does."""

from __future__ import annotations

from pathlib import Path

import pytest

from generation.rendering.animatic.cutout import cut_out
from generation.rendering.animatic.planning import plan_shot
from generation.rendering.animatic.vocabulary import direct
from generation.rendering.base import Likeness, RenderSpec

ART = Path(__file__).resolve().parents[2] / "marketplace" / "demo" / "art" / "kestra-nine.png"


@pytest.mark.parametrize("motion", ["walks", "runs", "flies"])
@pytest.mark.parametrize("camera", ["slow push-in", "fast pan", "static"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_entry_is_in_the_frame_within_a_quarter_of_the_shot(motion: str, camera: str, seed: int) -> None:
    prompt = f"Kestra {motion} through a city at night, {camera}"
    spec = RenderSpec(prompt, (Likeness("Kestra", (ART,)),), 5, seed, width=320, height=180, fps=8)

    shot = plan_shot(spec, direct(prompt), [cut_out(ART)])

    actor = shot.actors[0]
    quarter = len(actor.performance.x) // 4
    at = actor.performance.x[quarter] * actor.place.height + actor.place.x
    assert abs(at) < 0.5 * spec.width * actor.place.depth
