"""One shot, ready to film: draws any of its frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from generation.rendering.animatic.carpentry import Setting
from generation.rendering.animatic.compose import Place
from generation.rendering.animatic.figure import Patch, Puppet
from generation.rendering.animatic.film import Lab
from generation.rendering.animatic.ground import reflect
from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.light import LightRig
from generation.rendering.animatic.motion import Performance
from generation.rendering.animatic.pixels import Pixels, add_light, lay_over
from generation.rendering.animatic.plane import Plane
from generation.rendering.animatic.title import TitleCard
from generation.rendering.animatic.weather import Air

if TYPE_CHECKING:
    from generation.rendering.base import Frame

BLUR_FROM = 0.011  # a puppet moving more than this share of the frame between frames is blurred


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
        if not reach:
            return 0.0
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
