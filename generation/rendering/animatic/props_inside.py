"""Furniture and fittings: windows, shelves, sofas, plants, curtains, screens; and planets, which hang like lamps."""

from __future__ import annotations

import cv2
import numpy as np

from generation.rendering.animatic.pixels import Colour, lifted, mix
from generation.rendering.animatic.plane import Brush
from generation.rendering.animatic.props_town import LAMPLIGHT

WOOD: Colour = (142, 98, 66)


def window(brush: Brush, rng: np.random.Generator, sky: tuple[Colour, ...], stars: float) -> None:
    """A tall paned window showing the hour outside, with curtains. 1 tall, origin at the middle of its sill."""
    brush.box(-0.44, -0.05, 0.44, 1.05, (236, 228, 214))
    bands = 14
    for band in range(bands):
        share = band / (bands - 1)
        colour = mix(sky[0], sky[1], share * 2) if share < 0.5 else mix(sky[1], sky[3], share * 2 - 1)
        top = 1.0 - share * (bands - 1) / bands
        brush.glow_box(-0.39, top - 1.02 / bands, 0.39, top, colour)
    for _ in range(int(26 * stars)):
        brush.lamp(rng.uniform(-0.37, 0.37), rng.uniform(0.3, 0.98), 0.014, (240, 244, 255), 1.0)
    hill = [(-0.39, 0.0), (-0.39, 0.14), (-0.2, 0.22), (0.0, 0.13), (0.2, 0.24), (0.39, 0.15), (0.39, 0.0)]
    brush.glow_shape(hill, mix(sky[3], sky[0], 0.72))
    for x in (-0.015, -0.4, 0.37):
        brush.box(x, 0, x + 0.03, 1.0, (246, 240, 228))
    brush.box(-0.4, 0.52, 0.4, 0.55, (246, 240, 228))
    brush.box(-0.5, -0.1, 0.5, -0.04, (246, 240, 228), light=0.1)
    for side in (-1, 1):
        for fold in range(4):
            x = side * (0.36 + fold * 0.055)
            drape = [(x, 1.12), (x + side * 0.06, 1.12), (x + side * 0.07, -0.16), (x + side * 0.005, -0.14)]
            brush.shape(drape, (206, 112, 92), light=0.12 if fold % 2 else -0.2)
    brush.line([(-0.68, 1.12), (0.68, 1.12)], (96, 70, 54), 0.028)


def bookshelf(brush: Brush, rng: np.random.Generator) -> None:
    """Shelves of books, 1 tall."""
    brush.box(-0.3, 0, 0.3, 1.0, WOOD, light=-0.35)
    for level in range(4):
        low = 0.04 + level * 0.24
        x = -0.265
        while x < 0.24:
            wide, tall = rng.uniform(0.018, 0.042), rng.uniform(0.12, 0.19)
            hue: Colour = (
                (176, 66, 58),
                (60, 108, 120),
                (222, 178, 90),
                (92, 80, 130),
                (226, 214, 196),
                (84, 120, 80),
            )[int(rng.integers(6))]
            if rng.random() < 0.88:
                brush.box(x, low, x + wide, low + tall, hue, light=rng.uniform(-0.2, 0.15))
            x += wide + 0.003
        brush.box(-0.29, low - 0.03, 0.29, low, WOOD, light=0.1)
    brush.box(-0.31, 0.98, 0.31, 1.02, WOOD, light=0.15)
    for x in (-0.31, 0.285):
        brush.box(x, 0, x + 0.03, 1.0, WOOD)


def sofa(brush: Brush, rng: np.random.Generator) -> None:
    """A two-seat sofa with cushions, 1 tall at its back."""
    cloth: Colour = ((74, 118, 122), (196, 128, 88), (120, 96, 140))[int(rng.integers(3))]
    brush.box(-0.98, 0.16, 0.98, 0.95, cloth, light=-0.3)
    brush.oval(-0.5, 0.94, 0.48, 0.08, cloth, light=-0.22)
    brush.oval(0.5, 0.94, 0.48, 0.08, cloth, light=-0.22)
    for x in (-0.48, 0.48):
        brush.box(x - 0.46, 0.3, x + 0.46, 0.56, cloth, light=0.08)
    for x in (-1.04, 1.04):
        brush.box(x - 0.14, 0.1, x + 0.14, 0.68, cloth, light=-0.08 if x * brush.lit < 0 else 0.2)
        brush.oval(x, 0.68, 0.14, 0.07, cloth, light=0.1)
    brush.box(-0.98, 0.08, 0.98, 0.3, cloth, light=-0.15)
    brush.shape([(-0.8, 0.5), (-0.44, 0.56), (-0.5, 0.9), (-0.86, 0.82)], (240, 202, 120), light=0.05)
    for x in (-0.95, 0.95):
        brush.box(x - 0.04, 0, x + 0.04, 0.1, WOOD, light=-0.4)


