"""One painted plane of the multiplane stage and the brush that paints on it.

A plane holds premultiplied RGBA in rest pixels. OpenCV's anti-aliased fills blend all four channels alike, so filling
with an opaque colour on a transparent plane gives premultiplied edges for free. A colour with alpha 0 is light: it
adds to what is behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, Pixels, lay_over, lifted, mix

SHIFT = 4  # sub-pixel bits of OpenCV drawing calls
Point = tuple[float, float]


class Plane:
    """An upright painted sheet at one depth, covering a box of rest pixels at `scale` texture pixels per rest pixel."""

    def __init__(self, depth: float, box: tuple[int, int, int, int], *, scale: float = 1.0) -> None:
        self.depth = depth
        self.left, self.top, self.right, self.bottom = box
        self.scale = scale
        width, height = max(8, round((self.right - self.left) * scale)), max(8, round((self.bottom - self.top) * scale))
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self._cropped = False

    def to_texture(self, points: Iterable[Point]) -> Pixels:
        """Rest pixels to fixed-point texture pixels for OpenCV drawing."""
        scaled = [((x - self.left) * self.scale, (y - self.top) * self.scale) for x, y in points]
        fixed = np.round(np.clip(np.array(scaled), -20000, 20000) * (1 << SHIFT))
        return np.asarray(fixed.astype(np.int32))

    def matrix(self, stage: Stage, view: View) -> Pixels:
        """2x3 from texture pixels to frame pixels."""
        place = np.array([[1 / self.scale, 0, self.left], [0, 1 / self.scale, self.top], [0, 0, 1.0]])
        return np.asarray((view.plane_matrix(stage, self.depth) @ place)[:2])

    def crop(self, spare: float) -> None:
        """Forget empty margins but `spare` rest pixels, so that warps touch only painted rows and columns."""
        painted = np.ascontiguousarray(self.pixels).view(np.uint32)[..., 0] != 0
        room = 2 + int(spare * self.scale)
        rows, columns = np.flatnonzero(painted.any(axis=1)), np.flatnonzero(painted.any(axis=0))
        if rows.size == 0:
            self.pixels = self.pixels[:0]
            return
        top, bottom = max(0, int(rows[0]) - room), int(rows[-1]) + 1 + room
        left, right = max(0, int(columns[0]) - room), int(columns[-1]) + 1 + room
        self.left, self.top = self.left + left / self.scale, self.top + top / self.scale  # type: ignore[assignment]
        self.pixels = np.ascontiguousarray(self.pixels[top:bottom, left:right])

    def blur(self, sigma: float) -> None:
        """Put the plane out of focus; `sigma` in rest pixels."""
        if sigma * self.scale > 0.3 and self.pixels.size:
            self.pixels = cv2.GaussianBlur(self.pixels, (0, 0), sigma * self.scale)

    def mist(self, haze: Colour, clear_y: float, thick_y: float, strength: float) -> None:
        """Fade towards `haze` from `clear_y` (none) to `thick_y` (`strength`), both in rest pixels."""
        rows = (np.arange(self.pixels.shape[0], dtype=np.float32) / self.scale + self.top - clear_y) / (
            thick_y - clear_y
        )
        share = (np.clip(rows, 0, 1) ** 1.5 * strength)[:, None, None]
        touched = np.flatnonzero(share[:, 0, 0] > 0.004)
        if touched.size == 0:
            return
        part = slice(int(touched[0]), int(touched[-1]) + 1)
        paint = self.pixels[part].astype(np.float32)
        fog = np.array([*haze, 255.0], np.float32) * (paint[..., 3:] / 255.0)
        self.pixels[part] = np.clip(paint + (fog - paint) * share[part] + 0.5, 0, 255).astype(np.uint8)

    def draw_on(self, frame: Pixels, stage: Stage, view: View, *, sway: float = 0.0) -> None:
        """Warp the plane into `frame` (RGBA). `sway` shears it about its lower edge, in pixels at its top."""
        if self.pixels.shape[0] == 0:
            return
        matrix = self.matrix(stage, view)
        height, width = self.pixels.shape[:2]
        if sway:
            lean = sway / max(height, 1)
            matrix = matrix @ np.array([[1.0, -lean, lean * height], [0, 1.0, 0], [0, 0, 1.0]])
        corners = matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1.0]])
        left, top = max(0, int(corners[0].min()) - 1), max(0, int(corners[1].min()) - 1)
        right = min(stage.width, int(corners[0].max()) + 2)
        bottom = min(stage.height, int(corners[1].max()) + 2)
        if right - left < 1 or bottom - top < 1:
            return
        local = matrix.copy()
        local[:, 2] -= (left, top)
        patch = cv2.warpAffine(self.pixels, local, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
        lay_over(frame[top:bottom, left:right], patch)


@dataclass(frozen=True)
class Brush:
    """Paints one prop on a plane. Local coordinates: origin where the prop stands, y up, 1.0 is its size in pixels.

    Colours are the material's own; the brush puts them in the light and air of the scene. `sun` is -1 when the key
    light comes from the left and 1 from the right. `snow` is True when snow lies on things.
    """

    plane: Plane
    palette: Palette
    x: float
    y: float
    size: float
    sun: int = 1
    flip: int = 1
    snow: bool = False

    @property
    def lit(self) -> int:
        """The side the key light falls on, in local coordinates."""
        return self.sun * self.flip

    def paint(self, colour: Colour, *, light: float = 0.0) -> tuple[float, float, float, float]:
        """The colour as it shows: in ambient light, warmed by the key by `light` (-1..1), seen through the air."""
        if light > 0:
            colour = mix(colour, lifted(mix(colour, self.palette.key, 0.55), 0.12), light)
        elif light < 0:
            colour = mix(colour, tuple(c * s / 255 for c, s in zip(colour, self.palette.shade, strict=True)), -light)  # type: ignore[arg-type]
        shown = self.palette.local(colour, self.plane.depth)
        return (shown[0], shown[1], shown[2], 255.0)

    def at(self, points: Sequence[Point]) -> Pixels:
        """Local points to fixed-point texture pixels."""
        return self.plane.to_texture(
            [(self.x + self.flip * px * self.size, self.y - py * self.size) for px, py in points]
        )

    def shape(self, points: Sequence[Point], colour: Colour, *, light: float = 0.0) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.plane.pixels, [self.at(points)], self.paint(colour, light=light), cv2.LINE_AA, SHIFT)

    def line(self, points: Sequence[Point], colour: Colour, width: float, *, light: float = 0.0) -> None:
        """Stroke a path; `width` is in local units."""
        thick = max(1, round(width * self.size * self.plane.scale))
        cv2.polylines(
            self.plane.pixels, [self.at(points)], False, self.paint(colour, light=light), thick, cv2.LINE_AA, SHIFT
        )

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, *, light: float = 0.0) -> None:
        """Fill an ellipse."""
        turn = np.linspace(0, 2 * np.pi, max(12, min(48, int(rx * self.size * 1.5))), endpoint=False)
        self.shape([(x + rx * float(np.cos(a)), y + ry * float(np.sin(a))) for a in turn], colour, light=light)

    def box(self, left: float, bottom: float, right: float, top: float, colour: Colour, *, light: float = 0.0) -> None:
        """Fill an upright rectangle."""
        self.shape([(left, bottom), (right, bottom), (right, top), (left, top)], colour, light=light)

    def lamp(self, x: float, y: float, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """A soft pool of light that adds to what it falls on; not dimmed by the ambient light."""
        ((px, py),) = self.plane.to_texture([(self.x + self.flip * x * self.size, self.y - y * self.size)]) / (
            1 << SHIFT
        )
        shine(self.plane.pixels, float(px), float(py), radius * self.size * self.plane.scale, colour, strength)

    def glow_box(self, left: float, bottom: float, right: float, top: float, colour: Colour) -> None:
        """A rectangle that gives its own light (a lit window, a screen): not dimmed by the hour."""
        points = self.at([(left, bottom), (right, bottom), (right, top), (left, top)])
        cv2.fillPoly(self.plane.pixels, [points], (*colour, 255.0), cv2.LINE_AA, SHIFT)

    def glow_shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A polygon that gives its own light."""
        cv2.fillPoly(self.plane.pixels, [self.at(points)], (*colour, 255.0), cv2.LINE_AA, SHIFT)


