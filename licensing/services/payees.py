"""Payees: linking those who were named in a split sheet to the people they turn out to be."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from core import audit
from core.models import User
from licensing.models import Payee


def claim(user: User) -> list[Payee]:
    """Link to a person every payee with one of their verified e-mail addresses, and return those newly linked.

    An address that is not verified proves nothing and links nothing. Repeating it is harmless.
    """
    addresses = {address.lower() for address in _verified(user)}
    with transaction.atomic():
        waiting = Payee.objects.select_for_update().filter(user__isnull=True, email__in=addresses).order_by("pk")
        linked = list(waiting)
        for payee in linked:
            payee.user = user
            payee.save(update_fields=["user"])
            audit.record(tag="payee.claimed", actor=user.pk, subject=payee.pk, facts={"studio": payee.studio_id})
    return linked


def person_with(email: str) -> User | None:
    """Return whoever has verified this address, or None."""
    found = EmailAddress.objects.select_related("user").filter(email__iexact=email, verified=True).first()
    return found.user if found else None


def _verified(user: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