def floor_lamp(brush: Brush, rng: np.random.Generator) -> None:
    """A standing lamp with a warm shade, 1 tall."""
    brush.line([(0, 0.02), (0, 0.8)], (66, 54, 52), 0.02)
    brush.oval(0, 0.012, 0.1, 0.018, (66, 54, 52))
    brush.lamp(0, 0.85, 1.1, LAMPLIGHT, 0.5)
    brush.glow_shape([(-0.14, 0.74), (0.14, 0.74), (0.09, 1.0), (-0.09, 1.0)], (255, 226, 168))
    brush.glow_shape([(-0.14, 0.74), (0.14, 0.74), (0.13, 0.77), (-0.13, 0.77)], (255, 246, 214))


def pot_plant(brush: Brush, rng: np.random.Generator) -> None:
    """A leafy plant in a pot, 1 tall."""
    for angle in np.linspace(-1.2, 1.2, 9) + rng.uniform(-0.1, 0.1, 9):
        tip = (float(np.sin(angle)) * 0.48, 0.32 + float(np.cos(angle)) * rng.uniform(0.5, 0.68))
        mid = (tip[0] * 0.5, 0.3 + (tip[1] - 0.3) * 0.6)
        brush.shape(
            [(0, 0.28), (mid[0] - 0.09, mid[1]), tip, (mid[0] + 0.09, mid[1])],
            (70, 128, 86),
            light=0.25 if angle * brush.lit > 0 else -0.25,
        )
    brush.shape([(-0.2, 0.32), (0.2, 0.32), (0.15, 0), (-0.15, 0)], (204, 120, 88), light=-0.1)
    brush.box(-0.22, 0.28, 0.22, 0.34, (204, 120, 88), light=0.15)


def wall_picture(brush: Brush, rng: np.random.Generator) -> None:
    """A small framed print, centred on its origin."""
    half_x, half_y = rng.uniform(0.3, 0.5), rng.uniform(0.36, 0.5)
    brush.box(-half_x, -half_y, half_x, half_y, WOOD, light=-0.2)
    brush.box(-half_x * 0.88, -half_y * 0.9, half_x * 0.88, half_y * 0.9, (244, 238, 224))
    hue: Colour = ((226, 132, 92), (92, 142, 160), (232, 190, 106))[int(rng.integers(3))]
    brush.box(-half_x * 0.68, -half_y * 0.7, half_x * 0.68, half_y * 0.7, lifted(hue, 0.4))
    brush.oval(half_x * 0.2, half_y * 0.2, half_x * 0.24, half_x * 0.24, lifted(hue, 0.75))
    brush.shape(
        [
            (-half_x * 0.68, -half_y * 0.7),
            (-half_x * 0.2, 0.0),
            (half_x * 0.2, -half_y * 0.4),
            (half_x * 0.68, -half_y * 0.1),
            (half_x * 0.68, -half_y * 0.7),
        ],
        hue,
    )


def curtain(brush: Brush, rng: np.random.Generator, wide: float, cloth: Colour = (164, 30, 42)) -> None:
    """A stage curtain 1 tall, `wide` across from its outer edge at 0 inwards (towards +x), gathered at the edge."""
    folds = max(4, int(wide * 22))
    for fold in range(folds):
        left, right = wide * fold / folds, wide * (fold + 1) / folds
        for part in range(4):
            share = part / 4
            a, b = left + (right - left) * share, left + (right - left) * (share + 0.25) + 0.001
            tone = (-0.62, -0.15, 0.2, -0.3)[part]
            waist = 0.86
            brush.shape(
                [
                    (a, 1.02),
                    (b, 1.02),
                    (b * waist, 0.4),
                    (b * (waist + 0.06), 0),
                    (a * (waist + 0.06), 0),
                    (a * waist, 0.4),
                ],
                cloth,
                light=tone,
            )
    brush.box(0, 0.015, wide * 0.92, 0.035, (226, 178, 84), light=0.1)


def valance(brush: Brush, rng: np.random.Generator, half: float, cloth: Colour = (150, 26, 38)) -> None:
    """The scalloped cloth over a stage, hanging down from its origin, `half` to each side."""
    count = max(3, round(half * 2 / 0.42))
    step = half * 2 / count
    for index in range(count):
        middle = -half + step * (index + 0.5)
        arc = [
            (middle + step * 0.52 * float(np.cos(a)), -0.10 - 0.13 * float(np.sin(a)))
            for a in np.linspace(0, np.pi, 14)
        ]
        brush.shape([(middle + step * 0.52, 0.3), *arc, (middle - step * 0.52, 0.3)], cloth, light=-0.2)
        for fold in np.linspace(-0.4, 0.4, 5):
            brush.line(
                [(middle + step * fold, 0.3), (middle + step * fold * 0.7, -0.16 + 0.16 * abs(fold))],
                cloth,
                0.012,
                light=0.18,
            )
        brush.line(arc, (232, 186, 92), 0.018, light=0.2)


def seats(brush: Brush, rng: np.random.Generator) -> None:
    """The back of one cinema seat with somebody's head above it, or not; 1 tall."""
    cloth: Colour = (112, 28, 40)
    brush.shape([(-0.42, 0), (0.42, 0), (0.42, 0.5), (0.34, 0.66), (-0.34, 0.66), (-0.42, 0.5)], cloth, light=-0.3)
    brush.line([(-0.34, 0.66), (0.34, 0.66)], cloth, 0.05, light=0.15)
    if rng.random() < 0.7:
        brush.oval(0, 0.82, 0.19, 0.23, (40, 30, 44))
        brush.shape([(-0.34, 0.5), (0.34, 0.5), (0.2, 0.68), (-0.2, 0.68)], (40, 30, 44))


