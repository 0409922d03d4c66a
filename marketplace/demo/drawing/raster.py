"""From a drawing to the committed PNG: trimmed, scaled to size, few enough colours to stay light."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image

from .canvas import Box, Canvas

LONGEST = 1536
"""Longest side of a finished picture, in pixels."""
MARGIN = 14
"""Transparent border left around the figure, in drawing units."""
SOLID = 200
"""Palette entries for opaque pixels; the others are for edges, shadows and glows."""
_MEDIAN_CUT, _OCTREE = Image.Quantize.MEDIANCUT, Image.Quantize.FASTOCTREE
_GLANCE = 0.25


def render(svg: str) -> Image.Image:
    """Rasterise SVG markup at its own size; RGBA."""
    picture = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))))
    return picture.convert("RGBA")


def portrait(drawing: Canvas, longest: int = LONGEST) -> Image.Image:
    """The whole figure, trimmed to its outline plus a small margin, ``longest`` pixels on its longer side.

    The result is palettised (mode P) with an alpha value per palette entry."""
    box = _outline(drawing)
    scale = longest / max(box[2], box[3])
    fine = render(drawing.document(box, scale * drawing.fineness))
    size = (round(box[2] * scale), round(box[3] * scale))
    return indexed(fine if fine.size == size else fine.resize(size, Image.Resampling.BOX))


def save(picture: Image.Image, path: Path) -> int:
    """Write an optimised PNG; returns its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, optimize=True)
    return path.stat().st_size


def _outline(drawing: Canvas) -> Box:
    """Where the figure is, in units, margin included. Faint glows (alpha under 16) do not count as figure."""
    glance = render(drawing.document(scale=_GLANCE)).getchannel("A").point(lambda alpha: 255 if alpha >= 16 else 0)
    bounds = glance.getbbox()
    if bounds is None:
        raise ValueError("the drawing is empty; nothing to rasterise")
    left, top, right, bottom = (edge / _GLANCE for edge in bounds)
    return (left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)


def indexed(picture: Image.Image) -> Image.Image:
    """The picture with 256 colours: one for nothing at all, ``SOLID`` for what is opaque, the rest for soft edges."""
    pixels = np.asarray(picture)
    alpha = pixels[..., 3]
    solid, veil = alpha == 255, (alpha > 0) & (alpha < 255)
    indices = np.zeros(alpha.shape, dtype=np.uint8)
    palette: list[tuple[int, ...]] = [(0, 0, 0, 0)]
    for chosen, room, method in ((solid, SOLID, _MEDIAN_CUT), (veil, 255 - SOLID, _OCTREE)):
        found, colours = _reduce(pixels[chosen], room, method)
        indices[chosen] = found + len(palette)
        palette += colours
    indexed = Image.fromarray(indices, "P")
    indexed.putpalette(bytes(part for colour in palette for part in colour), "RGBA")
    return indexed


def _reduce(
    pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], room: int, method: Image.Quantize
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint8]], list[tuple[int, ...]]]:
    """At most ``room`` colours for a row of RGBA pixels: the index of each pixel, and the colours."""
    row = Image.fromarray(pixels[np.newaxis])
    opaque = method == _MEDIAN_CUT
    reduced = (
        row.convert("RGB").quantize(room, method=method, kmeans=2) if opaque else row.quantize(room, method=method)
    )
    mode, size = ("RGB", 3) if opaque else ("RGBA", 4)
    flat = reduced.getpalette(mode) or []
    colours = [tuple(flat[at : at + size]) + ((255,) if opaque else ()) for at in range(0, len(flat), size)]
    return np.asarray(reduced)[0], colours[: int(np.asarray(reduced).max()) + 1]
