"""Places off the world: open space, and the ground of a small moon."""

from __future__ import annotations

from dataclasses import replace

from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.ground import Soil
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, lifted
from generation.rendering.animatic.plane import Brush
from generation.rendering.animatic.props_inside import planet
from generation.rendering.animatic.sky import deep_space


def space(set_: Carpenter) -> None:
    """Nothing to stand on: stars, a nebula, a ringed planet, a small moon, asteroids."""
    set_.palette = _space_light(set_)
    set_.sky = deep_space(set_.stage, set_.views, set_.palette, set_.rng)
    hues: list[Colour] = [(222, 132, 92), (112, 150, 210), (196, 150, 220), (120, 196, 170)]
    first = int(set_.rng.integers(len(hues)))
    far = set_.plane(9)
    x = set_.stage.width * (0.5 - set_.side * set_.rng.uniform(0.2, 0.3))
    big = Brush(
        far,
        set_.palette,
        x,
        set_.stage.height * set_.rng.uniform(0.3, 0.42),
        set_.u * set_.rng.uniform(0.17, 0.23),
        sun=set_.side,
    )
    planet(big, set_.rng, hues[first], ring=True)
    small = Brush(
        far,
        set_.palette,
        set_.stage.width * (0.5 + set_.side * 0.36),
        set_.stage.height * 0.2,
        set_.u * 0.055,
        sun=set_.side,
    )
    planet(small, set_.rng, hues[(first + 1) % len(hues)])
    for depth, size in ((4.0, 0.10), (2.2, 0.09), (0.55, 0.13)):
        belt = set_.plane(depth, scale=1.0 if depth > 1 else 0.5)
        for x in set_.across(belt, 0.75, clear=0.5 if depth < 1 else 0.0):
            y = set_.stage.height * (set_.rng.uniform(0.66, 0.95) if depth > 1 else set_.rng.choice((0.02, 0.97)))
            nature.asteroid(
                Brush(belt, set_.palette, x, y, set_.u * size * set_.rng.uniform(0.25, 0.6), sun=set_.side), set_.rng
            )
    set_.sheltered = True
    set_.air += ["sparkles"] if "dreamy" in set_.moods else ["dust"]


def _space_light(set_: Carpenter) -> Palette:
    """Hard light, no air."""
    return replace(
        set_.palette,
        ambient=(214, 206, 236),
        figure=(238, 234, 255),
        haze=(26, 22, 58),
        density=0.03,
        key=(255, 238, 214),
        rim=(190, 226, 255),
        shade=(52, 44, 104),
        height=0.5,
        shadow=0.6,
        stars=1.0,
        lamps=1.0,
    )


def moon(set_: Carpenter) -> None:
    """The surface of a small world: craters, hard light, a big planet over the horizon."""
    set_.palette = replace(_space_light(set_), haze=(70, 62, 110), density=0.06, height=0.3)
    set_.sky = deep_space(set_.stage, set_.views, set_.palette, set_.rng)
    warm = "mars" in " ".join(set_.moods) or set_.rng.random() < 0.35
    dust: Colour = (206, 130, 96) if warm else (172, 168, 186)
    set_.lay(Soil(dust, lifted(dust, 0.2), grain=0.7), snow_covers=False)
    far = set_.plane(40)
    x = set_.stage.width * (0.5 - set_.side * set_.rng.uniform(0.12, 0.26))
    home = Brush(far, set_.palette, x, set_.stage.horizon * set_.rng.uniform(0.42, 0.55), set_.u * 0.2, sun=set_.side)
    planet(home, set_.rng, (70, 130, 200) if not warm else (196, 160, 214), ring=warm)
    set_.sheltered = True
    set_.ridge(set_.plane(14), lifted(dust, -0.3), 0.04, 0.2, rough=0.75, span=1.2)
    set_.ridge(set_.plane(6), lifted(dust, -0.15), 0.0, 0.11, rough=0.7, span=1.4)
    for depth, step in ((3.0, 0.7), (1.7, 0.9)):
        set_.plant(set_.plane(depth), lambda b, r: nature.rock(b, r, lifted(dust, -0.1)), step, 0.05, 0.17, clear=0.2)
    set_.air += ["dust"]
