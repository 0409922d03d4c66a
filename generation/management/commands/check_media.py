"""`manage.py check_media`: compare what is stored with what the records say."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from generation.invariants import files_whole


class Command(BaseCommand):
    """Read every clip's video; exit 1 and name what is missing, changed, or pointed to by nothing."""

    help = "Check that every clip's files are stored whole, and that nothing else is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per fault."""
        faults = list(files_whole())
        for fault in faults:
            self.stdout.write(f"{fault.subject}: {fault.detail}")
        self.stdout.write(f"{len(faults)} WRONG" if faults else "ok: every clip's files are whole")
        if faults:
            sys.exit(1)
