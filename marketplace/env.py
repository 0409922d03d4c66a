"""Settings from the environment: typed, and checked before anything starts.

`read()` returns an `Environment` or raises ImproperlyConfigured with one sentence that says which variable is wrong and
what it should be. The embedded default (no variable set) needs no server, no key and no GPU.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LIVE_STRIPE = "https://api.stripe.com"

# Known to everyone who reads this file, so good for a laptop only; production refuses it.
DEVELOPMENT_SECRET_KEY = "development-only-secret-key-never-used-in-production"
DEVELOPMENT_STRIPE_KEY = "sk_test_emulator"
DEVELOPMENT_WEBHOOK_SECRET = "whsec_emulator"
DEVELOPMENT_CONNECT_SECRET = "whsec_emulator_connect"


@dataclass(frozen=True)
class Environment:
    """Everything the outside decides. Money is minor units; durations are seconds."""

    production: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    site_url: str
    var: Path
    database_url: str
    broker_url: str
    cache_url: str
    stripe_key: str
    stripe_base: str
    stripe_webhook_secret: str
    stripe_connect_secret: str
    bucket: str
    s3_endpoint: str
    s3_region: str
    decision_key: str
    email_url: str
    from_email: str
    daily_allowance_units: int
    unit_price_minor: int
    platform_currency: str
    commission_ppm: int
    trusted_proxies: int
    render_lease_seconds: int


class _Reader:
    def __init__(self, variables: Mapping[str, str], production: bool) -> None:
        self.variables = variables
        self.production = production

    def text(self, name: str, default: str = "", *, required_in_production: bool = False) -> str:
        value = self.variables.get(name, "").strip()
        if not value and required_in_production and self.production:
            raise ImproperlyConfigured(f"{name} is not set; production does not start without it.")
        return value or default

    def number(self, name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        value = self.text(name, str(default))
        if not value.isdigit() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} is “{value}”; it must be a whole number from {least} to {most}.")
        return int(value)

    def url(self, name: str, default: str, schemes: tuple[str, ...], *, required_in_production: bool = False) -> str:
        value = self.text(name, default, required_in_production=required_in_production)
        if value and urlsplit(value).scheme not in schemes:
            allowed = ", ".join(f"{scheme}://" for scheme in schemes)
            raise ImproperlyConfigured(f"{name} must start with one of {allowed}.")
        return value


def read(variables: Mapping[str, str], root: Path) -> Environment:
    """Read and check the environment. `root` is the project folder; its `var/` holds the embedded default's files."""
    mode = variables.get("MARQUEE_ENV", "development").strip()
    if mode not in ("development", "production"):
        raise ImproperlyConfigured(f"MARQUEE_ENV is “{mode}”; it must be development or production.")
    reader = _Reader(variables, mode == "production")
    var = Path(reader.text("MARQUEE_VAR", str(root / "var")))
    environment = Environment(
        production=reader.production,
        secret_key=reader.text("SECRET_KEY", DEVELOPMENT_SECRET_KEY, required_in_production=True),
        allowed_hosts=tuple(reader.text("ALLOWED_HOSTS", "*", required_in_production=True).split(",")),
        site_url=reader.url("SITE_URL", "http://127.0.0.1:8000", ("http", "https"), required_in_production=True).rstrip(
            "/"
        ),
        var=var,
        database_url=reader.url(
            "DATABASE_URL",
            f"sqlite:///{var / 'marquee.sqlite3'}",
            ("sqlite", "postgres", "postgresql"),
            required_in_production=True,
        ),
        broker_url=reader.url(
            "CELERY_BROKER_URL", "filesystem://", ("filesystem", "redis", "rediss", "amqp"), required_in_production=True
        ),
        cache_url=reader.url("CACHE_URL", "", ("redis", "rediss"), required_in_production=True),
        stripe_key=reader.text("STRIPE_SECRET_KEY", DEVELOPMENT_STRIPE_KEY, required_in_production=True),
        stripe_base=reader.url(
            "STRIPE_API_BASE", LIVE_STRIPE if reader.production else "http://127.0.0.1:12111", ("http", "https")
        ).rstrip("/"),
        stripe_webhook_secret=reader.text(
            "STRIPE_WEBHOOK_SECRET", DEVELOPMENT_WEBHOOK_SECRET, required_in_production=True
        ),
        stripe_connect_secret=reader.text(
            "STRIPE_CONNECT_WEBHOOK_SECRET", DEVELOPMENT_CONNECT_SECRET, required_in_production=True
        ),
        bucket=reader.text("AWS_STORAGE_BUCKET_NAME", required_in_production=True),
        s3_endpoint=reader.url("AWS_S3_ENDPOINT_URL", "", ("http", "https")),
        s3_region=reader.text("AWS_S3_REGION_NAME"),
        decision_key=reader.text("DECISION_SIGNING_KEY", required_in_production=True),
        email_url=reader.url("EMAIL_URL", "", ("smtp", "smtps"), required_in_production=True),
        from_email=reader.text("DEFAULT_FROM_EMAIL", "Marquee <hello@marquee.example>"),
        daily_allowance_units=reader.number("DAILY_ALLOWANCE_UNITS", 30, most=10_000),
        unit_price_minor=reader.number("RENDER_UNIT_PRICE_MINOR", 40, least=1, most=1_000_000),
        platform_currency=reader.text("PLATFORM_CURRENCY", "USD"),
        commission_ppm=reader.number("PLATFORM_COMMISSION_PPM", 150_000, most=1_000_000),
        trusted_proxies=reader.number("TRUSTED_PROXY_COUNT", 0, most=5),
        render_lease_seconds=reader.number("RENDER_LEASE_SECONDS", 60, least=1, most=3600),
    )
    _check_together(environment)
    return environment


