"""Things people built outdoors: towers, houses, castles, lamp posts, fences, boats, balloons, lantern strings."""

from __future__ import annotations

import numpy as np

from generation.rendering.animatic.pixels import Colour, lifted, mix
from generation.rendering.animatic.plane import Brush
from generation.rendering.animatic.props_nature import WHITE

LAMPLIGHT: Colour = (255, 206, 122)
NEON: tuple[Colour, ...] = ((255, 70, 160), (70, 226, 255), (255, 196, 64), (150, 110, 255), (90, 255, 170))


def tower(
    brush: Brush, rng: np.random.Generator, wall: Colour = (112, 116, 142), *, neon: bool = False, wide: float = 0.0
) -> None:
    """A city building, 1 tall: a lit and a dark face, rows of windows, something on the roof, perhaps a sign."""
    half = wide or float(rng.uniform(0.14, 0.24))
    wall = mix(
        wall,
        ((206, 124, 98), (96, 122, 164), (204, 178, 146), (112, 104, 132), (150, 158, 150))[int(rng.integers(5))],
        0.7,
    )
    side = brush.lit
    brush.box(-half, 0, half, 1.0, wall, light=-0.18)
    edge = half * rng.uniform(0.25, 0.5)
    left, right = (half - edge, half) if side > 0 else (-half, -half + edge)
    brush.box(left, 0, right, 1.0, wall, light=0.26)
    _roof(brush, rng, half, wall)
    _windows(brush, rng, half, wall, neon=neon)
    if neon:
        _signs(brush, rng, half)


def _signs(brush: Brush, rng: np.random.Generator, half: float) -> None:
    """An upright sign of squares, a billboard, or a tube of light along the roof."""
    hue = NEON[int(rng.integers(len(NEON)))]
    kind = int(rng.integers(4))
    low = rng.uniform(0.32, 0.55)
    if kind == 0:
        x = rng.choice((-1, 1)) * half * 0.9
        brush.lamp(x, low + 0.12, 0.34, hue, 0.55)
        brush.box(x - 0.034, low - 0.012, x + 0.034, low + 0.262, (22, 18, 40))
        for step in range(5):
            brush.glow_box(x - 0.02, low + 0.006 + step * 0.05, x + 0.02, low + 0.04 + step * 0.05, lifted(hue, 0.3))
    elif kind == 1:
        wide = half * 0.72
        brush.lamp(0, low + 0.07, half * 2.1, hue, 0.5)
        brush.box(-wide - 0.012, low - 0.012, wide + 0.012, low + 0.152, (22, 18, 40))
        brush.glow_box(-wide, low, wide, low + 0.14, mix(hue, (40, 20, 80), 0.35))
        brush.glow_shape(
            [
                (-wide * 0.8, low + 0.02),
                (-wide * 0.2, low + 0.11),
                (wide * 0.3, low + 0.05),
                (wide * 0.8, low + 0.12),
                (wide * 0.8, low + 0.02),
            ],
            lifted(hue, 0.45),
        )
    else:
        brush.lamp(0, 1.0, half * 2.0, hue, 0.3)
        brush.glow_box(-half * 1.04, 0.985, half * 1.04, 0.997, lifted(hue, 0.3))
        if kind == 3:
            for x in (-half, half):
                brush.glow_box(x - 0.004, 0.3, x + 0.004, 0.99, lifted(hue, 0.2))


