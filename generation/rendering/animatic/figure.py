"""The puppet: a lit cut-out, bent by a mesh each frame, with the shadow it throws."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generation.rendering.animatic.cutout import Cutout
from generation.rendering.animatic.light import LightRig
from generation.rendering.animatic.motion import Pose
from generation.rendering.animatic.pixels import Pixels, premultiplied, smoothstep

CELL = 14  # mesh cell, frame pixels
MARGIN = 0.36  # room around the body for bending, body heights


@dataclass(frozen=True)
class Patch:
    """A piece of a frame: premultiplied RGBA and where its top-left corner goes."""

    pixels: Pixels
    left: int
    top: int


@dataclass
class Puppet:
    """A character ready to act. `height` is its size on the stage line in pixels; sprites are lit, premultiplied."""

    front: Pixels
    mirrored: Pixels
    height: float
    stiff: bool

    @property
    def aspect(self) -> float:
        """Width over height."""
        return float(self.front.shape[1] / self.front.shape[0])

    def draw(self, pose: Pose, foot: tuple[float, float], scale: float, frame_size: tuple[int, int]) -> Patch | None:
        """Warp the puppet into `pose` with its feet at `foot` (frame pixels); None when out of the frame.

        `scale` is the camera's magnification of the stage line at the puppet's depth; `frame_size` is width, height.
        """
        tall = self.height * scale
        wide = tall * self.aspect
        reach = max(wide, tall) * 0.5 + tall * MARGIN
        box = _clip_box(foot[0] - reach, foot[1] - tall * 1.45, foot[0] + reach, foot[1] + tall * 0.4, frame_size)
        if box is None or tall < 2:
            return None
        left, top, columns, rows = box
        facing_away = np.cos(pose.turn) < 0
        sprite = self.mirrored if facing_away else self.front
        across, up = _mesh(box, foot, tall, pose)
        source_x, source_y = self._source(across, up, pose)
        fine_x = cv2.resize(source_x.astype(np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
        fine_y = cv2.resize(source_y.astype(np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
        pixels = cv2.remap(sprite, fine_x, fine_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        right, bottom = min(left + columns, frame_size[0]), min(top + rows, frame_size[1])
        inner_left, inner_top = max(0, left), max(0, top)
        inner = pixels[inner_top - top : bottom - top, inner_left - left : right - left]
        return Patch(np.ascontiguousarray(inner), inner_left, inner_top)

    def _source(self, across: Pixels, up: Pixels, pose: Pose) -> tuple[Pixels, Pixels]:
        """Sprite pixels for mesh nodes given in body heights (across from the feet, up from the ground)."""
        x, y = across, up
        for _ in range(2):  # fixed point: offsets are small and smooth, two rounds are enough
            shift_x, shift_y = self._bend(x, y, pose)
            x, y = across - shift_x, up - shift_y
        thin = max(abs(float(np.cos(pose.turn))) ** 0.55, 0.16)  # hurry past the edge-on view of a flat cut-out
        tall, wide = self.front.shape[:2]
        return x / thin * tall + wide / 2 - 0.5, tall - y * tall - 0.5

    def _bend(self, x: Pixels, y: Pixels, pose: Pose) -> tuple[Pixels, Pixels]:
        """How far the body's points are moved by its joints, in body heights."""
        height = np.clip(y, -0.1, 1.2)
        soft = 0.35 if self.stiff else 1.0
        shift_x = soft * (pose.lean * height + pose.lag * height**2)
        shift_y = np.zeros_like(x) + 0.006 * pose.breath * np.clip(height, 0, 1) * soft
        if self.stiff:
            return shift_x, shift_y
        half = self.aspect / 2
        middle = np.sin(np.pi * np.clip(height, 0, 1))
        shift_x = shift_x + pose.hip * middle + 0.010 * pose.breath * (x / max(half, 0.1)) * middle
        legs = 1 - smoothstep(0.04, 0.36, height)
        side = np.tanh(x / (0.22 * half + 0.01))
        lift = 0.5 * (1 + side) * max(0.0, np.sin(pose.step)) + 0.5 * (1 - side) * max(0.0, -np.sin(pose.step))
        shift_y = shift_y + legs * pose.stride * 0.048 * lift
        shift_x = shift_x + legs * pose.stride * 0.045 * side * np.cos(pose.step)
        arms = smoothstep(0.42 * half, 0.98 * half, np.abs(x)) * np.exp(-(((height - 0.58) / 0.27) ** 2))
        waving = arms * (0.5 + 0.5 * np.tanh(x / (0.1 * half + 0.01)))
        shift_y = shift_y + pose.arm * (0.10 * waving + 0.035 * arms) + 0.05 * pose.swing * pose.arm * arms * np.sign(x)
        shift_x = shift_x + 0.06 * pose.swing * pose.arm * waving
        return shift_x, shift_y


