"""One shot: the plan made from a spec, and the drawing of each of its frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from generation.rendering.animatic.camera import pick_move, plan_camera
from generation.rendering.animatic.carpentry import Carpenter, Setting
from generation.rendering.animatic.compose import Place, block, stage_for
from generation.rendering.animatic.cutout import Cutout
from generation.rendering.animatic.dressing import dress
from generation.rendering.animatic.figure import Patch, Puppet, facing_of, make_puppet
from generation.rendering.animatic.film import Lab
from generation.rendering.animatic.ground import reflect
from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.light import LightRig
from generation.rendering.animatic.motion import TRAVELLING, Part, Performance, choreograph
from generation.rendering.animatic.palette import palette_for
from generation.rendering.animatic.pixels import Pixels, add_light, lay_over
from generation.rendering.animatic.places import PLACES
from generation.rendering.animatic.plane import Plane
from generation.rendering.animatic.title import TitleCard
from generation.rendering.animatic.vocabulary import Direction
from generation.rendering.animatic.weather import DRIFTS, Air

if TYPE_CHECKING:
    from generation.rendering.base import Frame, RenderSpec

BLUR_FROM = 0.011  # a puppet moving more than this share of the frame between frames is blurred
HOURS_BY_PLACE = {
    "city": "sunset",
    "forest": "day",
    "stage": "night",
    "cinema": "night",
    "space": "night",
    "cave": "night",
    "rooftop": "sunset",
    "moon": "night",
}


@dataclass
class Actor:
    """A puppet with its part."""

    puppet: Puppet
    place: Place
    performance: Performance


@dataclass
class Shot:
    """Everything needed to draw any frame of the shot, in any order."""

    stage: Stage
    views: list[View]
    setting: Setting
    actors: list[Actor]
    rig: LightRig
    air: Air
    lab: Lab
    card: TitleCard | None
    wind: float
    fps: int
    facts: dict[str, object]

    @property
    def frame_count(self) -> int:
        """How many frames the shot has."""
        return len(self.views)

    def draw(self, number: int) -> Frame:
        """Frame `number` as RGB uint8, height x width x 3."""
        view, time = self.views[number], number / self.fps
        frame = np.empty((self.stage.height, self.stage.width, 4), np.uint8)
        self.setting.sky.draw_on(frame, self.stage, view, time)
        if self.setting.ground is not None:
            self.setting.ground.draw_on(frame, self.stage, view, time)
        self._draw_set(frame, view, time, number)
        flash = self.air.flash(time)
        if flash > 0.02:
            add_light(frame, np.full_like(frame, (58 * flash, 62 * flash, 78 * flash, 0)))
        rgb = self.lab.develop(frame, number)
        if self.card is not None:
            self.card.draw_on(rgb, time)
        return rgb

    def _draw_set(self, frame: Pixels, view: View, time: float, number: int) -> None:
        """Planes and cast from far to near, with air between them."""
        waiting = sorted(self.actors, key=lambda actor: -actor.place.depth)
        reflected = foggy = particles = False
        for plane in [*self.setting.planes, None]:
            depth = plane.depth if plane is not None else 0.0
            if depth < 3.0 and not foggy:
                self.air.draw_fog(frame, time, 0.3)
                self.air.draw_rain(frame, time, near=False)
                foggy = True
            if depth < 1.6 and not reflected:
                self._reflect_set(frame, view)
                reflected = True
            if depth < 1.5 and not particles:
                self.air.draw_particles(frame, view, time, near=False)
                particles = True
            while waiting and waiting[0].place.depth > depth:
                self._draw_actor(frame, waiting.pop(0), view, number)
            if plane is not None:
                plane.draw_on(frame, self.stage, view, sway=self._sway(plane, time))
        self.air.draw_particles(frame, view, time, near=True)
        self.air.draw_rain(frame, time, near=True)
        self.air.draw_fog(frame, time, 0.9)

    def _sway(self, plane: Plane, time: float) -> float:
        """How far the wind bends a plane now, pixels at its top."""
        reach = self.setting.sways.get(id(plane), 0.0) * (1 + 2 * self.wind)
        return (
            reach
            * self.stage.unit
            * float(np.sin(time * 1.9 + plane.depth) + 0.4 * np.sin(time * 4.3 + plane.depth * 3))
        )

    def _reflect_set(self, frame: Pixels, view: View) -> None:
        """Wet ground and water mirror the set behind the stage."""
        if self.setting.wet > 0.01:
            _, line, _ = view.project(self.stage, 0.0, 0.0, 4.0)
            reflect(frame, int(np.clip(line, 1, self.stage.height - 1)), self.setting.wet, self.stage.unit)

    def _draw_actor(self, frame: Pixels, actor: Actor, view: View, number: int) -> None:
        """Shadow, mirror image, then the puppet, blurred along its way when it is fast."""
        patch = self._pose(actor, view, number)
        if patch is None:
            return
        pose = actor.performance.at(number)
        tall = actor.puppet.height
        x = actor.place.x + self._path_shift(actor, number)
        ground_x, ground_y, scale = view.project(self.stage, x, 0.0, actor.place.depth)
        lifted = pose.y
        if self.rig.grounded:
            self.rig.drop_shadows(frame, patch, (ground_x, ground_y), tall * scale, lifted)
            if self.setting.wet > 0.03:
                _mirror_image(frame, patch, ground_y, min(0.5, self.setting.wet * 0.85))
        spots = frame[patch.top : patch.top + patch.pixels.shape[0], patch.left : patch.left + patch.pixels.shape[1]]
        lay_over(spots, patch.pixels)

    def _path_shift(self, actor: Actor, number: float) -> float:
        """How far from its mark the actor is, stage pixels."""
        return (actor.performance.at(number).x) * actor.puppet.height

    def _pose(self, actor: Actor, view: View, number: int) -> Patch | None:
        """The warped puppet; two in-between poses are averaged in when it moves fast."""
        size = (self.stage.width, self.stage.height)
        now = self._warp(actor, view, float(number), size)
        before, after = actor.performance.at(number - 0.35), actor.performance.at(number + 0.35)
        reach = (abs(after.x - before.x) + abs(after.y - before.y)) * actor.puppet.height / self.stage.unit
        follows = (
            abs(self.views[min(number + 1, len(self.views) - 1)].x - self.views[max(number - 1, 0)].x)
            > 0.01 * self.stage.unit
        )
        if now is None or reach < BLUR_FROM or follows:
            return now
        steps = (-0.25, 0.25) if reach < 2 * BLUR_FROM else (-0.27, -0.18, -0.09, 0.09, 0.18, 0.27)
        others = [self._warp(actor, view, number + step, size) for step in steps]
        return _averaged([now, *[patch for patch in others if patch is not None]])

    def _warp(self, actor: Actor, view: View, number: float, size: tuple[int, int]) -> Patch | None:
        """The puppet at a fractional frame seen from `view`."""
        pose = actor.performance.at(number)
        x = actor.place.x + self._path_shift(actor, number)
        foot_x, foot_y, scale = view.project(self.stage, x, pose.y * actor.puppet.height, actor.place.depth)
        return actor.puppet.draw(pose, (foot_x, foot_y), scale, size)


def _averaged(patches: list[Patch]) -> Patch:
    """The mean of several patches on a common box."""
    left, top = min(p.left for p in patches), min(p.top for p in patches)
    right = max(p.left + p.pixels.shape[1] for p in patches)
    bottom = max(p.top + p.pixels.shape[0] for p in patches)
    total = np.zeros((bottom - top, right - left, 4), np.uint8)
    for patch in patches:
        y, x = patch.top - top, patch.left - left
        part = total[y : y + patch.pixels.shape[0], x : x + patch.pixels.shape[1]]
        cv2.addWeighted(part, 1.0, patch.pixels, 1 / len(patches), 0, dst=part)
    return Patch(total, left, top)


def _mirror_image(frame: Pixels, patch: Patch, ground_y: float, strength: float) -> None:
    """The puppet upside down in the wet ground below it, fading with distance."""
    start = int(2 * ground_y - patch.top - patch.pixels.shape[0])
    flipped = patch.pixels[::-1]
    top = max(int(ground_y), start, 0)
    bottom = min(frame.shape[0], start + flipped.shape[0])
    if bottom - top < 4:
        return
    image = flipped[top - start : bottom - start]
    image = cv2.blur(np.ascontiguousarray(image), (3, max(3, image.shape[0] // 28 * 2 + 1)))
    fade = (strength * np.linspace(1, 0.15, image.shape[0], dtype=np.float32))[:, None, None]
    lay_over(frame[top:bottom, patch.left : patch.left + image.shape[1]], (image * fade).astype(np.uint8))


def plan_shot(spec: RenderSpec, direction: Direction, cutouts: list[Cutout]) -> Shot:
    """Decide everything about the shot from the spec alone, and build its set."""
    rng = np.random.default_rng([spec.seed, 20])
    place = direction.places[0] if direction.places else "studio"
    hour = direction.times[0] if direction.times else HOURS_BY_PLACE.get(place, "day")
    palette = palette_for(hour, direction.weathers, direction.moods)
    side = -1 if rng.random() < 0.5 else 1
    framing = direction.framings[0] if direction.framings else ""
    stage = stage_for(spec.width, spec.height, framing, rng)
    motions = direction.motions or ("rest",)
    weightless = place in ("space", "underwater")
    if weightless and not set(motions) - {"rest", "walk"}:
        motions = ("float",)
    travels = any(motion in TRAVELLING for motion in motions)
    marks = block(
        stage,
        [c.pixels.shape[1] / c.pixels.shape[0] for c in cutouts],
        [c.bust for c in cutouts],
        framing,
        side,
        travels,
        rng,
    )
    marks = _sided(marks, direction.sides)
    tempo = 1.35 if "fast" in direction.tempos else 0.7 if "slow" in direction.tempos else 1.0
    performances = [
        choreograph(
            _part(motions, mark, number, spec, stage, tempo, weightless), seconds=spec.seconds, fps=spec.fps, rng=rng
        )
        for number, mark in enumerate(marks)
    ]
    for mark, performance in zip(marks, performances, strict=True):
        _keep_in_frame(performance, mark, stage, floating=place == "space")
    lead = performances[0]
    moves, strength = pick_move(direction.cameras, travels=travels, rng=rng)
    views = plan_camera(
        stage,
        moves,
        strength,
        count=len(lead.x),
        fps=spec.fps,
        subject_x=lead.x * marks[0].height + marks[0].x,
        subject_y=lead.y * marks[0].height,
        tempo=tempo,
        shaking=0.8 if "storm" in direction.weathers else 0.0,
        rng=rng,
    )
    builder = Carpenter(
        stage,
        views,
        palette,
        side,
        rng,
        hour,
        direction.weathers,
        direction.moods,
        direction.things,
        float(spec.seconds),
    )
    PLACES[place](builder)
    dress(builder)
    builder.finish()
    setting = builder.setting()
    rig = LightRig(builder.palette, side, setting.ground_colour, grounded=setting.ground is not None)
    actors = _cast(cutouts, marks, performances, views, stage, rig)
    wind = 1.0 if "wind" in direction.weathers else 0.6 if "storm" in direction.weathers else 0.15
    outdoors = () if setting.sheltered else direction.weathers
    kinds = [*outdoors, *(thing for thing in direction.things if thing in DRIFTS), *setting.air]
    air = Air(stage, builder.palette, tuple(dict.fromkeys(kinds)), wind * side, rng)
    card = (
        TitleCard(spec.title, " & ".join(each.name for each in spec.cast), spec.width, spec.height, spec.seconds)
        if spec.title and spec.title.strip()
        else None
    )
    facts: dict[str, object] = {
        "scene": {"place": place, "time": hour, "weather": list(direction.weathers), "mood": list(direction.moods)},
        "motions": list(motions),
        "camera": list(moves),
        "cutouts": [cutout.how for cutout in cutouts],
    }
    return Shot(
        stage,
        views,
        setting,
        actors,
        rig,
        air,
        Lab(spec.width, spec.height, builder.palette, rng),
        card,
        wind,
        spec.fps,
        facts,
    )


def _sided(marks: list[Place], sides: tuple[str, ...]) -> list[Place]:
    """Enter from the side that was asked for."""
    if not sides:
        return marks
    facing = 1 if sides[0] == "left" else -1
    return [Place(mark.x, mark.depth, mark.height, facing) if len(marks) == 1 else mark for mark in marks]


def _part(
    motions: tuple[str, ...], mark: Place, number: int, spec: RenderSpec, stage: Stage, tempo: float, weightless: bool
) -> Part:
    """What one member of the cast does. Travel is in body heights."""
    if any(motion in TRAVELLING for motion in motions):
        speed = {"walk": 0.62, "run": 1.5, "fly": 1.1, "sneak": 0.36, "float": 0.3}
        seconds = sum(spec.seconds / len(motions) * speed.get(motion, 0) for motion in motions)
        travel = min(seconds * tempo, 2.6 * stage.width / mark.height)
    else:
        travel = 0.34
    return Part(motions, 0.0, float(travel), mark.facing, pace=tempo, delay=0.16 * number, weightless=weightless)


def _keep_in_frame(performance: Performance, mark: Place, stage: Stage, *, floating: bool) -> None:
    """Leave head-room above the highest leap; where there is no ground, float about the middle of the frame."""
    feet = stage.ground_line(mark.depth)
    tall = mark.height / mark.depth
    if floating:
        performance.y += (feet - (stage.height + tall) * 0.5) / tall - float(np.median(performance.y))
    room = max(0.03, (feet - tall * 1.04 - 0.05 * stage.height) / tall)
    acting = performance.y[len(performance.y) // 4 :]
    highest = float(acting.max())
    if highest > room:
        performance.y *= room / highest


def _cast(
    cutouts: list[Cutout],
    marks: list[Place],
    performances: list[Performance],
    views: list[View],
    stage: Stage,
    rig: LightRig,
) -> list[Actor]:
    """Puppets for everybody, sharp enough for the closest the camera gets."""
    actors = []
    for cutout, mark, performance in zip(cutouts, marks, performances, strict=True):
        closest = max(view.zoom / max(mark.depth - view.z, 0.3) for view in views)
        looks = facing_of(cutout)
        mirror = cutout.how != "card" and looks not in (0, mark.facing)
        puppet = make_puppet(
            cutout, height=mark.height, sharpest=mark.height * min(closest, 1.8), mirror=mirror, rig=rig
        )
        actors.append(Actor(puppet, mark, performance))
    return actors
