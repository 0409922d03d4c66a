"""The animatic renderer: checks a spec, plans the shot, builds the set, films it frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
from PIL import UnidentifiedImageError

from generation.rendering.animatic.cutout import Cutout, cut_out
from generation.rendering.animatic.planning import plan_shot
from generation.rendering.animatic.shot import Shot
from generation.rendering.animatic.vocabulary import direct, understand
from generation.rendering.base import (
    MAX_SECONDS,
    MIN_SECONDS,
    Likeness,
    OnProgress,
    Progress,
    RenderError,
    RenderResult,
    RenderSpec,
    SpecRejected,
    Understanding,
)

if TYPE_CHECKING:
    from generation.rendering.base import Frame

SMALLEST_SIDE, LARGEST_SIDE = 64, 1920
SLOWEST, FASTEST = 8, 60
LARGEST_CAST = 4
THREADS = 2
REPORT_EVERY = 4


@dataclass
class AnimaticRenderer:
    """A storyboard from the studio's real reference art, on a plain CPU. See the package docstring."""

    name: str = "animatic"
    tier: str = "storyboard"

    def check(self, spec: RenderSpec) -> None:
        """Raise SpecRejected, saying what to change, if this spec cannot be rendered. Opens the first good pictures."""
        _check_numbers(spec)
        if not spec.prompt.strip():
            raise SpecRejected("The prompt is empty. Describe the scene, for example: a beach at sunset, she waves.")
        if not 1 <= len(spec.cast) <= LARGEST_CAST:
            raise SpecRejected(
                f"A shot takes 1 to {LARGEST_CAST} characters, and this one has {len(spec.cast)}. Change the cast."
            )
        for likeness in spec.cast:
            if not likeness.pictures:
                raise SpecRejected(
                    f"{likeness.name} has no reference picture. Add one, or leave {likeness.name} out of the cast."
                )
            if not any(path.is_file() for path in likeness.pictures):
                raise SpecRejected(f"None of the reference pictures of {likeness.name} can be found. Upload one again.")

    def understand(self, prompt: str) -> Understanding:
        """Which words of the prompt the animatic acts on, and which it ignores."""
        return understand(prompt)

    def render(self, spec: RenderSpec, on_progress: OnProgress) -> RenderResult:
        """Check the spec and plan the shot now; draw the frames lazily. Raises RenderError (or a subclass) only."""
        self.check(spec)
        cv2.setNumThreads(THREADS)
        steps = len(spec.cast) + 1
        cutouts = []
        for number, likeness in enumerate(spec.cast):
            on_progress(Progress("preparing", number, steps))
            cutouts.append(_cut_likeness(likeness))
        on_progress(Progress("preparing", len(cutouts), steps))
        understanding = understand(spec.prompt)
        try:
            shot = plan_shot(spec, direct(spec.prompt), cutouts)
        except (cv2.error, ValueError, MemoryError) as error:
            raise RenderError(f"The set could not be built ({error}). Try another seed or a smaller size.") from error
        on_progress(Progress("preparing", steps, steps))
        metadata: dict[str, object] = {"renderer": self.name, "tier": self.tier, "seed": spec.seed, **shot.facts}
        return RenderResult(_film(shot, on_progress), shot.frame_count, spec.fps, understanding, metadata)


def _film(shot: Shot, on_progress: OnProgress) -> Iterator[Frame]:
    """Draw frame after frame; whatever `on_progress` raises goes straight to the caller."""
    for number in range(shot.frame_count):
        if number % REPORT_EVERY == 0:
            on_progress(Progress("drawing", number, shot.frame_count))
        try:
            frame = shot.draw(number)
        except (cv2.error, ValueError, MemoryError) as error:
            raise RenderError(
                f"Frame {number} could not be drawn ({error}). Try another seed or a smaller size."
            ) from error
        yield frame
    on_progress(Progress("drawing", shot.frame_count, shot.frame_count))


def _cut_likeness(likeness: Likeness) -> Cutout:
    """Cut a character out of the best of its pictures; a picture that cannot be cut is used only if none can."""
    card: Cutout | None = None
    troubles: list[str] = []
    for path in likeness.pictures:
        try:
            found = cut_out(path)
        except (OSError, ValueError, UnidentifiedImageError, cv2.error) as error:
            troubles.append(f"{path.name}: {error}")
            continue
        if found.how != "card":
            return found
        card = card or found
    if card is None:
        reasons = "; ".join(troubles)
        raise SpecRejected(
            f"No reference picture of {likeness.name} can be read ({reasons}). Upload a PNG of at least 64 px."
        )
    return card


def _check_numbers(spec: RenderSpec) -> None:
    """Length, size and rate."""
    if not MIN_SECONDS <= spec.seconds <= MAX_SECONDS:
        raise SpecRejected(
            f"A shot lasts {MIN_SECONDS} to {MAX_SECONDS} seconds; {spec.seconds} was asked for. Choose one in between."
        )
    for side, value in (("width", spec.width), ("height", spec.height)):
        if not SMALLEST_SIDE <= value <= LARGEST_SIDE:
            raise SpecRejected(
                f"The {side} must be {SMALLEST_SIDE} to {LARGEST_SIDE} pixels, not {value}. Choose one in between."
            )
        if value % 2:
            raise SpecRejected(
                f"The {side} must be an even number of pixels; use {value - 1} or {value + 1} instead of {value}."
            )
    if not SLOWEST <= spec.fps <= FASTEST:
        raise SpecRejected(
            f"The frame rate must be {SLOWEST} to {FASTEST} a second; {spec.fps} was asked for. 24 is a good choice."
        )
    if spec.seed < 0:
        raise SpecRejected("The seed must be zero or more. Use any whole number from 0 up.")
