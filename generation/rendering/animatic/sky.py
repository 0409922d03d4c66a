"""Skies: gradient, sun or moon, drifting clouds, twinkling stars, nebulae, aurora."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from generation.rendering.animatic.lens import Stage, View, coverage
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import (
    Colour,
    Pixels,
    fractal_noise,
    gradient,
    lay_over,
    lifted,
    luminance,
    mix,
    premultiplied,
    smoothstep,
)
from generation.rendering.animatic.plane import Plane, shine

INFINITE = float("inf")


@dataclass
class Sky:
    """The farthest planes. `drift` is the clouds' speed in pixels a second; `disc_x` where the sun
    or moon stands, in rest pixels, or None when it is not in sight.
    """

    base: Plane
    clouds: Plane | None = None
    drift: float = 0.0
    disc_x: float | None = None
    aurora: Plane | None = None
    stars: Pixels = field(default_factory=lambda: np.zeros((0, 5), np.float32))

    def draw_on(self, frame: Pixels, stage: Stage, view: View, time: float) -> None:
        """Paint the sky at `time` seconds into RGBA `frame`, covering it."""
        matrix = self.base.matrix(stage, view)
        cv2.warpAffine(
            self.base.pixels, matrix, (stage.width, stage.height), dst=frame, borderMode=cv2.BORDER_REPLICATE
        )
        if len(self.stars):
            self._draw_stars(frame, stage, view, time)
        if self.aurora is not None:
            self.aurora.draw_on(frame, stage, view, sway=26.0 * stage.unit / 720 * float(np.sin(time * 0.9)))
        if self.clouds is not None:
            moved = self.clouds.matrix(stage, view)
            moved[0, 2] += self.drift * time
            sheet = cv2.warpAffine(self.clouds.pixels, moved, (stage.width, stage.height))
            lay_over(frame, sheet)

    def _draw_stars(self, frame: Pixels, stage: Stage, view: View, time: float) -> None:
        """Add each star with its own twinkle (columns: x, y, radius, rate, brightness)."""
        matrix = view.plane_matrix(stage, INFINITE)
        for x, y, radius, rate, bright in self.stars:
            px, py = (
                matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2],
                matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2],
            )
            if 0 <= px < stage.width and 0 <= py < stage.height:
                glow = bright * (0.62 + 0.38 * np.sin(time * rate + x * 3.1 + y))
                shine(frame, float(px), float(py), float(radius), (230, 238, 255), float(glow), power=1.6)


def sky_box(stage: Stage, views: list[View]) -> tuple[int, int, int, int]:
    """The rest pixels the sky must cover."""
    return coverage(stage, views, INFINITE)


def open_sky(
    stage: Stage,
    views: list[View],
    palette: Palette,
    side: int,
    rng: np.random.Generator,
    *,
    cover: float,
    seconds: float,
    disc: str,
) -> Sky:
    """A sky over open land. `cover` is how cloudy (0..1), `disc` "sun", "moon" or "" for neither in sight."""
    plane = Plane(INFINITE, sky_box(stage, views))
    fill_gradient(plane, stage, palette.sky)
    x = stage.width * (0.5 + side * rng.uniform(0.16, 0.32))
    y = stage.horizon * (1.0 - min(0.9, palette.height * rng.uniform(1.25, 1.5))) if disc else -0.1 * stage.height
    if disc == "moon":
        y = stage.horizon * rng.uniform(0.2, 0.36)
    _paint_glow(plane, stage, palette, x, y, disc)
    if disc == "moon":
        _paint_moon(plane, x, y, stage.unit * rng.uniform(0.055, 0.08))
    clouds, drift = None, 0.0
    if cover > 0.02:
        drift = side * -stage.unit * rng.uniform(0.008, 0.02)
        clouds = _clouds(stage, views, palette, (x, y), rng, cover, abs(drift) * seconds)
    return Sky(
        plane, clouds=clouds, drift=drift, disc_x=x if disc else None, stars=_stars(plane, stage, rng, palette.stars)
    )


def fill_gradient(plane: Plane, stage: Stage, stops: tuple[Colour, Colour, Colour, Colour]) -> None:
    """Zenith to horizon, with a little dither against banding."""
    reach = max(4, int(stage.horizon - plane.top))
    column = gradient(reach, [(0.0, stops[0]), (0.42, stops[1]), (0.78, stops[2]), (1.0, stops[3])])
    below = np.repeat(np.array([stops[3]], np.float32), max(1, plane.pixels.shape[0] - reach), axis=0)
    column = np.concatenate([column, below])[: plane.pixels.shape[0]]
    noise = np.random.default_rng(5).random((*plane.pixels.shape[:2], 1), dtype=np.float32) - 0.5
    plane.pixels[..., :3] = np.clip(column[:, None, :] + noise * 1.6 + 0.5, 0, 255)
    plane.pixels[..., 3] = 255


def _paint_glow(plane: Plane, stage: Stage, palette: Palette, x: float, y: float, disc: str) -> None:
    """The halo of the key light, and the sun's disc when it is in sight."""
    px, py, u = x - plane.left, y - plane.top, stage.unit
    halo = 0.45 if disc == "moon" else 1.0
    shine(plane.pixels, px, py, u * 1.25, palette.key, 0.32 * palette.glow * halo, power=2.0)
    shine(plane.pixels, px, py, u * 0.5, palette.key, 0.42 * palette.glow * halo, power=2.2)
    if disc == "sun":
        shine(plane.pixels, px, py, u * 0.17, palette.key, 0.55, power=1.9)
        size = u * (0.062 if palette.height < 0.4 else 0.045)
        cv2.circle(
            plane.pixels,
            (round(px * 16), round(py * 16)),
            round(size * 16),
            (*lifted(palette.key, 0.72), 255.0),
            -1,
            cv2.LINE_AA,
            4,
        )


