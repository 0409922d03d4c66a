"""Places without walls: forest, jungle, sea, beach, island, underwater, space, moon, desert, mountain, meadow, lake ..."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic import props_town as town
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.ground import Soil
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, hexed, lifted, mix
from generation.rendering.animatic.plane import Brush, Plane, spread_light
from generation.rendering.animatic.props_inside import planet
from generation.rendering.animatic.sky import aurora, deep_space, open_sky, water_column

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
    set_.sky = open_sky(set_.stage, set_.views, set_.palette, set_.side, set_.rng, cover=cloudy, seconds=set_.seconds, disc=shows)


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
            brush.shape([(0, 0), (tip[0] * 0.4 - 0.18, tip[1] * 0.5), tip, (tip[0] * 0.6 + 0.18, tip[1] * 0.5)], dark, light=set_.rng.uniform(-0.5, 0.1))
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
    for depth, step, low, high in ((11.0, 0.34, 2.0, 3.6), (6.5, 0.4, 1.6, 3.0), (4.2, 0.46, 1.2, 2.4), (2.9, 0.7, 1.2, 2.1)):
        set_.plant(set_.plane(depth), nature.conifer, step, low, high, clear=0.5 if depth < 4 else 0)
    behind = set_.plane(1.75)
    set_.plant(behind, nature.trunk, 1.3, 2.2, 2.6, clear=0.45)
    set_.plant(behind, nature.bush, 0.5, 0.10, 0.2)
    grass_rows(set_, (96, 130, 66), flowers=0.03)
    frame_with_leaves(set_, (52, 86, 60))
    set_.air += ["fireflies"] if set_.hour == "night" else ["flies"]


def jungle(set_: Carpenter) -> None:
    """Palms, broad leaves, vines and warm mist."""
    set_.palette = replace(set_.palette, haze=mix(set_.palette.haze, (140, 200, 150), 0.4), density=set_.palette.density + 0.06)
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


def _open_water(set_: Carpenter) -> Soil:
    """The sea in this light."""
    return Soil((36, 108, 138), (70, 150, 170), grain=0.25, wet=0.22, water=True)


def sea(set_: Carpenter) -> None:
    """Open water to the horizon, a boat, islands; the cast stands on a raft of planks or hovers above."""
    hang_sky(set_)
    set_.lay(_open_water(set_))
    set_.ridge(set_.plane(20), (84, 112, 128), 0.0, 0.07, rough=0.5, span=2.4)
    far = set_.plane(6.0)
    x = set_.stage.width * (0.5 - set_.side * set_.rng.uniform(0.18, 0.36))
    town.boat(set_.brush(far, x, 0.85, flip=set_.side), set_.rng)
    sun_path(set_)
    _jetty(set_)


def _jetty(set_: Carpenter) -> None:
    """Planks laid on the water along the stage line, in perspective, so that nobody walks on water."""
    if set_.ground is None:
        return
    ground, far, near = set_.ground, 1.24, 0.82
    stage, half = set_.stage, set_.stage.width / 2
    y_far, y_near = stage.ground_line(far) - ground.top, stage.ground_line(near) - ground.top
    left, right = (ground.left - half) * far, (ground.left + ground.pixels.shape[1] - half) * far
    wood: Colour = (172, 134, 98)
    step = set_.u * 0.115

    def fill(corners: list[tuple[float, float]], colour: Colour) -> None:
        points = np.round((np.array(corners)) * 16).astype(np.int32)
        cv2.fillPoly(ground.pixels, [points], (*colour, 255.0), cv2.LINE_AA, 4)

    def at(x: float, depth: float) -> float:
        return half + x / depth - ground.left

    lip = set_.u * 0.026
    shade = set_.palette.local(lifted(wood, -0.66), 1.0)
    wide = float(ground.pixels.shape[1])
    for x in np.arange(left, right, set_.u * 0.9):
        post = at(x, near)
        fill([(post, y_near), (post + set_.u * 0.05, y_near), (post + set_.u * 0.05, y_near + set_.u * 0.3), (post, y_near + set_.u * 0.3)], shade)
    fill([(0, y_near), (wide, y_near), (wide, y_near + lip), (0, y_near + lip)], shade)
    fill([(0, y_far - 1), (wide, y_far - 1), (wide, y_near), (0, y_near)], set_.palette.local(lifted(wood, -0.5), 1.0))
    for x in np.arange(left, right, step):
        tone = set_.palette.local(lifted(wood, float(set_.rng.uniform(-0.2, 0.12))), 1.0)
        fill([(at(x, far), y_far), (at(x + step * 0.95, far), y_far), (at(x + step * 0.95, near), y_near), (at(x, near), y_near)], tone)
    for sheet in ground.glints or ():
        sheet[max(0, int(y_far) - 1) : int(y_near + lip)] = 0


def sun_path(set_: Carpenter) -> None:
    """The broken column of light that a low sun or the moon lays on water."""
    if set_.ground is None or set_.sky is None or set_.sky.disc_x is None:
        return
    ground, top = set_.ground, set_.ground.top
    light = lifted(set_.palette.key, 0.25)
    for _ in range(190):
        share = float(set_.rng.random()) ** 1.5
        y = set_.stage.horizon + 2 + share * (set_.stage.height - set_.stage.horizon) * 0.75
        spread = set_.u * (0.03 + 0.17 * share)
        x = set_.sky.disc_x + float(set_.rng.normal(0, 0.5)) * spread
        wide, tall = set_.u * (0.012 + 0.035 * share), max(1.0, set_.u * (0.0014 + 0.0035 * share))
        spread_light(ground.pixels, x - ground.left, y - top, wide, tall, light, 0.75)


def beach(set_: Carpenter) -> None:
    """Sand, a strip of sea with foam, palms, an umbrella."""
    hang_sky(set_)
    set_.lay(Soil((236, 210, 160), (250, 232, 190), grain=0.45), snow_covers=False)
    set_.ridge(set_.plane(20), (96, 134, 128), 0.0, 0.09, rough=0.5, span=2.2)
    _sea_strip(set_)
    palms = set_.plane(2.2)
    for side in (-1, 1):
        x = set_.stage.width * (0.5 + side * set_.rng.uniform(0.36, 0.5))
        nature.palm(set_.brush(palms, x, set_.rng.uniform(1.25, 1.6), flip=-side), set_.rng)
    set_.sways[id(palms)] = 0.01
    row = set_.plane(1.5)
    set_.plant(row, nature.rock, 1.3, 0.05, 0.1, clear=0.4)
    set_.plant(row, nature.tuft, 0.9, 0.05, 0.09, clear=0.4)
    frame_with_leaves(set_, (62, 128, 78))


def _sea_strip(set_: Carpenter) -> None:
    """Water between the horizon and the sand, with lines of foam."""
    plane = set_.plane(4.4)
    brush = Brush(plane, set_.palette, 0.0, 0.0, 1.0, sun=set_.side)
    top, bottom = set_.stage.horizon, set_.stage.ground_line(3.0)
    bands = 16
    body = mix(set_.palette.local((40, 132, 160), 1.0), set_.palette.sky[1], 0.45)
    shallow = mix(set_.palette.local((92, 196, 190), 1.0), set_.palette.sky[2], 0.2)
    for band in range(bands):
        share = band / (bands - 1)
        y0, y1 = top + (bottom - top) * band / bands, top + (bottom - top) * (band + 1) / bands + 1
        colour = mix(mix(body, set_.palette.sky[3], 0.45 * (1 - share) ** 2), shallow, share**2)
        brush.glow_shape([(plane.left, -y0), (plane.right, -y0), (plane.right, -y1), (plane.left, -y1)], colour)
    crest = mix(shallow, (255, 255, 250), 0.55)
    for _ in range(70):
        share = float(set_.rng.random())
        y, reach = top + (bottom - top) * (0.08 + 0.86 * share), set_.u * (0.02 + 0.09 * share)
        x, tall = float(set_.rng.uniform(plane.left, plane.right)), set_.u * (0.0007 + 0.0022 * share)
        brush.glow_shape([(x - reach, -y), (x, -y + tall), (x + reach, -y), (x, -y - tall * 0.5)], mix(body, crest, 0.3 + 0.5 * share))
    _sun_on_strip(set_, plane, top, bottom)
    xs = np.arange(plane.left, plane.right, set_.u * 0.03)
    for offset, colour, thick in ((0.012, mix(shallow, (255, 255, 255), 0.35), 0.010), (0.0, (250, 252, 248), 0.006)):
        edge = [(float(x), -(bottom - set_.u * offset + set_.u * 0.007 * float(np.sin(x / set_.u * 5.3) + 0.5 * np.sin(x / set_.u * 13)))) for x in xs]
        brush.line(edge, set_.palette.local(colour, 1.0), set_.u * thick)


def _sun_on_strip(set_: Carpenter, plane: Plane, top: float, bottom: float) -> None:
    """Sun glitter on the strip of sea behind a beach."""
    if set_.sky is None or set_.sky.disc_x is None:
        return
    for _ in range(90):
        share = float(set_.rng.random())
        x = set_.sky.disc_x + float(set_.rng.normal(0, 0.5)) * set_.u * (0.03 + 0.07 * share) - plane.left
        y = top + share * (bottom - top) * 0.94 - plane.top
        spread_light(plane.pixels, x, y, set_.u * (0.01 + 0.02 * share), max(1.0, set_.u * 0.002), lifted(set_.palette.key, 0.25), 0.8)


def island(set_: Carpenter) -> None:
    """A small sandy island in open water with two palms."""
    beach(set_)


def underwater(set_: Carpenter) -> None:
    """Rays from above, corals, weed, bubbles; nobody weighs anything."""
    deep = (hexed("#8fe3e0"), hexed("#3fb4c6"), hexed("#1c7fa3"), hexed("#12597f"))
    if set_.hour == "night":
        deep = (hexed("#1d5c8c"), hexed("#123f70"), hexed("#0b2a55"), hexed("#081d40"))
    set_.palette = replace(
        set_.palette, sky=deep, haze=deep[2], density=0.42, ambient=mix(set_.palette.ambient, (150, 214, 224), 0.6),
        figure=mix(set_.palette.figure, (206, 240, 246), 0.6), stars=0, height=0.8, rim=(206, 255, 250), lamps=0.0,
    )  # fmt: skip
    set_.sky = water_column(set_.stage, set_.views, set_.palette, set_.rng)
    set_.lay(Soil((196, 186, 140), (226, 214, 168), grain=0.5), snow_covers=False)
    set_.ridge(set_.plane(7), (60, 110, 120), 0.1, 0.36, rough=0.7, span=1.2)
    for depth, step in ((3.6, 0.5), (2.0, 0.55)):
        plane = set_.plane(depth)
        set_.plant(plane, nature.rock, step * 1.6, 0.12, 0.34, clear=0.2)
        set_.plant(plane, nature.coral, step, 0.2, 0.42, clear=0.25)
        set_.plant(plane, nature.seaweed, step * 1.2, 0.4, 0.85, clear=0.35)
        set_.sways[id(plane)] = 0.012
    near = set_.plane(0.5, scale=0.5)
    for side in (-1, 1):
        brush = Brush(near, set_.palette, set_.stage.width * (0.5 + side * 0.5), set_.stage.height * 1.05, set_.u * 0.5, sun=set_.side)
        nature.seaweed(brush, set_.rng)
        nature.coral(replace(brush, x=brush.x - side * 0.09 * set_.u, size=set_.u * 0.26), set_.rng)
    set_.sways[id(near)] = 0.03
    set_.sheltered = True
    set_.air += ["bubbles", "dust"]


def space(set_: Carpenter) -> None:
    """Nothing to stand on: stars, a nebula, a ringed planet, a small moon, asteroids."""
    set_.palette = _space_light(set_)
    set_.sky = deep_space(set_.stage, set_.views, set_.palette, set_.rng)
    hues: list[Colour] = [(222, 132, 92), (112, 150, 210), (196, 150, 220), (120, 196, 170)]
    first = int(set_.rng.integers(len(hues)))
    far = set_.plane(9)
    x = set_.stage.width * (0.5 - set_.side * set_.rng.uniform(0.2, 0.3))
    big = Brush(far, set_.palette, x, set_.stage.height * set_.rng.uniform(0.3, 0.42), set_.u * set_.rng.uniform(0.17, 0.23), sun=set_.side)
    planet(big, set_.rng, hues[first], ring=True)
    small = Brush(far, set_.palette, set_.stage.width * (0.5 + set_.side * 0.36), set_.stage.height * 0.2, set_.u * 0.055, sun=set_.side)
    planet(small, set_.rng, hues[(first + 1) % len(hues)])
    for depth, size in ((4.0, 0.10), (2.2, 0.09), (0.55, 0.13)):
        belt = set_.plane(depth, scale=1.0 if depth > 1 else 0.5)
        for x in set_.across(belt, 0.75, clear=0.5 if depth < 1 else 0.0):
            y = set_.stage.height * (set_.rng.uniform(0.66, 0.95) if depth > 1 else set_.rng.choice((0.02, 0.97)))
            nature.asteroid(Brush(belt, set_.palette, x, y, set_.u * size * set_.rng.uniform(0.25, 0.6), sun=set_.side), set_.rng)
    set_.sheltered = True
    set_.air += ["sparkles"] if "dreamy" in set_.moods else ["dust"]


def _space_light(set_: Carpenter) -> Palette:
    """Hard light, no air."""
    return replace(
        set_.palette, ambient=(214, 206, 236), figure=(238, 234, 255), haze=(26, 22, 58), density=0.03, key=(255, 238, 214),
        rim=(190, 226, 255), shade=(52, 44, 104), height=0.5, shadow=0.6, stars=1.0, lamps=1.0,
    )  # fmt: skip


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
        brush = Brush(plane, set_.palette, x, set_.stage.ground_line(plane.depth), set_.u * set_.rng.uniform(0.12, 0.24), sun=set_.side)
        half = set_.rng.uniform(0.5, 1.2)
        brush.shape([(-half - 0.35, 0), (-half - 0.1, 0.55), (-half, 1), (half, 1), (half + 0.08, 0.6), (half + 0.4, 0)], (190, 112, 86), light=-0.2)
        s = set_.side
        brush.shape([(s * half * 0.2, 1), (s * half, 1), (s * (half + 0.08), 0.6), (s * (half + 0.4), 0), (s * half * 0.5, 0)], (206, 126, 92), light=0.2)


def mountain(set_: Carpenter) -> None:
    """Snow-capped peaks in ranges, firs on a shelf of rock."""
    hang_sky(set_)
    set_.lay(Soil((116, 128, 84), (152, 152, 110), grain=0.8))
    set_.ridge(set_.plane(14), (104, 120, 158), 0.20, 0.48, rough=0.78, span=1.3, caps=True)
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


def lake(set_: Carpenter) -> None:
    """Mountains mirrored in still water, reeds, a shore to stand on."""
    hang_sky(set_)
    set_.lay(Soil((58, 112, 132), (92, 150, 160), grain=0.2, wet=0.5, water=True))
    set_.ridge(set_.plane(14), (104, 122, 160), 0.15, 0.40, rough=0.74, span=1.2, caps=True)
    set_.ridge(set_.plane(12), (76, 108, 104), 0.05, 0.15, rough=0.4)
    set_.plant(set_.plane(8), nature.conifer, 0.42, 0.5, 0.9)
    _jetty(set_)
    reeds = set_.plane(0.62, scale=0.6)
    for x in set_.across(reeds, 0.12, clear=0.36):
        brush = Brush(reeds, set_.palette, x, set_.stage.height * 1.03, set_.u * set_.rng.uniform(0.16, 0.3), sun=set_.side)
        nature.tuft(brush, set_.rng, (92, 120, 66))
    set_.sways[id(reeds)] = 0.012
    set_.air += ["fireflies"] if set_.hour == "night" else ["flies"]
