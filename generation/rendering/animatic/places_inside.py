"""Places under a roof: cave, room, stage, cinema, and the plain studio backdrop."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from generation.rendering.animatic import props_inside as inside
from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.ground import Soil
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, hexed, lifted, mix
from generation.rendering.animatic.plane import Brush, Plane
from generation.rendering.animatic.sky import INFINITE, Sky, fill_gradient, sky_box


def cave(set_: Carpenter) -> None:
    """Dark rock, glowing crystals, an opening of light far behind."""
    tone: Colour = (60, 54, 84)
    light: Colour = (120, 214, 255) if set_.rng.random() < 0.5 else (206, 140, 255)
    set_.palette = replace(
        set_.palette,
        sky=(hexed("#0a0a1c"), hexed("#141432"), mix(hexed("#2c3470"), light, 0.16), mix(hexed("#3c4c8c"), light, 0.3)),
        ambient=(150, 150, 196),
        figure=mix((206, 208, 244), light, 0.12),
        haze=mix((44, 48, 96), light, 0.16),
        density=0.3,
        key=light,
        rim=light,
        shade=(24, 22, 52),
        height=0.35,
        stars=0.6,
        lamps=1.0,
        glow=1.0,
        shadow=0.4,
    )
    set_.sky = Sky(_wall_plane(set_, set_.palette.sky))
    set_.lay(Soil((92, 84, 116), (122, 112, 150), grain=0.9, wet=0.3), snow_covers=False)
    for depth, low, high in ((9.0, 0.3, 0.75), (4.5, 0.16, 0.5)):
        plane = set_.plane(depth)
        set_.ridge(plane, lifted(tone, 0.1), low * 0.4, high * 0.5, rough=0.85, span=0.9)
        _stalactites(set_, plane, tone)
    shine = set_.plane(3.0)
    set_.plant(shine, lambda b, r: nature.crystal(b, r, light), 0.62, 0.22, 0.62, clear=0.25)
    row = set_.plane(1.7)
    set_.plant(row, lambda b, r: nature.rock(b, r, (84, 76, 108)), 0.5, 0.1, 0.26, clear=0.3)
    set_.plant(row, lambda b, r: nature.crystal(b, r, light), 0.9, 0.12, 0.3, clear=0.45)
    near = set_.plane(0.5, scale=0.5)
    _stalactites(set_, near, (24, 22, 40), edge_only=True)
    set_.sheltered = True
    set_.air += ["sparkles"]


def _stalactites(set_: Carpenter, plane: Plane, tone: Colour, *, edge_only: bool = False) -> None:
    """Rock hanging from above."""
    for x in set_.across(plane, 0.22 if not edge_only else 0.1, jitter=0.6):
        edge = abs(x / set_.stage.width - 0.5) * 2
        if edge_only and edge < 0.72:
            continue
        size = set_.u * set_.rng.uniform(0.1, 0.32) * (0.5 + 0.5 * min(edge, 1.2))
        brush = Brush(plane, set_.palette, x, plane.top, size, sun=set_.side)
        base = -(set_.stage.height * 0.04 - plane.top) / size
        half = set_.rng.uniform(0.2, 0.5)
        brush.shape([(-half, 1), (half, 1), (half, base), (0.05, base - 1.0), (-half, base)], tone, light=-0.3)
        brush.shape([(set_.side * half, 1), (set_.side * half, base), (0.05, base - 1.0), (0.02, 1)], tone, light=0.1)


def _wall_plane(set_: Carpenter, stops: tuple[Colour, Colour, Colour, Colour]) -> Plane:
    """A far backdrop with a vertical gradient, in place of a sky."""
    plane = Plane(INFINITE, sky_box(set_.stage, set_.views))
    fill_gradient(plane, set_.stage, stops)
    return plane


def room(set_: Carpenter) -> None:
    """A living room: papered wall, window on the hour outside, sofa, shelves, lamp, boards."""
    outside, set_.sheltered = set_.palette, True
    evening = set_.hour in ("night", "sunset") or "rain" in set_.weathers
    papers: tuple[Colour, ...] = ((196, 208, 190), (226, 196, 168), (176, 192, 206), (214, 186, 190))
    paper = papers[int(set_.rng.integers(len(papers)))]
    warm: Colour = (255, 214, 160) if evening else (255, 240, 220)
    set_.palette = replace(
        outside,
        ambient=mix(warm, (150, 130, 150), 0.42 if evening else 0.08),
        figure=mix(warm, (255, 255, 255), 0.45 if evening else 0.7),
        haze=mix(paper, (90, 70, 90), 0.5 if evening else 0.1),
        density=0.03,
        key=warm,
        rim=warm,
        height=0.5,
        stars=0.0,
        shadow=0.5,
        shade=(104, 78, 98),
        lamps=1.0 if evening else 0.3,
        glow=0.6,
    )
    tone = set_.palette.local(paper, 1.0)
    set_.sky = Sky(_wall_plane(set_, (lifted(tone, -0.2), tone, tone, tone)))
    set_.lay(Soil((150, 104, 70), (186, 136, 92), "boards", 0.3, wet=0.10), snow_covers=False)
    _papered_wall(set_, paper, outside)
    furniture = set_.plane(1.95)
    x = set_.stage.width * (0.5 - set_.side * 0.16)
    inside.sofa(set_.brush(furniture, x, 0.42), set_.rng)
    inside.floor_lamp(set_.brush(furniture, x + set_.u * 0.46, 1.0), set_.rng)
    inside.pot_plant(set_.brush(furniture, x - set_.u * 0.44, 0.5), set_.rng)
    near = set_.plane(0.55, scale=0.5)
    brush = Brush(
        near,
        set_.palette,
        set_.stage.width * (0.5 - set_.side * 0.52),
        set_.stage.height * 1.05,
        set_.u * 0.6,
        sun=set_.side,
    )
    inside.pot_plant(brush, set_.rng)
    set_.air += ["dust"]


def _papered_wall(set_: Carpenter, paper: Colour, outside: Palette) -> None:
    """The back wall with stripes, skirting, window, pictures and shelves."""
    wall = set_.plane(2.5)
    brush = set_.brush(wall, 0.0, 1.0)
    scale = 2.5 / set_.u
    left, right = wall.left * scale, wall.right * scale
    top = (brush.y - wall.top) / brush.size
    brush.box(left, 0, right, top, paper)
    for x in np.arange(left, right, 0.2):
        brush.box(x, 0, x + 0.1, top, paper, light=-0.05)
    brush.box(left, 0, right, 0.52, lifted(paper, 0.25), light=0.04)
    for x in np.arange(left, right, 0.42):
        brush.box(x + 0.03, 0.12, x + 0.39, 0.46, lifted(paper, 0.25), light=-0.05)
    brush.box(left, 0.5, right, 0.56, (246, 240, 230), light=0.05)
    brush.box(left, 0, right, 0.08, (246, 240, 230))
    middle = set_.stage.width * 0.5
    inside.window(
        set_.brush(wall, middle + set_.side * set_.stage.width * 0.2, 1.15, rise=0.72),
        set_.rng,
        outside.sky,
        outside.stars,
    )
    for x in set_.across(wall, 3.0, jitter=0.05):
        if abs(x - middle - set_.side * set_.stage.width * 0.2) > 0.45 * set_.u:
            inside.bookshelf(set_.brush(wall, x, 1.7), set_.rng)
    for dx, rise in ((-0.14, 1.5), (-0.02, 1.62)):
        inside.wall_picture(set_.brush(wall, middle + set_.side * dx * set_.stage.width, 0.42, rise=rise), set_.rng)
    brush.lamp(middle * scale + set_.side * set_.stage.width * 0.2 * scale, 1.2, 2.2, set_.palette.key, 0.16)


def stage(set_: Carpenter) -> None:
    """A theatre: red curtains, boards, footlights, beams from above, heads in the stalls."""
    set_.palette = replace(
        set_.palette,
        sky=(hexed("#160a12"), hexed("#341019"), hexed("#5c1822"), hexed("#86262c")),
        ambient=(236, 204, 186),
        figure=(255, 240, 222),
        haze=hexed("#3a0f1c"),
        density=0.05,
        key=(255, 226, 170),
        rim=(255, 220, 160),
        shade=(72, 34, 62),
        height=0.8,
        stars=0.0,
        shadow=0.6,
        lamps=1.0,
        glow=0.9,
    )
    set_.sky = Sky(_wall_plane(set_, set_.palette.sky))
    set_.lay(Soil((152, 98, 60), (192, 132, 82), "boards", 0.25, wet=0.2, size=0.8), snow_covers=False)
    back = set_.plane(2.8)
    for x in set_.across(back, 0.9, jitter=0.0):
        inside.curtain(replace(set_.brush(back, x, 2.6), size=set_.u * 1.1), set_.rng, 0.42, (122, 22, 42))
    wings = set_.plane(1.55)
    tall = set_.stage.ground_line(1.55) - wings.top
    for side in (-1, 1):
        edge = set_.stage.width * (0.5 + side * 0.54)
        inside.curtain(
            Brush(wings, set_.palette, edge, set_.stage.ground_line(1.55), tall, sun=set_.side, flip=-side),
            set_.rng,
            min(0.3, 0.2 * set_.stage.width / tall),
        )
    inside.valance(
        Brush(
            wings, set_.palette, set_.stage.width / 2, max(wings.top, 0) + 0.02 * set_.u, set_.u * 0.62, sun=set_.side
        ),
        set_.rng,
        0.9 * set_.stage.width / set_.u,
    )
    set_.sheltered = True
    _beams(set_)
    _stalls(set_)
    set_.air += ["dust"]


def _beams(set_: Carpenter) -> None:
    """Two cones of light crossing on the stage."""
    plane = set_.plane(1.3, scale=0.5)
    height, width = plane.pixels.shape[:2]
    glow = np.zeros((height, width), np.float32)
    for x, aim, strength in ((0.24, 0.44, 52.0), (0.76, 0.56, 52.0), (0.5, 0.5, 34.0)):
        cone = np.zeros((height, width), np.uint8)
        floor = set_.stage.floor
        points = [
            (set_.stage.width * x, -0.12 * set_.u),
            (set_.stage.width * aim - 0.3 * set_.u, floor),
            (set_.stage.width * aim + 0.3 * set_.u, floor),
        ]
        cv2.fillPoly(cone, [plane.to_texture(points)], 255, cv2.LINE_AA, 4)
        soft = cv2.GaussianBlur(cone, (0, 0), set_.u * 0.012)
        glow += soft.astype(np.float32) / 255 * strength
    fade = np.linspace(1.15, 0.5, height, dtype=np.float32)[:, None]
    plane.pixels[..., :3] = np.clip((glow * fade)[..., None] * np.array((1.0, 0.88, 0.64)), 0, 255)


def _stalls(set_: Carpenter) -> None:
    """Heads of the audience along the lower edge, out of focus."""
    near = set_.plane(0.6, scale=0.5)
    for x in set_.across(near, 0.12, jitter=0.25):
        size = set_.u * set_.rng.uniform(0.085, 0.11)
        brush = Brush(near, set_.palette, x, set_.stage.height * 1.035, size, sun=set_.side)
        brush.oval(0, 0.55, 0.36, 0.44, (30, 18, 30))
        brush.oval(0, -0.2, 0.75, 0.45, (30, 18, 30))


def cinema(set_: Carpenter) -> None:
    """A picture house: the glowing screen, curtains, rows of seats and a projector beam."""
    set_.palette = replace(
        set_.palette,
        sky=(hexed("#0c0a16"), hexed("#1a1222"), hexed("#2a1826"), hexed("#38202c")),
        ambient=(150, 136, 168),
        figure=(220, 214, 240),
        haze=hexed("#1c1424"),
        density=0.06,
        key=(190, 212, 255),
        rim=(200, 222, 255),
        shade=(44, 34, 66),
        height=0.4,
        stars=0.0,
        shadow=0.5,
        lamps=1.0,
        glow=1.0,
    )
    set_.sky = Sky(_wall_plane(set_, set_.palette.sky))
    set_.lay(Soil((124, 34, 46), (150, 48, 56), "noise", 0.4), snow_covers=False)
    back = set_.plane(3.4)
    tall = 0.62 if set_.stage.width > set_.stage.height else 0.36
    inside.screen(
        Brush(
            back,
            set_.palette,
            set_.stage.width / 2,
            set_.stage.horizon - 0.03 * set_.u,
            set_.u * tall * 0.72,
            sun=set_.side,
        ),
        set_.rng,
    )
    wings = set_.plane(2.4)
    height = set_.stage.ground_line(2.4) - wings.top
    for side in (-1, 1):
        inside.curtain(
            Brush(
                wings,
                set_.palette,
                set_.stage.width * (0.5 + side * 0.56),
                set_.stage.ground_line(2.4),
                height,
                sun=set_.side,
                flip=-side,
            ),
            set_.rng,
            0.16 * set_.stage.width / height,
            (140, 30, 44),
        )
    set_.sheltered = True
    near = set_.plane(0.6, scale=0.6)
    for x in set_.across(near, 0.2, jitter=0.03):
        inside.seats(Brush(near, set_.palette, x, set_.stage.height * 1.06, set_.u * 0.26, sun=set_.side), set_.rng)
    set_.air += ["dust"]


def studio(set_: Carpenter) -> None:
    """A plain coloured backdrop with a pool of light: what the animatic shows when no place was named."""
    hues: tuple[Colour, ...] = ((226, 190, 150), (150, 184, 190), (196, 170, 200), (170, 194, 160), (232, 176, 160))
    tone = hues[int(set_.rng.integers(len(hues)))]
    lit = set_.palette.local(tone, 1.0)
    set_.palette = replace(set_.palette, haze=lit, density=0.05, stars=0.0, lamps=1.0)
    set_.sky = Sky(_wall_plane(set_, (lifted(lit, -0.34), lifted(lit, -0.14), lifted(lit, -0.03), lit)))
    set_.lay(Soil(tone, lifted(tone, 0.3), grain=0.05, wet=0.1), snow_covers=False)
    glow = set_.plane(6.0, scale=0.25)
    brush = Brush(glow, set_.palette, set_.stage.width / 2, set_.stage.horizon * 0.8, set_.u, sun=set_.side)
    brush.lamp(0, 0, 0.95, (255, 246, 226), 0.30)
    set_.air += ["dust"]
