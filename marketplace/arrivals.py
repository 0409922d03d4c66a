"""When a person arrives: payees who were invited at an address they have proved to be theirs become theirs."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

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
