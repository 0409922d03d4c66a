"""Places by, on and under the water: sea, beach, island, underwater, lake."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from generation.rendering.animatic import places_wild as wild
from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic import props_town as town
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.ground import Soil
from generation.rendering.animatic.pixels import Colour, hexed, lifted, mix
from generation.rendering.animatic.plane import Brush, Plane, spread_light
from generation.rendering.animatic.sky import water_column


def _open_water(set_: Carpenter) -> Soil:
    """The sea in this light."""
    return Soil((36, 108, 138), (70, 150, 170), grain=0.25, wet=0.22, water=True)


def sea(set_: Carpenter) -> None:
    """Open water to the horizon, a boat, islands; the cast stands on a raft of planks or hovers above."""
    wild.hang_sky(set_)
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
        fill(
            [
                (post, y_near),
                (post + set_.u * 0.05, y_near),
                (post + set_.u * 0.05, y_near + set_.u * 0.3),
                (post, y_near + set_.u * 0.3),
            ],
            shade,
        )
    fill([(0, y_near), (wide, y_near), (wide, y_near + lip), (0, y_near + lip)], shade)
    fill([(0, y_far - 1), (wide, y_far - 1), (wide, y_near), (0, y_near)], set_.palette.local(lifted(wood, -0.5), 1.0))
    for x in np.arange(left, right, step):
        tone = set_.palette.local(lifted(wood, float(set_.rng.uniform(-0.2, 0.12))), 1.0)
        fill(
            [
                (at(x, far), y_far),
                (at(x + step * 0.95, far), y_far),
                (at(x + step * 0.95, near), y_near),
                (at(x, near), y_near),
            ],
            tone,
        )
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
    wild.hang_sky(set_)
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
    wild.frame_with_leaves(set_, (62, 128, 78))


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
        brush.glow_shape(
            [(x - reach, -y), (x, -y + tall), (x + reach, -y), (x, -y - tall * 0.5)],
            mix(body, crest, 0.3 + 0.5 * share),
        )
    _sun_on_strip(set_, plane, top, bottom)
    xs = np.arange(plane.left, plane.right, set_.u * 0.03)
    for offset, colour, thick in ((0.012, mix(shallow, (255, 255, 255), 0.35), 0.010), (0.0, (250, 252, 248), 0.006)):
        edge = [
            (
                float(x),
                -(
                    bottom
                    - set_.u * offset
                    + set_.u * 0.007 * float(np.sin(x / set_.u * 5.3) + 0.5 * np.sin(x / set_.u * 13))
                ),
            )
            for x in xs
        ]
        brush.line(edge, set_.palette.local(colour, 1.0), set_.u * thick)


def _sun_on_strip(set_: Carpenter, plane: Plane, top: float, bottom: float) -> None:
    """Sun glitter on the strip of sea behind a beach."""
    if set_.sky is None or set_.sky.disc_x is None:
        return
    for _ in range(90):
        share = float(set_.rng.random())
        x = set_.sky.disc_x + float(set_.rng.normal(0, 0.5)) * set_.u * (0.03 + 0.07 * share) - plane.left
        y = top + share * (bottom - top) * 0.94 - plane.top
        spread_light(
            plane.pixels,
            x,
            y,
            set_.u * (0.01 + 0.02 * share),
            max(1.0, set_.u * 0.002),
            lifted(set_.palette.key, 0.25),
            0.8,
        )


def island(set_: Carpenter) -> None:
    """A small sandy island in open water with two palms."""
    beach(set_)


def underwater(set_: Carpenter) -> None:
    """Rays from above, corals, weed, bubbles; nobody weighs anything."""
    deep = (hexed("#8fe3e0"), hexed("#3fb4c6"), hexed("#1c7fa3"), hexed("#12597f"))
    if set_.hour == "night":
        deep = (hexed("#1d5c8c"), hexed("#123f70"), hexed("#0b2a55"), hexed("#081d40"))
    set_.palette = replace(
        set_.palette,
        sky=deep,
        haze=deep[2],
        density=0.42,
        ambient=mix(set_.palette.ambient, (150, 214, 224), 0.6),
        figure=mix(set_.palette.figure, (206, 240, 246), 0.6),
        stars=0,
        height=0.8,
        rim=(206, 255, 250),
        lamps=0.0,
    )
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
        brush = Brush(
            near,
            set_.palette,
            set_.stage.width * (0.5 + side * 0.5),
            set_.stage.height * 1.05,
            set_.u * 0.5,
            sun=set_.side,
        )
        nature.seaweed(brush, set_.rng)
        nature.coral(replace(brush, x=brush.x - side * 0.09 * set_.u, size=set_.u * 0.26), set_.rng)
    set_.sways[id(near)] = 0.03
    set_.sheltered = True
    set_.air += ["bubbles", "dust"]


def lake(set_: Carpenter) -> None:
    """Mountains mirrored in still water, reeds, a shore to stand on."""
    wild.hang_sky(set_)
    set_.lay(Soil((58, 112, 132), (92, 150, 160), grain=0.2, wet=0.5, water=True))
    wild.peaks(set_, 0.26, 0.46)
    set_.ridge(set_.plane(12), (76, 108, 104), 0.05, 0.15, rough=0.4)
    set_.plant(set_.plane(8), nature.conifer, 0.42, 0.5, 0.9)
    _jetty(set_)
    reeds = set_.plane(0.62, scale=0.6)
    for x in set_.across(reeds, 0.12, clear=0.36):
        brush = Brush(
            reeds, set_.palette, x, set_.stage.height * 1.03, set_.u * set_.rng.uniform(0.16, 0.3), sun=set_.side
        )
        nature.tuft(brush, set_.rng, (92, 120, 66))
    set_.sways[id(reeds)] = 0.012
    set_.air += ["fireflies"] if set_.hour == "night" else ["flies"]
