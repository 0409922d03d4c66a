"""Reviewers are appointed by an operator, by name."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from core.models import User
from payouts.services.reviews import PERMISSION

pytestmark = pytest.mark.django_db


def test_an_appointed_person_may_review(user: User) -> None:
    call_command("appoint_reviewer", user.email.upper())
    appointed = User.objects.get(pk=user.pk)
    assert appointed.is_staff
    assert appointed.has_perm(PERMISSION)
    assert not appointed.is_superuser


def test_an_unknown_address_is_named() -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.com"):
        call_command("appoint_reviewer", "nobody@example.com")
