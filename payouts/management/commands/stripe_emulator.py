"""`manage.py stripe_emulator`: run the local stand-in for Stripe until interrupted."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from payouts.emulator import Emulator, EmulatorOptions

SITE = "http://127.0.0.1:8000"


class Command(BaseCommand):
    """Run the local stand-in for Stripe. It keeps its state, so that a restart goes on where it stopped."""

    help = "Run a local stand-in for Stripe's API (development and tests only; no real money)."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own way to switch them off

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the switches; each is a field of EmulatorOptions."""
        defaults = EmulatorOptions()
        parser.add_argument("--host", default=defaults.host)
        parser.add_argument("--port", type=int, default=12111)
        parser.add_argument("--store", default="var/stripe_emulator.sqlite3", help="SQLite file, or :memory:")
        parser.add_argument("--webhook", default=f"{SITE}/webhooks/stripe/", help="where platform events go")
        parser.add_argument(
            "--connect-webhook", default=f"{SITE}/webhooks/stripe-connect/", help="where accounts' events go"
        )
        parser.add_argument("--secret", default=settings.STRIPE_WEBHOOK_SECRET, help="signs platform events")
        parser.add_argument(
            "--connect-secret", default=settings.STRIPE_CONNECT_WEBHOOK_SECRET, help="signs accounts' events"
        )
        parser.add_argument("--settle-seconds", type=int, default=defaults.settle_seconds)
        parser.add_argument("--payout-delay-seconds", type=int, default=defaults.payout_delay_seconds)
        parser.add_argument("--async-seconds", type=int, default=defaults.async_seconds)
        parser.add_argument("--link-seconds", type=int, default=defaults.link_seconds)
        parser.add_argument("--webhook-retry-seconds", type=float, default=defaults.webhook_retry_seconds)
        parser.add_argument("--log", default="", help="append every API call to this file, one JSON object a line")

    def handle(self, *args: Any, **given: Any) -> None:
        """Listen until SIGINT or SIGTERM. Fails with a clear sentence when the port is taken."""
        options = EmulatorOptions(
            host=given["host"],
            port=given["port"],
            store=given["store"],
            webhook_url=given["webhook"],
            connect_webhook_url=given["connect_webhook"],
            webhook_secret=given["secret"],
            connect_webhook_secret=given["connect_secret"],
            settle_seconds=given["settle_seconds"],
            payout_delay_seconds=given["payout_delay_seconds"],
            async_seconds=given["async_seconds"],
            link_seconds=given["link_seconds"],
            webhook_retry_seconds=given["webhook_retry_seconds"],
            log_path=given["log"],
        )
        try:
            emulator = Emulator(options)
        except OSError as failure:
            raise CommandError(f"Cannot listen on {options.host}:{options.port}: {failure.strerror}.") from failure
        self.stdout.write(f"Stripe stand-in at {emulator.base_url} (state in {options.store}). Ctrl-C stops it.")
        self.stdout.flush()
        _wait_for_signal()
        emulator.stop()


def _wait_for_signal() -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
