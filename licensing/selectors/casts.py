"""The characters of a finished clip or a running job, as their pages name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage

from licensing.models import Character


@dataclass(frozen=True)
class CastMember:
    """A character someone made a clip with; shown also after it left the catalogue. `tile` is a storage name."""

    id: str
    slug: str
    name: str
    studio: str
    tile: str
    tile_colour: str

    @property
    def tile_url(self) -> str:
        """A link to the small picture, good for a while."""
        return default_storage.url(self.tile) if self.tile else ""


def cast_members(character_ids: Sequence[str]) -> tuple[CastMember, ...]:
    """Return the characters with these ids, in the order given. Two queries."""
    found = Character.objects.select_related("studio").prefetch_related("assets").in_bulk(list(character_ids))
    return tuple(_member(found[one]) for one in character_ids if one in found)


def _member(character: Character) -> CastMember:
    pictures = list(character.assets.all())
    return CastMember(
        id=character.pk,
        slug=character.slug,
        name=character.name,
        studio=character.studio.name,
        tile=pictures[0].tile if pictures else "",
        tile_colour=character.tile_colour,
    )
