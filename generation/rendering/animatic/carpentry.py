"""The set builder: lays planes at depths and places props on them, for the places to use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from generation.rendering.animatic.ground import Ground, Soil, lay_ground
from generation.rendering.animatic.lens import Stage, View, coverage
from generation.rendering.animatic.palette import Palette
from generation.rendering.animatic.pixels import Colour, lifted, mix
from generation.rendering.animatic.plane import Brush, Plane, Point, spread_light
from generation.rendering.animatic.props_nature import WHITE, ridge_line
from generation.rendering.animatic.sky import Sky

Prop = Callable[[Brush, np.random.Generator], None]


@dataclass
class Setting:
    """A built set: sky, ground and planes from far to near, what floats in its air, how its ground mirrors.

    `sways` maps planes to how far the wind bends them, in units; no weather falls where it is `sheltered`.
    `ground_colour` is what the ground throws back up.
    """

    sky: Sky
    ground: Ground | None
    planes: list[Plane]
    sways: dict[int, float]
    air: tuple[str, ...]
    wet: float
    sheltered: bool
    ground_colour: Colour


@dataclass
class Carpenter:
    """Everything a place needs to build its set for one shot. `side` is where the key light comes from."""

    stage: Stage
    views: list[View]
    palette: Palette
    side: int
    rng: np.random.Generator
    hour: str
    weathers: tuple[str, ...]
    moods: tuple[str, ...]
    things: tuple[str, ...]
    seconds: float
    planes: list[Plane] = field(default_factory=list)
    sways: dict[int, float] = field(default_factory=dict)
    sky: Sky | None = None
    ground: Ground | None = None
    soil: Soil | None = None
    air: list[str] = field(default_factory=list)
    sheltered: bool = False
    wet: float = 0.0

    @property
    def snowy(self) -> bool:
        """Whether snow lies on things."""
        return "snow" in self.weathers

    @property
    def u(self) -> float:
        """The unit of size, pixels."""
        return self.stage.unit

    def plane(self, depth: float, *, scale: float = 1.0) -> Plane:
        """A new empty plane that covers every frame of the shot; it is part of the set at once."""
        plane = Plane(depth, coverage(self.stage, self.views, depth), scale=scale)
        self.planes.append(plane)
        return plane

    def brush(self, plane: Plane, x: float, size: float, *, rise: float = 0.0, flip: int = 1) -> Brush:
        """A brush standing on the ground at rest pixel `x`; `size` and `rise` are in units at the plane's depth."""
        at_depth = self.u / plane.depth
        y = self.stage.ground_line(plane.depth) - rise * at_depth
        return Brush(plane, self.palette, x, y, size * at_depth, sun=self.side, flip=flip, snow=self.snowy)

    def across(self, plane: Plane, step: float, *, jitter: float = 0.35, clear: float = 0.0) -> Iterator[float]:
        """Rest pixels across a plane every `step` units at its depth, jittered, `clear` units free mid-frame."""
        pace = step * self.u / plane.depth
        count = max(1, int((plane.right - plane.left) / pace))
        for number in range(count + 1):
            x = plane.left + (number + 0.5 + float(self.rng.uniform(-jitter, jitter))) * pace
            if abs(x - self.stage.width / 2) > clear * self.u / plane.depth:
                yield x

    def pools(self, depth: float, positions: list[float], reach: float, colour: Colour, strength: float) -> None:
        """Pools of lamplight on the ground under rest pixels `positions` at `depth`."""
        if self.ground is None:
            return
        y = self.stage.ground_line(depth) - self.ground.top
        wide = reach * self.u / depth
        for x in positions:
            spread_light(self.ground.pixels, x - self.ground.left, y, wide, wide * 0.22, colour, strength)

    def plant(
        self,
        plane: Plane,
        prop: Prop,
        step: float,
        low: float,
        high: float,
        *,
        jitter: float = 0.35,
        clear: float = 0.0,
    ) -> None:
        """Repeat a prop across a plane at sizes `low`..`high` units."""
        for x in self.across(plane, step, jitter=jitter, clear=clear):
            size = float(self.rng.uniform(low, high))
            prop(self.brush(plane, x, size, flip=-1 if self.rng.random() < 0.5 else 1), self.rng)

    def ridge(
        self,
        plane: Plane,
        colour: Colour,
        low: float,
        high: float,
        *,
        rough: float = 0.4,
        span: float = 1.6,
        caps: bool = False,
    ) -> None:
        """A range of hills or mountains across a plane, `low`..`high` units tall at stage size."""
        left, right = plane.left - 20, plane.right + 20
        count = max(9, int((right - left) / (self.u * span) * 24))
        heights = ridge_line(self.rng, count, rough)
        xs = np.linspace(left, right, len(heights))
        base = self.stage.ground_line(plane.depth)
        ys = [base - (low + (high - low) * h) * self.u for h in heights]
        brush = Brush(plane, self.palette, 0.0, 0.0, 1.0, sun=self.side)
        bottom = base + 0.004 * self.u
        line = [(float(x), -float(y)) for x, y in zip(xs, ys, strict=True)]
        brush.shape([(left, -bottom), *line, (right, -bottom)], colour)
        self._facets(brush, line, colour, base, caps)

    def _facets(self, brush: Brush, line: list[Point], colour: Colour, base: float, caps: bool) -> None:
        """Light the slopes that face the key and shade the others; snow on high peaks."""
        for index in range(1, len(line) - 1):
            x1, y1 = line[index]
            if y1 < line[index - 1][1] or y1 < line[index + 1][1]:
                continue
            reach = index
            while (
                0 < reach < len(line) - 1
                and line[reach - self.side * -1][1] <= line[reach][1]
                and abs(reach - index) < 12
            ):
                reach += self.side
            foot_x, foot_y = line[reach]
            drop = y1 - foot_y
            if drop < 0.01 * self.u:
                continue
            slope = [line[i] for i in (range(index, reach + 1) if reach > index else range(index, reach - 1, -1))]
            inner = (x1 - self.side * drop * 0.10, y1 - drop * 1.5)
            brush.shape([*slope, (foot_x, foot_y - drop * 0.5), inner], colour, light=0.16)
            if caps:
                cut = y1 - drop * 0.42
                cap = [p for p in slope if p[1] > cut]
                shade = [
                    (x1 - self.side * drop * 0.20, y1 - drop * 0.22),
                    (x1 - self.side * drop * 0.1, y1 - drop * 0.4),
                    (x1, y1 - drop * 0.30),
                ]
                brush.shape([*cap[::-1], *shade], WHITE, light=0.1)

    def lay(self, soil: Soil, *, snow_covers: bool = True) -> None:
        """Lay the ground; snow and rain change what it is made of."""
        if self.snowy and snow_covers and not soil.water:
            soil = Soil((232, 238, 248), (252, 253, 255), grain=0.35)
        if ("rain" in self.weathers or "storm" in self.weathers) and not soil.water and soil.wet < 0.3:
            soil = Soil(lifted(soil.colour, -0.25), soil.accent, soil.pattern, soil.grain, 0.34, False, soil.size)
        self.soil = soil
        self.wet = soil.wet
        self.ground = lay_ground(self.stage, self.views, self.palette, soil, self.rng)

    def finish(self, *, blur_far: float = 0.0007, mist: float = 0.34) -> None:
        """Mist and focus by depth, then crop: the set is ready to be filmed."""
        thick = 0.35 if "fog" in self.weathers else 0.0
        for plane in self.planes:
            soft = self.u * 0.0085 * (1 / plane.depth - 0.8) if plane.depth < 0.9 else 0.0
            soft = self.u * blur_far if plane.depth > 2.5 else soft
            plane.crop(3 * soft)
            base = self.stage.ground_line(plane.depth)
            amount = min(0.9, (mist + thick) * (1 - 2.0 ** (-0.35 * (plane.depth - 0.6))) + thick * 0.3)
            if plane.depth > 1.2 and amount > 0.03:
                plane.mist(self.palette.haze, base - 0.5 * self.u / plane.depth**0.5, base + 0.02 * self.u, amount)
            plane.blur(soft)

    def setting(self) -> Setting:
        """The finished set."""
        if self.sky is None:
            raise ValueError("a place must hang a sky or a back wall before it is filmed")
        tone = self.palette.local(self.soil.colour, 1.0) if self.soil else mix(self.palette.haze, (0, 0, 0), 0.5)
        order = sorted(self.planes, key=lambda plane: -plane.depth)
        return Setting(
            self.sky, self.ground, order, self.sways, tuple(dict.fromkeys(self.air)), self.wet, self.sheltered, tone
        )
