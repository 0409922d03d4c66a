"""What the diffusion renderer needs to know of a model, in values alone: this loads neither torch nor diffusers."""

from __future__ import annotations

from dataclasses import dataclass

from generation.rendering.base import RenderSpec

# The text-to-video pipelines we know how to call, each with the arguments it needs beyond the shared ones.
PIPELINES: dict[str, tuple[str, ...]] = {
    "LTXPipeline": ("frame_rate",),
    "WanPipeline": (),
    "AnimateDiffPipeline": (),
    "CogVideoXPipeline": (),
}
DTYPES = ("float32", "float16", "bfloat16")


@dataclass(frozen=True)
class Recipe:
    """A registry row as the renderer needs it: which pipeline, where its weights lie, and how to call it.

    `frame_step`: the pipeline makes k * frame_step + 1 frames. `size_multiple`: its sides are multiples of this, in px.
    """

    name: str
    tier: str
    pipeline: str
    path: str
    dtype: str = "bfloat16"
    steps: int = 30
    guidance: float = 5.0
    size_multiple: int = 32
    frame_step: int = 8
    fps: int = 24


@dataclass(frozen=True)
class Canvas:
    """What the pipeline is asked for so that the spec can be cut out of it: pixels and frames."""

    width: int
    height: int
    frames: int


def canvas_for(recipe: Recipe, spec: RenderSpec) -> Canvas:
    """Return the smallest canvas that holds the spec and keeps the pipeline's size and frame rules."""
    multiple, step = recipe.size_multiple, recipe.frame_step
    return Canvas(
        width=-(-spec.width // multiple) * multiple,
        height=-(-spec.height // multiple) * multiple,
        frames=-(-(spec.seconds * recipe.fps - 1) // step) * step + 1,
    )
