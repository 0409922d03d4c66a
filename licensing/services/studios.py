"""Studios: who licenses characters."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import BadInput
from core.models import User
from licensing.models import Membership, Studio
from licensing.services.naming import clean_line, clean_text, free_slug

LONGEST_NAME = 120
LONGEST_ABOUT = 2000


def create(*, user: User, name: str, about: str = "") -> Studio:
    """Open a studio with this person as its owner. Raises BadInput for a name that is empty or too long."""
    name = clean_line(name, LONGEST_NAME, "name")
    if not name:
        raise BadInput(_("Give the studio a name."), field="name")
    about = clean_text(about, LONGEST_ABOUT, "about")
    with transaction.atomic():
        studio = _insert(name, about)
        Membership.objects.create(studio=studio, user=user, role=Membership.Role.OWNER)
        audit.record(tag="studio.created", actor=user.pk, subject=studio.pk, facts={"name": name})
    return studio


def _insert(name: str, about: str) -> Studio:
    """Insert under the first free slug; a name taken at the same moment gets one that nobody else can have."""
    try:
        with transaction.atomic():
            return Studio.objects.create(name=name, about=about, slug=free_slug(Studio, name, "studio"))
    except IntegrityError:
        return Studio.objects.create(name=name, about=about, slug=free_slug(Studio, name, "studio", unique=True))
