"""Which pictures there are, and who draws each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PIL import Image

from . import aldous, barnaby, kestra, marnie, onyx, orrin, sorrel, tobble
from .canvas import Canvas
from .medallion import Spot, medallion
from .raster import portrait

DRAWINGS: Mapping[str, tuple[Callable[[], Canvas], Spot]] = {
    "tobble-wickmere": (tobble.draw, Spot(540, 660, 340, "#e5a52f", "#3b2420", (226, 672))),
    "aldous-crumbwell": (aldous.draw, Spot(620, 430, 340, "#5f86a8", "#3b2420", (370, 840))),
    "marnie-puddlewright": (marnie.draw, Spot(600, 540, 350, "#2f7d86", "#3b2420")),
    "kestra-nine": (kestra.draw, Spot(680, 420, 350, "#3b2a86", "#29f0ff")),
    "barnaby-tilt": (barnaby.draw, Spot(690, 580, 360, "#16c7b0", "#ff2e9a", (388, 980))),
    "onyx-tremolo": (onyx.draw, Spot(630, 420, 340, "#b6ff3c", "#ff2e9a", (330, 920))),
    "sorrel-hush": (sorrel.draw, Spot(530, 540, 340, "#7fa79b", "#4a3328", (270, 715))),
    "orrin-fellmoss": (orrin.draw, Spot(750, 580, 370, "#8fa7c9", "#2a2f3a", (560, 1052))),
}
"""Slug of a character -> the function that draws it, and where its face is."""


def _figure(draw: Callable[[], Canvas], _spot: Spot) -> Image.Image:
    return portrait(draw())


def _closeup(draw: Callable[[], Canvas], spot: Spot) -> Image.Image:
    return medallion(draw(), spot)


PICTURES: Mapping[str, Callable[[], Image.Image]] = {
    **{name: partial(_figure, *how) for name, how in DRAWINGS.items()},
    **{f"{name}-2": partial(_closeup, *how) for name, how in DRAWINGS.items()},
}
"""File name without ``.png`` -> what draws it: the whole figure, and (``-2``) the close-up."""
