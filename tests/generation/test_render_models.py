"""The registry of models: who may change it, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import BadInput
from core.models import AuditEvent, User
from generation.models import RenderModel
from generation.services import render_models
from tests.factories import make_user
from tests.generation.stage import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return make_user("staff@example.com", is_staff=True, is_superuser=True)


def row(**changes: Any) -> RenderModel:
    return RenderModel(
        **{"name": "ltx", "tier": "standard", "pipeline": "LTXPipeline", "path": "/models/ltx", **changes}
    )


def test_a_model_is_kept_with_its_audit_line(staff: User) -> None:
    model = render_models.keep(user=staff, model=row())
    line = AuditEvent.objects.get(tag="render_model.kept")
    assert (line.actor, line.subject, line.facts["pipeline"]) == (staff.pk, model.pk, "LTXPipeline")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tier", "storyboard"),
        ("tier", "cinema"),
        ("pipeline", "StableDiffusionPipeline"),
        ("dtype", "int4"),
        ("path", "models/ltx"),
        ("path", "https://example.com/ltx"),
        ("steps", 0),
        ("fps", 0),
        ("frame_step", 0),
        ("width", 767),
        ("height", 0),
    ],
)
def test_a_row_no_worker_could_use_is_refused(staff: User, field: str, value: Any) -> None:
    with pytest.raises(BadInput) as wrong:
        render_models.keep(user=staff, model=row(**{field: value}))
    assert wrong.value.field == field
    assert not RenderModel.objects.exists()


def form(**changes: Any) -> dict[str, Any]:
    values = {
        "name": "ltx",
        "tier": "standard",
        "pipeline": "LTXPipeline",
        "path": "/models/ltx",
        "dtype": "bfloat16",
        "steps": 30,
        "guidance_milli": 3000,
        "size_multiple": 32,
        "frame_step": 8,
        "fps": 24,
        "width": 768,
        "height": 512,
        "enabled": "on",
    }
    return {**values, **changes}


def test_staff_add_a_model_and_disable_it(staff: User) -> None:
    client = Client()
    client.force_login(staff)
    add = reverse("admin:generation_rendermodel_add")
    refused = client.post(add, form(width=767))
    assert (refused.status_code, RenderModel.objects.count()) == (200, 0)
    assert b"even number of pixels" in refused.content

    assert client.post(add, form()).status_code == 302
    model = RenderModel.objects.get()
    change = reverse("admin:generation_rendermodel_change", args=[model.pk])
    assert client.post(change, {**form(), "enabled": ""}).status_code == 302
    model.refresh_from_db()
    assert not model.enabled
    assert [line.facts["enabled"] for line in AuditEvent.objects.filter(tag="render_model.kept").order_by("pk")] == [
        True,
        False,
    ]


def test_jobs_are_there_to_look_at_and_nothing_else(staff: User, creator: User, character: Any) -> None:
    job = submit(creator, character)
    client = Client()
    client.force_login(staff)
    assert job.pk.encode() in client.get(reverse("admin:generation_renderjob_changelist")).content
    page = reverse("admin:generation_renderjob_change", args=[job.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"state": "settled"}).status_code == 403
    assert client.get(reverse("admin:generation_renderjob_add")).status_code == 403
    assert client.get(reverse("admin:generation_clip_changelist")).status_code == 200
