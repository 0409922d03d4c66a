"""Split sheets: who shares a character's fees. A sheet in force never changes; a new one takes its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import lifecycle, outbox
from core.errors import BadInput
from core.models import User
from core.money import PPM
from core.topics import Topic
from licensing import locks
from licensing.models import Character, Payee, SplitShare, SplitSheet, Studio
from licensing.selectors.access import character_for
from licensing.services import payees
from licensing.services.naming import clean_line

MOST_SHARES = 20
LONGEST_ROLE = 40
LONGEST_NAME = 120
# Parts per million are hundredths of a hundredth of a per cent: four decimals.
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?", re.ASCII)


@dataclass(frozen=True)
class ShareIn:
    """One line as a studio writes it: what for, whom, at which address, and how many parts per million."""

    role: str
    name: str
    email: str
    ppm: int


def publish(*, user: User, character_id: str, shares: Sequence[ShareIn]) -> SplitSheet:
    """Put a split sheet in force for a character; the one before is superseded in the same transaction.

    Payees are known by their address within a studio: a new address makes a new payee, who is invited by e-mail unless
    they are here already. Jobs accepted under the earlier sheet are still split by it. Publishing what is already in
    force returns that sheet and changes nothing.

    Raises NotFound, and BadInput naming the line when a share is no whole number, an address no address, the same role
    is named twice for one address, or the parts do not sum to 1 000 000.
    """
    character = character_for(user, character_id)
    checked = check(shares)
    with transaction.atomic():
        locks.change_terms(character.pk)
        Character.objects.select_for_update().get(pk=character.pk)
        in_force = SplitSheet.objects.filter(character=character, state="in_force").first()
        if in_force is not None and _same(in_force, checked):
            return in_force
        sheet = _draft(character, checked)
        if in_force is not None:
            lifecycle.advance(in_force, "superseded", actor=user.pk, reason="a newer sheet was published")
        facts = {"version": sheet.version, "character": character.pk}
        lifecycle.advance(sheet, "in_force", actor=user.pk, facts=facts)
    return sheet


def check(shares: Sequence[ShareIn]) -> list[ShareIn]:
    """Return the lines tidied, or raise BadInput as `publish` does; nothing is written."""
    checked = [_checked(share, position) for position, share in enumerate(shares)]
    _check_together(checked)
    return checked


def parse_percent(written: str) -> int:
    """Read a share typed in per cent ("33.3333" or "12,5") as parts per million. Raises BadInput (field "ppm")."""
    if not _PERCENT.fullmatch(written):
        message = _("“%(written)s” is not a share. Write a number such as 70 or 33.3333.")
        raise BadInput(message % {"written": written[:20]}, field="ppm")
    whole, _point, decimals = written.replace(",", ".").partition(".")
    return int(whole) * PPM // 100 + int(decimals.ljust(4, "0"))


def percent(ppm: int) -> str:
    """Write parts per million in per cent, exactly: 333333 is "33.3333"."""
    return f"{ppm // 10_000}.{ppm % 10_000:04d}".rstrip("0").rstrip(".")


def _checked(share: ShareIn, position: int) -> ShareIn:
    field = f"shares.{position}"
    role, name = (
        clean_line(share.role, LONGEST_ROLE, f"{field}.role"),
        clean_line(share.name, LONGEST_NAME, f"{field}.name"),
    )
    if not role:
        raise BadInput(_("Say what this share is for, such as artist or voice."), field=f"{field}.role")
    if not name:
        raise BadInput(_("Give the name of who is paid."), field=f"{field}.name")
    email = share.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(_("“%(email)s” is not an e-mail address.") % {"email": email}, field=f"{field}.email") from None
    if isinstance(share.ppm, bool) or not isinstance(share.ppm, int) or not 0 <= share.ppm <= PPM:
        raise BadInput(
            _("A share is 0 to 1000000 whole parts per million, such as 700000 for 70 %%."), field=f"{field}.ppm"
        )
    return ShareIn(role, name, email, share.ppm)


def _check_together(shares: Sequence[ShareIn]) -> None:
    if not shares:
        raise BadInput(_("Name at least one person to be paid."), field="shares")
    if len(shares) > MOST_SHARES:
        raise BadInput(_("A split sheet has at most %(most)s lines.") % {"most": MOST_SHARES}, field="shares")
    seen: set[tuple[str, str]] = set()
    for position, share in enumerate(shares):
        line = (share.email, share.role.casefold())
        if line in seen:
            words = {"email": share.email, "role": share.role}
            raise BadInput(
                _("%(email)s is named twice as %(role)s. Add the two shares together.") % words,
                field=f"shares.{position}.email",
            )
        seen.add(line)
    whole = sum(share.ppm for share in shares)
    if whole != PPM:
        words = {"sum": percent(whole), "off": percent(abs(PPM - whole))}
        sentence = (
            _("The shares sum to %(sum)s %%; %(off)s %% is missing.")
            if whole < PPM
            else _("The shares sum to %(sum)s %%, which is %(off)s %% too much.")
        )
        raise BadInput(sentence % words, field="shares", sum_ppm=whole)


def _same(sheet: SplitSheet, shares: Sequence[ShareIn]) -> bool:
    rows = sheet.shares.select_related("payee")
    return [(row.payee.email, row.payee.name, row.role, row.ppm) for row in rows] == [
        (share.email, share.name, share.role, share.ppm) for share in shares
    ]


def _draft(character: Character, shares: Sequence[ShareIn]) -> SplitSheet:
    last = SplitSheet.objects.filter(character=character).aggregate(last=Max("version"))["last"]
    sheet = SplitSheet.objects.create(character=character, version=(last or 0) + 1)
    for position, share in enumerate(shares):
        payee = _payee(character.studio, share)
        SplitShare.objects.create(sheet=sheet, position=position, payee=payee, role=share.role, ppm=share.ppm)
    return sheet


def _payee(studio: Studio, share: ShareIn) -> Payee:
    """Return the studio's payee of this address, made and invited when new."""
    person = payees.person_with(share.email)
    payee, new = Payee.objects.get_or_create(
        studio=studio, email=share.email, defaults={"name": share.name, "user": person}
    )
    if not new:
        payee.name, payee.user = share.name, payee.user or person
        payee.save(update_fields=["name", "user"])
    if new and person is None:
        outbox.post(Topic.PAYEE_INVITED, subject=payee.pk, payload={"studio": studio.pk, "email": payee.email})
    return payee
