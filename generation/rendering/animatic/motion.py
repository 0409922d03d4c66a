"""Choreography: what a character does, as one array per joint of the puppet, a value per frame.

A shot has a beginning and an end: enter, act, settle. Each named motion adds its own offsets inside a soft window of
the acting time, so several motions follow one another. Lengths are in body heights, angles in radians.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

import numpy as np

from generation.rendering.animatic.pixels import Pixels, smooth_walk, smoothstep

TRAVELLING = frozenset({"walk", "run", "fly", "sneak", "float"})
AIRBORNE = frozenset({"fly", "float"})
SPEEDS = {"walk": 0.62, "run": 1.55, "fly": 1.15, "sneak": 0.36, "float": 0.3}  # body heights a second


@dataclass
class Performance:
    """The puppet's joints over time; every field but `facing` is a float array with one value per frame.

    x along the stage and y above it; rot about the feet; stretch of the height (width keeps its volume); lean
    shears and lag bends the body; hip sways its middle; turn about the vertical axis; step phase and stride of the
    legs; arm raised 0..1 and its swing; breath -1..1.
    """

    facing: int
    x: Pixels
    y: Pixels
    rot: Pixels
    stretch: Pixels
    lean: Pixels
    lag: Pixels
    hip: Pixels
    turn: Pixels
    step: Pixels
    stride: Pixels
    arm: Pixels
    swing: Pixels
    breath: Pixels

    def at(self, frame: float) -> Pose:
        """The pose at a (fractional) frame."""
        last = len(self.x) - 1
        low = int(min(max(frame, 0), last))
        high, share = min(low + 1, last), float(min(max(frame, 0), last)) - low
        joints = {}
        for each in fields(Pose):
            values = getattr(self, each.name)
            joints[each.name] = float(values[low] * (1 - share) + values[high] * share)
        return Pose(**joints)


@dataclass(frozen=True)
class Pose:
    """The puppet at one moment; see Performance."""

    x: float
    y: float
    rot: float
    stretch: float
    lean: float
    lag: float
    hip: float
    turn: float
    step: float
    stride: float
    arm: float
    swing: float
    breath: float


@dataclass
class _Act:
    """One motion inside its window: seconds since it began, its window weight, and the joints it adds to."""

    clock: Pixels
    length: float
    weight: Pixels
    pace: float
    facing: int
    joints: dict[str, Pixels] = field(default_factory=dict)

    def add(self, joint: str, values: Pixels | float) -> None:
        """Add offsets to a joint, inside this motion's window."""
        self.joints[joint] = self.joints[joint] + self.weight * values


@dataclass(frozen=True)
class Part:
    """What one character is asked to do: motions in order, pace (1 is normal), entry delay in seconds, and its path.

    It ends on `mark` (body heights along the stage) after travelling `travel` body heights in direction `facing`.
    """

    motions: tuple[str, ...]
    mark: float
    travel: float
    facing: int
    pace: float = 1.0
    delay: float = 0.0
    weightless: bool = False


def choreograph(part: Part, *, seconds: float, fps: int, rng: np.random.Generator) -> Performance:
    """Work out every joint for every frame of the shot."""
    count = max(2, round(seconds * fps))
    time = np.arange(count, dtype=np.float32) / fps
    enter = min(1.15, 0.26 * seconds)
    settle = min(0.9, 0.18 * seconds)
    zeros = np.zeros(count, np.float32)
    joints: dict[str, Pixels] = {each.name: zeros.copy() for each in fields(Pose)}
    start, end = enter * (0.2 if part.motions[0] in TRAVELLING else 0.85) + part.delay, seconds - settle
    share = max(end - start, 0.2) / len(part.motions)
    for number, motion in enumerate(part.motions):
        begin = start + number * share
        fade = min(0.3, share * 0.25)
        weight = smoothstep(begin - fade * 0.5, begin + fade, time) * (
            1 - smoothstep(begin + share - fade, begin + share + fade, time)
        )
        if number == len(part.motions) - 1 and motion in AIRBORNE:
            weight = smoothstep(begin - fade * 0.5, begin + fade, time)
        act = _Act(np.clip(time - begin, 0, share + fade), share, weight, part.pace, part.facing, joints)
        MOTIONS[motion](act)
    joints["x"] = joints["x"] + _path(part, time, enter, settle, seconds)
    _breathe(joints, time, rng, part)
    _step_with_speed(joints, fps)
    _follow_through(joints, fps)
    _hold_entry_in_the_air(joints, part, time, enter)
    joints["stretch"] = 1.0 + np.clip(joints["stretch"], -0.3, 0.3)
    return Performance(facing=part.facing, **joints)


