"""Places made by people, under the sky: city, rooftop, village, castle, garden, road."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from generation.rendering.animatic import places_wild as wild
from generation.rendering.animatic import props_inside as inside
from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic import props_town as town
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.dressing import hang_lanterns
from generation.rendering.animatic.ground import Soil
from generation.rendering.animatic.pixels import Colour, mix
from generation.rendering.animatic.plane import Brush, Plane


def _blocks(
    set_: Carpenter, depth: float, step: float, low: float, high: float, *, neon: bool = False, clear: float = 0.0
) -> Plane:
    """A row of city buildings."""
    plane = set_.plane(depth)
    for x in set_.across(plane, step, jitter=0.2, clear=clear):
        size = float(set_.rng.uniform(low, high))
        wide = step * set_.rng.uniform(0.42, 0.56) / size
        town.tower(set_.brush(plane, x, size), set_.rng, neon=neon, wide=float(wide))
    return plane


def city(set_: Carpenter) -> None:
    """Towers behind towers, a street with lamps; neon when it is asked for or raining at night."""
    neon = "neon" in set_.moods or (set_.hour == "night" and "rain" in set_.weathers)
    if set_.hour == "night":
        _city_glow(set_, neon)
    wild.hang_sky(set_)
    dark = set_.hour in ("night", "sunset")
    set_.lay(
        Soil(
            (136, 132, 136),
            (164, 158, 156),
            "tiles" if not neon else "noise",
            0.35,
            wet=0.42 if neon else 0.12,
            size=1.3,
        ),
        snow_covers=True,
    )
    _blocks(set_, 16, 1.5, 3.2, 6.4)
    _blocks(set_, 8, 1.15, 1.7, 3.6)
    _blocks(set_, 4.2, 0.95, 1.0, 2.1, neon=neon, clear=0.35)
    _blocks(set_, 2.6, 0.9, 1.2, 2.2, neon=neon, clear=1.15)
    light_street(set_, 1.6, 1.2)
    if not dark:
        trees = set_.plane(1.9)
        set_.plant(trees, nature.round_tree, 1.9, 0.6, 0.75, clear=0.5)
    if "happy" in set_.moods and "lanterns" not in set_.things:
        hang_lanterns(set_)


def _city_glow(set_: Carpenter, neon: bool) -> None:
    """A city never gets dark: its lights colour the air, and near buildings stand out against it."""
    glow: Colour = (150, 74, 150) if neon else (132, 104, 128)
    sky = set_.palette.sky
    set_.palette = replace(
        set_.palette,
        haze=mix(set_.palette.haze, glow, 0.5),
        sky=(sky[0], mix(sky[1], glow, 0.12), mix(sky[2], glow, 0.4), mix(sky[3], glow, 0.72)),
        ambient=mix(set_.palette.ambient, (70, 70, 110), 0.45),
        density=max(0.16, set_.palette.density * 0.8),
    )


def light_street(set_: Carpenter, depth: float, step: float, clear: float = 0.0) -> None:
    """A row of street lamps and the light they throw on the ground."""
    street = set_.plane(depth)
    posts = list(set_.across(street, step, jitter=0.06, clear=clear))
    for x in posts:
        town.lamp_post(set_.brush(street, x, 0.8), set_.rng)
    if set_.palette.lamps > 0.3:
        set_.pools(depth * 0.93, posts, 0.62, town.LAMPLIGHT, 0.5 * set_.palette.lamps)


def rooftop(set_: Carpenter) -> None:
    """High above a city: a parapet, skyline below, string lights."""
    wild.hang_sky(set_)
    neon = "neon" in set_.moods
    set_.lay(Soil((124, 106, 104), (146, 126, 120), "tiles", 0.4, size=0.8))
    _blocks(set_, 18, 1.6, 1.2, 4.4)
    _blocks(set_, 9, 1.2, 0.3, 1.9, neon=neon)
    wall = set_.plane(2.2)
    brush = Brush(wall, set_.palette, 0.0, set_.stage.ground_line(2.2), set_.u / 2.2, sun=set_.side)
    left, right = wall.left * 2.2 / set_.u, wall.right * 2.2 / set_.u
    brush.box(left, 0, right, 0.28, (150, 112, 98), light=-0.25)
    for row in range(4):
        for x in np.arange(left + (row % 2) * 0.08, right, 0.16):
            brush.box(
                x,
                row * 0.07 + 0.004,
                x + 0.152,
                row * 0.07 + 0.064,
                (158, 118, 102),
                light=float(set_.rng.uniform(-0.35, 0.0)),
            )
    brush.box(left, 0.27, right, 0.32, (178, 166, 158), light=0.1)
    props = set_.plane(1.8)
    set_.plant(props, inside.pot_plant, 1.4, 0.26, 0.42, clear=0.3)
    if "lanterns" not in set_.things:
        hang_lanterns(set_)


def village(set_: Carpenter) -> None:
    """Cottages on a lane, hills behind, a fence in front."""
    wild.hang_sky(set_)
    set_.lay(Soil((168, 148, 112), (146, 164, 92), grain=0.8))
    set_.ridge(set_.plane(20), (104, 134, 132), 0.08, 0.24, rough=0.4, span=1.8)
    set_.plant(set_.plane(9), nature.conifer if set_.snowy else nature.round_tree, 0.9, 0.8, 1.3)
    set_.plant(set_.plane(6.0), town.house, 1.35, 0.75, 1.0, jitter=0.2)
    row = set_.plane(3.2)
    set_.plant(row, town.house, 1.75, 0.85, 1.05, jitter=0.12, clear=0.3)
    set_.plant(row, nature.bush, 0.8, 0.14, 0.22)
    lane = set_.plane(1.8)
    set_.plant(lane, town.fence, 2.3, 0.17, 0.19, jitter=0.1, clear=0.55)
    light_street(set_, 1.75, 2.0, clear=0.5)
    wild.grass_rows(set_, (126, 158, 82), flowers=0.12)


def castle(set_: Carpenter) -> None:
    """A castle on its hill above a valley."""
    wild.hang_sky(set_)
    set_.lay(Soil((118, 150, 88), (168, 160, 112), grain=0.75))
    wild.peaks(set_, 0.16, 0.30)
    hill = set_.plane(10)
    x = set_.stage.width * (0.5 - set_.side * set_.rng.uniform(0.1, 0.24))
    keep = Brush(
        hill, set_.palette, x, set_.stage.horizon - 0.055 * set_.u, set_.u * 0.36, sun=set_.side, snow=set_.snowy
    )
    town.castle(keep, set_.rng)
    mound = [
        (x + set_.u * float(dx), -(set_.stage.horizon - set_.u * (0.10 * float(np.exp(-((dx / 0.42) ** 2))) - 0.03)))
        for dx in np.linspace(-1.6, 1.6, 40)
    ]
    ground = Brush(hill, set_.palette, 0.0, 0.0, 1.0, sun=set_.side)
    ground.shape(
        [(mound[0][0], -set_.stage.ground_line(8)), *mound, (mound[-1][0], -set_.stage.ground_line(8))], (98, 138, 84)
    )
    set_.ridge(set_.plane(7), (104, 146, 88), 0.0, 0.06, rough=0.2, span=2.0)
    set_.plant(set_.plane(3.4), nature.conifer, 0.75, 0.6, 1.1, clear=0.5)
    wild.grass_rows(set_, (122, 164, 80), flowers=0.15)


def garden(set_: Carpenter) -> None:
    """Hedges, blossoming trees, a fence and many flowers."""
    wild.hang_sky(set_)
    set_.lay(Soil((132, 174, 96), (206, 188, 150), grain=0.5))
    set_.ridge(set_.plane(18), (112, 150, 130), 0.04, 0.14, rough=0.3)
    set_.plant(set_.plane(7), nature.round_tree, 0.7, 0.8, 1.2)
    blossom: Colour = (244, 176, 196)
    trees = set_.plane(3.0)
    set_.plant(
        trees,
        lambda b, r: nature.round_tree(b, r, blossom if r.random() < 0.6 else (112, 160, 88)),
        1.2,
        0.9,
        1.25,
        clear=0.35,
    )
    set_.plant(trees, nature.bush, 0.34, 0.18, 0.26)
    set_.plant(set_.plane(1.9), town.fence, 0.36, 0.15, 0.17, jitter=0.0)
    wild.grass_rows(set_, (120, 170, 84), flowers=0.5)
    wild.frame_with_grass(set_, (104, 156, 74), flowers=True)
    set_.air += ["petals"] if set_.hour != "night" else ["fireflies"]


def road(set_: Carpenter) -> None:
    """A straight road into the distance under a big sky."""
    wild.hang_sky(set_)
    set_.lay(Soil((98, 96, 102), (236, 216, 150), "road", 0.5, verge=(158, 152, 98)))
    wild.peaks(set_, 0.14, 0.28)
    set_.ridge(set_.plane(12), (132, 146, 104), 0.01, 0.08, rough=0.3)
    for depth in (7.0, 4.4, 2.9, 2.0):
        verge = set_.plane(depth)
        for side in (-1, 1):
            post = set_.brush(verge, set_.stage.width / 2 + side * 1.35 * set_.u / depth, 0.95)
            post.line([(0, 0), (0, 1.0)], (92, 76, 70), 0.025)
            post.line([(-0.12, 0.9), (0.12, 0.9)], (92, 76, 70), 0.02)
        set_.plant(verge, nature.bush, 0.8, 0.12, 0.24, clear=1.3)
    set_.air += ["dust"]
