"""When a person arrives: what was invited at an address they have proved becomes theirs; we note what they read in."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import get_language

from core.models import User
from licensing.services import payees


@receiver(user_logged_in, dispatch_uid="claim payees at sign-in")
def claim_at_sign_in(sender: object, user: User, **facts: Any) -> None:
    """Claim what was invited since the last visit."""
    payees.claim(user)


@receiver(email_confirmed, dispatch_uid="claim payees of a new address")
def claim_for_address(sender: object, email_address: Any, **facts: Any) -> None:
    """Claim what was invited at an address that was proved a moment ago."""
    payees.claim(email_address.user)


@receiver(user_logged_in, dispatch_uid="note the language at sign-in")
def note_language(sender: object, user: User, **facts: Any) -> None:
    """Write letters in the language the pages were last read in."""
    remember_language(user=user, language=get_language() or "")


def remember_language(*, user: User, language: str) -> None:
    """Keep the language of letters with the account. A language we do not speak changes nothing. Repeat: safe."""
    if language in dict(settings.LANGUAGES) and language != user.language:
        user.language = language
        user.save(update_fields=["language"])