def _path(part: Part, time: Pixels, enter: float, settle: float, seconds: float) -> Pixels:
    """Position along the stage: travel with a soft start and a soft stop on the mark."""
    if part.motions[0] in TRAVELLING or any(motion in TRAVELLING for motion in part.motions):
        share = max(1, len(part.motions))
        moving = [number for number, motion in enumerate(part.motions) if motion in TRAVELLING]
        begin = (seconds - settle) * moving[0] / share
        stop = (seconds - settle * 0.7) * (moving[-1] + 1) / share
        begin = -0.15 * seconds if moving[0] == 0 else begin
        gone = _eased_run((time - begin) / max(stop - begin, 0.3))
        return np.asarray(part.mark - part.facing * part.travel * (1 - gone))
    slide = 1 - smoothstep(part.delay * 0.5, enter + part.delay, time)
    return np.asarray(part.mark - part.facing * part.travel * slide)


def _eased_run(share: Pixels) -> Pixels:
    """0..1 with a short ease-in, a long even stretch and a soft ease-out."""
    t = np.clip(share, 0, 1)
    ease = 0.2
    speed_area = 1 - ease
    rise = t * t / (2 * ease)
    level = ease / 2 + (t - ease)
    fall = speed_area - (1 - t) ** 2 / (2 * ease)
    return np.asarray(np.where(t < ease, rise, np.where(t < 1 - ease, level, fall)) / speed_area)


def _breathe(joints: dict[str, Pixels], time: Pixels, rng: np.random.Generator, part: Part) -> None:
    """Secondary life that never stops: breath and a small wander of the weight."""
    fps = 1.0 / max(float(time[1] - time[0]), 1e-3)
    joints["breath"] = joints["breath"] + np.sin(time * 2 * np.pi * 0.42 + rng.uniform(0, 6.28))
    joints["lean"] = joints["lean"] + 0.012 * smooth_walk(rng, len(time), 0.7, fps)
    joints["hip"] = joints["hip"] + 0.006 * smooth_walk(rng, len(time), 0.5, fps)
    if part.weightless:
        joints["y"] = joints["y"] + 0.10 + 0.035 * np.sin(time * 2 * np.pi * 0.28 + rng.uniform(0, 6.28))
        joints["rot"] = joints["rot"] + 0.05 * np.sin(time * 2 * np.pi * 0.19 + rng.uniform(0, 6.28))


def _step_with_speed(joints: dict[str, Pixels], fps: int) -> None:
    """Feet step whenever the body travels on the ground, so nothing slides."""
    speed = np.abs(np.gradient(joints["x"])) * fps
    grounded = 1 - smoothstep(0.02, 0.12, joints["y"])
    want = smoothstep(0.03, 0.3, speed) * grounded
    extra = np.clip(want - joints["stride"], 0, 1)
    cadence = 2 * np.pi * np.clip(0.75 + speed * 0.75, 0.8, 2.6)
    phase = np.cumsum(cadence / fps * (speed > 0.02))
    joints["step"] = phase
    joints["stride"] = np.clip(joints["stride"], 0, 1.4) * np.clip(speed / 0.12, 0, 1) + extra
    moving = np.clip(joints["stride"], 0, 1)
    hop = np.clip(0.004 + 0.014 * speed, 0, 0.032)
    joints["y"] = joints["y"] + moving * hop * np.abs(np.sin(phase))
    joints["rot"] = joints["rot"] + moving * 0.045 * np.sin(phase)
    joints["stretch"] = joints["stretch"] + moving * 0.03 * (np.abs(np.sin(phase)) - 0.5)


