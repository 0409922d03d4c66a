"""What the prompt asked for by name, added to any set: birds, balloons, a boat, lanterns, flowers, rainbow, aurora."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from generation.rendering.animatic import props_nature as nature
from generation.rendering.animatic import props_town as town
from generation.rendering.animatic.carpentry import Carpenter
from generation.rendering.animatic.pixels import Colour, mix
from generation.rendering.animatic.plane import Brush, Plane
from generation.rendering.animatic.sky import aurora, sky_box

RAINBOW: tuple[Colour, ...] = (
    (235, 80, 80),
    (245, 150, 70),
    (250, 220, 90),
    (110, 205, 110),
    (90, 170, 240),
    (150, 110, 230),
)


def dress(set_: Carpenter) -> None:
    """Add every asked-for thing that has a look of its own (particles are the weather's business)."""
    for thing in set_.things:
        if thing in DRESSINGS and not (set_.sheltered and thing in OUTDOORS):
            DRESSINGS[thing](set_)


def _birds(set_: Carpenter) -> None:
    """A loose flock far away."""
    plane = set_.plane(8.0)
    middle = set_.stage.width * (0.5 - set_.side * 0.12)
    for _ in range(9):
        x = middle + set_.u * float(set_.rng.normal(0, 0.24))
        y = set_.stage.horizon * float(set_.rng.uniform(0.22, 0.55))
        size = set_.u * float(set_.rng.uniform(0.012, 0.026))
        brush = Brush(plane, set_.palette, x, y, size, sun=set_.side)
        ink = mix(set_.palette.sky[0], (20, 20, 34), 0.55)
        for way in (-1, 1):
            brush.glow_shape([(0, 0), (way * 0.5, 0.42), (way * 1.0, 0.2), (way * 0.5, 0.26), (0, -0.12)], ink)


def _balloons(set_: Carpenter) -> None:
    """Hot-air balloons at three distances."""
    for depth, across, up, size in ((14.0, -0.34, 0.42, 0.10), (7.0, 0.22, 0.30, 0.16), (10.0, -0.08, 0.22, 0.08)):
        plane = set_.plane(depth)
        x = set_.stage.width * (0.5 - set_.side * across) + set_.u * float(set_.rng.uniform(-0.05, 0.05))
        town.hot_air_balloon(
            Brush(plane, set_.palette, x, set_.stage.height * up, set_.u * size, sun=set_.side), set_.rng
        )


def _boat(set_: Carpenter) -> None:
    """A sailing boat, where there is water to float it."""
    if set_.ground is not None and set_.ground.soil.water:
        plane = set_.plane(3.6)
        x = set_.stage.width * (0.5 - set_.side * float(set_.rng.uniform(0.05, 0.2)))
        town.boat(set_.brush(plane, x, 0.8, flip=set_.side), set_.rng)


def hang_lanterns(set_: Carpenter) -> None:
    """Two strings of lanterns across the upper part of the frame."""
    plane = set_.plane(1.7)
    for row, y in enumerate((0.05, 0.16)):
        for x in set_.across(plane, 1.5, jitter=0.05):
            brush = Brush(
                plane, set_.palette, x + row * set_.u * 0.3, set_.stage.height * y, set_.u * 0.5, sun=set_.side
            )
            town.lantern_string(brush, set_.rng)


def _flowers(set_: Carpenter) -> None:
    """Flowers around the stage."""
    for depth, step in ((2.0, 0.14), (1.3, 0.17), (0.84, 0.3)):
        set_.plant(set_.plane(depth), nature.flower, step, 0.06, 0.11, jitter=0.9)


def _rainbow(set_: Carpenter) -> None:
    """An arc of light opposite the sun."""
    plane = Plane(float("inf"), sky_box(set_.stage, set_.views), scale=0.5)
    middle_x = (set_.stage.width * (0.5 - set_.side * 0.18) - plane.left) * plane.scale
    middle_y = (set_.stage.horizon + 0.12 * set_.u - plane.top) * plane.scale
    light = np.zeros_like(plane.pixels)
    for index, hue in enumerate(RAINBOW):
        radius = set_.u * (0.66 - 0.016 * index) * plane.scale
        colour = tuple(channel * 0.42 for channel in hue)
        cv2.circle(
            light,
            (round(middle_x * 16), round(middle_y * 16)),
            round(radius * 16),
            (*colour, 0.0),
            max(1, round(set_.u * 0.016 * plane.scale)),
            cv2.LINE_AA,
            4,
        )
    light[max(0, int((set_.stage.horizon - plane.top) * plane.scale)) :] = 0
    plane.pixels = cv2.GaussianBlur(light, (0, 0), max(0.8, set_.u * 0.003))
    set_.planes.append(plane)


def _aurora(set_: Carpenter) -> None:
    """Northern lights, when the sky is dark enough to show them."""
    if set_.sky is not None and set_.palette.stars > 0.05:
        set_.sky.aurora = aurora(set_.stage, set_.views, set_.rng)


DRESSINGS: dict[str, Callable[[Carpenter], None]] = {
    "birds": _birds,
    "balloons": _balloons,
    "boat": _boat,
    "lanterns": hang_lanterns,
    "flowers": _flowers,
    "rainbow": _rainbow,
    "aurora": _aurora,
}
OUTDOORS = frozenset({"birds", "balloons", "boat", "rainbow", "aurora"})
