"""A missing or contradictory setting stops the start with one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from marketplace.env import describe, read

PRODUCTION = {
    "MARQUEE_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "ALLOWED_HOSTS": "marquee.example",
    "SITE_URL": "https://marquee.example",
    "DATABASE_URL": "postgres://marquee@db/marquee",
    "CELERY_BROKER_URL": "redis://redis/0",
    "CACHE_URL": "redis://redis/1",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "STRIPE_CONNECT_WEBHOOK_SECRET": "whsec_y",
    "AWS_STORAGE_BUCKET_NAME": "media",
    "DECISION_SIGNING_KEY": "k" * 44,
    "EMAIL_URL": "smtp://mail:25",
}


def test_nothing_set_is_the_embedded_default(tmp_path: Path) -> None:
    environment = read({}, tmp_path)
    assert environment.database_url.startswith("sqlite")
    assert environment.broker_url == "filesystem://"
    assert environment.stripe_base.startswith("http://127.0.0.1")
    assert not environment.production


def test_a_complete_production_environment_is_accepted_and_described_without_secrets(tmp_path: Path) -> None:
    environment = read(PRODUCTION, tmp_path)
    assert environment.production
    assert "sk_live_x" not in describe(environment)


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"MARQUEE_ENV"}))
def test_production_does_not_start_without(name: str, tmp_path: Path) -> None:
    variables = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=name):
        read(variables, tmp_path)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"MARQUEE_ENV": "staging"}, "development or production"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "PostgreSQL"),
        ({"CELERY_BROKER_URL": "filesystem://"}, "redis://"),
        ({"STRIPE_API_BASE": "http://127.0.0.1:12111"}, "live key"),
        ({"SITE_URL": "http://marquee.example"}, "https://"),
        ({"DAILY_ALLOWANCE_UNITS": "-3"}, "whole number"),
        ({"DAILY_ALLOWANCE_UNITS": "many"}, "whole number"),
        ({"PLATFORM_COMMISSION_PPM": "1000001"}, "1000000"),
        ({"DATABASE_URL": "mysql://x"}, "must start with"),
    ],
)
def test_a_wrong_or_contradictory_value_is_named(changed: dict[str, str], word: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=word):
        read({**PRODUCTION, **changed}, tmp_path)


def test_a_live_stripe_key_is_refused_outside_production(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="live key"):
        read({"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_API_BASE": "https://api.stripe.com"}, tmp_path)
