"""Things that grow or were always there: trees, bushes, grass, flowers, rocks, cacti, ridges, dunes, corals."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from generation.rendering.animatic.pixels import Colour, lifted, mix
from generation.rendering.animatic.plane import Brush, Point

WHITE: Colour = (244, 248, 255)
BARK: Colour = (96, 68, 52)


def _varied(rng: np.random.Generator, colour: Colour, amount: float = 0.1) -> Colour:
    """A colour a little lighter, darker, warmer or cooler, so that no two plants match."""
    warm = rng.uniform(-1, 1) * 255 * amount * 0.35
    tone = lifted(colour, float(rng.uniform(-amount, amount)))
    return (min(255.0, max(0.0, tone[0] + warm)), tone[1], min(255.0, max(0.0, tone[2] - warm)))


def conifer(brush: Brush, rng: np.random.Generator, green: Colour = (44, 92, 74)) -> None:
    """A fir in tiers with ragged skirts; snow lies on its tiers in winter."""
    green = _varied(rng, green)
    brush.box(-0.022, 0, 0.022, 0.2, BARK)
    tiers = int(rng.integers(4, 6))
    for tier in range(tiers):
        low = 0.09 + 0.8 * tier / tiers
        high = min(1.0, low + 0.42 - 0.03 * tier)
        half = 0.21 * (1 - tier / (tiers + 0.6)) * rng.uniform(0.92, 1.08)
        edge = [
            (half * (1 - 2 * i / 8), low + (0.028 if i % 2 else 0.0) + rng.uniform(-0.008, 0.008)) for i in range(9)
        ]
        brush.shape([(0.0, high), *edge], green, light=-0.28)
        lit = [(x, y) for x, y in edge if x * brush.lit > -0.02]
        lit.sort(key=lambda point: -point[0] * brush.lit)
        brush.shape([(0.0, high), *lit, (0.015 * brush.lit, low + 0.05)], green, light=0.22)
        if brush.snow:
            cap = [
                (0.0, high),
                (-half * 0.62, low + (high - low) * 0.34),
                (-half * 0.2, low + (high - low) * 0.42),
                (half * 0.15, low + (high - low) * 0.3),
                (half * 0.6, low + (high - low) * 0.36),
            ]
            brush.shape(cap, WHITE, light=0.08)


def round_tree(brush: Brush, rng: np.random.Generator, green: Colour = (88, 142, 70)) -> None:
    """A broad-leaved tree: trunk, two branches, foliage in three tones."""
    green = _varied(rng, green)
    brush.shape([(-0.045, 0), (0.045, 0), (0.025, 0.5), (-0.025, 0.5)], BARK)
    brush.line([(0.0, 0.3), (0.13, 0.5)], BARK, 0.025)
    brush.line([(0.0, 0.36), (-0.12, 0.54)], BARK, 0.02)
    blobs = [(rng.uniform(-0.24, 0.24), rng.uniform(0.5, 0.84), rng.uniform(0.11, 0.19)) for _ in range(11)]
    blobs.append((0.0, 0.68, 0.24))
    for x, y, r in blobs:
        brush.oval(x, y, r, r * 0.92, green, light=-0.38)
    for x, y, r in blobs:
        brush.oval(x + 0.025 * brush.lit, y + 0.035, r * 0.82, r * 0.74, green)
    for x, y, r in blobs:
        if x * brush.lit > -0.12 and y > 0.58:
            brush.oval(x + 0.05 * brush.lit, y + 0.065, r * 0.5, r * 0.42, green, light=0.34)
            if brush.snow:
                brush.oval(x, y + r * 0.66, r * 0.62, r * 0.2, WHITE)


def birch(brush: Brush, rng: np.random.Generator, pale: Colour = (214, 206, 194)) -> None:
    """A tall pale trunk that leaves the frame at the top, with dark marks and one branch."""
    lean = rng.uniform(-0.03, 0.03)
    half = rng.uniform(0.018, 0.03)
    brush.shape([(-half * 1.5, 0), (half * 1.5, 0), (half * 0.8 + lean, 1), (-half * 0.8 + lean, 1)], pale, light=-0.2)
    side = brush.lit
    brush.shape(
        [(side * half * 0.15, 0), (side * half * 1.5, 0), (side * half * 0.8 + lean, 1), (side * half * 0.1 + lean, 1)],
        pale,
        light=0.3,
    )
    for _ in range(16):
        y = rng.uniform(0.03, 0.97)
        start = rng.uniform(-half, half * 0.3)
        brush.line(
            [(start + lean * y, y), (start + lean * y + half * rng.uniform(0.4, 1.0), y + rng.uniform(-0.004, 0.004))],
            (70, 62, 60),
            0.005,
        )
    y = rng.uniform(0.45, 0.7)
    way = rng.choice((-1, 1))
    brush.line([(lean * y, y), (way * 0.09, y + 0.08), (way * 0.15, y + 0.2)], pale, 0.009, light=-0.3)


def trunk(brush: Brush, rng: np.random.Generator, bark: Colour = (74, 56, 52)) -> None:
    """A big forest trunk with roots, leaving the frame at the top."""
    half = rng.uniform(0.032, 0.048)
    body: list[Point] = [
        (-half * 2.1, 0),
        (-half * 1.2, 0.07),
        (-half, 0.25),
        (-half * 0.9, 1),
        (half * 0.9, 1),
        (half, 0.25),
        (half * 1.3, 0.06),
        (half * 2.2, 0),
    ]
    brush.shape(body, bark, light=-0.35)
    s = brush.lit
    brush.shape(
        [
            (s * half * 0.35, 0.02),
            (s * half * 1.9, 0.0),
            (s * half * 1.1, 0.07),
            (s * half, 0.25),
            (s * half * 0.9, 1),
            (s * half * 0.45, 1),
        ],
        bark,
        light=0.16,
    )
    for _ in range(16):
        x, y = rng.uniform(-half * 0.8, half * 0.7), rng.uniform(0.05, 0.8)
        brush.line([(x, y), (x + rng.uniform(-0.005, 0.005), y + rng.uniform(0.03, 0.09))], bark, 0.0035, light=-0.55)
    moss: Colour = (110, 136, 74)
    for x, y in ((-s * half * 0.9, 0.05), (-s * half * 0.6, 0.03), (s * half * 1.2, 0.03)):
        brush.oval(x, y, half * 0.7, 0.018, moss, light=-0.1)
    y, way = rng.uniform(0.3, 0.42), rng.choice((-1, 1))
    brush.shape(
        [(way * half * 0.7, y), (way * half * 0.7, y + 0.022), (way * 0.17, y + 0.085), (way * 0.17, y + 0.079)],
        bark,
        light=-0.3,
    )
    for _ in range(9):
        brush.oval(
            way * rng.uniform(0.09, 0.2),
            y + rng.uniform(0.04, 0.12),
            rng.uniform(0.018, 0.034),
            rng.uniform(0.012, 0.022),
            moss,
            light=float(rng.uniform(-0.4, 0.25)),
        )


def dead_tree(brush: Brush, rng: np.random.Generator) -> None:
    """A bare crooked tree."""

    def grow(x: float, y: float, angle: float, length: float, width: float, left: int) -> None:
        end = (x + float(np.sin(angle)) * length, y + float(np.cos(angle)) * length)
        brush.line([(x, y), end], (62, 52, 56), width, light=-0.2)
        if left:
            for spread in (-0.5, 0.45):
                grow(
                    *end,
                    angle + spread + rng.uniform(-0.25, 0.25),
                    length * rng.uniform(0.62, 0.8),
                    width * 0.62,
                    left - 1,
                )

    grow(0.0, 0.0, rng.uniform(-0.1, 0.1), 0.36, 0.05, 4)


def palm(brush: Brush, rng: np.random.Generator) -> None:
    """A curved palm with drooping fronds and coconuts."""
    bend = rng.uniform(0.08, 0.2)
    curve = [(bend * t * t, 0.82 * t) for t in np.linspace(0, 1, 9)]
    for (x0, y0), (x1, y1) in pairwise(curve):
        brush.line([(x0, y0), (x1, y1)], (128, 96, 70), 0.042 - 0.018 * y0, light=-0.1)
        brush.line([(x0 + 0.008 * brush.lit, y0), (x1 + 0.008 * brush.lit, y1)], (160, 122, 86), 0.012, light=0.2)
    top_x, top_y = curve[-1]
    green: Colour = (62, 128, 78)
    for angle in np.linspace(-2.5, 2.5, 9) + rng.uniform(-0.12, 0.12, 9):
        reach = rng.uniform(0.28, 0.36)
        tip = (top_x + float(np.sin(angle)) * reach, top_y + float(np.cos(angle)) * reach * 0.55 - 0.08)
        mid = (top_x + float(np.sin(angle)) * reach * 0.5, top_y + 0.06 + float(np.cos(angle)) * reach * 0.42)
        light = 0.3 if np.sin(angle) * brush.lit > 0.1 else -0.25
        brush.shape(
            [(top_x, top_y), (mid[0], mid[1] + 0.035), tip, (mid[0], mid[1] - 0.025)], _varied(rng, green), light=light
        )
    for x in (-0.02, 0.022, 0.0):
        brush.oval(top_x + x, top_y - 0.02, 0.021, 0.024, (98, 66, 46))


def bush(brush: Brush, rng: np.random.Generator, green: Colour = (70, 118, 66)) -> None:
    """A low rounded shrub in three tones."""
    green = _varied(rng, green)
    blobs = [(rng.uniform(-0.5, 0.5), rng.uniform(0.12, 0.5), rng.uniform(0.2, 0.34)) for _ in range(7)]
    for tone, shrink, shift in ((-0.4, 1.0, 0.0), (-0.05, 0.82, 0.04), (0.28, 0.45, 0.12)):
        for x, y, r in blobs:
            brush.oval(x + shift * brush.lit * 0.6, y + shift, r * shrink, r * shrink * 0.85, green, light=tone)
    if brush.snow:
        for x, y, r in blobs:
            brush.oval(x, y + r * 0.55, r * 0.7, r * 0.28, WHITE)


def tuft(brush: Brush, rng: np.random.Generator, green: Colour = (96, 146, 72)) -> None:
    """A tuft of grass blades."""
    for _ in range(int(rng.integers(6, 11))):
        x, lean, tall = rng.uniform(-0.4, 0.4), rng.uniform(-0.35, 0.35), rng.uniform(0.5, 1.0)
        blade: list[Point] = [(x - 0.05, 0), (x + 0.05, 0), (x + lean * 0.5 + 0.02, tall * 0.6), (x + lean, tall)]
        brush.shape(blade, _varied(rng, green, 0.16), light=0.2 if lean * brush.lit > 0 else -0.25)


def flower(
    brush: Brush,
    rng: np.random.Generator,
    hues: tuple[Colour, ...] = ((238, 92, 92), (250, 206, 84), (246, 244, 250), (198, 132, 230)),
) -> None:
    """A stem, two leaves and a round bloom."""
    lean = rng.uniform(-0.15, 0.15)
    brush.line([(0, 0), (lean * 0.4, 0.45), (lean, 0.85)], (86, 132, 66), 0.05)
    brush.shape([(lean * 0.2, 0.2), (0.22, 0.42), (0.08, 0.25)], (96, 146, 72), light=0.1)
    hue = hues[int(rng.integers(len(hues)))]
    for angle in np.linspace(0, 2 * np.pi, 6)[:-1]:
        brush.oval(
            lean + 0.12 * float(np.cos(angle)),
            0.86 + 0.1 * float(np.sin(angle)),
            0.10,
            0.09,
            hue,
            light=0.15 if np.cos(angle) * brush.lit > 0 else -0.1,
        )
    brush.oval(lean, 0.86, 0.07, 0.06, (250, 214, 98))


def asteroid(brush: Brush, rng: np.random.Generator, stone: Colour = (116, 104, 132)) -> None:
    """A tumbling rock, 1 in radius, with a lit edge and two craters."""
    angles = np.linspace(0, 2 * np.pi, 11)[:-1]
    rim = [(float(np.cos(a)) * rng.uniform(0.72, 1.1), float(np.sin(a)) * rng.uniform(0.6, 0.9)) for a in angles]
    s = brush.lit
    brush.shape(rim, stone, light=-0.5)
    brush.shape([(x * 0.86 + 0.10 * s, y * 0.84 + 0.10) for x, y in rim], stone, light=0.0)
    brush.shape([(x * 0.52 + 0.28 * s, y * 0.5 + 0.26) for x, y in rim], stone, light=0.3)
    for _ in range(2):
        x, y, r = rng.uniform(-0.4, 0.3), rng.uniform(-0.35, 0.3), rng.uniform(0.08, 0.17)
        brush.oval(x, y, r, r * 0.8, stone, light=-0.45)


def rock(brush: Brush, rng: np.random.Generator, stone: Colour = (128, 122, 122)) -> None:
    """A boulder with a lit and a dark face."""
    angles = np.linspace(0, np.pi, 8)
    rim = [(float(np.cos(a)) * rng.uniform(0.5, 0.66), float(np.sin(a)) * rng.uniform(0.62, 0.9)) for a in angles]
    brush.shape([(-0.6, 0), *rim[::-1], (0.6, 0)], stone, light=-0.4)
    s = brush.lit
    crown = [(x, y) for x, y in rim if x * s > -0.15]
    crown.sort(key=lambda point: -point[0] * s)
    brush.shape([*crown, (s * 0.02, 0.42), (s * 0.2, 0.12), (s * 0.5, 0.02)], stone, light=0.18)
    if brush.snow:
        brush.shape(
            [*sorted(((x, y) for x, y in rim if y > 0.5), key=lambda p: p[0]), (0.2, 0.55), (-0.1, 0.62), (-0.3, 0.54)],
            WHITE,
        )


def cactus(brush: Brush, rng: np.random.Generator) -> None:
    """A saguaro with arms."""
    green: Colour = _varied(rng, (74, 122, 88))
    arms = [[(0.0, 0.0), (0.0, 0.94)], [(0, 0.4), (0.2, 0.42), (0.21, 0.72)], [(0, 0.28), (-0.17, 0.3), (-0.18, 0.56)]]
    for path in arms[: int(rng.integers(2, 4))]:
        brush.line(path, green, 0.13 if path[0] == (0.0, 0.0) else 0.09, light=-0.3)
        brush.oval(*path[-1], 0.062 if path[0] == (0.0, 0.0) else 0.044, 0.05, green, light=-0.3)
        shifted = [(x + 0.028 * brush.lit, y) for x, y in path]
        brush.line(shifted, green, 0.045, light=0.2)


def coral(brush: Brush, rng: np.random.Generator) -> None:
    """A branching coral or a fan of weed."""
    hue: Colour = ((236, 110, 106), (244, 160, 92), (198, 104, 176), (240, 196, 120))[int(rng.integers(4))]

    def grow(x: float, y: float, angle: float, length: float, left: int) -> None:
        end = (x + float(np.sin(angle)) * length, y + float(np.cos(angle)) * length)
        brush.line([(x, y), end], hue, 0.03 + 0.018 * left, light=-0.1 if angle * brush.lit < 0 else 0.15)
        if left == 0:
            brush.oval(*end, 0.04, 0.04, hue, light=0.3)
            return
        for spread in (-0.55, 0.0, 0.5):
            grow(*end, angle + spread + rng.uniform(-0.2, 0.2), length * 0.74, left - 1)

    grow(0, 0, 0, 0.34, 2)


def seaweed(brush: Brush, rng: np.random.Generator) -> None:
    """Long ribbons of weed."""
    for _ in range(5):
        x, phase, tall = rng.uniform(-0.2, 0.2), rng.uniform(0, 6), rng.uniform(0.5, 1.0)
        ts = np.linspace(0, 1, 9)
        left = [(x + 0.07 * float(np.sin(phase + t * 6)) - 0.03 * (1 - t), tall * t) for t in ts]
        right = [(px + 0.05 * (1 - t), py) for (px, py), t in zip(left, ts, strict=True)]
        brush.shape([*left, *right[::-1]], _varied(rng, (40, 120, 96), 0.2), light=rng.uniform(-0.3, 0.2))


def crystal(brush: Brush, rng: np.random.Generator, hue: Colour = (120, 220, 255)) -> None:
    """A cluster of glowing crystals."""
    brush.lamp(0, 0.4, 1.25, hue, 0.42)
    for _ in range(5):
        x, lean, tall, half = (
            rng.uniform(-0.3, 0.3),
            rng.uniform(-0.3, 0.3),
            rng.uniform(0.45, 1.0),
            rng.uniform(0.05, 0.09),
        )
        top = (x + lean * tall, tall)
        brush.glow_shape([(x - half, 0), (x - half + lean * tall * 0.8, tall * 0.82), top, (x, 0)], lifted(hue, 0.28))
        brush.glow_shape(
            [(x, 0), top, (x + half + lean * tall * 0.8, tall * 0.82), (x + half, 0)], mix(hue, (40, 60, 140), 0.35)
        )


def peak(brush: Brush, rng: np.random.Generator, stone: Colour = (104, 120, 158)) -> None:
    """A mountain 1 tall: a jagged outline, a lit and a dark face along a crooked spine, snow with a ragged edge."""
    s = brush.lit
    half = rng.uniform(0.75, 1.05)
    left = [
        (-half * (1 - y) + rng.uniform(-0.05, 0.03), y + rng.uniform(-0.02, 0.03))
        for y in (0.2, 0.38, 0.55, 0.72, 0.86)
    ]
    right = [
        (half * (1 - y) + rng.uniform(-0.03, 0.05), y + rng.uniform(-0.02, 0.03)) for y in (0.84, 0.7, 0.52, 0.36, 0.18)
    ]
    outline: list[Point] = [(-half, 0), *left, (0.0, 1.0), *right, (half, 0)]
    brush.shape(outline, stone, light=-0.12)
    spine = [(0.0, 1.0)] + [
        ((-1) ** i * 0.05 + rng.uniform(-0.05, 0.05) - s * 0.10 * (1 - y), y)
        for i, y in enumerate((0.82, 0.66, 0.48, 0.3, 0.12, 0.0))
    ]
    face = [p for p in outline if p[0] * s > 0]
    face = face if s > 0 else face[::-1]
    brush.shape([*spine[::-1], *face], stone, light=0.22)
    line = 0.60 + rng.uniform(-0.06, 0.06)
    cap = [p for p in outline if p[1] > line]
    low, high = cap[0][0], cap[-1][0]
    teeth = [(high + (low - high) * i / 8, line + (0.09 if i % 2 else -0.05) * rng.uniform(0.6, 1.2)) for i in range(9)]
    brush.shape([*cap, *teeth], WHITE, light=-0.25)
    lit_cap = [p for p in cap if p[0] * s >= 0]
    lit_teeth = sorted((p for p in teeth if p[0] * s > -0.02), key=lambda p: -p[0] * s)
    lit_cap = lit_cap if s > 0 else lit_cap[::-1]
    brush.shape(
        [(0.0, 1.0), *[p for p in lit_cap if p != (0.0, 1.0)], *lit_teeth, (0.02 * s, line + 0.1)], WHITE, light=0.1
    )


def ridge_line(rng: np.random.Generator, count: int, rough: float) -> list[float]:
    """Heights 0..1 along a ridge: midpoint displacement with roughness 0..1."""
    heights = [float(rng.random()), float(rng.random())]
    swing = 0.5
    while len(heights) < count:
        denser: list[float] = []
        for a, b in pairwise(heights):
            denser += [a, (a + b) / 2 + float(rng.uniform(-swing, swing))]
        heights = [*denser, heights[-1]]
        swing *= 0.3 + 0.32 * rough
    low, high = min(heights), max(heights)
    return [(h - low) / max(high - low, 1e-6) for h in heights]
