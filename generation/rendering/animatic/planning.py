"""From a spec to a shot: reads the directions, blocks the cast, moves the camera, builds the set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from generation.rendering.animatic.camera import pick_move, plan_camera
from generation.rendering.animatic.carpentry import Carpenter, Setting
from generation.rendering.animatic.compose import Place, block, stage_for
from generation.rendering.animatic.cutout import Cutout
from generation.rendering.animatic.dressing import dress
from generation.rendering.animatic.figure import facing_of, make_puppet
from generation.rendering.animatic.film import Lab
from generation.rendering.animatic.lens import Stage, View
from generation.rendering.animatic.light import LightRig
from generation.rendering.animatic.motion import SPEEDS, TRAVELLING, Part, Performance, choreograph
from generation.rendering.animatic.palette import palette_for
from generation.rendering.animatic.places import PLACES
from generation.rendering.animatic.shot import Actor, Shot
from generation.rendering.animatic.title import TitleCard
from generation.rendering.animatic.vocabulary import Direction
from generation.rendering.animatic.weather import DRIFTS, Air

if TYPE_CHECKING:
    from generation.rendering.base import RenderSpec

USUAL_HOURS = {
    "city": "sunset",
    "rooftop": "sunset",
    "stage": "night",
    "cinema": "night",
    "space": "night",
    "moon": "night",
    "cave": "night",
}
WEIGHTLESS = frozenset({"space", "underwater"})
NARROW = frozenset({"road", "room", "stage", "cinema"})  # sets that end: nobody runs out of them
ENTRY = 0.34  # how far a character that stays in place comes in, body heights
BARELY_OUT = 0.15  # how far outside the frame an entry begins, body heights
FARTHEST, NARROWEST = 2.6, 0.6  # longest travel: frame widths in open country, units in a narrow set


@dataclass(frozen=True)
class Script:
    """What the directions come to, with everything left open filled in."""

    direction: Direction
    place: str
    hour: str
    motions: tuple[str, ...]
    framing: str
    tempo: float

    @property
    def travels(self) -> bool:
        """Whether the cast moves along the stage."""
        return any(motion in TRAVELLING for motion in self.motions)

    @property
    def followed(self) -> bool:
        """Whether the camera travels with the cast: asked to, or asked for nothing else."""
        return not self.direction.cameras or "follow" in self.direction.cameras


def plan_shot(spec: RenderSpec, direction: Direction, cutouts: list[Cutout]) -> Shot:
    """Decide everything about the shot from the spec alone, and build its set."""
    rng = np.random.default_rng([spec.seed, 20])
    script = _script(direction)
    side = -1 if rng.random() < 0.5 else 1
    stage = stage_for(spec.width, spec.height, script.framing, rng)
    marks = _marks(script, stage, cutouts, side, rng)
    performances = [
        choreograph(_part(script, mark, number, spec, stage), seconds=spec.seconds, fps=spec.fps, rng=rng)
        for number, mark in enumerate(marks)
    ]
    for mark, performance in zip(marks, performances, strict=True):
        _keep_in_frame(performance, mark, stage, floating=script.place == "space")
    moves, views = _camera(script, spec, stage, marks[0], performances[0], rng)
    builder, setting = _build(script, spec, stage, views, side, rng)
    rig = LightRig(builder.palette, side, setting.ground_colour, grounded=setting.ground is not None)
    wind = 1.0 if "wind" in direction.weathers else 0.6 if "storm" in direction.weathers else 0.15
    return Shot(
        stage=stage,
        views=views,
        setting=setting,
        actors=_cast(cutouts, marks, performances, views, rig),
        rig=rig,
        air=Air(stage, builder.palette, _in_the_air(direction, setting), wind * side, rng),
        lab=Lab(spec.width, spec.height, builder.palette, rng),
        card=_title_card(spec),
        wind=wind,
        fps=spec.fps,
        facts=_facts(script, moves, cutouts),
    )


def _script(direction: Direction) -> Script:
    """Fill in what the prompt left open."""
    place = direction.places[0] if direction.places else "studio"
    motions = direction.motions or ("rest",)
    if place in WEIGHTLESS and not set(motions) - {"rest", "walk"}:
        motions = ("float",)
    return Script(
        direction=direction,
        place=place,
        hour=direction.times[0] if direction.times else USUAL_HOURS.get(place, "day"),
        motions=motions,
        framing=direction.framings[0] if direction.framings else "",
        tempo=1.35 if "fast" in direction.tempos else 0.7 if "slow" in direction.tempos else 1.0,
    )


def _marks(script: Script, stage: Stage, cutouts: list[Cutout], side: int, rng: np.random.Generator) -> list[Place]:
    """Where everybody ends; a lone character enters from the side that was asked for."""
    aspects = [cutout.pixels.shape[1] / cutout.pixels.shape[0] for cutout in cutouts]
    marks = block(stage, aspects, [cutout.bust for cutout in cutouts], script.framing, side, script.travels, rng)
    if script.direction.sides and len(marks) == 1:
        facing = 1 if script.direction.sides[0] == "left" else -1
        marks = [Place(marks[0].x, marks[0].depth, marks[0].height, facing)]
    return marks


def _part(script: Script, mark: Place, number: int, spec: RenderSpec, stage: Stage) -> Part:
    """What one member of the cast does. Travel is in body heights."""
    travel = ENTRY
    if script.travels:
        shares = [SPEEDS.get(motion, 0.0) * spec.seconds / len(script.motions) for motion in script.motions]
        reach = NARROWEST * stage.unit if script.place in NARROW else FARTHEST * stage.width
        if not script.followed:
            reach = min(reach, _from_the_edge(mark, stage))
        travel = min(sum(shares) * script.tempo, reach / mark.height)
    weightless = script.place in WEIGHTLESS
    return Part(script.motions, 0.0, travel, mark.facing, pace=script.tempo, delay=0.16 * number, weightless=weightless)


def _from_the_edge(mark: Place, stage: Stage) -> float:
    """Stage pixels from just outside the frame to the mark: a camera that does not follow sees the entry at once."""
    return mark.facing * mark.x + 0.5 * stage.width * mark.depth + BARELY_OUT * mark.height


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


def _camera(
    script: Script, spec: RenderSpec, stage: Stage, mark: Place, lead: Performance, rng: np.random.Generator
) -> tuple[tuple[str, ...], list[View]]:
    """The camera's moves and a view per frame, led by the first of the cast."""
    moves, strength = pick_move(script.direction.cameras, travels=script.travels, rng=rng)
    views = plan_camera(
        stage,
        moves,
        strength,
        count=len(lead.x),
        fps=spec.fps,
        subject_x=lead.x * mark.height + mark.x,
        subject_y=lead.y * mark.height,
        tempo=script.tempo,
        shaking=0.8 if "storm" in script.direction.weathers else 0.0,
        rng=rng,
    )
    return moves, views


