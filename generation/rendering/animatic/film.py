"""The last touches on a frame, as a lab would: bloom, grade, vignette, grain."""

from __future__ import annotations

import cv2
import numpy as np

from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Pixels


class Lab:
    """Finishes frames of one size with one look. Everything heavy is worked out once."""

    def __init__(self, width: int, height: int, palette: Palette, rng: np.random.Generator) -> None:
        self._curves = _curves(palette)
        self._bloom = 0.30 + 0.34 * palette.glow
        self._threshold = 182 if palette.stars > 0.5 else 198
        self._colour = palette.colour
        self._vignette = _vignette(width, height, 0.30 + 0.08 * palette.contrast)
        amount = 2.6 if palette.stars < 0.5 else 3.2
        grain = rng.normal(0, amount, (height + 64, width + 64)).astype(np.float32)
        grain = cv2.GaussianBlur(grain, (0, 0), 0.55) * 1.5
        self._lighter = cv2.cvtColor(np.clip(grain, 0, 40).astype(np.uint8), cv2.COLOR_GRAY2RGB)
        self._darker = cv2.cvtColor(np.clip(-grain, 0, 40).astype(np.uint8), cv2.COLOR_GRAY2RGB)
        self._jitter = rng.integers(0, 64, (997, 2))

    def develop(self, frame: Pixels, number: int) -> Pixels:
        """RGBA uint8 in, graded RGB uint8 out."""
        self._bleed_light(frame)
        cv2.multiply(frame, self._vignette, dst=frame, scale=1 / 255)
        rgb = cv2.cvtColor(frame, cv2.COLOR_RGBA2RGB)
        if abs(self._colour - 1) > 0.03:
            grey = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
            rgb = cv2.addWeighted(rgb, self._colour, grey, 1 - self._colour, 0)
        rgb = cv2.LUT(rgb, self._curves)
        return self._grained(rgb, number)

    def _bleed_light(self, frame: Pixels) -> None:
        """Bright parts glow into their surroundings."""
        height, width = frame.shape[:2]
        small = cv2.resize(frame, (max(8, width // 8), max(8, height // 8)), interpolation=cv2.INTER_AREA)
        bright = cv2.subtract(small, np.full_like(small, self._threshold))
        soft = cv2.GaussianBlur(bright, (0, 0), max(1.0, min(width, height) / 170))
        soft = cv2.convertScaleAbs(soft, alpha=self._bloom * 2.0)
        cv2.add(frame, cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), dst=frame)

    def _grained(self, rgb: Pixels, number: int) -> Pixels:
        """Film grain from one sheet, moved at random each frame."""
        height, width = rgb.shape[:2]
        y, x = self._jitter[number % len(self._jitter)]
        cv2.add(rgb, self._lighter[y : y + height, x : x + width], dst=rgb)
        return cv2.subtract(rgb, self._darker[y : y + height, x : x + width], dst=rgb)


def _curves(palette: Palette) -> Pixels:
    """One curve per channel: contrast about the middle, shadows towards `lift`, highlights towards `gain`."""
    level = np.linspace(0, 1, 256)
    s_curve = level + (palette.contrast * 1.06 - 1.0) * 0.55 * np.sin((level - 0.5) * 2 * np.pi) * -0.5 * -1
    curves = np.empty((1, 256, 3), np.uint8)
    for channel in range(3):
        low, high = palette.lift[channel] / 255, palette.gain[channel] / 255
        toned = s_curve * (high - low * (1 - level)) + low * (1 - level) ** 1.5
        curves[0, :, channel] = np.clip(toned * 255 + 0.5, 0, 255)
    return curves


def _vignette(width: int, height: int, amount: float) -> Pixels:
    """Darker corners, RGBA."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] ** 2
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] ** 2
    fall = 1 - amount * np.clip((across + down) / 2 - 0.18, 0, 1) ** 1.35
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., :3] = np.clip(fall * 255, 0, 255)[..., None]
    return out