def _follow_through(joints: dict[str, Pixels], fps: int) -> None:
    """The upper body lags behind the feet: a damped spring driven by the acceleration of the feet."""
    push_x = np.gradient(np.gradient(joints["x"])) * fps * fps
    push_y = np.gradient(np.gradient(joints["y"])) * fps * fps
    lag, speed, squeeze, rate = 0.0, 0.0, 0.0, 0.0
    stiffness, damping, step = 110.0, 9.0, 1.0 / fps
    for frame in range(len(push_x)):
        speed += (-stiffness * lag - damping * speed - 0.55 * float(np.clip(push_x[frame], -9, 9))) * step
        lag += speed * step
        rate += (-stiffness * 1.6 * squeeze - 11.0 * rate - 0.4 * float(np.clip(push_y[frame], -16, 16))) * step
        squeeze += rate * step
        joints["lag"][frame] += np.clip(lag, -0.22, 0.22)
        joints["stretch"][frame] += np.clip(squeeze, -0.07, 0.07)


def _hold_entry_in_the_air(joints: dict[str, Pixels], part: Part, time: Pixels, enter: float) -> None:
    """Fliers swoop in from above instead of lifting off."""
    if part.motions[0] == "fly":
        swoop = 1 - smoothstep(0, enter * 1.6, time)
        joints["y"] = joints["y"] * smoothstep(-0.4, 0.1, time) + 0.5 * swoop
        joints["rot"] = joints["rot"] + 0.22 * part.facing * swoop


def _rest(act: _Act) -> None:
    """Breathing is enough; a slow shift of weight keeps it alive."""
    act.add("hip", 0.014 * np.sin(act.clock * 1.3))
    act.add("lean", 0.018 * np.sin(act.clock * 0.9))


def _walk(act: _Act) -> None:
    act.add("stride", 1.0)
    act.add("lean", 0.03 * act.facing)


def _run(act: _Act) -> None:
    act.add("stride", 1.1)
    act.add("lean", 0.15 * act.facing)
    act.add("rot", 0.05 * act.facing)
    act.add("arm", 0.35)
    act.add("swing", np.sin(act.clock * 2 * np.pi * 2.4 * act.pace))


def _sneak(act: _Act) -> None:
    beat = act.clock * 2 * np.pi * 0.9 * act.pace
    act.add("stride", 1.2)
    act.add("stretch", -0.07 + 0.045 * np.sin(beat))
    act.add("lean", (0.1 + 0.04 * np.sin(beat)) * act.facing)


def _jump(act: _Act) -> None:
    """Crouch, leap, land, recover: repeated while there is time."""
    hops = max(1, round(act.length * act.pace / 1.45))
    share = np.clip(act.clock / act.length, 0, 0.9999) * hops
    t = share - np.floor(share)
    crouch = smoothstep(0.0, 0.2, t) * (1 - smoothstep(0.24, 0.30, t))
    air = np.clip((t - 0.26) / 0.42, 0, 1)
    flying = (air > 0) & (air < 1)
    height = 4 * air * (1 - air) * 0.42
    land = smoothstep(0.66, 0.70, t) * (1 - smoothstep(0.72, 0.92, t))
    act.add("y", height)
    act.add("stretch", -0.17 * crouch - 0.16 * land + np.where(flying, 0.13 * np.abs(1 - 2 * air) ** 1.5, 0))
    act.add("lean", -0.05 * act.facing * crouch + np.where(flying, 0.06 * act.facing, 0))
    act.add("arm", np.where(flying, np.sin(np.pi * air), 0) * 0.9)
    act.add("rot", np.where(flying, 0.08 * np.sin(2 * np.pi * air) * act.facing, 0))


def _fly(act: _Act) -> None:
    beat = act.clock * 2 * np.pi * 0.45
    act.add("y", 0.46 + 0.06 * np.sin(beat))
    act.add("rot", (0.2 + 0.06 * np.sin(beat + 0.7)) * act.facing)
    act.add("arm", 0.5 + 0.2 * np.sin(beat * 3))
    act.add("hip", 0.02 * np.sin(beat * 2))
    act.add("stretch", 0.03 * np.cos(beat))


def _float(act: _Act) -> None:
    beat = act.clock * 2 * np.pi * 0.3
    act.add("y", 0.24 + 0.05 * np.sin(beat))
    act.add("rot", 0.10 * np.sin(beat * 0.7 + 1))
    act.add("hip", 0.03 * np.sin(beat * 1.3))
    act.add("arm", 0.35 + 0.15 * np.sin(beat * 1.7))
    act.add("swing", 0.4 * np.sin(beat * 1.7))


