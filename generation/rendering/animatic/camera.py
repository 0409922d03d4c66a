"""Camera moves: one View per frame, eased, never perfectly still."""

from __future__ import annotations

import numpy as np

from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.pixels import Pixels, smooth_walk, smoothstep

UNASKED = ("push", "orbit", "pan-left", "pan-right", "crane", "push")
SUBTLE = 0.7  # a move nobody asked for stays in the background


def pick_move(asked: tuple[str, ...], *, travels: bool, rng: np.random.Generator) -> tuple[tuple[str, ...], float]:
    """The moves of the shot and how strong they are: what was asked for, else a fitting one chosen by the seed."""
    if asked:
        return asked, 1.0
    if travels:
        return ("follow",), 1.0
    return (UNASKED[int(rng.integers(len(UNASKED)))],), SUBTLE


def plan_camera(
    stage: Stage,
    moves: tuple[str, ...],
    strength: float,
    *,
    count: int,
    fps: int,
    subject_x: Pixels,
    subject_y: Pixels,
    tempo: float,
    shaking: float,
    rng: np.random.Generator,
) -> list[View]:
    """A View per frame. `subject_x`/`subject_y` is where the cast is (stage pixels) in each frame."""
    share = np.linspace(0, 1, count, dtype=np.float64)
    ease = np.asarray(smoothstep(-0.04, 1.04, share), np.float64)
    u = stage.unit
    track = {name: np.zeros(count) for name in ("x", "y", "z", "pan", "tilt")}
    rest = float(subject_x[-1])
    for move in moves:
        amount = strength * (1.15 if tempo > 1 else 0.85 if tempo < 1 else 1.0)
        _apply(move, track, stage, ease, share, amount, rest)
    if "follow" in moves:
        _follow(track, subject_x, subject_y, fps, rest)
    calm = 0.35 if "static" in moves else 1.0
    shake = 3.4 if "shaky" in moves else 1.0 + shaking
    wander = [smooth_walk(rng, count, 0.8 if shake < 2 else 3.2, fps) * calm * shake for _ in range(3)]
    return [
        View(
            x=float(track["x"][i]),
            y=float(track["y"][i]),
            z=float(track["z"][i]),
            pan=float(track["pan"][i] + wander[0][i] * 0.0032 * u),
            tilt=float(track["tilt"][i] + wander[1][i] * 0.0026 * u),
            roll=float(wander[2][i] * 0.0018),
            zoom=1.012,
        )
        for i in range(count)
    ]


def _apply(
    move: str, track: dict[str, Pixels], stage: Stage, ease: Pixels, share: Pixels, amount: float, rest: float
) -> None:
    """Add one named move to the camera's track."""
    u = stage.unit
    if move == "push":
        track["z"] += 0.20 * amount * ease
        track["x"] += 0.30 * rest * amount * ease * 0.5
    elif move == "pull":
        track["z"] += 0.24 * amount * (1 - ease)
        track["x"] += 0.30 * rest * amount * (1 - ease) * 0.5
    elif move in ("pan-left", "pan-right"):
        way = 1.0 if move == "pan-right" else -1.0
        slide = way * 0.20 * u * amount * (2 * ease - 1)
        track["x"] += slide
        track["pan"] += slide * 0.45
    elif move == "orbit":
        around = np.sin((ease - 0.5) * np.pi) * 0.36 * u * amount
        track["x"] += around
        track["pan"] += around * 0.92
        track["z"] += 0.05 * amount * np.sin(share * np.pi)
    elif move == "tilt-up":
        track["tilt"] += -0.20 * u * amount * (1 - ease)
    elif move == "tilt-down":
        track["tilt"] += 0.26 * u * amount * (1 - ease)
    elif move == "crane":
        rise = 0.22 * u * amount * (1 - ease)
        track["y"] += rise
        track["tilt"] += -0.72 * rise
        track["z"] += -0.05 * amount * (1 - ease)


def _follow(track: dict[str, Pixels], subject_x: Pixels, subject_y: Pixels, fps: int, rest: float) -> None:
    """Travel with the cast a moment behind it, and end where the composition was planned."""
    lagged, raised = subject_x.astype(np.float64).copy(), subject_y.astype(np.float64).copy()
    keep = float(np.exp(-1.0 / (0.30 * fps)))
    for _ in range(2):
        for i in range(1, len(lagged)):
            lagged[i] = lagged[i - 1] * keep + lagged[i] * (1 - keep)
            raised[i] = raised[i - 1] * keep + raised[i] * (1 - keep)
    settled = smoothstep(0.72, 1.0, np.linspace(0, 1, len(lagged)))
    aim = lagged * (1 - settled) + subject_x * settled
    track["x"] += aim - rest
    track["tilt"] += np.clip(raised - raised[-1], 0, None) * 0.18