def _roof(brush: Brush, rng: np.random.Generator, half: float, wall: Colour) -> None:
    """A parapet, a set-back, an aerial or a water tank."""
    brush.box(-half * 1.05, 0.985, half * 1.05, 1.01, wall, light=-0.35)
    kind = int(rng.integers(4))
    if kind == 0:
        brush.box(-half * 0.5, 1.0, half * 0.5, 1.07, wall, light=-0.2)
        brush.line([(0, 1.05), (0, 1.22)], wall, 0.008, light=-0.4)
    elif kind == 1:
        x = half * rng.uniform(-0.5, 0.4)
        for leg in (-0.04, 0.04):
            brush.line([(x + leg, 1.0), (x + leg, 1.06)], (70, 54, 50), 0.01)
        brush.box(x - 0.06, 1.05, x + 0.06, 1.14, (126, 88, 70), light=-0.1)
        brush.shape([(x - 0.07, 1.14), (x + 0.07, 1.14), (x, 1.19)], (90, 66, 60))
    elif kind == 2:
        brush.shape([(-half, 1.0), (half, 1.0), (half * 0.5, 1.1), (-half * 0.5, 1.1)], wall, light=-0.3)
    if brush.snow:
        brush.box(-half * 1.06, 1.0, half * 1.06, 1.018, WHITE)


def _windows(brush: Brush, rng: np.random.Generator, half: float, wall: Colour, *, neon: bool) -> None:
    """Panes in this building's own rhythm: squares, tall slots or bands; as many are lit as the hour wants."""
    rows = int(rng.integers(10, 18))
    columns, wide, tall = ((4, 0.5, 0.5), (6, 0.46, 0.62), (3, 0.84, 0.36), (5, 0.62, 0.44))[int(rng.integers(4))]
    lit_share = brush.palette.lamps * rng.uniform(0.14, 0.55)
    fade = 1 - 2.0 ** (-brush.palette.density * 0.7 * max(0.0, brush.plane.depth - 1))
    for row in range(rows):
        for column in range(columns):
            x = -half * 0.86 + half * 1.72 * (column + 0.5) / columns
            y = 0.05 + 0.91 * (row + 0.5) / rows
            dx, dy = half * 0.86 * wide / columns, 0.455 * tall / rows
            if rng.random() < lit_share:
                other: Colour = NEON[int(rng.integers(len(NEON)))] if neon and rng.random() < 0.28 else (255, 168, 84)
                warm = mix(LAMPLIGHT, other, rng.uniform(0.1, 0.7))
                brush.glow_box(x - dx, y - dy, x + dx, y + dy, mix(lifted(warm, -0.12), brush.palette.haze, fade))
            else:
                brush.box(
                    x - dx,
                    y - dy,
                    x + dx,
                    y + dy,
                    mix(wall, (120, 160, 200), 0.3),
                    light=-0.34 if brush.palette.lamps > 0.3 else 0.06,
                )


def house(brush: Brush, rng: np.random.Generator) -> None:
    """A gabled cottage with a door, warm windows, a chimney and smoke."""
    wall: Colour = ((232, 214, 186), (206, 150, 122), (176, 196, 200), (238, 226, 208), (214, 178, 120))[
        int(rng.integers(5))
    ]
    roof: Colour = ((158, 74, 62), (96, 84, 102), (130, 84, 58))[int(rng.integers(3))]
    half = rng.uniform(0.42, 0.58)
    brush.box(half * 0.35, 0.6, half * 0.6, 1.02, (140, 92, 78), light=-0.2)
    brush.box(-half, 0, half, 0.55, wall, light=-0.12)
    brush.box(*((0.0, 0, half, 0.55) if brush.lit > 0 else (-half, 0, 0.0, 0.55)), wall, light=0.14)
    for plank in np.linspace(-half, half, 9)[1:-1]:
        brush.line([(plank, 0), (plank, 0.55)], wall, 0.006, light=-0.25)
    brush.shape(
        [(-half * 1.18, 0.52), (half * 1.18, 0.52), (half * 0.72, 0.95), (-half * 0.72, 0.95)], roof, light=-0.1
    )
    for row in range(1, 4):
        y = 0.52 + 0.108 * row
        reach = half * (1.18 - 0.46 * (y - 0.52) / 0.43)
        brush.line([(-reach, y), (reach, y)], roof, 0.008, light=-0.35)
    if brush.snow:
        brush.shape(
            [(-half * 1.16, 0.6), (half * 1.16, 0.6), (half * 0.72, 0.98), (-half * 0.72, 0.98)], WHITE, light=-0.06
        )
    brush.box(-half * 0.16, 0, half * 0.16, 0.34, (104, 68, 52))
    for x in (-half * 0.62, half * 0.62):
        _cottage_window(brush, x, 0.28, half * 0.17)


