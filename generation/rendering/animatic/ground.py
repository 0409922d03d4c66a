"""The ground: a perspective-textured sheet under the horizon, warped by its own homography; wet ground and water."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, Pixels, fractal_noise, lay_over, lifted, mix, smoothstep

TILE = 512
FOCAL = 1.1  # focal length in units; only sets how fast texture shrinks with distance


@dataclass(frozen=True)
class Soil:
    """What the ground is made of. `pattern` one of noise, boards, tiles, road; `grain` its contrast 0..1.

    `wet` is how mirror-like it is (0..1); `water` animates it as a surface of waves. `verge` lies beside a road.
    """

    colour: Colour
    accent: Colour
    pattern: str = "noise"
    grain: float = 0.5
    wet: float = 0.0
    water: bool = False
    size: float = 1.0
    verge: Colour | None = None


@dataclass
class Ground:
    """The painted sheet in rest pixels with its top edge on the horizon, and, for water, its moving glints."""

    pixels: Pixels
    left: float
    top: float
    soil: Soil
    glints: tuple[Pixels, Pixels] | None = None
    sparkle: Colour = (255, 255, 255)

    def draw_on(self, frame: Pixels, stage: Stage, view: View, time: float) -> None:
        """Warp the ground into RGBA `frame`."""
        place = np.array([[1.0, 0, self.left], [0, 1.0, self.top], [0, 0, 1.0]])
        matrix = view.ground_matrix(stage) @ place
        edge = _horizon_in_frame(stage, view)
        if edge >= stage.height:
            return
        local = np.array([[1.0, 0, 0], [0, 1.0, -edge], [0, 0, 1.0]]) @ matrix
        size = (stage.width, stage.height - edge)
        sheet = _warped(self.pixels, local, size)
        lay_over(frame[edge:], sheet)
        if self.glints is not None:
            self._shimmer(frame[edge:], local, size, time, stage)

    def _shimmer(self, part: Pixels, local: Pixels, size: tuple[int, int], time: float, stage: Stage) -> None:
        """Two sheets of wave crests slide over one another; light shows where both agree."""
        first, second = self.glints  # type: ignore[misc]
        slide = stage.unit * 0.022 * time
        a = _warped(first, local @ _moved(slide, 0.0), size)
        b = _warped(second, local @ _moved(-slide * 0.8, 0.6 * float(np.sin(time * 1.4))), size)
        light = cv2.multiply(a, b, scale=1 / 110)
        cv2.add(part, light, dst=part)


def _warped(sheet: Pixels, matrix: Pixels, size: tuple[int, int]) -> Pixels:
    """`sheet` through a homography, edges repeated.

    The inverse is taken here, scaled, and applied to just the columns in sight: OpenCV inverts in single precision,
    which tears wide sheets at their far end.
    """
    back = np.linalg.inv(matrix)
    corners = back @ np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]], [1, 1, 1, 1.0]])
    reach = corners[0] / np.maximum(corners[2], 1e-9)
    left = int(np.clip(reach.min() - 4, 0, sheet.shape[1] - 8))
    right = int(np.clip(reach.max() + 4, left + 8, sheet.shape[1]))
    back = _moved(-left, 0.0) @ back
    return cv2.warpPerspective(
        np.ascontiguousarray(sheet[:, left:right]),
        back / back[2, 2],
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _moved(x: float, y: float) -> Pixels:
    """A 3x3 translation."""
    return np.array([[1.0, 0, x], [0, 1.0, y], [0, 0, 1.0]])


def _horizon_in_frame(stage: Stage, view: View) -> int:
    """The highest frame row the ground can touch."""
    far = view.plane_matrix(stage, float("inf"))
    left = far @ np.array([0, stage.horizon, 1.0])
    right = far @ np.array([stage.width, stage.horizon, 1.0])
    return int(np.clip(np.floor(min(left[1], right[1])) - 1, 0, stage.height))


def _extent(stage: Stage, views: list[View]) -> tuple[int, int, int]:
    """Left, right and bottom in rest pixels that the ground must reach."""
    lefts, rights, bottoms = [0.0], [float(stage.width)], [float(stage.height)]
    for view in views:
        back = np.linalg.inv(view.ground_matrix(stage))
        low = _horizon_in_frame(stage, view) + 3
        for x, y in ((0, stage.height), (stage.width, stage.height), (0, low), (stage.width, low)):
            point = back @ np.array([x, y, 1.0])
            if point[2] > 1e-6:
                lefts.append(point[0] / point[2])
                rights.append(point[0] / point[2])
                bottoms.append(point[1] / point[2])
    reach = 3.0 * max(stage.width, stage.height)
    left, right = max(min(lefts), -reach), min(max(rights), stage.width + reach)
    return int(left) - 6, int(right) + 6, int(min(max(bottoms), stage.height * 2.0)) + 6


def lay_ground(stage: Stage, views: list[View], palette: Palette, soil: Soil, rng: np.random.Generator) -> Ground:
    """Paint the ground for one shot."""
    left, right, bottom = _extent(stage, views)
    top = int(np.floor(stage.horizon))
    width, height = right - left, max(8, bottom - top)
    rows = np.maximum(np.arange(height, dtype=np.float32) + 0.7, 0.7)
    depth = stage.ground / rows
    x = (np.arange(width, dtype=np.float32) + left - stage.width / 2)[None, :] * depth[:, None]
    z = np.repeat((depth * stage.unit * FOCAL)[:, None], width, axis=1)
    base = np.array([palette.local(soil.colour, float(d)) for d in depth], np.float32)[:, None, :]
    accent = np.array([palette.local(soil.accent, float(d)) for d in depth], np.float32)[:, None, :]
    share = _texture(soil, stage, x, z, rng)
    near = (1.0 / (1.0 + 0.16 * np.maximum(depth - 1.0, 0)))[:, None]
    share = np.clip(share, -1, 1)[..., None] * near[..., None]
    paint = base + (accent - base) * np.maximum(share, 0) - base * np.maximum(-share, 0) * 0.28
    if soil.verge is not None:
        beside = np.array([palette.local(soil.verge, float(d)) for d in depth], np.float32)[:, None, :]
        off = smoothstep(1.13 * stage.unit, 1.2 * stage.unit, np.abs(x))[..., None]
        paint = paint + (beside * (1 + 0.16 * share) - paint) * off
    if soil.water:
        paint = _mirror_of_sky(paint, palette, depth)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = np.clip(paint + rng.random((height, width, 1), dtype=np.float32) - 0.5, 0, 255)
    pixels[..., 3] = 255
    ground = Ground(pixels, float(left), float(top), soil)
    if soil.water:
        ground.glints = _glints(stage, palette, x, z, depth, rng)
    return ground


def _texture(soil: Soil, stage: Stage, x: Pixels, z: Pixels, rng: np.random.Generator) -> Pixels:
    """How much of the accent shows at each ground point, -1..1 (negative darkens)."""
    broad = _sampled(fractal_noise(rng, TILE, TILE, 5, 4), x, z, stage.unit * 4.2)
    share = (smoothstep(0.35, 0.75, broad) - 0.42) * 0.9 * soil.grain
    fine = _sampled(fractal_noise(rng, TILE, TILE, 24, 4), x, z, stage.unit * 1.5)
    share = share + (fine - 0.5) * 0.9 * soil.grain
    if soil.pattern in ("boards", "tiles", "road"):
        share = share * 0.35 + _built(soil.pattern, stage, x, z, soil.size)
    return np.asarray(share)


def _sampled(tile: Pixels, x: Pixels, z: Pixels, reach: float) -> Pixels:
    """A tile seen in perspective; one covers `reach` pixels of ground, mirrored at its edges so that no seam shows."""
    scale = TILE / reach
    return cv2.remap(
        tile,
        (x * scale).astype(np.float32),
        (z * scale).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )


def _built(pattern: str, stage: Stage, x: Pixels, z: Pixels, size: float) -> Pixels:
    """Man-made ground: floor boards running away, square tiles, a road with lines."""
    u = stage.unit
    soften = np.maximum(z / (u * FOCAL), 0.5) * 0.0030 * u  # joints blur with distance instead of flickering
    if pattern == "boards":
        plank = x / (0.16 * u * size)
        joint = np.abs(plank - np.round(plank)) * 0.16 * u * size
        tone = np.sin(np.floor(plank + 0.5) * 12.9898) * 43758.5453
        tone = tone - np.floor(tone)
        return np.asarray((tone - 0.5) * 0.7 - 1.1 * np.exp(-((joint / (soften + 0.0035 * u)) ** 2)))
    if pattern == "tiles":
        across, along = x / (0.3 * u * size), z / (0.3 * u * size)
        along = along + 0.5 * (np.floor(across) % 2)
        tone = np.sin(np.floor(across) * 12.9898 + np.floor(along) * 78.233) * 43758.5453
        tone = tone - np.floor(tone)
        gap_x = np.abs(across - np.round(across)) * 0.3 * u * size
        gap_z = np.abs(along - np.round(along)) * 0.3 * u * size
        joint = np.exp(-((gap_x / (soften + 0.004 * u)) ** 2)) + np.exp(-((gap_z / (soften * 2.5 + 0.006 * u)) ** 2))
        fade = np.exp(-np.maximum(z / (u * FOCAL) - 1.5, 0) * 0.4)
        return np.asarray(((tone - 0.5) * 0.55 - 0.7 * np.clip(joint, 0, 1)) * fade)
    middle = np.exp(-((x / (0.03 * u + soften)) ** 2)) * (np.sin(z / (0.11 * u)) > 0)
    kerb = np.exp(-(((np.abs(x) - 1.1 * u) / (0.03 * u + soften)) ** 2))
    return np.asarray(0.9 * middle + 0.8 * kerb)


def _mirror_of_sky(paint: Pixels, palette: Palette, depth: Pixels) -> Pixels:
    """Water takes the sky's colours: the horizon far away, its own body and the zenith near by."""
    far = np.clip((depth - 0.7) / 6.0, 0, 1)[:, None, None] ** 0.55
    sky = np.array(mix(palette.sky[3], palette.sky[2], 0.35), np.float32)
    return np.asarray(paint * (1 - far * 0.8) + sky * far * 0.8)


