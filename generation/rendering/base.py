"""The contract every renderer keeps, whatever makes the pictures.

A render is one call: check the spec first (and say what to change), then produce frames. Spec and result are named,
immutable types, and the seed is part of the spec, so the same spec gives the same frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    import numpy as np

    Frame = np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]

MIN_SECONDS = 1
MAX_SECONDS = 20


class RenderError(Exception):
    """A render that could not be done. `code` is stable, `message` says what happened and what to do next.

    `retryable` says whether the same spec may succeed at another try, on another machine.
    """

    code: ClassVar[str] = "render_failed"
    retryable: ClassVar[bool] = True

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SpecRejected(RenderError):
    """The spec cannot be rendered as it stands; raised before any work is done."""

    code = "render_spec_rejected"
    retryable = False


class RenderCancelled(RenderError):
    """The caller asked to stop; raised from inside the render, nothing is kept."""

    code = "render_cancelled"
    retryable = False


class OutOfMemory(RenderError):
    """The machine had too little memory for this spec."""

    code = "out_of_memory"


class OutputRejected(RenderError):
    """What came out is not a clip anybody should pay for. The same spec gives the same again."""

    code = "output_rejected"
    retryable = False


class ModelUnusable(RenderError):
    """The registry names a model that this machine cannot load."""

    code = "model_unusable"


@dataclass(frozen=True)
class Likeness:
    """One licensed character as the renderer sees it: its name, its pictures (PNG, RGB or RGBA, best first)."""

    name: str
    pictures: tuple[Path, ...]


@dataclass(frozen=True)
class RenderSpec:
    """What to render.

    `seconds` is whole seconds; `width` and `height` are pixels; `fps` frames per second; `seed` any non-negative int.
    `title`, when given, is shown on a short title card inside the running time.
    """

    prompt: str
    cast: tuple[Likeness, ...]
    seconds: int
    seed: int
    width: int = 1280
    height: int = 720
    fps: int = 24
    title: str | None = None


@dataclass(frozen=True)
class Progress:
    """Where a render is: a stage word, and steps done of the total in that stage."""

    stage: str
    step: int
    total: int


# Called often (at least once a second of work). Returning normally means go on; it raises RenderCancelled to stop.
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Understanding:
    """What the renderer took from the prompt, shown back to the creator word by word.

    `heard` are (kind, word) pairs such as ("place", "sea") or ("motion", "jump"); `ignored` the words it did not use.
    """

    heard: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass
class RenderResult:
    """Frames (RGB uint8 arrays, height x width x 3), produced lazily, and the facts about them.

    `frames` may be consumed once. `frame_count` is exact. `metadata` is plain JSON values (renderer, seed, scene ...).
    """

    frames: Iterator[Frame]
    frame_count: int
    fps: int
    understanding: Understanding
    metadata: dict[str, object] = field(default_factory=dict)


class Renderer(Protocol):
    """A member of the farm. `name` identifies it in records; `tier` is what the creator chose."""

    name: str
    tier: str

    def check(self, spec: RenderSpec) -> None:
        """Raise SpecRejected, saying what to change, if this spec cannot be rendered."""

    def understand(self, prompt: str) -> Understanding:
        """Say what would be taken from the prompt, without rendering (cheap enough to call while someone types)."""

    def render(self, spec: RenderSpec, on_progress: OnProgress) -> RenderResult:
        """Check the spec, then render it. Raises RenderError (or a subclass) and nothing else."""
