"""The rights affirmation: a versioned text a studio agrees to, kept with who agreed and when."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import audit
from core.errors import BadInput
from core.models import User
from licensing.models import Character, RightsClaim
from licensing.selectors.access import character_for

# A new wording gets a new version; what was affirmed under an older one keeps its own text.
TEXT_VERSION = "2026-11"
TEXT = (
    "We own this character, or its owner has given us the right to license it in the ways our terms allow. "
    "The name, the pictures and the story we uploaded are ours to use, and no other agreement stands against it. "
    "We will unlist the character as soon as this is no longer true, and we answer for claims that it never was."
)


def affirm(*, user: User, character_id: str, agreed: bool, text_version: str = TEXT_VERSION) -> RightsClaim:
    """Keep a studio's affirmation of the present text for a character; repeating it returns the one that is there.

    Raises NotFound, and BadInput when the box was not ticked or the text has changed since the page was shown.
    """
    character = character_for(user, character_id)
    if not agreed:
        raise BadInput(_("Tick the box to affirm that the studio holds the rights."), field="agreed")
    if text_version != TEXT_VERSION:
        raise BadInput(_("The text has changed. Read it again, then affirm it."), field="text_version")
    with transaction.atomic():
        Character.objects.select_for_update().get(pk=character.pk)
        claims = RightsClaim.objects.filter(character=character)
        standing = claims.filter(text_version=TEXT_VERSION).order_by("-version").first()
        if standing is not None:
            return standing
        version = (claims.aggregate(last=Max("version"))["last"] or 0) + 1
        claim = RightsClaim.objects.create(
            character=character, version=version, text_version=TEXT_VERSION, statement=TEXT, affirmed_by=user
        )
        audit.record(
            tag="rights.affirmed",
            actor=user.pk,
            subject=character.pk,
            facts={"claim": claim.pk, "text_version": TEXT_VERSION},
        )
    return claim
