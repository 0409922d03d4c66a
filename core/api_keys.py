"""Tokens for the REST API: made once, stored hashed, revocable at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core import audit, clock
from core.models import ApiKey, User

PREFIX = "mq_"
LIFETIME = dt.timedelta(days=365)

# `last_used_at` is for people; writing it at most this often keeps reads from becoming writes.
_TOUCH_EVERY = dt.timedelta(minutes=10)


def _hash(secret: str) -> str:
    # 256 random bits need no salt and no slow hash: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(*, user: User, name: str) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which is shown this once."""
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        key = ApiKey.objects.create(
            user=user,
            name=name.strip()[:80] or "API key",
            prefix=secret[:8],
            secret_hash=_hash(secret),
            expires_at=clock.now() + LIFETIME,
        )
        audit.record(tag="api_key.issued", actor=user.pk, subject=key.pk)
    return key, secret


def revoke(*, user: User, key_id: str) -> None:
    """End one of a person's keys now. Repeating it, or naming another's key, does nothing."""
    with transaction.atomic():
        ended = ApiKey.objects.filter(pk=key_id, user=user, revoked_at__isnull=True).update(revoked_at=clock.now())
        if ended:
            audit.record(tag="api_key.revoked", actor=user.pk, subject=key_id)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer mq_…`."""

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in a 401."""
        return 'Bearer realm="marquee"'

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the key's owner, or None when no bearer token was sent."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("Send the token as: Authorization: Bearer mq_…"))
        key = ApiKey.objects.select_related("user").filter(secret_hash=_hash(words[1].decode("latin-1"))).first()
        now = clock.now()
        if key is None or key.revoked_at or (key.expires_at and key.expires_at <= now) or not key.user.is_active:
            raise AuthenticationFailed(_("This token is not valid, or no longer."))
        if key.last_used_at is None or now - key.last_used_at > _TOUCH_EVERY:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        return key.user, key
