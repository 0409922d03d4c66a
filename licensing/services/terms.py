"""Terms: publishing a version of what is offered. A published version never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock, lifecycle
from core.errors import BadInput
from core.models import User
from licensing import locks
from licensing.models import Character, OfferedTerritory, OfferedUse, Terms
from licensing.policy import TermsDocument
from licensing.selectors.access import character_for


def publish(*, user: User, character_id: str, document: TermsDocument | Mapping[str, Any]) -> Terms:
    """Publish terms for a character; the version before is retired in the same transaction.

    Licences and jobs keep the version they were agreed under. Terms are named by their content: publishing what is
    already in force returns that version and changes nothing.

    Raises NotFound, and BadInput naming the field when the document does not make sense or its window is over.
    """
    character = character_for(user, character_id)
    checked = TermsDocument.from_json(document.to_json() if isinstance(document, TermsDocument) else document)
    if checked.ends_on and checked.ends_on < clock.today():
        raise BadInput(_("The last day is already over. Choose a later one, or none."), field="ends_on")
    with transaction.atomic():
        locks.change_terms(character.pk)
        Character.objects.select_for_update().get(pk=character.pk)
        in_force = Terms.objects.filter(character=character, state="published").first()
        if in_force is not None:
            if in_force.sha256 == checked.sha256:
                return in_force
            lifecycle.advance(in_force, "retired", actor=user.pk, reason="a newer version was published")
        terms = _draft(character, checked)
        facts = {"version": terms.version, "sha256": terms.sha256, "character": character.pk}
        lifecycle.advance(terms, "published", actor=user.pk, facts=facts)
    return terms


def _draft(character: Character, document: TermsDocument) -> Terms:
    last = Terms.objects.filter(character=character).aggregate(last=Max("version"))["last"]
    terms = Terms.objects.create(
        character=character,
        version=(last or 0) + 1,
        document=document.to_json(),
        sha256=document.sha256,
        currency=document.currency,
        lowest_fee=document.lowest_fee.minor,
        starts_on=document.starts_on,
        ends_on=document.ends_on,
    )
    OfferedUse.objects.bulk_create(
        OfferedUse(terms=terms, tier=tier, purpose=purpose, fee_minor=fee)
        for tier, row in document.fees.items()
        for purpose, fee in row.items()
    )
    OfferedTerritory.objects.bulk_create(OfferedTerritory(terms=terms, code=code) for code in document.territories)
    return terms
