"""Reference pictures: taking them in, putting them in order, letting them go."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from core import audit
from core.errors import BadInput, Conflict
from core.ids import new_id
from core.models import User
from licensing.darkroom import develop
from licensing.models import Character, CharacterAsset
from licensing.pictures import Normalised, tile_colour
from licensing.selectors.access import character_for, picture_for

log = logging.getLogger(__name__)

MOST_PICTURES = 12
_LONGEST_FILE_NAME = 200


def add(*, user: User, character_id: str, name: str, content: IO[bytes]) -> CharacterAsset:
    """Take in one picture: convert it, keep it and its tile, and put it last in the character's order.

    `name` is the file's name as sent, `content` the file, read from where it stands. The files are stored before the
    row is written, outside its transaction, and removed again if the row cannot be. A picture the character has
    already is returned as it is.

    Raises NotFound, and BadInput (field "picture") when the file is too large, not a picture or unusable, or the
    character has twelve.
    """
    character = character_for(user, character_id)
    _check_room(character)
    picture = develop(_read(content))
    there = character.assets.filter(sha256=picture.sha256).first()
    if there is not None:
        return there
    asset = CharacterAsset(
        character=character,
        original_name=_file_name(name),
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        has_alpha=picture.has_alpha,
        notes=list(picture.notes),
    )
    stored: list[str] = []
    try:
        _store(asset, picture, stored)
        _insert(asset, picture, user)
    except BaseException:
        _delete_files(stored)
        raise
    return asset


def remove(*, user: User, picture_id: str) -> None:
    """Let a picture go, its files included. Raises NotFound, or Conflict for the last picture of a listed character."""
    asset = picture_for(user, picture_id)
    character = asset.character
    following = character.assets.exclude(pk=asset.pk).first()
    colour = _colour_of(following) if following else character.tile_colour
    with transaction.atomic():
        locked = Character.objects.select_for_update().get(pk=character.pk)
        if locked.state == "listed" and not locked.assets.exclude(pk=asset.pk).exists():
            raise Conflict(_("A listed character keeps at least one picture. Add another first, or unlist it."))
        asset.delete()
        _set_colour(locked, colour)
        audit.record(tag="picture.removed", actor=user.pk, subject=character.pk, facts={"picture": picture_id})
        transaction.on_commit(partial(_delete_files, [asset.file, asset.tile]))


def reorder(*, user: User, character_id: str, picture_ids: Sequence[str]) -> None:
    """Put all of a character's pictures in a new order; the first is the one the catalogue shows.

    Raises NotFound, and BadInput when the list is not exactly the character's pictures.
    """
    character = character_for(user, character_id)
    assets = {asset.pk: asset for asset in character.assets.all()}
    if sorted(picture_ids) != sorted(assets):
        raise BadInput(_("The pictures have changed meanwhile. Load the page again."), field="pictures")
    colour = _colour_of(assets[picture_ids[0]]) if picture_ids else character.tile_colour
    with transaction.atomic():
        locked = Character.objects.select_for_update().get(pk=character.pk)
        for position, picture_id in enumerate(picture_ids):
            CharacterAsset.objects.filter(pk=picture_id, character=locked).update(position=position)
        _set_colour(locked, colour)
        audit.record(
            tag="pictures.reordered", actor=user.pk, subject=character.pk, facts={"pictures": list(picture_ids)}
        )


def _check_room(character: Character) -> None:
    if character.assets.count() >= MOST_PICTURES:
        raise BadInput(
            _("A character has at most %(most)s pictures. Remove one first.") % {"most": MOST_PICTURES}, field="picture"
        )


def _read(content: IO[bytes]) -> bytes:
    most = settings.LARGEST_PICTURE_BYTES
    data = content.read(most + 1)
    if len(data) > most:
        raise BadInput(
            _("This file is larger than %(most)s MB. Make it smaller.") % {"most": most // 2**20}, field="picture"
        )
    if not data:
        raise BadInput(_("This file is empty."), field="picture")
    return data


def _file_name(name: str) -> str:
    """The last part of what the browser called the file, without what cannot be written down."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-_LONGEST_FILE_NAME:] or "picture"


def _store(asset: CharacterAsset, picture: Normalised, stored: list[str]) -> None:
    base = f"characters/{asset.character_id}/{new_id('pic')}"
    asset.file = default_storage.save(f"{base}.png", ContentFile(picture.png))
    stored.append(asset.file)
    asset.tile = default_storage.save(f"{base}-tile.webp", ContentFile(picture.tile))
    stored.append(asset.tile)


def _insert(asset: CharacterAsset, picture: Normalised, user: User) -> None:
    with transaction.atomic():
        locked = Character.objects.select_for_update().get(pk=asset.character_id)
        _check_room(locked)
        last = locked.assets.last()
        asset.position = last.position + 1 if last else 0
        asset.save(force_insert=True)
        if last is None:
            _set_colour(locked, picture.colour)
        audit.record(
            tag="picture.added",
            actor=user.pk,
            subject=asset.character_id,
            facts={"picture": asset.pk, "sha256": asset.sha256, "notes": asset.notes},
        )


def _set_colour(character: Character, colour: str) -> None:
    Character.objects.filter(pk=character.pk).update(tile_colour=colour)


def _colour_of(asset: CharacterAsset) -> str:
    with default_storage.open(asset.tile) as file, Image.open(file) as tile:
        return tile_colour(tile)


def _delete_files(names: Sequence[str]) -> None:
    """Delete stored files; one that stays is clutter, not a fault, so it is logged and the caller goes on."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:
            log.exception("%s could not be deleted", name)