def _cottage_window(brush: Brush, x: float, y: float, half: float) -> None:
    """A paned window, glowing when lamps are lit."""
    lit = brush.palette.lamps > 0.3
    brush.box(x - half * 1.2, y - half * 1.1, x + half * 1.2, y + half * 1.3, (246, 240, 226), light=-0.1)
    if lit:
        brush.glow_box(x - half, y - half * 0.9, x + half, y + half * 1.1, LAMPLIGHT)
        brush.lamp(x, y, half * 5.5, LAMPLIGHT, 0.5 * brush.palette.lamps)
    else:
        brush.box(x - half, y - half * 0.9, x + half, y + half * 1.1, (150, 190, 214))
    brush.line([(x, y - half * 0.9), (x, y + half * 1.1)], (246, 240, 226), 0.012)
    brush.line([(x - half, y + half * 0.1), (x + half, y + half * 0.1)], (246, 240, 226), 0.012)


def castle(brush: Brush, rng: np.random.Generator) -> None:
    """Walls, a keep, round towers with cone roofs and flags."""
    stone: Colour = (168, 158, 168)
    brush.box(-0.7, 0, 0.7, 0.34, stone, light=-0.2)
    for x in np.arange(-0.68, 0.7, 0.09):
        brush.box(x, 0.33, x + 0.05, 0.38, stone, light=-0.2)
    for x, half, usual in (
        (-0.3, 0.12, 0.62),
        (0.28, 0.1, 0.72),
        (-0.68, 0.1, 0.5),
        (0.7, 0.11, 0.54),
        (0.0, 0.14, 0.9),
    ):
        tall = usual * rng.uniform(0.94, 1.06)
        brush.box(x - half, 0, x + half, tall, stone, light=-0.28)
        s = brush.lit
        brush.box(*((x, 0, x + half, tall) if s > 0 else (x - half, 0, x, tall)), stone, light=0.16)
        brush.box(x - half * 1.18, tall - 0.03, x + half * 1.18, tall + 0.02, stone, light=-0.35)
        brush.shape(
            [(x - half * 1.2, tall + 0.02), (x + half * 1.2, tall + 0.02), (x, tall + 0.34)], (104, 88, 150), light=-0.2
        )
        brush.shape([(x, tall + 0.02), (x + s * half * 1.2, tall + 0.02), (x, tall + 0.34)], (122, 100, 172), light=0.2)
        brush.line([(x, tall + 0.33), (x, tall + 0.42)], (70, 60, 70), 0.008)
        brush.shape([(x, tall + 0.42), (x + 0.11, tall + 0.39), (x, tall + 0.36)], (226, 88, 84))
        for y in (tall * 0.5, tall * 0.78):
            if brush.palette.lamps > 0.3:
                brush.glow_box(x - 0.016, y, x + 0.016, y + 0.06, LAMPLIGHT)
            else:
                brush.box(x - 0.016, y, x + 0.016, y + 0.06, (72, 66, 86))
    brush.shape([(-0.09, 0), (0.09, 0), (0.09, 0.16), (0, 0.22), (-0.09, 0.16)], (62, 50, 58))


