"""Tokens for the API: shown once, stored hashed, over at once when revoked."""

from __future__ import annotations

import datetime as dt

import pytest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from core import api_keys, clock
from core.models import ApiKey, AuditEvent, User

pytestmark = pytest.mark.django_db


def log_in(header: str) -> tuple[User, ApiKey] | None:
    request = Request(APIRequestFactory().get("/", headers={"authorization": header} if header else {}))
    return api_keys.ApiKeyAuthentication().authenticate(request)


def test_a_key_lets_its_owner_in_and_is_not_stored(user: User) -> None:
    key, secret = api_keys.issue(user=user, name=" my script ")

    assert log_in(f"Bearer {secret}") == (user, key)
    assert key.name == "my script"
    assert secret not in str(ApiKey.objects.values().get())
    assert AuditEvent.objects.filter(tag="api_key.issued", subject=key.pk).exists()


def test_no_token_is_nobody_not_an_error() -> None:
    assert log_in("") is None
    assert log_in("Basic abc") is None


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer mq_wrong", "Bearer é"])
def test_a_token_that_is_not_ours_is_refused(user: User, header: str) -> None:
    api_keys.issue(user=user, name="")
    with pytest.raises(AuthenticationFailed):
        log_in(header)


def test_a_key_ends_when_revoked_expired_or_its_owner_is_shut_out(user: User) -> None:
    revoked, secret = api_keys.issue(user=user, name="one")
    api_keys.revoke(user=user, key_id=revoked.pk)
    api_keys.revoke(user=user, key_id=revoked.pk)
    with pytest.raises(AuthenticationFailed):
        log_in(f"Bearer {secret}")
    assert AuditEvent.objects.filter(tag="api_key.revoked").count() == 1

    _, secret = api_keys.issue(user=user, name="two")
    with clock.frozen(clock.now() + api_keys.LIFETIME), pytest.raises(AuthenticationFailed):
        log_in(f"Bearer {secret}")
    user.is_active = False
    user.save()
    with pytest.raises(AuthenticationFailed):
        log_in(f"Bearer {secret}")


def test_nobody_revokes_anothers_key(user: User) -> None:
    key, secret = api_keys.issue(user=user, name="one")
    other = User.objects.create_user("other@example.com")
    api_keys.revoke(user=other, key_id=key.pk)
    assert log_in(f"Bearer {secret}") is not None


def test_use_is_noted_every_ten_minutes_not_every_time(user: User) -> None:
    key, secret = api_keys.issue(user=user, name="one")
    start = clock.now()
    for minutes, noted in ((0, 0), (9, 0), (11, 11)):
        with clock.frozen(start + dt.timedelta(minutes=minutes)):
            log_in(f"Bearer {secret}")
        key.refresh_from_db()
        assert key.last_used_at == start + dt.timedelta(minutes=noted)
