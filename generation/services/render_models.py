"""The registry of models: which pipeline does a tier's work."""

from __future__ import annotations

from pathlib import PurePath

from django.db import transaction

from core import audit
from core.errors import BadInput
from core.models import User
from generation.models import RenderModel
from generation.pricing import UNITS_PER_BLOCK
from generation.rendering.recipes import DTYPES, PIPELINES
from generation.selectors.tiers import STORYBOARD

# The storyboard tier needs no model; every other tier with a price may have one.
MODEL_TIERS = tuple(tier for tier in UNITS_PER_BLOCK if tier != STORYBOARD)

_FACTS = ("name", "tier", "pipeline", "path", "dtype", "steps", "width", "height", "fps", "enabled")


def keep(*, user: User, model: RenderModel) -> RenderModel:
    """Add a registry row or change one. The next render of its tier uses the newest enabled row.

    Whether the folder holds such a pipeline is seen by the worker that loads it: it lies on the worker's disk.
    Raises BadInput, naming the field, for a value no worker could use.
    """
    check(model)
    with transaction.atomic():
        model.save()
        facts = {name: getattr(model, name) for name in _FACTS}
        audit.record(tag="render_model.kept", actor=user.pk, subject=model.pk, facts=facts)
    return model


def check(model: RenderModel) -> None:
    """Raise BadInput, naming the field, for a value no worker could use."""
    for field, allowed in (("tier", MODEL_TIERS), ("pipeline", tuple(PIPELINES)), ("dtype", DTYPES)):
        if getattr(model, field) not in allowed:
            raise BadInput(f"“{getattr(model, field)}” is not one of {', '.join(allowed)}.", field=field)
    if not PurePath(model.path).is_absolute():
        raise BadInput("Give the whole path of a local folder; workers never download.", field="path")
    for field in ("steps", "size_multiple", "frame_step", "fps"):
        if getattr(model, field) < 1:
            raise BadInput("Give one or more.", field=field)
    for field in ("width", "height"):
        if getattr(model, field) < 2 or getattr(model, field) % 2:
            raise BadInput("Give an even number of pixels.", field=field)
