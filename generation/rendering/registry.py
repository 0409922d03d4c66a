"""Which renderer does a tier's work in this process. Renderers are imported when first asked for, never before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generation.rendering.base import Renderer
from generation.rendering.recipes import Recipe
from generation.selectors.tiers import STORYBOARD, model_for

if TYPE_CHECKING:
    from generation.models import RenderModel
    from generation.rendering.diffusion import DiffusionRenderer

# A GPU holds one pipeline; the next recipe takes its place.
_resident: DiffusionRenderer | None = None


def renderer_for(tier: str) -> Renderer:
    """Return the tier's renderer, its weights loaded.

    Raises BadInput for a tier that is not offered, RenderError when its model cannot be loaded here.
    """
    if tier == STORYBOARD:
        from generation.rendering.animatic import AnimaticRenderer

        return AnimaticRenderer()
    return _diffusion(model_for(tier))


def _diffusion(row: RenderModel) -> DiffusionRenderer:
    global _resident
    from generation.rendering.diffusion import DiffusionRenderer

    recipe = recipe_of(row)
    if _resident is None or _resident.recipe != recipe:
        _resident = None
        renderer = DiffusionRenderer(recipe)
        renderer.load()
        _resident = renderer
    return _resident


def recipe_of(row: RenderModel) -> Recipe:
    """Return a registry row as the diffusion renderer reads it."""
    return Recipe(
        name=row.name,
        tier=row.tier,
        pipeline=row.pipeline,
        path=row.path,
        dtype=row.dtype,
        steps=row.steps,
        guidance=row.guidance_milli / 1000,
        size_multiple=row.size_multiple,
        frame_step=row.frame_step,
        fps=row.fps,
    )