def screen(brush: Brush, rng: np.random.Generator) -> None:
    """A glowing cinema screen 1 tall, 2.2 wide, standing on its origin."""
    brush.lamp(0, 0.5, 2.2, (176, 206, 255), 0.35)
    brush.box(-1.16, -0.05, 1.16, 1.05, (22, 20, 28))
    for band in range(12):
        share = band / 11
        brush.glow_box(
            -1.1, 1.0 - (band + 1) / 12, 1.1, 1.002 - band / 12, mix((250, 226, 190), (150, 190, 226), share)
        )
    brush.glow_shape(
        [(-1.1, 0), (-1.1, 0.26), (-0.6, 0.42), (-0.2, 0.22), (0.3, 0.5), (0.8, 0.24), (1.1, 0.36), (1.1, 0)],
        (92, 110, 150),
    )
    brush.glow_shape([(-1.1, 0), (-1.1, 0.1), (-0.3, 0.18), (0.5, 0.08), (1.1, 0.2), (1.1, 0)], (58, 68, 104))


def planet(brush: Brush, rng: np.random.Generator, hue: Colour, *, ring: bool = False) -> None:
    """A banded ball lit from the key side, 1 in radius, centred on its origin. Not dimmed by the air."""
    brush.lamp(0, 0, 1.45, lifted(hue, 0.2), 0.32)
    if ring:
        _ring(brush, hue, behind=True)
    _ball(brush, rng, hue)
    if ring:
        _ring(brush, hue, behind=False)


def _ball(brush: Brush, rng: np.random.Generator, hue: Colour) -> None:
    """Shade a sphere pixel by pixel: bands that follow its curve, a soft terminator, a thin bright limb."""
    scale = brush.plane.scale
    radius = brush.size * scale
    middle_x, middle_y = (brush.x - brush.plane.left) * scale, (brush.y - brush.plane.top) * scale
    left, top = max(0, int(middle_x - radius - 2)), max(0, int(middle_y - radius - 2))
    part = brush.plane.pixels[top : int(middle_y + radius + 3), left : int(middle_x + radius + 3)]
    if part.size == 0:
        return
    x = (np.arange(part.shape[1], dtype=np.float32)[None, :] + left - middle_x) / radius
    y = (np.arange(part.shape[0], dtype=np.float32)[:, None] + top - middle_y) / radius
    away = np.sqrt(x**2 + y**2)
    z = np.sqrt(np.clip(1 - away**2, 0, 1))
    tilt = y + 0.22 * x
    bands = np.zeros_like(tilt)
    for _ in range(4):
        bands += rng.uniform(0.1, 0.3) * np.sin(
            tilt * rng.uniform(4, 15) + rng.uniform(0, 6) + 0.5 * np.sin(x * 4 + rng.uniform(0, 6))
        )
    facing = np.clip(x * brush.sun * 0.72 - y * 0.42 + z * 0.55, 0, 1)
    lit = np.clip((facing - 0.02) / 0.75, 0, 1) ** 0.8
    tone = np.clip(0.5 + bands, 0, 1)[..., None]
    surface = np.array(lifted(hue, -0.22)) * (1 - tone) + np.array(lifted(hue, 0.32)) * tone
    night = np.array(mix(hue, (12, 12, 40), 0.82))
    paint = night + (surface - night) * lit[..., None]
    limb = (np.clip((away - 0.86) / 0.14, 0, 1) ** 2 * lit)[..., None]
    paint = paint + (np.array(lifted(hue, 0.7)) - paint) * limb * 0.6
    cover = np.clip((1 - away) * radius + 0.5, 0, 1)[..., None]
    part[..., :3] = np.clip(part[..., :3] * (1 - cover) + paint * cover, 0, 255)
    part[..., 3:] = np.clip(part[..., 3:] * (1 - cover) + 255 * cover, 0, 255)


def _ring(brush: Brush, hue: Colour, *, behind: bool) -> None:
    """The far or the near half of a tilted ring."""
    angles = np.linspace(0, np.pi, 40) if behind else np.linspace(np.pi, 2 * np.pi, 40)
    for radius, tone in ((1.9, 0.35), (1.72, 0.6), (1.55, 0.45), (1.4, 0.2)):
        path = [
            (radius * float(np.cos(a)), 0.30 * radius * float(np.sin(a)) + 0.16 * radius * float(np.cos(a)))
            for a in angles
        ]
        width = max(1, round(0.07 * brush.size * brush.plane.scale))
        colour = mix(lifted(hue, 0.1), (226, 206, 186), tone)
        shaded = mix(colour, (20, 16, 44), 0.25 if behind else 0.0)
        cv2.polylines(brush.plane.pixels, [brush.at(path)], False, (*shaded, 255.0), width, cv2.LINE_AA, 4)
