"""Shared pixel types, colours and smooth noise. Colours are RGB 0..255; images are premultiplied RGBA uint8."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

# OpenCV's own stubs return arrays of "integer or floating"; one wide alias keeps signatures readable.
Pixels: TypeAlias = npt.NDArray[Any]
Colour: TypeAlias = tuple[float, float, float]


def hexed(code: str) -> Colour:
    """ "#RRGGBB" as an RGB triple."""
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` moved towards `second` by `share` (0..1)."""
    return tuple(a + (b - a) * share for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


def tinted(colour: Colour, tint: Colour) -> Colour:
    """`colour` under a light of colour `tint`, both 0..255 (a tint of 255,255,255 changes nothing)."""
    return tuple(min(255.0, a * b / 255.0) for a, b in zip(colour, tint, strict=True))  # type: ignore[return-value]


def lifted(colour: Colour, amount: float) -> Colour:
    """Lighter (amount > 0) or darker (< 0) by a share of the way to white or black."""
    return mix(colour, (255, 255, 255), amount) if amount >= 0 else mix(colour, (0, 0, 0), -amount)


def luminance(colour: Colour) -> float:
    """Rec. 709 luma of an RGB colour, 0..1."""
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255.0


def smoothstep(low: float, high: float, value: Pixels | float) -> Pixels:
    """Hermite ramp from 0 at `low` to 1 at `high`."""
    share = np.clip((np.asarray(value, np.float32) - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share))


def gradient(height: int, stops: Sequence[tuple[float, Colour]]) -> Pixels:
    """A column of `height` RGB colours (float32, height x 3) through stops at positions 0..1."""
    at = np.linspace(0.0, 1.0, height, dtype=np.float32)
    places = [stop[0] for stop in stops]
    return np.stack([np.interp(at, places, [stop[1][c] for stop in stops]) for c in range(3)], axis=1).astype(
        np.float32
    )


def fractal_noise(rng: np.random.Generator, height: int, width: int, cells: float, octaves: int = 4) -> Pixels:
    """Smooth layered noise 0..1 (float32, height x width), about `cells` features across, tiling left to right."""
    total = np.zeros((height, width), np.float32)
    weight, reach = 1.0, 0.0
    for octave in range(octaves):
        across = max(2, round(cells * 2**octave))
        down = max(2, round(across * height / width))
        grid = rng.random((down + 1, across), dtype=np.float32)
        grid = np.concatenate([grid, grid[:, :2]], axis=1)  # wrap, so that a drifting layer has no seam
        step = width / across
        padded = cv2.resize(grid, (round(width + 2 * step), height), interpolation=cv2.INTER_CUBIC)
        start = round(step)
        total += weight * padded[:, start : start + width]
        reach += weight
        weight *= 0.5
        if across > width // 2:
            break
    total /= reach
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def smooth_walk(rng: np.random.Generator, count: int, rate: float, fps: float) -> Pixels:
    """A slow wander of `count` values around 0 (about -1..1) that changes direction `rate` times a second."""
    knots = max(4, int(count / fps * rate) + 4)
    values = rng.uniform(-1.0, 1.0, knots).astype(np.float32)
    at = np.linspace(0.0, (count / fps) * rate, count, dtype=np.float32) + 0.5
    base = at.astype(int)
    share = smoothstep(0.0, 1.0, at - base)
    return np.asarray(values[base] * (1 - share) + values[np.minimum(base + 1, knots - 1)] * share)


def premultiplied(rgb: Pixels, alpha: Pixels) -> Pixels:
    """RGBA uint8 with colour multiplied by alpha, from RGB (0..255) and alpha (0..255)."""
    share = np.clip(alpha, 0, 255).astype(np.float32) / 255.0
    out = np.empty((*alpha.shape, 4), np.uint8)
    out[..., :3] = np.clip(rgb.astype(np.float32) * share[..., None] + 0.5, 0, 255)
    out[..., 3] = np.clip(alpha + 0.5, 0, 255)
    return out


def lay_over(base: Pixels, top: Pixels) -> None:
    """Composite premultiplied RGBA `top` over RGBA `base` of the same size, in place."""
    keep = cv2.cvtColor(cv2.bitwise_not(cv2.extractChannel(top, 3)), cv2.COLOR_GRAY2RGBA)
    keep[..., 3] = keep[..., 0]
    cv2.multiply(base, keep, dst=base, scale=1 / 255)
    cv2.add(base, top, dst=base)


def add_light(base: Pixels, light: Pixels) -> None:
    """Add RGBA `light` (its alpha is not used) to `base` in place, as a projector would."""
    cv2.add(base, light, dst=base)
