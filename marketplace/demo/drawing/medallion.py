"""Close-ups: a face on a coloured disc, with the hat or the ears reaching out over the rim."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from .canvas import Canvas
from .colour import mix
from .raster import indexed, render

WIDTH = 1024
"""Width of the disc of a finished close-up, in pixels."""
_HEADROOM = 1.62
_SIDE = 1.06


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a face is, in drawing units: the disc around it, and the span (left, right) that may rise over the rim."""

    x: float
    y: float
    radius: float
    colour: str
    rim: str
    rises: tuple[float, float] = (0, 0)


def medallion(drawing: Canvas, spot: Spot) -> Image.Image:
    """The close-up, palettised, trimmed to what is painted; its disc is ``WIDTH`` pixels wide."""
    box = (
        spot.x - spot.radius * _SIDE,
        spot.y - spot.radius * _HEADROOM,
        spot.radius * 2 * _SIDE,
        spot.radius * (_HEADROOM + _SIDE),
    )
    scale = WIDTH / (2 * spot.radius)
    disc = render(_disc(spot, box, scale))
    figure = render(drawing.document(box, scale * drawing.fineness)).resize(disc.size, Image.Resampling.BOX)
    figure.putalpha(ImageChops.multiply(figure.getchannel("A"), _opening(spot, box, scale)))
    disc.alpha_composite(figure)
    return indexed(disc.crop(disc.getbbox()))


def _disc(spot: Spot, box: tuple[float, float, float, float], scale: float) -> str:
    x, y, width, height = box
    centre = f'cx="{spot.x:g}" cy="{spot.y:g}"'
    tones = (
        (1.0, spot.rim),
        (0.965, mix(spot.colour, "#0b0d12", 0.3)),
        (0.93, spot.colour),
        (0.74, mix(spot.colour, "#ffffff", 0.14)),
        (0.52, mix(spot.colour, "#ffffff", 0.3)),
    )
    rings = "".join(f'<circle {centre} r="{spot.radius * share:.1f}" fill="{tone}"/>' for share, tone in tones)
    size = f'width="{round(width * scale)}" height="{round(height * scale)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{x:g} {y:g} {width:g} {height:g}">{rings}</svg>'


def _opening(spot: Spot, box: tuple[float, float, float, float], scale: float) -> Image.Image:
    """Where the figure shows: inside the rim, and above its middle within the span that may rise."""
    size = (round(box[2] * scale), round(box[3] * scale))
    fine = 4
    mask = Image.new("L", (size[0] * fine, size[1] * fine))
    pen = ImageDraw.Draw(mask)
    x, y, reach = (spot.x - box[0]) * scale * fine, (spot.y - box[1]) * scale * fine, spot.radius * 0.93 * scale * fine
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    left, right = ((edge - box[0]) * scale * fine for edge in spot.rises)
    if right > left:
        pen.rectangle((left, 0, right, y), fill=255)
    return mask.resize(size, Image.Resampling.BOX)
