"""Who owns what, what they allow, what was decided, and who shares the fees."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from django.db import models

from core import clock
from core.ids import ID_LENGTH, new_id
from core.money import Money
from licensing.states import CHARACTER, SPLIT_SHEET, TERMS


class Studio(models.Model):
    """A licensor."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "stu"), editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    about = models.TextField(blank=True, max_length=2000)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person who acts for a studio."""

    class Role(models.TextChoices):
        """What the person may do for the studio."""

        OWNER = "owner", "owner"
        MEMBER = "member", "member"

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("core.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["studio", "user"], name="one_membership"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.studio}"


class Character(models.Model):
    """A character a studio licenses. `state` listed means the shop window shows it."""

    STATES = CHARACTER

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "chr"), editable=False)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="characters")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=100, unique=True)
    aliases = models.JSONField(default=list, blank=True)
    tagline = models.CharField(max_length=140, blank=True)
    story = models.TextField(max_length=4000, blank=True)
    tile_colour = models.CharField(max_length=7, default="#262C38")
    # Name, aliases, tagline and studio as comparable words, for the catalogue's search.
    search_text = models.TextField(blank=True, default="", editable=False)
    state = models.CharField(max_length=10, choices=CHARACTER.choices, default=CHARACTER.start)
    created_at = models.DateTimeField(default=clock.now)
    listed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "-listed_at"], name="shop_window")]

    def __str__(self) -> str:
        return self.name


class CharacterName(models.Model):
    """A name or alias as a prompt may say it, filed under its first comparable word (see licensing.words)."""

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=80)
    first_word = models.CharField(max_length=160, db_index=True)

    def __str__(self) -> str:
        return self.text


class CharacterAsset(models.Model):
    """A reference picture: what was sent, normalised to an 8-bit sRGB PNG (RGB or RGBA) a renderer can read.

    `notes` say in plain words what was converted on the way in. `file` is the full picture, `tile` a WebP of at most
    640 px for pages; both are storage names.
    """

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "ast"), editable=False)
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="assets")
    position = models.PositiveSmallIntegerField(default=0)
    original_name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    tile = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    has_alpha = models.BooleanField()
    notes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("position", "created_at")

    def __str__(self) -> str:
        return self.original_name


class RightsClaim(models.Model):
    """A studio's affirmation that it may license a character. A new text means a new affirmation; none is edited."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "rcl"), editable=False)
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="rights_claims")
    version = models.PositiveIntegerField()
    text_version = models.CharField(max_length=20)
    statement = models.TextField()
    affirmed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    affirmed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["character", "version"], name="one_claim_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.character} v{self.version}"


class Terms(models.Model):
    """One version of what is offered. Once published, `document` never changes; `sha256` is of its canonical JSON."""

    STATES = TERMS

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "trm"), editable=False)
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64, db_index=True)
    currency = models.CharField(max_length=3)
    # The lowest fee of the table, for sorting the catalogue.
    lowest_fee = models.BigIntegerField()
    # The window of the document, for finding what can be licensed today; inclusive UTC days.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=TERMS.choices, default=TERMS.start)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["character", "version"], name="one_terms_per_version"),
            models.UniqueConstraint(
                fields=["character"], name="one_published_terms", condition=models.Q(state="published")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.character} terms v{self.version}"


class OfferedUse(models.Model):
    """One cell of a terms document's fee table, so that the catalogue can be filtered by use and price."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="offered_uses")
    tier = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    fee_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["terms", "tier", "purpose"], name="one_fee_per_use"),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.purpose}"


class OfferedTerritory(models.Model):
    """One country of a terms document (or "*"), so that the catalogue can be filtered by country."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="offered_territories")
    code = models.CharField(max_length=2)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["terms", "code"], name="one_row_per_country"),
        ]

    def __str__(self) -> str:
        return self.code


class Payee(models.Model):
    """Someone who shares in fees. They may have no account here yet; their share waits for them."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "pye"), editable=False)
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="payees")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    user = models.ForeignKey("core.User", null=True, blank=True, on_delete=models.PROTECT, related_name="payees")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["studio", "email"], name="one_payee_per_address"),
        ]

    def __str__(self) -> str:
        return self.name


class SplitSheet(models.Model):
    """Who shares a character's fees, in parts per million summing to 1 000 000. Published once, never edited."""

    STATES = SPLIT_SHEET

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "spl"), editable=False)
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="split_sheets")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=SPLIT_SHEET.choices, default=SPLIT_SHEET.start)
    created_at = models.DateTimeField(default=clock.now)
    in_force_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["character", "version"], name="one_sheet_per_version"),
            models.UniqueConstraint(
                fields=["character"], name="one_sheet_in_force", condition=models.Q(state="in_force")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.character} split v{self.version}"


class SplitShare(models.Model):
    """One line of a split sheet."""

    sheet = models.ForeignKey(SplitSheet, on_delete=models.PROTECT, related_name="shares")
    position = models.PositiveSmallIntegerField()
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="shares")
    role = models.CharField(max_length=40)
    ppm = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "position"], name="one_share_per_position"),
            models.CheckConstraint(condition=models.Q(ppm__lte=1_000_000), name="share_at_most_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.payee} {self.ppm} ppm"


class Decision(models.Model):
    """The recorded verdict of one licence check, signed. Never changed.

    `body` is exactly what was signed: request, terms (id, version, sha256), verdict, reasons, fees, times. `binding`
    is True for the check that a job stands on; a dry run records nothing.
    """

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "dec"), editable=False)
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20)
    body = models.JSONField()
    request_sha256 = models.CharField(max_length=64)
    fee_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    key_id = models.CharField(max_length=32)
    signature = models.TextField()
    decided_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "verdict", "decided_at"], name="uses_of_a_creator"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.verdict}"


class DecisionTerms(models.Model):
    """Which terms and which split sheet a decision stands on, one row a character: counts daily caps, freezes fees."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="terms_used")
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(SplitSheet, null=True, on_delete=models.PROTECT, related_name="+")
    fee_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["decision", "character"], name="one_row_per_character"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.character_id}"


class RoyaltyLine(models.Model):
    """One person's part of one fee, as it was split at settlement. Never changed.

    `payee` empty is the platform's commission. `exact_micro` is the exact part in millionths of a minor unit,
    `amount` the whole units posted. `job` and `entry` are public ids of what caused and what moved the money.
    """

    job = models.CharField(max_length=ID_LENGTH, db_index=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="royalty_lines")
    entry = models.CharField(max_length=ID_LENGTH)
    character = models.ForeignKey(Character, on_delete=models.PROTECT, related_name="royalty_lines")
    terms_sha256 = models.CharField(max_length=64)
    sheet = models.ForeignKey(SplitSheet, null=True, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, null=True, on_delete=models.PROTECT, related_name="royalty_lines")
    role = models.CharField(max_length=40)
    rule = models.CharField(max_length=40)
    ppm = models.PositiveIntegerField()
    base = models.BigIntegerField()
    exact_micro = models.BigIntegerField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["payee", "currency", "created_at"], name="royalties_of_a_payee"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """What was posted."""
        return Money(self.amount, self.currency)
