"""The JSON of the licensing API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.money import Money
from licensing.policy import ALLOW, DENY, LARGEST_CAST, NEEDS_INFORMATION, UseRequest
from licensing.policy.codes import Code
from licensing.selectors.catalogue import NAME, NEWEST, PRICE, CatalogueQuery
from licensing.selectors.characters import CharacterPage, PictureView, TermsView

# Far beyond what any request needs; what is shorter gets a reason from the licence check instead of an error here.
_LONGEST_TEXT = 20_000
_LARGEST_LIST = 50


class FeeSerializer(serializers.Serializer[Money]):
    """An amount: whole minor units and its ISO 4217 currency."""

    minor = serializers.IntegerField()
    currency = serializers.CharField()


class CatalogueQuerySerializer(serializers.Serializer[CatalogueQuery]):
    """What a catalogue search can be narrowed by."""

    search = serializers.CharField(source="text", required=False, allow_blank=True, max_length=200)
    purpose = serializers.CharField(required=False, allow_blank=True)
    territory = serializers.CharField(required=False, allow_blank=True)
    tier = serializers.CharField(required=False, allow_blank=True)
    free_allowance = serializers.BooleanField(required=False)
    currency = serializers.CharField(required=False, allow_blank=True)
    max_fee = serializers.IntegerField(
        required=False, min_value=0, max_value=10**15, help_text="Minor units of `currency`"
    )
    studio = serializers.CharField(required=False, allow_blank=True, help_text="A studio's slug")
    sort = serializers.ChoiceField(choices=[NEWEST, PRICE, NAME], required=False)
    after = serializers.CharField(required=False, allow_blank=True, help_text="From `next` of the page before")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100)


class CharacterCardSerializer(serializers.Serializer[Any]):
    """One character in a list."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    tagline = serializers.CharField()
    studio = serializers.CharField()
    studio_slug = serializers.CharField()
    tile_url = serializers.CharField(help_text="A picture of at most 640 pixels, good for about an hour")
    tile_colour = serializers.CharField()
    price = FeeSerializer(help_text="The lowest licence fee for the purpose and tier asked for, or of all")
    purposes = serializers.ListField(child=serializers.CharField())
    tiers = serializers.ListField(child=serializers.CharField())
    free_allowance = serializers.BooleanField()
    listed_at = serializers.DateTimeField()


class CharacterListSerializer(serializers.Serializer[Any]):
    """A page of characters; `next` is the address of the following one, null at the end."""

    results = CharacterCardSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class PictureSerializer(serializers.Serializer[PictureView]):
    """A reference picture."""

    tile_url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    has_alpha = serializers.BooleanField()


class PlainClauseSerializer(serializers.Serializer[Any]):
    """One part of the terms in plain words."""

    heading = serializers.CharField()
    sentence = serializers.CharField()


class TermsSerializer(serializers.Serializer[TermsView]):
    """Terms as published: the document its `sha256` names, and what it says in plain words."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    published_at = serializers.DateTimeField()
    document = serializers.SerializerMethodField()
    plain = PlainClauseSerializer(many=True)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_document(self, terms: TermsView) -> dict[str, Any]:
        """Return the document as plain JSON values."""
        return terms.document.to_json()


class CharacterSerializer(serializers.Serializer[CharacterPage]):
    """One character with what it may be licensed for."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    tagline = serializers.CharField()
    story = serializers.CharField()
    studio = serializers.CharField()
    studio_slug = serializers.CharField()
    tile_colour = serializers.CharField()
    pictures = PictureSerializer(many=True)
    terms = TermsSerializer(allow_null=True)
    listed_at = serializers.DateTimeField()


class UseRequestSerializer(serializers.Serializer[UseRequest]):
    """A use to be checked."""

    characters = serializers.ListField(
        child=serializers.CharField(allow_blank=True, max_length=64),
        max_length=_LARGEST_LIST,
        help_text=f"Character ids, 1 to {LARGEST_CAST}",
    )
    prompt = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=_LONGEST_TEXT)
    purpose = serializers.CharField(
        allow_blank=True, max_length=64, help_text="personal, social, commercial or advertising"
    )
    territory = serializers.CharField(allow_blank=True, max_length=64, help_text="ISO 3166-1 alpha-2, such as FR")
    tier = serializers.CharField(allow_blank=True, max_length=64, help_text="storyboard or standard")
    seconds = serializers.IntegerField(min_value=-1000, max_value=1000)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why not: a stable code, the part of the terms, one sentence, whose terms, and the places in the prompt."""

    code = serializers.ChoiceField(choices=[code.value for code in Code])
    clause = serializers.CharField()
    message = serializers.CharField()
    character = serializers.CharField(allow_null=True)
    spans = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class AlternativeSerializer(serializers.Serializer[Any]):
    """A near use that would be allowed: the fields of the request to change."""

    label = serializers.CharField()  # type: ignore[assignment]  # Field.label is the human name; ours is data
    changes = serializers.DictField()


class CheckedTermsSerializer(serializers.Serializer[Any]):
    """Which terms a check looked at."""

    character = serializers.CharField(source="character_id")
    name = serializers.CharField()
    terms = serializers.CharField(source="terms_id")
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    fee = FeeSerializer(allow_null=True)


class CheckSerializer(serializers.Serializer[Any]):
    """The verdict of a dry check. Nothing was recorded and nothing is promised."""

    verdict = serializers.ChoiceField(choices=[ALLOW, DENY, NEEDS_INFORMATION], source="verdict.verdict")
    reasons = ReasonSerializer(many=True, source="verdict.reasons")
    alternatives = AlternativeSerializer(many=True, source="verdict.alternatives")
    fee = FeeSerializer(source="verdict.total", allow_null=True, help_text="The licence fees together")
    terms = CheckedTermsSerializer(many=True)
