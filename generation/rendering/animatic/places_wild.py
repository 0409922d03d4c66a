"""Open land: forest, jungle, desert, mountain, meadow, snowfield, and what such places share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.ground import Soil
from generation.rendering.animatic.pixels import Colour, lifted, mix
from generation.rendering.animatic.plane import Brush, Plane
from generation.rendering.animatic.sky import aurora, open_sky

CLOUDINESS = {"rain": 0.85, "storm": 0.95, "cloud": 0.8, "snow": 0.7, "fog": 0.45, "clear": 0.08, "wind": 0.5}


def hang_sky(set_: Carpenter, *, disc: bool = True, cover: float | None = None) -> None:
    """The open sky of the hour and weather."""
    cloudy = max([CLOUDINESS.get(w, 0.0) for w in set_.weathers], default=0.42) if cover is None else cover
    grey = any(w in ("rain", "storm", "snow", "cloud") for w in set_.weathers)
    shows = {"night": "moon", "sunset": "sun", "dawn": "sun", "day": "sun" if "sun" in set_.things else ""}[set_.hour]
    if "moon" in set_.things:
        shows = "moon"
    if (grey and shows not in set_.things) or not disc:
        shows = ""
    set_.sky = open_sky(
        set_.stage, set_.views, set_.palette, set_.side, set_.rng, cover=cloudy, seconds=set_.seconds, disc=shows
    )


def frame_with_leaves(set_: Carpenter, green: Colour, *, depth: float = 0.5) -> None:
    """Dark, out-of-focus foliage hanging into the upper corners and standing in the lower ones."""
    near = set_.plane(depth, scale=0.5)
    dark = lifted(green, -0.45)
    for side in (-1, 1):
        for _ in range(26):
            x = set_.stage.width * (0.5 + side * (0.5 + set_.rng.uniform(-0.17, 0.14)))
            y = set_.stage.height * set_.rng.uniform(-0.12, 0.10)
            brush = Brush(near, set_.palette, x, y, set_.u * 0.13, sun=set_.side, flip=side)
            a, r = set_.rng.uniform(-0.6, 2.6), set_.rng.uniform(0.5, 1.0)
            tip = (float(np.cos(a)) * r, -abs(float(np.sin(a))) * r)
            brush.shape(
                [(0, 0), (tip[0] * 0.4 - 0.18, tip[1] * 0.5), tip, (tip[0] * 0.6 + 0.18, tip[1] * 0.5)],
                dark,
                light=set_.rng.uniform(-0.5, 0.1),
            )
    set_.sways[id(near)] = 0.012


def frame_with_grass(set_: Carpenter, green: Colour, *, flowers: bool = False, depth: float = 0.52) -> None:
    """Out-of-focus grass along the lower edge."""
    near = set_.plane(depth, scale=0.5)
    for x in set_.across(near, 0.055):
        edge = abs(x - set_.stage.width / 2) / (set_.stage.width / 2)
        size = set_.rng.uniform(0.04, 0.07) + 0.05 * min(edge, 1.3) ** 2
        brush = Brush(near, set_.palette, x, set_.stage.height * 1.02, size * set_.u / depth, sun=set_.side)
        nature.tuft(brush, set_.rng, lifted(green, -0.3))
        if flowers and edge > 0.45 and set_.rng.random() < 0.35:
            nature.flower(brush, set_.rng)
    set_.sways[id(near)] = 0.01


def grass_rows(set_: Carpenter, green: Colour, *, flowers: float = 0.0) -> None:
    """Tufts just behind and before the stage line, so that feet stand in something."""
    for depth, step in ((2.1, 0.16), (1.35, 0.2), (0.86, 0.24)):
        row = set_.plane(depth)
        for x in set_.across(row, step, jitter=0.9):
            nature.tuft(set_.brush(row, x, set_.rng.uniform(0.025, 0.05)), set_.rng, green)
            if set_.rng.random() < flowers and not set_.snowy:
                nature.flower(set_.brush(row, x + set_.u * 0.02, set_.rng.uniform(0.05, 0.09)), set_.rng)
        set_.sways[id(row)] = 0.002


def forest(set_: Carpenter) -> None:
    """Firs behind firs, two big trunks, ferns in front."""
    hang_sky(set_)
    set_.lay(Soil((112, 128, 74), (156, 156, 90), grain=0.8))
    set_.ridge(set_.plane(16), (78, 108, 96), 0.10, 0.24, rough=0.4)
    for depth, step, low, high in (
        (11.0, 0.34, 2.0, 3.6),
        (6.5, 0.4, 1.6, 3.0),
        (4.2, 0.46, 1.2, 2.4),
        (2.9, 0.7, 1.2, 2.1),
    ):
        set_.plant(set_.plane(depth), nature.conifer, step, low, high, clear=0.5 if depth < 4 else 0)
    behind = set_.plane(1.75)
    set_.plant(behind, nature.trunk, 1.3, 2.2, 2.6, clear=0.45)
    set_.plant(behind, nature.bush, 0.5, 0.10, 0.2)
    grass_rows(set_, (96, 130, 66), flowers=0.03)
    frame_with_leaves(set_, (52, 86, 60))
    set_.air += ["fireflies"] if set_.hour == "night" else ["flies"]


def jungle(set_: Carpenter) -> None:
    """Palms, broad leaves, vines and warm mist."""
    set_.palette = replace(
        set_.palette, haze=mix(set_.palette.haze, (140, 200, 150), 0.4), density=set_.palette.density + 0.06
    )
    hang_sky(set_)
    set_.lay(Soil((98, 96, 56), (112, 132, 62), grain=0.9), snow_covers=False)
    for depth, step in ((9.0, 0.3), (5.0, 0.4), (3.0, 0.6)):
        plane = set_.plane(depth)
        set_.plant(plane, nature.round_tree, step * 1.3, 1.0, 1.7)
        set_.plant(plane, nature.palm, step * 1.6, 1.1, 1.9)
    behind = set_.plane(1.7)
    set_.plant(behind, nature.trunk, 1.3, 2.2, 2.6, clear=0.35)
    set_.plant(behind, nature.bush, 0.42, 0.16, 0.32)
    grass_rows(set_, (74, 138, 66), flowers=0.06)
    frame_with_leaves(set_, (40, 100, 56))
    set_.air += ["flies"]


def desert(set_: Carpenter) -> None:
    """Dunes with lit crests, cacti, mesas in the distance."""
    hang_sky(set_, cover=0.14 if not set_.weathers else None)
    sand: Colour = (226, 172, 112)
    set_.lay(Soil(sand, (242, 200, 140), grain=0.5), snow_covers=False)
    _mesas(set_, set_.plane(18))
    for depth, low, high, tone in ((10.0, 0.03, 0.13, -0.1), (5.5, 0.02, 0.13, 0.0), (3.0, 0.0, 0.1, 0.04)):
        set_.ridge(set_.plane(depth), lifted(sand, tone), low, high, rough=0.05, span=2.6)
    cacti = set_.plane(2.3)
    set_.plant(cacti, nature.cactus, 1.0, 0.34, 0.72, clear=0.2)
    row = set_.plane(1.5)
    set_.plant(row, nature.rock, 0.9, 0.04, 0.11, clear=0.25)
    set_.plant(row, lambda b, r: nature.tuft(b, r, (172, 150, 84)), 0.7, 0.05, 0.09)
    set_.air += ["dust"]


def _mesas(set_: Carpenter, plane: Plane) -> None:
    """Flat-topped mountains far away."""
    for x in set_.across(plane, 8.5):
        brush = Brush(
            plane,
            set_.palette,
            x,
            set_.stage.ground_line(plane.depth),
            set_.u * set_.rng.uniform(0.12, 0.24),
            sun=set_.side,
        )
        half = set_.rng.uniform(0.5, 1.2)
        brush.shape(
            [(-half - 0.35, 0), (-half - 0.1, 0.55), (-half, 1), (half, 1), (half + 0.08, 0.6), (half + 0.4, 0)],
            (190, 112, 86),
            light=-0.2,
        )
        s = set_.side
        brush.shape(
            [(s * half * 0.2, 1), (s * half, 1), (s * (half + 0.08), 0.6), (s * (half + 0.4), 0), (s * half * 0.5, 0)],
            (206, 126, 92),
            light=0.2,
        )


def peaks(set_: Carpenter, low: float, high: float) -> None:
    """Two rows of snowy mountains on the horizon, `low`..`high` units tall on screen."""
    for depth, step, share in ((15.0, 0.55, 1.0), (13.0, 0.8, 0.66)):
        plane = set_.plane(depth)
        set_.plant(plane, nature.peak, step * depth, low * share * depth, high * share * depth, jitter=0.3)


def mountain(set_: Carpenter) -> None:
    """Snow-capped peaks in ranges, firs on a shelf of rock."""
    hang_sky(set_)
    set_.lay(Soil((130, 150, 88), (176, 176, 116), grain=0.7))
    peaks(set_, 0.34, 0.60)
    set_.ridge(set_.plane(9.5), (88, 106, 130), 0.08, 0.26, rough=0.72, span=1.3, caps=set_.snowy)
    set_.ridge(set_.plane(7), (74, 100, 92), 0.02, 0.15, rough=0.5)
    set_.plant(set_.plane(4.5), nature.conifer, 0.36, 0.45, 0.9)
    set_.plant(set_.plane(2.7), nature.conifer, 0.7, 0.5, 1.0, clear=0.55)
    row = set_.plane(1.6)
    set_.plant(row, nature.rock, 0.7, 0.08, 0.2, clear=0.3)
    grass_rows(set_, (118, 136, 76), flowers=0.05)


def meadow(set_: Carpenter) -> None:
    """Rolling green, round trees, flowers."""
    hang_sky(set_)
    green: Colour = (122, 168, 82)
    set_.lay(Soil(green, (164, 194, 98), grain=0.7))
    set_.ridge(set_.plane(22), (104, 140, 150), 0.05, 0.17, rough=0.35, span=2.0)
    set_.ridge(set_.plane(10), (112, 158, 100), 0.03, 0.12, rough=0.2, span=2.2)
    set_.plant(set_.plane(8), nature.round_tree, 1.1, 0.5, 0.9, jitter=0.8)
    set_.ridge(set_.plane(5), (118, 166, 84), 0.0, 0.07, rough=0.15, span=2.4)
    trees = set_.plane(3.2)
    set_.plant(trees, nature.round_tree, 1.5, 0.8, 1.25, jitter=0.5, clear=0.45)
    set_.plant(trees, nature.bush, 0.9, 0.12, 0.24)
    grass_rows(set_, (126, 176, 78), flowers=0.3)
    frame_with_grass(set_, (110, 160, 70), flowers=True)
    set_.air += ["fireflies"] if set_.hour == "night" else ["flies"]


def snowfield(set_: Carpenter) -> None:
    """Ice and snow: bergs, drifts, a few firs far off."""
    if not set_.snowy:
        set_.weathers = (*set_.weathers, "lying-snow")
    hang_sky(set_)
    set_.lay(Soil((226, 236, 248), (250, 252, 255), grain=0.4, wet=0.16), snow_covers=False)
    set_.ridge(set_.plane(24), (176, 200, 228), 0.08, 0.32, rough=0.8, span=1.1, caps=True)
    set_.ridge(set_.plane(9), (204, 222, 242), 0.02, 0.12, rough=0.5)
    bergs = set_.plane(3.6)
    set_.plant(bergs, lambda b, r: nature.rock(b, r, (196, 222, 244)), 1.0, 0.2, 0.5, clear=0.5)
    set_.ridge(set_.plane(2.4), (232, 240, 250), -0.02, 0.045, rough=0.2, span=2.0)
    row = set_.plane(1.5)
    set_.plant(row, lambda b, r: nature.rock(b, r, (210, 228, 246)), 1.1, 0.05, 0.12, clear=0.3)
    if set_.hour == "night" and "aurora" not in set_.things:
        _light_the_north(set_)
    set_.air += ["sparkles"]


def _light_the_north(set_: Carpenter) -> None:
    """Northern lights over the ice at night."""
    if set_.sky is not None:
        set_.sky.aurora = aurora(set_.stage, set_.views, set_.rng)
