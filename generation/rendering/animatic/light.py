"""Light on the cast: form shading, rim, bounce and colour cast on sprites; contact and cast shadows on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, Pixels

if TYPE_CHECKING:
    from generation.rendering.animatic.figure import Patch

COARSE = 3  # shadows are soft: they are drawn at a third of the frame's size


@dataclass(frozen=True)
class LightRig:
    """The one key light of a scene. `side` -1 left, 1 right; `ground` the colour the ground throws back up."""

    palette: Palette
    side: int
    ground: Colour
    grounded: bool = True

    def light_sprite(self, sprite: Pixels) -> Pixels:
        """A premultiplied RGBA sprite, lit: shaded away from the key, rimmed towards it, cast in the scene's colour."""
        height = sprite.shape[0]
        alpha = sprite[..., 3].astype(np.float32) / 255.0
        away = self._turned_from_key(alpha, height)
        paint = sprite[..., :3].astype(np.float32) / 255.0
        tint = np.array(self.palette.figure, np.float32) / 255.0
        shade = np.array(self.palette.shade, np.float32) / 255.0
        paint = paint * tint * (1.0 - (0.62 * away)[..., None] * (1.0 - shade))
        paint = paint + (self._bounce(alpha) * alpha)[..., None] * np.array(self.ground, np.float32) / 255.0
        rim = self._rim(alpha, height)[..., None] * np.array(self.palette.rim, np.float32) / 255.0
        paint = paint + rim * (alpha[..., None] - np.minimum(paint, alpha[..., None])) * 0.92
        out = sprite.copy()
        out[..., :3] = np.clip(np.minimum(paint, alpha[..., None]) * 255.0 + 0.5, 0, 255)
        return out

    def _turned_from_key(self, alpha: Pixels, height: int) -> Pixels:
        """0 where the inflated silhouette faces the key light, 1 where it is turned away."""
        pad = max(4, int(height * 0.12))
        body = cv2.copyMakeBorder(alpha, pad, pad, pad, pad, cv2.BORDER_CONSTANT)
        round_x: Pixels = np.zeros(body.shape, np.float32)
        round_y: Pixels = np.zeros(body.shape, np.float32)
        for sigma, weight in ((0.085, 0.7), (0.03, 0.3)):
            soft = cv2.GaussianBlur(body, (0, 0), max(1.0, height * sigma))
            round_x = round_x - weight * cv2.Sobel(soft, cv2.CV_32F, 1, 0) * height * sigma
            round_y = round_y - weight * cv2.Sobel(soft, cv2.CV_32F, 0, 1) * height * sigma
        rise = 0.35 + 0.5 * self.palette.height
        facing = (round_x * self.side * (1 - 0.4 * rise) - round_y * rise)[pad:-pad, pad:-pad]
        return np.asarray(np.clip(0.22 - 0.42 * facing, 0.0, 1.0))

    def _rim(self, alpha: Pixels, height: int) -> Pixels:
        """A thin bright band on the edge towards the key."""
        wide = max(1.2, height * 0.011)
        shift = np.array([[1, 0, -self.side * wide], [0, 1, wide * (0.5 + 0.6 * self.palette.height)]], np.float32)
        moved = cv2.warpAffine(alpha, shift, (alpha.shape[1], alpha.shape[0]), flags=cv2.INTER_LINEAR)
        moved = cv2.GaussianBlur(moved, (0, 0), max(0.7, height * 0.005))
        return np.asarray(alpha * np.clip(1.0 - moved, 0, 1) * 0.85)

    def _bounce(self, alpha: Pixels) -> Pixels:
        """Light thrown back by the ground, on the lower part of the body."""
        if not self.grounded:
            return np.zeros_like(alpha)
        rows = np.linspace(1.0, 0.0, alpha.shape[0], dtype=np.float32)
        return np.asarray((np.clip(1.0 - rows / 0.45, 0, 1) ** 1.6 * 0.12)[:, None])

    def drop_shadows(
        self, frame: Pixels, patch: Patch, ground: tuple[float, float], tall: float, lifted: float
    ) -> None:
        """Darken `frame` under a puppet: a contact shadow and the silhouette thrown along the ground.

        `ground` is the ground point below the feet in frame pixels; `lifted` how high the feet are, in body heights.
        """
        low = self.palette.height
        skew, flat = -self.side * (0.95 - 0.75 * low), 0.34 - 0.14 * low
        height, width = frame.shape[:2]
        top = max(0, int(ground[1] - 0.10 * tall))
        bottom = min(height, int(ground[1] + 0.62 * tall))
        span = 0.9 * tall + abs(skew) * tall * (1 + lifted)
        left, right = max(0, int(ground[0] - span)), min(width, int(ground[0] + span))
        if bottom - top < 2 * COARSE or right - left < 2 * COARSE:
            return
        size = ((right - left) // COARSE, (bottom - top) // COARSE)
        mask = self._thrown(patch, ground, (left, top), size, skew, flat)
        reach = (np.arange(size[1], dtype=np.float32) * COARSE + top - ground[1]) / max(flat * tall, 1)
        mask *= (np.clip(1.05 - 0.62 * np.clip(reach, 0, 2), 0, 1) * (0.8 if lifted < 0.5 else 0.55))[:, None]
        mask = np.maximum(mask, self._contact(ground, (left, top), size, tall, lifted))
        shade = np.array([*self.palette.shade, 255.0], np.float32) / 255.0
        keep = 1.0 - (mask * self.palette.shadow * 1.7).clip(0, 0.86)[..., None] * (1.0 - shade * 0.7)
        keep[..., 3] = 1.0
        wide = cv2.resize((keep * 255).astype(np.uint8), (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
        part = frame[top:bottom, left:right]
        cv2.multiply(part, wide, dst=part, scale=1 / 255)

    def _thrown(
        self,
        patch: Patch,
        ground: tuple[float, float],
        origin: tuple[int, int],
        size: tuple[int, int],
        skew: float,
        flat: float,
    ) -> Pixels:
        """The silhouette laid on the ground, 0..1, at coarse size."""
        small = cv2.resize(
            np.ascontiguousarray(patch.pixels[..., 3]), None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA
        )
        # x' = x + skew (gy - y), y' = gy + flat (gy - y), all in coarse pixels of the shadow box
        gy, left, top = ground[1] / COARSE, patch.left / COARSE, patch.top / COARSE
        matrix = np.array(
            [
                [1.0, -skew, left + skew * (gy - top) - origin[0] / COARSE],
                [0.0, -flat, gy + flat * (gy - top) - origin[1] / COARSE],
            ]
        )
        mask = cv2.warpAffine(small, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32) / 255.0
        return cv2.GaussianBlur(mask, (0, 0), max(0.8, small.shape[0] * 0.011))

    def _contact(
        self, ground: tuple[float, float], origin: tuple[int, int], size: tuple[int, int], tall: float, lifted: float
    ) -> Pixels:
        """A soft dark pool right under the feet; it widens and fades as they leave the ground."""
        wide = tall * (0.24 + 0.12 * min(lifted, 1.0)) / COARSE
        thin = wide * 0.24
        across = (np.arange(size[0], dtype=np.float32) - (ground[0] - origin[0]) / COARSE) / wide
        down = (np.arange(size[1], dtype=np.float32) - (ground[1] - origin[1]) / COARSE) / thin
        strength = 0.9 * float(np.clip(1.0 - 1.6 * lifted, 0.12, 1.0))
        return np.asarray(np.exp(-(across[None, :] ** 2 + down[:, None] ** 2) * 1.4) * strength, np.float32)