def _glints(
    stage: Stage, palette: Palette, x: Pixels, z: Pixels, depth: Pixels, rng: np.random.Generator
) -> tuple[Pixels, Pixels]:
    """Two sheets of wave crests as RGBA light."""
    sheets = []
    near = (1.0 / (1.0 + 0.10 * depth))[:, None] * smoothstep(60, 12, depth)[:, None]
    for reach in (1.5, 1.9):
        crest = _sampled(fractal_noise(rng, TILE, TILE, 12, 3), x, z * 2.2, stage.unit * reach)
        light = smoothstep(0.44, 0.64, crest) * near
        sheet = np.zeros((*light.shape, 4), np.uint8)
        sheet[..., :3] = np.clip(
            light[..., None] * np.array(lifted(mix(palette.key, palette.sky[3], 0.45), 0.1)) * 0.36, 0, 255
        )
        sheets.append(sheet)
    return sheets[0], sheets[1]


def reflect(frame: Pixels, line: int, strength: float, unit: float) -> None:
    """Mirror what stands above row `line` into the wet ground below it, blurred downwards and fading."""
    rows = min(frame.shape[0] - line, line, int(unit * 0.75))
    if rows < 12 or strength <= 0.01:
        return
    above = frame[line - rows : line][::-1]
    small = cv2.resize(above, (max(8, frame.shape[1] // 4), max(3, rows // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigmaX=max(0.6, unit * 0.0015), sigmaY=max(1.0, unit * 0.008))
    fade = strength * np.linspace(1, 0, small.shape[0], dtype=np.float32)[:, None, None] ** 0.8
    fade = fade * np.clip(np.arange(small.shape[0], dtype=np.float32) / 5, 0, 1)[:, None, None]
    faded = (small.astype(np.float32) * fade).astype(np.uint8)
    lay_over(frame[line : line + rows], cv2.resize(faded, (frame.shape[1], rows), interpolation=cv2.INTER_LINEAR))
