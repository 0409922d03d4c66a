"""The staff portal: the registry of models, and jobs and clips to look at."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.errors import BadInput
from core.models import User
from generation.models import Clip, RenderJob, RenderModel
from generation.rendering.recipes import DTYPES, PIPELINES
from generation.services import render_models

# Unfold's colours for what a state means.
STATE_LABELS = {
    "reserved": "info",
    "rendering": "warning",
    "rendered": "warning",
    "settled": "success",
    "failed": "danger",
    "refused": "danger",
    "cancelled": "info",
}


def _choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class RenderModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A registry row, with what we know how to run to choose from."""

    tier = forms.ChoiceField(choices=_choices(render_models.MODEL_TIERS))
    pipeline = forms.ChoiceField(choices=_choices(tuple(PIPELINES)))
    dtype = forms.ChoiceField(choices=_choices(DTYPES), initial="bfloat16")

    class Meta:
        model = RenderModel
        fields = (
            *("name", "tier", "pipeline", "path", "dtype", "steps", "guidance_milli", "size_multiple"),
            *("frame_step", "fps", "width", "height", "enabled"),
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            render_models.check(self.instance)
        except BadInput as wrong:
            self.add_error(wrong.field, ValidationError(wrong.message))


@admin.register(RenderModel)
class RenderModelAdmin(ModelAdmin):  # type: ignore[misc]
    """Which pipeline does a tier's work. Rows are disabled, not deleted."""

    form = RenderModelForm
    list_display = ("name", "tier", "pipeline", "width", "height", "fps", "steps", "enabled")
    list_filter = ("tier", "enabled")
    search_fields = ("name", "path")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes one: clips name the model that made them."""
        return False

    def save_model(self, request: HttpRequest, obj: RenderModel, form: Any, change: bool) -> None:
        """Keep it through the service, with its audit line."""
        render_models.keep(user=cast(User, request.user), model=obj)


class RecordAdmin(ModelAdmin):  # type: ignore[misc]
    """A record's list and page, without any way to change it."""

    list_per_page = 50
    list_fullwidth = True
    actions: ClassVar[list[str]] = []

    @display(description="state", label=STATE_LABELS)  # type: ignore[untyped-decorator]
    def state_label(self, record: Any) -> str:
        """The record's state as a word with a colour."""
        return str(record.state)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes one."""
        return False


@admin.register(RenderJob)
class RenderJobAdmin(RecordAdmin):
    """Requests for clips."""

    list_display = ("id", "user", "tier", "seconds", "state_label", "attempt", "error_code", "created_at")
    list_filter = ("state", "tier")
    search_fields = ("id", "user__email", "decision__id")
    list_select_related = ("user",)


@admin.register(Clip)
class ClipAdmin(RecordAdmin):
    """Finished clips."""

    list_display = ("id", "title", "user", "state_label", "showcased", "created_at")
    list_filter = ("state", "showcased")
    search_fields = ("id", "title", "user__email", "job__id")
    list_select_related = ("user",)
