"""How quotes, jobs and clips are written in JSON, and how requests for them are read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.money import Money
from generation.briefs import ASPECTS, LANDSCAPE, LARGEST_SEED, LONGEST_TITLE, ClipBrief
from generation.models import Clip, Quote, RenderJob
from generation.pricing import money_json
from generation.selectors.clips import media_links
from generation.selectors.jobs import place_in_queue
from generation.selectors.tiers import STORYBOARD
from licensing.policy import UseRequest


class MoneySerializer(serializers.Serializer[Any]):
    """An amount: whole minor units and an ISO 4217 code (UNIT counts free units)."""

    minor = serializers.IntegerField(min_value=0)
    currency = serializers.CharField(max_length=4)

    def to_internal_value(self, data: Any) -> Any:
        """Read an amount as Money. Raises BadInput for an unknown currency."""
        values = super().to_internal_value(data)
        return Money(values["minor"], values["currency"])


class BriefSerializer(serializers.Serializer[Any]):
    """What a creator asks for. What the licence allows is not checked here: the check says it with reasons."""

    characters = serializers.ListField(child=serializers.CharField(max_length=32), help_text="Ids, in order")
    prompt = serializers.CharField(allow_blank=True, trim_whitespace=False)
    purpose = serializers.CharField(max_length=20)
    territory = serializers.CharField(max_length=2, help_text="ISO 3166 alpha-2")
    seconds = serializers.IntegerField()
    tier = serializers.CharField(max_length=20, default=STORYBOARD)
    aspect = serializers.ChoiceField(ASPECTS, default=LANDSCAPE)

    def brief(self) -> ClipBrief:
        """Return the validated request."""
        values = self.validated_data
        use = UseRequest(
            characters=tuple(values["characters"]),
            prompt=values["prompt"],
            purpose=values["purpose"],
            territory=values["territory"],
            tier=values["tier"],
            seconds=values["seconds"],
        )
        return ClipBrief(use, values["aspect"])


class GenerationSerializer(BriefSerializer):
    """A request to make a clip. `quote` and `max_total` hold us to a price."""

    quote = serializers.CharField(max_length=32, required=False, allow_null=True, default=None)
    max_total = MoneySerializer(required=False, allow_null=True, default=None)
    seed = serializers.IntegerField(min_value=0, max_value=LARGEST_SEED, required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=LONGEST_TITLE, allow_blank=True, default="")


class CardLineSerializer(serializers.Serializer[Any]):
    """One line of a price card, in parts. An `included` line is part of others and not added to the total."""

    kind = serializers.ChoiceField(["render", "licence", "commission", "tax"])
    about = serializers.CharField(help_text="The tier, the character's id, or the rule")
    name = serializers.CharField()
    amount = MoneySerializer()
    source = serializers.ChoiceField(["allowance", "wallet"])  # type: ignore[assignment]
    units = serializers.IntegerField()
    ppm = serializers.IntegerField()
    included = serializers.BooleanField()
    waived = MoneySerializer(allow_null=True)


class CardSerializer(serializers.Serializer[Any]):
    """A price card: `total` is what the wallet pays, `units` what the daily allowance pays."""

    seconds = serializers.IntegerField()
    currency = serializers.CharField()
    lines = CardLineSerializer(many=True)
    total = MoneySerializer()
    units = serializers.IntegerField()


class QuoteSerializer(serializers.ModelSerializer[Quote]):
    """A price promised until `expires_at`."""

    total = serializers.SerializerMethodField()
    card = CardSerializer()
    request = serializers.JSONField()

    class Meta:
        model = Quote
        fields = ("id", "request", "card", "total", "created_at", "expires_at")

    @extend_schema_field(MoneySerializer)
    def get_total(self, quote: Quote) -> dict[str, Any]:
        """What the wallet would pay."""
        return money_json(Money(quote.total, quote.currency))


class ProgressSerializer(serializers.Serializer[Any]):
    """Where a render is: a stage word, and steps done of the total in that stage."""

    stage = serializers.CharField()
    step = serializers.IntegerField()
    steps = serializers.IntegerField()


class JobErrorSerializer(serializers.Serializer[Any]):
    """Why a job ended without a clip."""

    code = serializers.CharField()
    message = serializers.CharField()


class JobSerializer(serializers.ModelSerializer[RenderJob]):
    """A request for a clip and how far it is."""

    characters = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField()
    card = CardSerializer()
    progress = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    clip = serializers.SerializerMethodField()
    aspect = serializers.SerializerMethodField()

    class Meta:
        model = RenderJob
        fields = (
            *("id", "state", "title", "characters", "prompt", "purpose", "territory", "tier", "seconds", "aspect"),
            *("width", "height", "seed", "decision", "quote", "card", "total", "progress", "attempt", "error", "clip"),
            *("created_at", "rendering_at", "rendered_at", "settled_at", "failed_at", "cancelled_at", "refused_at"),
        )

    def get_characters(self, job: RenderJob) -> list[str]:
        """The cast, in order."""
        return [casting.character_id for casting in job.casting.all()]

    @extend_schema_field(MoneySerializer)
    def get_total(self, job: RenderJob) -> dict[str, Any]:
        """What the wallet pays."""
        return money_json(job.total_money)

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, job: RenderJob) -> dict[str, Any]:
        """Where the render is."""
        return {"stage": job.stage, "step": job.step, "steps": job.steps}

    @extend_schema_field(JobErrorSerializer(allow_null=True))
    def get_error(self, job: RenderJob) -> dict[str, str] | None:
        """Why it ended without a clip."""
        return {"code": job.error_code, "message": job.error_message} if job.error_code else None

    @extend_schema_field(OpenApiTypes.STR)
    def get_clip(self, job: RenderJob) -> str | None:
        """The finished clip's id."""
        clip = getattr(job, "clip", None)
        return clip.pk if clip else None

    @extend_schema_field(serializers.ChoiceField(ASPECTS))
    def get_aspect(self, job: RenderJob) -> str:
        """The shape of the picture."""
        return "square" if job.width == job.height else "landscape" if job.width > job.height else "portrait"


