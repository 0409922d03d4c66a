"""The GPU tier: a diffusers pipeline, built from a registry row and called like any other renderer.

A pipeline is loaded from a local folder of safetensors weights only: nothing is downloaded, nothing is unpickled and no
code beside the weights is run. It stays in memory for the next render. A step's end is where progress is told and where
a render stops when the caller asks; an exception from there ends the call at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Read by huggingface_hub when it is imported, hence before diffusers below.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import diffusers
import torch

from generation.rendering.base import (
    MAX_SECONDS,
    MIN_SECONDS,
    ModelUnusable,
    OnProgress,
    OutOfMemory,
    OutputRejected,
    Progress,
    RenderError,
    RenderResult,
    RenderSpec,
    SpecRejected,
    Understanding,
)
from generation.rendering.recipes import DTYPES, PIPELINES, Canvas, Recipe, canvas_for

if TYPE_CHECKING:
    from generation.rendering.base import Frame

_DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

# What PyTorch's CPU allocator says when it has no memory to give; CUDA has an exception of its own.
_NO_MEMORY = "not enough memory", "can't allocate memory"


class DiffusionRenderer:
    """One resident diffusers pipeline."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.name = f"diffusion:{recipe.name}"
        self.tier = recipe.tier
        self._pipeline: Any = None

    def check(self, spec: RenderSpec) -> None:
        """Raise SpecRejected, saying what to change, if this spec cannot be rendered."""
        if not MIN_SECONDS <= spec.seconds <= MAX_SECONDS:
            raise SpecRejected(f"A clip lasts {MIN_SECONDS} to {MAX_SECONDS} seconds; {spec.seconds} were asked for.")
        if spec.fps != self.recipe.fps:
            raise SpecRejected(f"This model makes {self.recipe.fps} frames a second; {spec.fps} were asked for.")
        if not spec.prompt.strip():
            raise SpecRejected("The prompt is empty. Say what happens in the clip.")
        if spec.seed < 0:
            raise SpecRejected("A seed is zero or more.")
        if min(spec.width, spec.height) < 2 or spec.width % 2 or spec.height % 2:
            raise SpecRejected("Width and height are even numbers of pixels.")

    def understand(self, prompt: str) -> Understanding:
        """Say nothing word by word: the model reads the whole prompt."""
        return Understanding()

    def load(self) -> None:
        """Bring the weights into memory, once. A worker does this before it claims a job.

        Raises ModelUnusable when the row does not lead to a pipeline, OutOfMemory when it does not fit.
        """
        if self._pipeline is None:
            with _sorted_failures():
                self._pipeline = _load(self.recipe)

    def render(self, spec: RenderSpec, on_progress: OnProgress) -> RenderResult:
        """Check the spec, then draw it. The same spec gives the same frames on the same machine.

        Raises SpecRejected, RenderCancelled (from `on_progress`), OutOfMemory, OutputRejected, ModelUnusable, or
        RenderError for what nobody foresaw.
        """
        self.check(spec)
        on_progress(Progress("loading", 0, 1))
        self.load()
        canvas = canvas_for(self.recipe, spec)
        self._check_length(canvas)
        with _sorted_failures():
            video = self._draw(spec, canvas, on_progress)
            if not bool(torch.isfinite(video).all()):
                raise OutputRejected("The model returned numbers that are not a picture.")
        count = spec.seconds * self.recipe.fps
        return RenderResult(
            frames=_cut_out(video, spec, count),
            frame_count=count,
            fps=self.recipe.fps,
            understanding=self.understand(spec.prompt),
            metadata={
                "renderer": self.name,
                "seed": spec.seed,
                "pipeline": self.recipe.pipeline,
                "dtype": self.recipe.dtype,
                "steps": self.recipe.steps,
                "device": self._pipeline.device.type,
                "canvas": asdict(canvas),
            },
        )

    def _check_length(self, canvas: Canvas) -> None:
        """AnimateDiff's motion module has places for so many frames and no more; the others have no such limit."""
        adapter = getattr(self._pipeline, "motion_adapter", None)
        most = adapter.config.motion_max_seq_length if adapter is not None else canvas.frames
        if canvas.frames > most:
            seconds = most // self.recipe.fps
            raise SpecRejected(f"This model makes at most {most} frames: choose a clip of {seconds} seconds or less.")

    def _draw(self, spec: RenderSpec, canvas: Canvas, on_progress: OnProgress) -> torch.Tensor:
        """Call the pipeline; return frames x channels x height x width, from 0 to 1."""
        steps = self.recipe.steps

        def step_ended(pipeline: Any, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            on_progress(Progress("drawing", step + 1, steps))
            return tensors

        extra = {"frame_rate": self.recipe.fps} if "frame_rate" in PIPELINES[self.recipe.pipeline] else {}
        output = self._pipeline(
            prompt=_prompt(spec),
            width=canvas.width,
            height=canvas.height,
            num_frames=canvas.frames,
            num_inference_steps=steps,
            guidance_scale=self.recipe.guidance,
            # On the CPU, so that a seed means the same noise whatever the device.
            generator=torch.Generator("cpu").manual_seed(spec.seed),
            output_type="pt",
            callback_on_step_end=step_ended,
            **extra,
        )
        frames: torch.Tensor = output.frames[0]
        return frames


def _prompt(spec: RenderSpec) -> str:
    """Name the cast first where the prompt does not."""
    unnamed = [likeness.name for likeness in spec.cast if likeness.name.lower() not in spec.prompt.lower()]
    return f"{', '.join(unnamed)}: {spec.prompt}" if unnamed else spec.prompt


def _load(recipe: Recipe) -> Any:
    if recipe.pipeline not in PIPELINES:
        raise ModelUnusable(f"“{recipe.pipeline}” is not one of the pipelines we run: {', '.join(PIPELINES)}.")
    if recipe.dtype not in DTYPES:
        raise ModelUnusable(f"“{recipe.dtype}” is not one of {', '.join(DTYPES)}.")
    if not (Path(recipe.path) / "model_index.json").is_file():
        raise ModelUnusable(
            f"There is no pipeline at {recipe.path}; put its folder there, this machine downloads none."
        )
    try:
        pipeline = getattr(diffusers, recipe.pipeline).from_pretrained(
            recipe.path,
            dtype=_DTYPES[recipe.dtype],
            local_files_only=True,
            use_safetensors=True,
        )
    except (OSError, ValueError, KeyError, TypeError, ImportError, AttributeError) as error:
        raise ModelUnusable(f"The pipeline at {recipe.path} does not load: {error}") from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to("cuda" if torch.cuda.is_available() else "cpu")


def _cut_out(video: torch.Tensor, spec: RenderSpec, count: int) -> Iterator[Frame]:
    """Yield the spec's frames: the first `count`, the middle of each."""
    top, left = (video.shape[-2] - spec.height) // 2, (video.shape[-1] - spec.width) // 2
    for frame in video[:count]:
        middle = frame[:, top : top + spec.height, left : left + spec.width].float()
        yield middle.mul(255).round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


@contextmanager
def _sorted_failures() -> Iterator[None]:
    """Turn what PyTorch and diffusers raise into our words; ours pass through."""
    try:
        yield
    except RenderError:
        raise
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _out_of_memory() from error
    except Exception as error:
        if any(words in str(error) for words in _NO_MEMORY):
            raise _out_of_memory() from error
        raise RenderError(f"The model stopped: {type(error).__name__}: {error}") from error


def _out_of_memory() -> OutOfMemory:
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    return OutOfMemory("The machine ran out of memory. Try a shorter or a smaller clip.")
