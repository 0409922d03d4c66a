"""Things in the air: rain, snow, fog banks, dust, petals, fireflies, embers, confetti, bubbles; lightning and wind."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import (
    Colour,
    Pixels,
    fractal_noise,
    lay_over,
    lifted,
    premultiplied,
    smoothstep,
)
from generation.rendering.animatic.plane import shine


@dataclass(frozen=True)
class Drift:
    """How one kind of particle moves and looks. Speeds in units a second, sizes in units; `glow` adds light."""

    count: int
    fall: float
    side: float
    wander: float
    size: tuple[float, float]
    colours: tuple[Colour, ...]
    glow: bool = False
    spin: bool = False
    blink: float = 0.0


DRIFTS: dict[str, Drift] = {
    "snow": Drift(230, 0.16, 0.05, 0.05, (0.003, 0.0085), ((250, 252, 255),)),
    "petals": Drift(
        44, 0.10, 0.12, 0.07, (0.006, 0.012), ((255, 196, 214), (255, 170, 196), (255, 226, 232)), spin=True
    ),
    "leaves": Drift(38, 0.15, 0.16, 0.08, (0.008, 0.016), ((226, 120, 40), (198, 74, 36), (240, 176, 62)), spin=True),
    "confetti": Drift(
        90,
        0.22,
        0.0,
        0.06,
        (0.006, 0.011),
        ((255, 92, 92), (255, 206, 72), (88, 196, 255), (150, 222, 120), (226, 130, 255)),
        spin=True,
    ),
    "fireflies": Drift(
        34, -0.008, 0.01, 0.10, (0.006, 0.012), ((226, 255, 120), (255, 232, 130)), glow=True, blink=2.2
    ),
    "embers": Drift(60, -0.20, 0.05, 0.07, (0.004, 0.010), ((255, 150, 50), (255, 96, 32)), glow=True, blink=5.0),
    "sparkles": Drift(54, -0.02, 0.01, 0.03, (0.003, 0.009), ((255, 246, 214), (214, 234, 255)), glow=True, blink=4.5),
    "bubbles": Drift(44, -0.16, 0.01, 0.03, (0.005, 0.016), ((220, 250, 255),)),
    "dust": Drift(34, -0.006, 0.012, 0.03, (0.0014, 0.0032), ((170, 158, 132),), glow=True, blink=0.7),
    "flies": Drift(26, 0.006, 0.03, 0.06, (0.0018, 0.0036), ((232, 224, 178),), glow=True, blink=1.4),
}


class Air:
    """Everything that floats or falls between the lens and the set, in a near and a far half."""

    def __init__(
        self, stage: Stage, palette: Palette, kinds: tuple[str, ...], wind: float, rng: np.random.Generator
    ) -> None:
        self._stage, self._palette, self._wind = stage, palette, wind
        self._drifts = [
            (kind, DRIFTS[kind], rng.random((DRIFTS[kind].count, 6), dtype=np.float32))
            for kind in kinds
            if kind in DRIFTS
        ]
        self._rain = (
            [_rain_sheet(stage, rng, scale) for scale in (0.7, 1.2)] if "rain" in kinds or "storm" in kinds else []
        )
        self._pour = 1.3 if "storm" in kinds else 1.0
        self._fog_top = max(0, int(stage.horizon - 0.62 * stage.height))
        self._fog = _fog_sheet(stage, palette, rng)[self._fog_top :] if "fog" in kinds else None
        self._flashes = np.sort(rng.uniform(0.4, 20.0, 9)) if "storm" in kinds else np.zeros(0)

    @property
    def misty(self) -> bool:
        """Whether fog banks drift through the set."""
        return self._fog is not None

    def draw_fog(self, frame: Pixels, time: float, depth_share: float) -> None:
        """A bank of fog across the frame; call it between planes."""
        if self._fog is None:
            return
        width = self._stage.width
        drift = time * 0.035 * (1 + depth_share) * self._stage.unit + depth_share * 377
        shift = int(drift) % (self._fog.shape[1] - width)
        rows = slice(self._fog_top, self._fog_top + self._fog.shape[0])
        lay_over(frame[rows], np.ascontiguousarray(self._fog[:, shift : shift + width]))

    def draw_particles(self, frame: Pixels, view: View, time: float, *, near: bool) -> None:
        """The far half goes behind the cast, the near half in front of it."""
        for kind, drift, seeds in self._drifts:
            half = seeds[: len(seeds) // 2] if near else seeds[len(seeds) // 2 :]
            for seed in half:
                self._draw_one(frame, view, time, kind, drift, seed, near)

    def _draw_one(
        self, frame: Pixels, view: View, time: float, kind: str, drift: Drift, seed: Pixels, near: bool
    ) -> None:
        """One particle: it wraps around a volume a little larger than the frame."""
        stage, u = self._stage, self._stage.unit
        depth = 0.45 + 0.5 * float(seed[2]) if near else 1.2 + 2.2 * float(seed[2])
        margin = 0.1 * u
        wide, tall = stage.width + 2 * margin, stage.height + 2 * margin
        phase = seed[3] * 6.28
        x = (
            seed[0] * wide
            + u * (drift.side + self._wind * 0.22) * time / depth * (0.7 + 0.6 * seed[4])
            - view.x / depth * 0.6
        )
        y = seed[1] * tall + u * drift.fall * time / depth * (0.7 + 0.6 * seed[5]) + view.y / depth * 0.6
        x += u * drift.wander * np.sin(time * (0.6 + seed[4]) + phase)
        y += u * drift.wander * 0.5 * np.sin(time * (0.9 + seed[5]) + phase * 1.7)
        px, py = float(x % wide - margin), float(y % tall - margin)
        size = u * (drift.size[0] + (drift.size[1] - drift.size[0]) * float(seed[4])) / depth
        colour = drift.colours[int(seed[5] * len(drift.colours)) % len(drift.colours)]
        blink = 1.0 if not drift.blink else 0.5 + 0.5 * float(np.sin(time * drift.blink * (0.6 + seed[4]) + phase))
        if drift.glow:
            shine(frame, px, py, max(1.2, size * 2.2), colour, 0.25 + 0.75 * blink, power=1.8)
            return
        _flake(
            frame,
            px,
            py,
            size,
            self._palette.local(lifted(colour, 0.1), 1.0),
            kind,
            time * (2 + 3 * seed[4]) + phase,
            drift.spin,
            near,
        )

    def draw_rain(self, frame: Pixels, time: float, *, near: bool) -> None:
        """Streaks of rain: two sheets that scroll at their own speed."""
        if not self._rain:
            return
        sheet = self._rain[1 if near else 0]
        tall, wide = sheet.shape[0] - self._stage.height, sheet.shape[1] - self._stage.width
        speed = (2.7 if near else 1.9) * self._pour * self._stage.unit
        y, x = int(-speed * time) % tall, int(speed * 0.13 * time) % wide
        cv2.add(frame, sheet[y : y + frame.shape[0], x : x + frame.shape[1]], dst=frame)

    def flash(self, time: float) -> float:
        """How bright lightning is now, 0..1: a double flicker that dies away."""
        total = 0.0
        for start in self._flashes:
            since = time - float(start)
            if 0 <= since < 0.5:
                total += float(np.exp(-since * 9) * (0.6 + 0.4 * np.cos(since * 60)))
        return min(1.0, total)


def _flake(
    frame: Pixels, x: float, y: float, size: float, colour: Colour, kind: str, turn: float, spin: bool, near: bool
) -> None:
    """Draw one snowflake, petal, scrap or bubble, in place."""
    centre = (int(x * 16), int(y * 16))
    if spin:
        flat = abs(np.cos(turn)) * 0.8 + 0.2
        axes = (max(1, int(size)), max(1, int(size * flat * 0.6)))
        cv2.ellipse(
            frame, (int(x), int(y)), axes, float(np.degrees(turn * 0.7)), 0, 360, (*colour, 255), -1, cv2.LINE_AA
        )
    elif kind == "bubbles":
        cv2.circle(frame, centre, int(max(1.0, size) * 16), (*colour, 255), max(1, int(size * 0.14)), cv2.LINE_AA, 4)
        cv2.circle(
            frame,
            (int((x - size * 0.35) * 16), int((y - size * 0.35) * 16)),
            int(max(0.7, size * 0.2) * 16),
            (255, 255, 255, 255),
            -1,
            cv2.LINE_AA,
            4,
        )
    elif near and size > 5:
        shine(frame, x, y, size * 1.3, colour, 0.75, power=1.0)
    else:
        cv2.circle(frame, centre, int(max(0.8, size * 0.8) * 16), (*colour, 255), -1, cv2.LINE_AA, 4)


def _rain_sheet(stage: Stage, rng: np.random.Generator, scale: float) -> Pixels:
    """Slanting streaks as RGBA light on a sheet twice the frame, wrapped so it can scroll for ever."""
    tall, wide = stage.height, int(stage.width * 0.5)
    sheet: Pixels = np.zeros((tall, wide), np.uint8)
    for _ in range(int(150 / scale)):
        x, y = rng.uniform(0, wide), rng.uniform(0, tall)
        length = stage.unit * rng.uniform(0.05, 0.11) * scale
        tone = rng.uniform(26, 70) * (0.8 + 0.4 * scale)
        for dy in (0, -tall):
            for dx in (0, -wide):
                start = (int((x + dx) * 16), int((y + dy) * 16))
                end = (int((x + dx - length * 0.13) * 16), int((y + dy + length) * 16))
                cv2.line(sheet, start, end, tone, max(1, round(stage.unit / 720 * scale * 1.2)), cv2.LINE_AA, 4)
    sheet = cv2.GaussianBlur(sheet, (0, 0), 0.6 * scale)
    tiled = np.tile(sheet, (2, int(np.ceil((stage.width + wide) / wide))))[: 2 * tall, : stage.width + wide]
    light = np.zeros((*tiled.shape, 4), np.uint8)
    light[..., 0], light[..., 1], light[..., 2] = tiled * 0.86, tiled * 0.93, tiled
    return light


def _fog_sheet(stage: Stage, palette: Palette, rng: np.random.Generator) -> Pixels:
    """A wide soft bank, thickest around the ground line."""
    width = int(stage.width * 2.2)
    noise = cv2.resize(fractal_noise(rng, 96, 384, 9, 4), (width, stage.height), interpolation=cv2.INTER_CUBIC)
    rows = (np.arange(stage.height, dtype=np.float32) - stage.horizon) / (0.42 * stage.height)
    band = np.exp(-(rows**2))[:, None]
    alpha = smoothstep(0.3, 0.95, noise) * band * 150
    colour = np.broadcast_to(np.array(lifted(palette.haze, 0.1), np.float32), (*alpha.shape, 3))
    return premultiplied(colour, alpha)
