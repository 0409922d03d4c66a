"""`manage.py serve`: the whole site on one machine, until Ctrl-C."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.env import LIVE_STRIPE
from marketplace.processes import Processes, StartFailed, programs


class Command(BaseCommand):
    """Starts web, workers, relay and (where Stripe is emulated) the emulator."""

    help = "Serve the whole site on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--port` is the web port."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, start, and wait for Ctrl-C or for a program to end."""
        signal.signal(signal.SIGTERM, stop_as_ctrl_c)
        call_command("migrate", verbosity=0)
        try:
            with Processes(local_programs(options["port"]), settings.VAR) as processes:
                self.stdout.write(f"Marquee is at http://127.0.0.1:{options['port']}  (Ctrl-C stops it)")
                wait_for_ctrl_c(processes)
        except StartFailed as failure:
            raise CommandError(str(failure)) from failure


def stop_as_ctrl_c(number: int, frame: FrameType | None) -> None:
    """Make SIGTERM leave as Ctrl-C does, so that no program is left behind."""
    raise KeyboardInterrupt


def local_programs(port: int) -> tuple[Any, ...]:
    """List this machine's programs as the settings say: with the emulator unless real Stripe is named."""
    emulated = settings.STRIPE_API_BASE != LIVE_STRIPE
    emulator_port = urlsplit(settings.STRIPE_API_BASE).port if emulated else None
    return programs(port=port, emulator_port=emulator_port, var=settings.VAR)


def wait_for_ctrl_c(processes: Processes, *, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Return at Ctrl-C; raise StartFailed when a program ends by itself. `meanwhile` is called about every second."""
    try:
        while (ended := processes.ended()) is None:
            meanwhile()
            time.sleep(1)
    except KeyboardInterrupt:
        return
    raise StartFailed(f"{ended} ended by itself; its log is {processes.log(ended)}")