class JobDetailSerializer(JobSerializer):
    """One job, with its place in the queue: how many are rendered before it; null when it does not wait."""

    place_in_queue = serializers.SerializerMethodField()

    class Meta(JobSerializer.Meta):
        fields = (*JobSerializer.Meta.fields, "place_in_queue")  # type: ignore[assignment]

    def get_place_in_queue(self, job: RenderJob) -> int | None:
        """How many jobs of the tier are rendered before this one."""
        return place_in_queue(job)


class FilesSerializer(serializers.Serializer[Any]):
    """Signed links to a clip's files, good for an hour or two."""

    video = serializers.CharField()
    poster = serializers.CharField()
    preview = serializers.CharField()


class ClipSerializer(serializers.ModelSerializer[Clip]):
    """A finished clip: H.264 in MP4, a poster, a moving preview."""

    characters = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    sha256 = serializers.CharField(source="job.output.sha256")
    size = serializers.IntegerField(source="job.output.size", help_text="Bytes of the video")
    width = serializers.IntegerField(source="job.output.width")
    height = serializers.IntegerField(source="job.output.height")
    fps = serializers.IntegerField(source="job.output.fps")
    duration_ms = serializers.IntegerField(source="job.output.duration_ms")

    class Meta:
        model = Clip
        fields = (
            *("id", "job", "title", "state", "showcased", "characters", "files", "sha256", "size"),
            *("width", "height", "fps", "duration_ms", "created_at"),
        )

    def get_characters(self, clip: Clip) -> list[str]:
        """The cast, in order."""
        return [casting.character_id for casting in clip.job.casting.all()]

    @extend_schema_field(FilesSerializer)
    def get_files(self, clip: Clip) -> dict[str, str]:
        """Where the files are."""
        links = media_links(clip.job.output)
        return {"video": links.video, "poster": links.poster, "preview": links.preview}