def shine(
    canvas: Pixels, x: float, y: float, radius: float, colour: Colour, strength: float, *, power: float = 2.2
) -> None:
    """Add a soft disc of light to RGBA `canvas` in place, in its own pixels."""
    left, right = max(0, int(x - radius)), min(canvas.shape[1], int(x + radius) + 1)
    top, bottom = max(0, int(y - radius)), min(canvas.shape[0], int(y + radius) + 1)
    if right <= left or bottom <= top or radius < 0.5:
        return
    across = (np.arange(left, right, dtype=np.float32) - x) / radius
    down = (np.arange(top, bottom, dtype=np.float32) - y) / radius
    fall = np.clip(1.0 - np.sqrt(across[None, :] ** 2 + down[:, None] ** 2), 0, 1) ** power * strength
    light = np.zeros((bottom - top, right - left, 4), np.uint8)
    light[..., :3] = np.clip(fall[..., None] * np.array(colour, np.float32), 0, 255)
    canvas[top:bottom, left:right] = cv2.add(canvas[top:bottom, left:right], light)


def spread_light(canvas: Pixels, x: float, y: float, wide: float, tall: float, colour: Colour, strength: float) -> None:
    """Add a soft oval of light to RGBA `canvas` in place: light on the ground, seen at a low angle."""
    left, right = max(0, int(x - wide)), min(canvas.shape[1], int(x + wide) + 1)
    top, bottom = max(0, int(y - tall)), min(canvas.shape[0], int(y + tall) + 1)
    if right <= left or bottom <= top:
        return
    across = (np.arange(left, right, dtype=np.float32) - x) / wide
    down = (np.arange(top, bottom, dtype=np.float32) - y) / tall
    fall = np.clip(1.0 - across[None, :] ** 2 - down[:, None] ** 2, 0, 1) ** 1.5 * strength
    part = canvas[top:bottom, left:right, :3].astype(np.float32)
    lit = part + fall[..., None] * np.array(colour, np.float32) * (0.35 + part / 255.0)
    canvas[top:bottom, left:right, :3] = np.clip(lit, 0, 255)
