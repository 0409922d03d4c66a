"""Where everybody stands: thirds, head-room, depth, who faces whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generation.rendering.animatic.lens import Stage

# Screen places in widths from the middle, and depths, for one to four characters (first is the lead).
LINES: dict[int, tuple[tuple[float, float], ...]] = {
    1: ((0.165, 1.0),),
    2: ((-0.19, 1.0), (0.2, 1.14)),
    3: ((-0.28, 1.0), (0.29, 1.1), (0.02, 1.42)),
    4: ((-0.14, 1.0), (0.33, 1.1), (-0.36, 1.3), (0.13, 1.5)),
}


@dataclass(frozen=True)
class Place:
    """A mark: stage pixels from the middle at `depth`, the height in stage pixels, and the way to face."""

    x: float
    depth: float
    height: float
    facing: int


def stage_for(width: int, height: int, framing: str, rng: np.random.Generator) -> Stage:
    """Set horizon and stage line for the frame's shape and the framing asked for."""
    tall = height > width * 1.1
    horizon = rng.uniform(0.50, 0.56) if tall else rng.uniform(0.53, 0.60)
    floor = rng.uniform(0.755, 0.785) if tall else rng.uniform(0.845, 0.87)
    if framing == "wide":
        floor = horizon + (floor - horizon) * 0.75
    elif framing == "low":
        horizon = floor - 0.13
    elif framing == "close":
        floor = floor + (0.13 if tall else 0.22)
    return Stage(width, height, float(horizon * height), float((floor - horizon) * height))


def block(
    stage: Stage,
    aspects: list[float],
    busts: list[bool],
    framing: str,
    side: int,
    travelling: bool,
    rng: np.random.Generator,
) -> list[Place]:
    """Marks for the whole cast. `aspects` are widths over heights; `side` is where the key light comes from."""
    count = len(aspects)
    tall = stage.height > stage.width * 1.1
    base = {1: 0.60, 2: 0.54, 3: 0.50, 4: 0.47}[count] * stage.unit * (1.14 if tall else 1.0)
    base *= {"close": 1.5, "wide": 0.62}.get(framing, 1.0)
    room = stage.width * {1: 0.58, 2: 0.42, 3: 0.31, 4: 0.27}[count] * (1.3 if tall and count == 1 else 1.0)
    flip = -1 if rng.random() < 0.5 else 1
    if count == 1 and not travelling:
        flip = side  # a lone figure stands opposite the light's side, and looks into the open frame
    places = []
    for number, (across, depth) in enumerate(LINES[count]):
        offset = across * (0.45 if tall and count == 1 else 0.92 if tall else 1.0) + rng.uniform(-0.018, 0.018)
        screen_x = flip * offset * stage.width
        height = min(base * rng.uniform(0.96, 1.04), room / max(aspects[number], 0.05))
        if busts[number]:
            height = min(height * 1.22, room * 1.15 / max(aspects[number], 0.05))
        places.append(Place(x=screen_x * depth, depth=depth, height=float(height), facing=-1 if screen_x > 0 else 1))
    if travelling:
        lead = places[0].facing
        places = [Place(each.x, each.depth, each.height, lead) for each in places]
    return places
