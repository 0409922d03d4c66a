"""`manage.py relay`: deliver the outbox and do the recurring chores, until told to stop."""

from __future__ import annotations

import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from core import chores, outbox

# How long to rest when nothing is waiting: short enough that a creator does not notice the doorbell.
IDLE_SECONDS = 0.2


class Command(BaseCommand):
    """The process between the database and the broker. Several may run; one is enough."""

    help = "Deliver outbox messages and run recurring chores."
    _stopping = False

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` empties the outbox, runs each due chore, and stops."""
        parser.add_argument("--once", action="store_true", help="Deliver what waits, run due chores, then stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop until SIGTERM or SIGINT; finish the message in hand first."""
        if options["once"]:
            self._turn()
            return
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._stopping:
            close_old_connections()
            if not self._turn():
                time.sleep(IDLE_SECONDS)

    def _turn(self) -> int:
        try:
            delivered = outbox.deliver()
        except Exception as error:  # the database may be restarting; the outbox waits for it
            self.stderr.write(f"outbox: {error}")
            time.sleep(1)
            delivered = 0
        chores.run_due()
        return delivered

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