def _clip_box(
    left: float, top: float, right: float, bottom: float, frame_size: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """Left, top, columns, rows of the frame part to warp, in whole mesh cells with a cell to spare on each side."""
    x0, y0 = max(int(left), 0) - CELL, max(int(top), 0) - CELL
    x1, y1 = min(int(right), frame_size[0]) + CELL, min(int(bottom), frame_size[1]) + CELL
    columns, rows = (x1 - x0 + CELL - 1) // CELL * CELL, (y1 - y0 + CELL - 1) // CELL * CELL
    if x1 - x0 <= 2 * CELL or y1 - y0 <= 2 * CELL:
        return None
    return x0, y0, columns, rows


def _mesh(box: tuple[int, int, int, int], foot: tuple[float, float], tall: float, pose: Pose) -> tuple[Pixels, Pixels]:
    """Mesh nodes of the box as body coordinates, with rotation and squash undone."""
    left, top, columns, rows = box
    xs = (np.arange(columns // CELL, dtype=np.float64) + 0.5) * CELL - 0.5 + left - foot[0]
    ys = foot[1] - ((np.arange(rows // CELL, dtype=np.float64) + 0.5) * CELL - 0.5 + top)
    x, y = np.meshgrid(xs / tall, ys / tall)
    # Grounded bodies turn about their feet, flying ones about their middle.
    pivot = 0.5 * float(smoothstep(0.05, 0.3, pose.y))
    cos, sin = np.cos(pose.rot), np.sin(pose.rot)
    turned_x, turned_y = cos * x - sin * (y - pivot), sin * x + cos * (y - pivot) + pivot
    wide = 1.0 / max(pose.stretch, 0.4) ** 0.75
    return turned_x / wide, turned_y / pose.stretch


def make_puppet(cutout: Cutout, *, height: float, sharpest: float, mirror: bool, rig: LightRig) -> Puppet:
    """Scale and light a cut-out. `height` is its stage height in pixels, `sharpest` the largest it will ever appear."""
    rows = int(np.clip(round(sharpest), 16, 1400))
    columns = max(8, round(rows * cutout.pixels.shape[1] / cutout.pixels.shape[0]))
    shrink = rows < cutout.pixels.shape[0]
    flat = premultiplied(cutout.pixels[..., :3], cutout.pixels[..., 3].astype(np.float32))
    sized = cv2.resize(flat, (columns, rows), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_CUBIC)
    sized[..., :3] = np.minimum(sized[..., :3], sized[..., 3:])
    if mirror:
        sized = np.ascontiguousarray(sized[:, ::-1])
    back = np.ascontiguousarray(sized[:, ::-1])
    return Puppet(
        front=rig.light_sprite(sized), mirrored=rig.light_sprite(back), height=height, stiff=cutout.how == "card"
    )


def facing_of(cutout: Cutout) -> int:
    """Which way a cut-out seems to look: -1 left, 1 right, 0 straight ahead or unknown.

    A face carries the fine detail of a head, so detail off the middle of the head tells which way it is turned.
    """
    head = cutout.pixels[: max(8, int(cutout.pixels.shape[0] * 0.42))]
    alpha = head[..., 3].astype(np.float32) / 255
    inner = cv2.erode(alpha, np.ones((7, 7), np.uint8))
    grey = cv2.cvtColor(np.ascontiguousarray(head[..., :3]), cv2.COLOR_RGB2GRAY).astype(np.float32)
    detail = np.abs(cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), 1.2), cv2.CV_32F)) * inner
    if detail.sum() < 1 or alpha.sum() < 1:
        return 0
    columns = np.arange(head.shape[1], dtype=np.float32)
    middle = float((alpha * columns).sum() / alpha.sum())
    spread = float(np.sqrt((alpha * (columns - middle) ** 2).sum() / alpha.sum()))
    offset = (float((detail * columns).sum() / detail.sum()) - middle) / max(spread, 1.0)
    return 0 if abs(offset) < 0.1 else (1 if offset > 0 else -1)
