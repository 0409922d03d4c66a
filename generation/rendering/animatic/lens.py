"""The pinhole camera of the multiplane stage.

World: x to the right in stage pixels, y up, z away from the lens, where z = 1 is the stage line. At rest a point at
depth z lands at `centre + x / z` and its ground line at `horizon + ground / z`. Planes and ground are drawn once in
those rest pixels; each frame only needs a small matrix to warp them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generation.rendering.animatic.pixels import Pixels

NEAREST = 0.22


@dataclass(frozen=True)
class Stage:
    """The frame and where its horizon and stage line lie, in pixels. `unit` is the length sizes are given in."""

    width: int
    height: int
    horizon: float
    ground: float

    @property
    def unit(self) -> float:
        """One unit of size: the shorter side of the frame."""
        return float(min(self.width, self.height))

    @property
    def floor(self) -> float:
        """The y of the stage line at rest."""
        return self.horizon + self.ground

    def ground_line(self, depth: float) -> float:
        """The y where something standing at `depth` touches the ground, at rest."""
        return self.horizon + self.ground / depth


@dataclass(frozen=True)
class View:
    """Where the camera is in one frame: x, y, z moved from rest, pan and tilt in pixels, roll in radians, zoom."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    pan: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0
    zoom: float = 1.0

    def plane_matrix(self, stage: Stage, depth: float) -> Pixels:
        """3x3 from rest pixels of an upright plane at `depth` (inf for the sky) to frame pixels."""
        if np.isinf(depth):
            return self._turn(stage)
        gap = max(depth - self.z, NEAREST)
        scale = depth / gap
        half = stage.width / 2
        move = np.array(
            [
                [scale, 0.0, half - half * scale - self.x / gap],
                [0.0, scale, stage.horizon - stage.horizon * scale + self.y / gap],
                [0.0, 0.0, 1.0],
            ]
        )
        return np.asarray(self._turn(stage) @ move)

    def ground_matrix(self, stage: Stage) -> Pixels:
        """3x3 homography from rest pixels of the ground to frame pixels."""
        half = stage.width / 2
        to_ground = np.array([[1.0, 0.0, -half], [0.0, 1.0, -stage.horizon], [0.0, 0.0, 1.0]])
        move = np.array([[stage.ground, -self.x, 0.0], [0.0, stage.ground + self.y, 0.0], [0.0, -self.z, stage.ground]])
        return np.asarray(self._turn(stage) @ np.linalg.inv(to_ground) @ move @ to_ground)

    def project(self, stage: Stage, x: float, y: float, depth: float) -> tuple[float, float, float]:
        """Frame x, frame y and scale of a world point."""
        gap = max(depth - self.z, NEAREST)
        point = np.array([stage.width / 2 + (x - self.x) / gap, stage.horizon + (stage.ground - y + self.y) / gap, 1.0])
        turned = self._turn(stage) @ point
        return float(turned[0]), float(turned[1]), self.zoom / gap

    def _turn(self, stage: Stage) -> Pixels:
        """Pan, tilt, roll and zoom about the middle of the frame."""
        cos, sin = np.cos(self.roll) * self.zoom, np.sin(self.roll) * self.zoom
        mid_x, mid_y = stage.width / 2, stage.height / 2
        about = np.array([[1.0, 0.0, self.pan - mid_x], [0.0, 1.0, self.tilt - mid_y], [0.0, 0.0, 1.0]])
        turn = np.array([[cos, -sin, mid_x], [sin, cos, mid_y], [0.0, 0.0, 1.0]])
        return np.asarray(turn @ about)


def coverage(stage: Stage, views: list[View], depth: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in rest pixels that a plane at `depth` needs so that no frame sees past its edge."""
    corners = np.array([[0, stage.width, 0, stage.width], [0, 0, stage.height, stage.height], [1, 1, 1, 1]], float)
    seen = np.concatenate([np.linalg.inv(view.plane_matrix(stage, depth)) @ corners for view in views], axis=1)
    reach = 3.4 * max(stage.width, stage.height)
    left, right = max(seen[0].min(), -reach), min(seen[0].max(), stage.width + reach)
    top, bottom = max(seen[1].min(), -stage.height), min(seen[1].max(), 2.0 * stage.height)
    return int(np.floor(left)) - 4, int(np.floor(top)) - 4, int(np.ceil(right)) + 4, int(np.ceil(bottom)) + 4
