"""The standard tier, whole: a registry row, a real (tiny) diffusers pipeline, an MP4, a paid clip."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from core.errors import BadInput
from generation.models import RenderModel
from generation.rendering.encoding import read_clip_facts
from generation.selectors.tiers import tiers_offered
from generation.services import requests, takes
from tests.factories import listed_character, make_user
from tests.generation.stage import fund, held, prove, submit, wallet

pytestmark = [pytest.mark.torch, pytest.mark.django_db]
if find_spec("torch") is None or find_spec("diffusers") is None:
    pytest.skip("torch and diffusers are not installed (pip install -r requirements.txt)", allow_module_level=True)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Pipelines this small are slowed down, not sped up, by more threads."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=["LTXPipeline", "AnimateDiffPipeline"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> RenderModel:
    """An enabled registry row that leads to a tiny pipeline."""
    from tests.rendering.tiny_pipelines import build

    recipe = build(request.param, tmp_path / "weights")
    return RenderModel.objects.create(
        name=recipe.name,
        tier="standard",
        pipeline=recipe.pipeline,
        path=recipe.path,
        dtype=recipe.dtype,
        steps=recipe.steps,
        guidance_milli=int(recipe.guidance * 1000),
        size_multiple=recipe.size_multiple,
        frame_step=recipe.frame_step,
        fps=recipe.fps,
        width=104,
        height=72,
    )


def test_a_standard_clip_is_rendered_stored_and_paid(model: RenderModel) -> None:
    creator, character = make_user(), listed_character()
    fund(creator, 1000)
    job = submit(creator, character, tier="standard", seconds=2, seed=7)
    assert (job.width, job.height) == (104, 72)

    takes.make_next(tier="standard", worker="gpu-1")

    job.refresh_from_db()
    assert (job.state, job.error_message) == ("settled", "")
    assert (wallet(creator), held(creator)) == (750, 0)
    output = job.output
    assert output.renderer == f"diffusion:{model.name}"
    assert (output.metadata["pipeline"], output.metadata["seed"]) == (model.pipeline, 7)
    facts = read_clip_facts(Path(default_storage.path(output.video)))
    assert (facts.codec, facts.width, facts.height, facts.frame_count, facts.fps) == ("h264", 104, 72, 16, 8)
    prove()


def test_the_same_seed_gives_the_same_file(model: RenderModel) -> None:
    creator, character = make_user(), listed_character()
    fund(creator, 1000)
    digests = []
    for seed in (7, 7, 8):
        job = submit(creator, character, tier="standard", seconds=1, seed=seed)
        takes.make_next(tier="standard", worker="gpu-1")
        job.refresh_from_db()
        digests.append(job.output.sha256)
    assert digests[0] == digests[1] != digests[2]


def test_a_cancelled_standard_render_stops_between_steps(model: RenderModel, monkeypatch: pytest.MonkeyPatch) -> None:
    from generation.rendering.diffusion import DiffusionRenderer
    from generation.services import renders

    monkeypatch.setattr(renders, "PROGRESS_SECONDS", 0)
    creator, character = make_user(), listed_character()
    fund(creator, 1000)
    job = submit(creator, character, tier="standard", seconds=1)
    steps: list[int] = []
    draw = DiffusionRenderer._draw

    def cancel_in_the_second_step(self: Any, spec: Any, canvas: Any, on_progress: Any) -> Any:
        def listen(progress: Any) -> None:
            steps.append(progress.step)
            if progress.step == 2:
                requests.cancel(user=creator, job_id=job.pk)
            on_progress(progress)

        return draw(self, spec, canvas, listen)

    monkeypatch.setattr(DiffusionRenderer, "_draw", cancel_in_the_second_step)
    takes.make_next(tier="standard", worker="gpu-1")
    job.refresh_from_db()
    assert (job.state, steps, wallet(creator)) == ("cancelled", [1, 2], 1000)
    prove()


def test_the_tier_is_offered_while_a_model_is_enabled(model: RenderModel) -> None:
    assert [tier.name for tier in tiers_offered()] == ["storyboard", "standard"]
    RenderModel.objects.update(enabled=False)
    assert [tier.name for tier in tiers_offered()] == ["storyboard"]
    with pytest.raises(BadInput, match="not on offer"):
        submit(make_user(), listed_character(), tier="standard")