def _spin(act: _Act) -> None:
    """A wind-up the wrong way, then whole turns, with a small rise."""
    turns = max(1, round(act.length * act.pace / 1.15))
    share = np.clip(act.clock / act.length, 0, 1)
    wound = -0.09 * np.sin(np.pi * np.clip(share / 0.14, 0, 1))
    whirl = smoothstep(0.1, 0.92, share) * turns
    inside = np.sin(np.pi * np.clip((share - 0.1) / 0.82, 0, 1))
    act.joints["turn"] = act.joints["turn"] + 2 * np.pi * (whirl + wound)
    act.add("y", 0.06 * inside * np.abs(np.sin(np.pi * turns * share)))
    act.add("arm", 0.5 * inside)
    act.add("stretch", 0.05 * inside - 0.08 * np.sin(np.pi * np.clip(share / 0.14, 0, 1)))


def _wave(act: _Act) -> None:
    raise_arm = smoothstep(0.0, 0.35, act.clock)
    beat = act.clock * 2 * np.pi * 2.0 * act.pace
    act.add("arm", raise_arm)
    act.add("swing", raise_arm * np.sin(beat))
    act.add("lean", raise_arm * 0.04 * np.sin(beat - 0.8))
    act.add("hip", raise_arm * 0.02 * np.sin(beat * 0.5))
    act.add("stretch", raise_arm * 0.015 * np.sin(beat))


def _dance(act: _Act) -> None:
    """On the beat: drop the weight, swing the hips, step side to side, a turn at the end of the phrase."""
    beat = act.clock * 2.0 * act.pace
    swing = np.sin(np.pi * beat)
    drop = np.abs(np.sin(np.pi * beat)) ** 0.7
    act.add("stretch", 0.09 * (drop - 0.6))
    act.add("hip", 0.075 * np.sin(np.pi * beat + 0.4))
    act.add("rot", 0.085 * swing)
    act.add("lean", -0.06 * np.sin(np.pi * beat - 0.5))
    act.add("x", 0.07 * np.sin(np.pi * beat * 0.5))
    act.add("y", 0.02 * drop)
    act.add("arm", 0.55 + 0.35 * np.sin(np.pi * beat))
    act.add("swing", 0.6 * np.sin(2 * np.pi * beat))
    turns = smoothstep(0.72, 0.96, act.clock / act.length) * (1.0 if act.length > 2.2 else 0.0)
    act.joints["turn"] = act.joints["turn"] + 2 * np.pi * turns


def _nod(act: _Act) -> None:
    beat = np.sin(act.clock * 2 * np.pi * 1.1 * act.pace)
    act.add("lag", 0.05 * act.facing * np.clip(beat, -0.3, 1))
    act.add("stretch", -0.035 * np.clip(beat, 0, 1))


def _tremble(act: _Act) -> None:
    act.add("x", 0.008 * np.sin(act.clock * 2 * np.pi * 9))
    act.add("stretch", -0.05 + 0.012 * np.sin(act.clock * 2 * np.pi * 11))
    act.add("lean", -0.05 * act.facing)


def _laugh(act: _Act) -> None:
    beat = np.abs(np.sin(act.clock * np.pi * 3.6 * act.pace))
    act.add("y", 0.03 * beat)
    act.add("stretch", 0.06 * (beat - 0.5))
    act.add("lag", -0.05 * act.facing * (0.6 + 0.4 * np.sin(act.clock * 2)))
    act.add("arm", 0.25 + 0.3 * beat)


def _look(act: _Act) -> None:
    glance = np.sin(act.clock * 2 * np.pi * 0.33)
    act.add("lean", 0.06 * smoothstep(-0.6, 0.6, glance) - 0.02)
    act.add("turn", 0.5 * (smoothstep(0.2, 0.8, -glance)))
    act.add("lag", 0.03 * glance)


MOTIONS: dict[str, Callable[[_Act], None]] = {
    "rest": _rest,
    "walk": _walk,
    "run": _run,
    "sneak": _sneak,
    "jump": _jump,
    "fly": _fly,
    "float": _float,
    "spin": _spin,
    "wave": _wave,
    "dance": _dance,
    "nod": _nod,
    "shake": _tremble,
    "laugh": _laugh,
    "look": _look,
}