def _paint_moon(plane: Plane, x: float, y: float, radius: float) -> None:
    """A pale disc with soft seas and a halo."""
    px, py = x - plane.left, y - plane.top
    shine(plane.pixels, px, py, radius * 4.2, (170, 192, 255), 0.3, power=2.2)
    cv2.circle(
        plane.pixels, (round(px * 16), round(py * 16)), round(radius * 16), (226, 226, 214, 255), -1, cv2.LINE_AA, 4
    )
    for dx, dy, size in ((-0.3, -0.2, 0.26), (0.25, 0.1, 0.34), (-0.1, 0.45, 0.2), (0.42, -0.42, 0.14)):
        centre = (round((px + dx * radius) * 16), round((py + dy * radius) * 16))
        cv2.circle(plane.pixels, centre, round(size * radius * 16), (198, 200, 196, 255), -1, cv2.LINE_AA, 4)


def _clouds(
    stage: Stage,
    views: list[View],
    palette: Palette,
    sun: tuple[float, float],
    rng: np.random.Generator,
    cover: float,
    travel: float,
) -> Plane:
    """Billows from thresholded noise, lit from the sun's side, flatter towards the horizon."""
    left, top, right, bottom = sky_box(stage, views)
    box = (left - int(travel) - 8, top, right + int(travel) + 8, min(bottom, int(stage.horizon) + 8))
    plane = Plane(INFINITE, box)
    height, width = plane.pixels.shape[:2]
    small_h, small_w = max(16, height // 2), max(16, width // 2)
    base = fractal_noise(rng, small_h * 2, small_w, 5.0, 6)
    # squeeze towards the horizon: far clouds are thinner
    share = np.linspace(0, 1, small_h, dtype=np.float32)
    rows = (0.42 * share + 0.58 * share**2.6) * (small_h * 2 - 1)
    field_ = cv2.remap(
        base,
        np.tile(np.arange(small_w, dtype=np.float32), (small_h, 1)),
        np.tile(rows[:, None], (1, small_w)).astype(np.float32),
        cv2.INTER_LINEAR,
    )
    threshold = 0.74 - 0.46 * cover
    body = smoothstep(threshold, threshold + 0.16, field_)
    toward_x = 1.0 if sun[0] > stage.width / 2 else -1.0
    moved = np.roll(field_, (int(-0.012 * small_h), int(toward_x * 0.012 * small_w)), axis=(0, 1))
    step = cv2.warpAffine(
        field_,
        np.array([[1, 0, -toward_x * 0.014 * small_w], [0, 1, 0.03 * small_h]], np.float32),
        (small_w, small_h),
        borderMode=cv2.BORDER_REPLICATE,
    )
    lit = np.clip(0.5 + (field_ - 0.5 * step - 0.5 * moved) * 5.0, 0, 1)[..., None]
    clear = min(1.0, palette.shadow / 0.42)
    airy = 0.45 if palette.height > 0.2 else 0.12
    bright = np.array(lifted(mix(palette.sky[3], palette.key, 0.5 * clear), airy * (2 * clear - 1) * 0.9), np.float32)
    if luminance(palette.sky[3]) < 0.5:  # at night clouds are lit by little but the sky
        bright = np.array(mix(palette.sky[2], palette.sky[3], 0.55), np.float32)
    dark = np.array(mix(mix(palette.sky[1], palette.sky[2], 0.5), palette.haze, 0.3), np.float32)
    colour = dark * (1 - lit) + bright * lit
    fade = smoothstep(1.02, 0.72, np.linspace(0, 1, small_h, dtype=np.float32))[:, None]
    alpha = body * (0.55 + 0.4 * cover) * (0.35 + 0.65 * fade) * 255
    sheet = premultiplied(colour, alpha)
    plane.pixels = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_LINEAR)
    return plane


