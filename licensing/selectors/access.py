"""Who may see what: the selector that fetches for a person is the permission check."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.models import User
from licensing.models import Character, CharacterAsset, Studio


def studio_for(user: User, studio: str) -> Studio:
    """Return a studio, by id or slug, that a person acts for. Raises NotFound when it is not there, or not theirs."""
    found = Studio.objects.filter(Q(pk=studio) | Q(slug=studio), memberships__user=user).first()
    if found is None:
        raise NotFound(_("There is no such studio, or it is not yours."), studio=studio)
    return found


def character_for(user: User, character: str) -> Character:
    """Return a character, by id or slug, of a studio a person acts for, with its studio. Raises NotFound."""
    found = (
        Character.objects.select_related("studio")
        .filter(Q(pk=character) | Q(slug=character), studio__memberships__user=user)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such character, or it is not yours."), character=character)
    return found


def picture_for(user: User, picture_id: str) -> CharacterAsset:
    """Return a reference picture of a character whose studio a person acts for. Raises NotFound."""
    found = (
        CharacterAsset.objects.select_related("character__studio")
        .filter(pk=picture_id, character__studio__memberships__user=user)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such picture, or it is not yours."), picture=picture_id)
    return found
