"""The diffusion renderer, on real diffusers pipelines with tiny random weights."""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generation.models import RenderModel
from generation.rendering.base import (
    Likeness,
    ModelUnusable,
    OutOfMemory,
    OutputRejected,
    Progress,
    RenderCancelled,
    RenderError,
    RenderSpec,
    SpecRejected,
)

pytestmark = pytest.mark.torch
# Looked for, not imported: our module sets what huggingface_hub reads at its first import.
if find_spec("torch") is None or find_spec("diffusers") is None:
    pytest.skip("torch and diffusers are not installed (pip install -r requirements.txt)", allow_module_level=True)

import torch  # noqa: E402

from generation.rendering import registry  # noqa: E402
from generation.rendering.diffusion import DiffusionRenderer  # noqa: E402
from generation.rendering.recipes import Recipe, canvas_for  # noqa: E402
from tests.rendering.tiny_pipelines import BUILDERS, build  # noqa: E402

SPEC = RenderSpec(
    prompt="Tobble walks by the sea", cast=(Likeness("Tobble", ()),), seconds=1, seed=7, width=72, height=56, fps=8
)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Any:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=sorted(BUILDERS))
def renderer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DiffusionRenderer:
    """Every pipeline class we run, loaded from disk."""
    return DiffusionRenderer(build(request.param, tmp_path_factory.mktemp("weights") / "model"))


@pytest.fixture(scope="module")
def ltx(tmp_path_factory: pytest.TempPathFactory) -> DiffusionRenderer:
    return DiffusionRenderer(build("LTXPipeline", tmp_path_factory.mktemp("weights") / "ltx"))


def frames_of(renderer: DiffusionRenderer, spec: RenderSpec = SPEC) -> np.ndarray:
    return np.stack(list(renderer.render(spec, lambda progress: None).frames))


def test_a_clip_has_the_size_and_length_that_were_asked_for(renderer: DiffusionRenderer) -> None:
    result = renderer.render(SPEC, lambda progress: None)
    frames = list(result.frames)
    assert (len(frames), result.frame_count, result.fps) == (8, 8, 8)
    assert {frame.shape for frame in frames} == {(56, 72, 3)}
    assert {frame.dtype for frame in frames} == {np.dtype(np.uint8)}
    assert frames[0].std() > 0
    assert (result.metadata["seed"], result.metadata["steps"]) == (7, 4)


def test_the_same_seed_gives_the_same_frames_and_another_seed_others(renderer: DiffusionRenderer) -> None:
    first = frames_of(renderer)
    assert np.array_equal(first, frames_of(renderer))
    assert not np.array_equal(first, frames_of(renderer, dataclasses.replace(SPEC, seed=8)))


def test_every_step_is_told(renderer: DiffusionRenderer) -> None:
    told: list[Progress] = []
    renderer.render(SPEC, told.append)
    assert told[0].stage == "loading"
    assert [(p.step, p.total) for p in told if p.stage == "drawing"] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_cancelled_render_stops_at_once_and_the_next_one_is_right(renderer: DiffusionRenderer) -> None:
    before = frames_of(renderer)
    told: list[Progress] = []

    def stop_after_two(progress: Progress) -> None:
        told.append(progress)
        if progress.stage == "drawing" and progress.step == 2:
            raise RenderCancelled("The creator cancelled.")

    with pytest.raises(RenderCancelled):
        renderer.render(SPEC, stop_after_two)
    assert told[-1].step == 2
    assert np.array_equal(before, frames_of(renderer))


@pytest.mark.parametrize(
    ("step", "multiple", "seconds", "expected"),
    [(8, 32, 5, (768, 736, 121)), (4, 16, 5, (768, 720, 121)), (1, 8, 1, (760, 720, 24)), (8, 32, 1, (768, 736, 25))],
)
def test_the_canvas_is_the_smallest_that_keeps_the_models_rules(
    step: int, multiple: int, seconds: int, expected: tuple[int, int, int]
) -> None:
    recipe = Recipe("any", "standard", "LTXPipeline", "/nowhere", frame_step=step, size_multiple=multiple)
    spec = dataclasses.replace(SPEC, width=760, height=720, seconds=seconds, fps=24)
    canvas = canvas_for(recipe, spec)
    assert (canvas.width, canvas.height, canvas.frames) == expected
    assert canvas.frames % step == 1 % step
    assert canvas.frames >= seconds * 24 > canvas.frames - 1 - step


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seconds": 0}, "1 to 20 seconds"),
        ({"seconds": 21}, "1 to 20 seconds"),
        ({"fps": 24}, "8 frames a second"),
        ({"prompt": "  "}, "prompt is empty"),
        ({"seed": -1}, "zero or more"),
        ({"width": 71}, "even"),
    ],
)
def test_a_spec_that_cannot_be_drawn_says_what_to_change(
    ltx: DiffusionRenderer, changes: dict[str, Any], says: str
) -> None:
    told: list[Progress] = []
    with pytest.raises(SpecRejected, match=says):
        ltx.render(dataclasses.replace(SPEC, **changes), told.append)
    assert told == []


