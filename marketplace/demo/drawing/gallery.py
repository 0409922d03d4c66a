"""Which pictures there are, and who draws each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import aldous, barnaby, kestra, marnie, onyx, orrin, sorrel, tobble
from .canvas import Canvas

PICTURES: Mapping[str, Callable[[], Canvas]] = {
    "tobble-wickmere": tobble.draw,
    "aldous-crumbwell": aldous.draw,
    "marnie-puddlewright": marnie.draw,
    "kestra-nine": kestra.draw,
    "barnaby-tilt": barnaby.draw,
    "onyx-tremolo": onyx.draw,
    "sorrel-hush": sorrel.draw,
    "orrin-fellmoss": orrin.draw,
}
"""File name without ``.png`` -> the function that draws it."""
