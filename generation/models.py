"""From a request to a clip."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from django.db import models

from core import clock
from core.ids import ID_LENGTH, new_id
from core.money import Money
from generation.states import CLIP, RENDER_JOB


class RenderModel(models.Model):
    """A registry row: one diffusers pipeline a worker may load, and how to call it."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "mdl"), editable=False)
    name = models.SlugField(max_length=60, unique=True)
    tier = models.CharField(max_length=20)
    pipeline = models.CharField(max_length=60, help_text="diffusers class, for example LTXPipeline")
    path = models.CharField(max_length=400, help_text="Local folder with the weights; workers never download")
    dtype = models.CharField(max_length=10, default="bfloat16")
    steps = models.PositiveSmallIntegerField(default=30)
    guidance_milli = models.PositiveIntegerField(default=5000, help_text="Guidance scale in thousandths")
    size_multiple = models.PositiveSmallIntegerField(default=32)
    frame_step = models.PositiveSmallIntegerField(default=8, help_text="Frames must be a multiple of this, plus one")
    fps = models.PositiveSmallIntegerField(default=24)
    width = models.PositiveIntegerField(default=768)
    height = models.PositiveIntegerField(default=512)
    enabled = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Quote(models.Model):
    """A price promised for ten minutes: request and price card exactly as shown."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "quo"), editable=False)
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="quotes")
    request = models.JSONField()
    card = models.JSONField()
    total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class RenderJob(models.Model):
    """One clip asked for and paid for in advance. `attempt` is the fencing number of the lease."""

    STATES = RENDER_JOB

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "job"), editable=False)
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="render_jobs")
    decision = models.OneToOneField("licensing.Decision", on_delete=models.PROTECT, related_name="+")
    quote = models.ForeignKey(Quote, null=True, on_delete=models.PROTECT, related_name="jobs")
    cast = models.ManyToManyField("licensing.Character", through="JobCast", related_name="+")
    prompt = models.TextField()
    purpose = models.CharField(max_length=20)
    territory = models.CharField(max_length=2)
    tier = models.CharField(max_length=20)
    seconds = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    title = models.CharField(max_length=80, blank=True)
    # The price card as agreed: lines, sources, total (money part in `currency`).
    card = models.JSONField()
    total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=RENDER_JOB.choices, default=RENDER_JOB.start)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=20, blank=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    rendering_at = models.DateTimeField(null=True)
    rendered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tier", "state", "created_at"], name="render_queue"),
            models.Index(fields=["user", "-created_at"], name="jobs_of_a_creator"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def total_money(self) -> Money:
        """What the wallet pays at most."""
        return Money(self.total, self.currency)


class JobCast(models.Model):
    """A character in a job, in the order the creator chose."""

    job = models.ForeignKey(RenderJob, on_delete=models.PROTECT, related_name="casting")
    character = models.ForeignKey("licensing.Character", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "character"], name="cast_once"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.character_id}"


class JobFunding(models.Model):
    """What pays for a job and from where: one row a hold."""

    class Source(models.TextChoices):
        """The word people see for where funds came from."""

        ALLOWANCE = "allowance", "daily allowance"
        PROMO = "promo", "promotion"
        PACK = "pack", "pack"
        WALLET = "wallet", "wallet"

    job = models.ForeignKey(RenderJob, on_delete=models.PROTECT, related_name="funding")
    hold = models.OneToOneField("ledger.Hold", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)

    def __str__(self) -> str:
        return f"{self.job_id} {self.source}"


class RenderOutput(models.Model):
    """The files of one finished attempt, as they lie in storage."""

    job = models.OneToOneField(RenderJob, on_delete=models.PROTECT, related_name="output")
    attempt = models.PositiveSmallIntegerField()
    renderer = models.CharField(max_length=60)
    video = models.CharField(max_length=200)
    poster = models.CharField(max_length=200)
    preview = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    fps = models.PositiveSmallIntegerField()
    frame_count = models.PositiveIntegerField()
    duration_ms = models.PositiveIntegerField()
    # What the renderer took from the prompt, and its own facts.
    metadata = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.job_id} attempt {self.attempt}"


class Clip(models.Model):
    """A paid, visible clip."""

    STATES = CLIP

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "clp"), editable=False)
    job = models.OneToOneField(RenderJob, on_delete=models.PROTECT, related_name="clip")
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="clips")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=CLIP.choices, default=CLIP.start)
    # Its owner lets the character's page show it.
    showcased = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-created_at"], name="clips_of_a_creator")
        ]

    def __str__(self) -> str:
        return self.title