def test_a_model_with_so_many_places_refuses_a_longer_clip(tmp_path: Path) -> None:
    renderer = DiffusionRenderer(build("AnimateDiffPipeline", tmp_path))
    with pytest.raises(SpecRejected, match="2 seconds or less"):
        renderer.render(dataclasses.replace(SPEC, seconds=3), lambda progress: None)


def test_a_frame_that_is_no_picture_is_rejected(tmp_path: Path) -> None:
    renderer = DiffusionRenderer(build("WanPipeline", tmp_path))
    renderer.load()
    with torch.no_grad():
        next(renderer._pipeline.transformer.parameters()).fill_(float("nan"))
    with pytest.raises(OutputRejected) as caught:
        renderer.render(SPEC, lambda progress: None)
    assert not caught.value.retryable


def test_running_out_of_memory_has_its_own_name(tmp_path: Path) -> None:
    renderer = DiffusionRenderer(build("WanPipeline", tmp_path))
    renderer.load()
    # The allocator itself refuses: no machine has four exabytes.
    renderer._pipeline.vae.decoder.register_forward_pre_hook(lambda module, inputs: torch.empty(2**60) and None)
    with pytest.raises(OutOfMemory) as caught:
        renderer.render(SPEC, lambda progress: None)
    assert caught.value.retryable


def test_what_nobody_foresaw_is_still_a_render_error(tmp_path: Path) -> None:
    renderer = DiffusionRenderer(build("WanPipeline", tmp_path))
    renderer.load()
    renderer._pipeline.transformer.config.patch_size = None
    renderer._pipeline.vae_scale_factor_temporal = None
    with pytest.raises(RenderError, match="The model stopped: TypeError"):
        renderer.render(SPEC, lambda progress: None)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"pipeline": "StableDiffusionPipeline"}, "not one of the pipelines"),
        ({"dtype": "int4"}, "float32"),
        ({"path": "/nowhere/at/all"}, "no pipeline at"),
    ],
)
def test_a_row_that_leads_nowhere_says_so(ltx: DiffusionRenderer, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ModelUnusable, match=says):
        DiffusionRenderer(dataclasses.replace(ltx.recipe, **changes)).load()


def test_pickled_weights_are_never_read(tmp_path: Path) -> None:
    recipe = build("LTXPipeline", tmp_path)
    weights = tmp_path / "vae" / "diffusion_pytorch_model.safetensors"
    torch.save({"any": torch.zeros(1)}, weights.with_suffix(".bin"))
    weights.unlink()
    with pytest.raises(ModelUnusable):
        DiffusionRenderer(recipe).load()


def test_the_cast_is_named_when_the_prompt_does_not(ltx: DiffusionRenderer) -> None:
    named = dataclasses.replace(SPEC, prompt="walks by the sea", cast=(Likeness("Tobble", ()),))
    written_out = dataclasses.replace(SPEC, prompt="Tobble: walks by the sea", cast=())
    assert np.array_equal(frames_of(ltx, named), frames_of(ltx, written_out))


@pytest.mark.django_db
def test_a_registry_row_is_loaded_once_and_replaced_by_a_newer_one(ltx: DiffusionRenderer) -> None:
    row = RenderModel.objects.create(
        name="tiny-ltx",
        tier="standard",
        pipeline="LTXPipeline",
        path=ltx.recipe.path,
        dtype="float32",
        steps=4,
        guidance_milli=3000,
        fps=8,
        width=96,
        height=64,
    )
    first = registry.renderer_for("standard")
    assert registry.renderer_for("standard") is first
    assert np.array_equal(frames_of(first), frames_of(ltx))

    row.steps = 2
    row.save()
    told: list[Progress] = []
    registry.renderer_for("standard").render(SPEC, told.append)
    assert [after.total for _, after in pairwise(told)] == [2, 2]


def test_nothing_is_fetched_from_outside() -> None:
    import huggingface_hub

    assert huggingface_hub.constants.HF_HUB_OFFLINE is True