def _stars(plane: Plane, stage: Stage, rng: np.random.Generator, amount: float) -> Pixels:
    """Bake many faint stars into the plane and return the few bright ones that twinkle."""
    if amount < 0.05:
        return np.zeros((0, 5), np.float32)
    width = plane.pixels.shape[1]
    u = stage.unit
    for _ in range(int(420 * amount * width / max(stage.width, 1))):
        x, y = rng.uniform(0, width), rng.uniform(0, 1) ** 1.4 * (stage.horizon - plane.top)
        shine(
            plane.pixels,
            x,
            y,
            max(0.9, u * rng.uniform(0.0012, 0.0024)),
            (214, 226, 255),
            rng.uniform(0.25, 0.85) * amount,
            power=1.0,
        )
    count = int(46 * amount)
    stars = np.empty((count, 5), np.float32)
    stars[:, 0] = rng.uniform(plane.left, plane.right, count)
    stars[:, 1] = rng.uniform(0, 1, count) ** 1.3 * stage.horizon * 0.92
    stars[:, 2] = rng.uniform(0.004, 0.0085, count) * u
    stars[:, 3] = rng.uniform(2.0, 6.0, count)
    stars[:, 4] = rng.uniform(0.55, 1.0, count) * amount
    return stars


def deep_space(stage: Stage, views: list[View], palette: Palette, rng: np.random.Generator) -> Sky:
    """Stars and a nebula, coloured by the seed."""
    plane = Plane(INFINITE, sky_box(stage, views))
    hues: list[tuple[Colour, Colour, Colour]] = [
        ((8, 8, 28), (62, 34, 120), (216, 92, 150)),
        ((4, 12, 28), (18, 74, 112), (88, 206, 190)),
        ((14, 6, 24), (102, 36, 84), (255, 150, 92)),
    ]
    deep, mid, hot = hues[int(rng.integers(len(hues)))]
    height, width = plane.pixels.shape[:2]
    small = (max(16, width // 3), max(16, height // 3))
    cloud = fractal_noise(rng, small[1], small[0], 2.6, 6)
    veins = 1 - np.abs(2 * fractal_noise(rng, small[1], small[0], 3.5, 5) - 1)
    band = np.exp(
        -(
            (
                (
                    np.linspace(-1, 1, small[1])[:, None]
                    + np.linspace(-0.5, 0.5, small[0])[None, :] * rng.uniform(-1.4, 1.4)
                )
                / 0.62
            )
            ** 2
        )
    )
    glow = (smoothstep(0.35, 0.95, cloud) * (0.35 + 0.65 * band))[..., None]
    core = (smoothstep(0.55, 1.0, cloud * 0.6 + veins * 0.4) * band)[..., None]
    colour = np.array(deep) + (np.array(mid) - np.array(deep)) * glow + (np.array(hot) - np.array(mid)) * core * 0.75
    full = cv2.resize(colour.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    plane.pixels[..., :3] = np.clip(full + np.random.default_rng(5).uniform(-0.8, 0.8, (height, width, 1)), 0, 255)
    plane.pixels[..., 3] = 255
    low = Stage(stage.width, stage.height, float(plane.bottom), stage.ground)
    return Sky(plane, stars=_stars(plane, low, rng, 1.3))


def water_column(stage: Stage, views: list[View], palette: Palette, rng: np.random.Generator) -> Sky:
    """Looking through water: bright above, deep below, with slanting rays."""
    plane = Plane(INFINITE, sky_box(stage, views))
    fill_gradient(plane, stage, palette.sky)
    height, width = plane.pixels.shape[:2]
    rays = cv2.GaussianBlur(rng.random((1, width // 4 + 1), dtype=np.float32), (0, 0), 5)
    rays = smoothstep(0.5, 0.72, (rays - rays.min()) / max(float(np.ptp(rays)), 1e-6))
    sheet = np.repeat(cv2.resize(rays, (width, 1)), height, axis=0)
    slant = np.array([[1, 0.35 * (1 if rng.random() < 0.5 else -1), 0], [0, 1, 0]], np.float32)
    sheet = cv2.warpAffine(sheet, slant, (width, height), borderMode=cv2.BORDER_WRAP)
    sheet = cv2.GaussianBlur(sheet, (0, 0), stage.unit * 0.012)
    fade = np.linspace(1, 0, height, dtype=np.float32)[:, None] ** 1.6
    plane.pixels[..., :3] = np.clip(
        plane.pixels[..., :3] + (sheet * fade * 60)[..., None] * np.array([0.6, 1.0, 0.95]), 0, 255
    )
    return Sky(plane)


def aurora(stage: Stage, views: list[View], rng: np.random.Generator) -> Plane:
    """Curtains of light: pure light, no alpha."""
    plane = Plane(INFINITE, sky_box(stage, views), scale=0.5)
    height, width = plane.pixels.shape[:2]
    across = np.arange(width, dtype=np.float32)
    total = np.zeros((height, width, 3), np.float32)
    for colour in ((60, 235, 150), (40, 200, 190), (140, 90, 220)):
        foot = height * (rng.uniform(0.3, 0.46) + 0.09 * np.sin(across / width * rng.uniform(5, 9) + rng.uniform(0, 6)))
        pleat = 0.55 + 0.45 * np.sin(across / width * rng.uniform(40, 70) + 3 * np.sin(across / width * 9))
        above = foot[None, :] - np.arange(height, dtype=np.float32)[:, None]
        curtain = (
            np.where(above > 0, np.exp(-above / (height * 0.17)), np.exp(above / (height * 0.018))) * pleat[None, :]
        )
        total += curtain[..., None] * np.array(colour, np.float32) * 0.42
    plane.pixels[..., :3] = np.clip(cv2.GaussianBlur(total, (0, 0), max(1.0, width * 0.003)), 0, 255)
    return plane
