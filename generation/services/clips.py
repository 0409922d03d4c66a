"""What a creator does with a clip once it is theirs."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import Conflict, NotFound
from core.models import User
from generation.models import Clip


def showcase(*, user: User, clip_id: str, shown: bool) -> Clip:
    """Show a clip on the pages of its characters, or stop showing it.

    Repeat: safe. Raises NotFound for another's clip, Conflict for one that was taken down.
    """
    with transaction.atomic():
        clip = Clip.objects.select_for_update().filter(pk=clip_id, user=user).first()
        if clip is None:
            raise NotFound(_("There is no such clip, or it is not yours."))
        if clip.state == "taken_down":
            raise Conflict(_("This clip was taken down; it cannot be shown."))
        if clip.showcased != shown:
            clip.showcased = shown
            clip.save(update_fields=["showcased"])
            audit.record(tag="clip.shown" if shown else "clip.hidden", actor=user.pk, subject=clip.pk)
    return clip