def lamp_post(brush: Brush, rng: np.random.Generator) -> None:
    """A street lamp; it shines when lamps are lit."""
    iron: Colour = (52, 54, 66)
    brush.line([(0, 0), (0, 0.9)], iron, 0.022)
    brush.box(-0.03, 0, 0.03, 0.05, iron)
    brush.shape([(-0.05, 0.9), (0.05, 0.9), (0.035, 1.0), (-0.035, 1.0)], iron)
    if brush.palette.lamps > 0.3:
        brush.lamp(0, 0.94, 0.62, LAMPLIGHT, 0.55 * brush.palette.lamps)
        brush.glow_shape([(-0.036, 0.905), (0.036, 0.905), (0.028, 0.985), (-0.028, 0.985)], (255, 236, 190))
    brush.shape([(-0.055, 0.995), (0.055, 0.995), (0, 1.04)], iron)


def fence(brush: Brush, rng: np.random.Generator, wood: Colour = (206, 186, 158)) -> None:
    """A stretch of picket fence, 2 units long."""
    for y in (0.3, 0.68):
        brush.box(-1, y, 1, y + 0.09, wood, light=-0.25)
    for x in np.arange(-0.96, 1.0, 0.2):
        tall = 0.95 + rng.uniform(-0.05, 0.05)
        brush.shape(
            [(x - 0.055, 0), (x + 0.055, 0), (x + 0.055, tall - 0.1), (x, tall), (x - 0.055, tall - 0.1)],
            wood,
            light=rng.uniform(-0.1, 0.15),
        )


def boat(brush: Brush, rng: np.random.Generator) -> None:
    """A small sailing boat."""
    brush.line([(0.02, 0.1), (0.02, 1.0)], (92, 70, 58), 0.025)
    brush.shape([(0.05, 0.2), (0.05, 0.98), (0.5, 0.26)], (250, 246, 236), light=0.12)
    brush.shape([(-0.01, 0.24), (-0.01, 0.86), (-0.36, 0.28)], (240, 232, 220), light=-0.2)
    brush.shape([(-0.48, 0.16), (0.56, 0.16), (0.4, -0.02), (-0.34, -0.02)], (186, 74, 60), light=-0.05)
    brush.line([(-0.46, 0.13), (0.53, 0.13)], (250, 240, 226), 0.025)


def hot_air_balloon(brush: Brush, rng: np.random.Generator) -> None:
    """A striped balloon with a basket."""
    first: Colour = ((226, 92, 80), (240, 176, 64), (90, 150, 190))[int(rng.integers(3))]
    for index, half in enumerate((0.34, 0.25, 0.15, 0.05)):
        brush.oval(0, 0.64, half, 0.36, first if index % 2 == 0 else (250, 240, 222), light=-0.1 if index < 2 else 0.12)
    brush.shape([(-0.16, 0.33), (0.16, 0.33), (0.07, 0.17), (-0.07, 0.17)], first, light=-0.25)
    for x in (-0.06, 0.06):
        brush.line([(x, 0.18), (x * 0.8, 0.1)], (80, 60, 50), 0.01)
    brush.box(-0.06, 0.0, 0.06, 0.11, (140, 98, 66))


def lantern_string(brush: Brush, rng: np.random.Generator) -> None:
    """A sagging string of lanterns from (-1, 0) to (1, 0), hanging down."""
    xs = np.linspace(-1, 1, 9)
    rope = [(float(x), -0.34 * (1 - float(x) ** 2)) for x in xs]
    brush.line(rope, (60, 50, 56), 0.01)
    for x, y in rope[1:-1]:
        hue: Colour = ((255, 196, 110), (255, 140, 96), (255, 220, 150))[int(rng.integers(3))]
        brush.lamp(x, y - 0.08, 0.3, hue, 0.08 + 0.42 * brush.palette.lamps)
        brush.glow_shape(
            [
                (x - 0.045, y - 0.02),
                (x + 0.045, y - 0.02),
                (x + 0.06, y - 0.08),
                (x + 0.045, y - 0.14),
                (x - 0.045, y - 0.14),
                (x - 0.06, y - 0.08),
            ],
            lifted(hue, 0.15),
        )