def _build(
    script: Script, spec: RenderSpec, stage: Stage, views: list[View], side: int, rng: np.random.Generator
) -> tuple[Carpenter, Setting]:
    """Build and dress the set. The place may change the palette, so the builder comes back too."""
    direction = script.direction
    builder = Carpenter(
        stage=stage,
        views=views,
        palette=palette_for(script.hour, direction.weathers, direction.moods),
        side=side,
        rng=rng,
        hour=script.hour,
        weathers=direction.weathers,
        moods=direction.moods,
        things=direction.things,
        seconds=float(spec.seconds),
    )
    PLACES[script.place](builder)
    dress(builder)
    builder.finish()
    return builder, builder.setting()


def _in_the_air(direction: Direction, setting: Setting) -> tuple[str, ...]:
    """What falls and floats: weather unless the place is sheltered, things asked for, the place's own."""
    outdoors = () if setting.sheltered else direction.weathers
    kinds = [*outdoors, *(thing for thing in direction.things if thing in DRIFTS), *setting.air]
    return tuple(dict.fromkeys(kinds))


def _cast(
    cutouts: list[Cutout], marks: list[Place], performances: list[Performance], views: list[View], rig: LightRig
) -> list[Actor]:
    """Puppets for everybody, sharp enough for the closest the camera gets."""
    actors = []
    for cutout, mark, performance in zip(cutouts, marks, performances, strict=True):
        closest = max(view.zoom / max(mark.depth - view.z, 0.3) for view in views)
        looks = facing_of(cutout)
        mirror = cutout.how != "card" and looks not in (0, mark.facing)
        sharpest = mark.height * min(closest, 1.8)
        puppet = make_puppet(cutout, height=mark.height, sharpest=sharpest, mirror=mirror, rig=rig)
        actors.append(Actor(puppet, mark, performance))
    return actors


def _title_card(spec: RenderSpec) -> TitleCard | None:
    """The card, when a title was asked for."""
    if not spec.title or not spec.title.strip():
        return None
    names = " & ".join(likeness.name for likeness in spec.cast)
    return TitleCard(spec.title, names, spec.width, spec.height, spec.seconds)


def _facts(script: Script, moves: tuple[str, ...], cutouts: list[Cutout]) -> dict[str, object]:
    """What a record of the render should say about the shot: plain JSON values."""
    direction = script.direction
    return {
        "scene": {
            "place": script.place,
            "time": script.hour,
            "weather": list(direction.weathers),
            "mood": list(direction.moods),
        },
        "motions": list(script.motions),
        "camera": list(moves),
        "cutouts": [cutout.how for cutout in cutouts],
    }