def _check_together(environment: Environment) -> None:
    """Refuse combinations that cannot be meant."""
    live = environment.stripe_key.startswith(("sk_live_", "rk_live_"))
    if live and environment.stripe_base != LIVE_STRIPE:
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY is a live key but STRIPE_API_BASE is not Stripe; unset one of them."
        )
    if not environment.production:
        if live:
            raise ImproperlyConfigured("STRIPE_SECRET_KEY is a live key; set MARQUEE_ENV=production to use real money.")
        return
    if environment.database_url.startswith("sqlite"):
        raise ImproperlyConfigured("DATABASE_URL is SQLite; production needs PostgreSQL (postgres://…).")
    if environment.broker_url.startswith("filesystem"):
        raise ImproperlyConfigured("CELERY_BROKER_URL is a local folder; production needs redis:// or amqp://.")
    defaults = {
        "SECRET_KEY": (environment.secret_key, DEVELOPMENT_SECRET_KEY),
        "STRIPE_SECRET_KEY": (environment.stripe_key, DEVELOPMENT_STRIPE_KEY),
        "STRIPE_WEBHOOK_SECRET": (environment.stripe_webhook_secret, DEVELOPMENT_WEBHOOK_SECRET),
        "STRIPE_CONNECT_WEBHOOK_SECRET": (environment.stripe_connect_secret, DEVELOPMENT_CONNECT_SECRET),
    }
    for name, (value, default) in defaults.items():
        if value == default:
            raise ImproperlyConfigured(f"{name} is the development default; production needs its own.")
    if not environment.site_url.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must start with https:// in production.")


def describe(environment: Environment) -> str:
    """Say in one JSON line which parts are in use, without secrets (for logs and the doctor)."""
    parts = {
        "database": urlsplit(environment.database_url).scheme,
        "broker": urlsplit(environment.broker_url).scheme,
        "media": "s3" if environment.bucket else "local folder",
        "stripe": "Stripe" if environment.stripe_base == LIVE_STRIPE else "emulator",
    }
    return json.dumps({"environment": "production" if environment.production else "development", **parts})
