"""`manage.py check_ledger`: prove the books, or name what is wrong."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import audit
from ledger import invariants, selectors
from ledger.invariants import Finding


class Command(BaseCommand):
    """Run every registered invariant; exit 1 and name the offending ids when one does not hold."""

    help = "Check that the books are whole."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints one object for monitors."""
        parser.add_argument("--json", action="store_true", help="Print one JSON object instead of lines.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per invariant, what was looked at, and how long audit lines have waited to be sealed."""
        findings = invariants.run()
        sizes = selectors.sizes()
        unsealed = round(audit.oldest_unsealed_seconds(), 1)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(findings, sizes, unsealed)))
        else:
            self._print(findings, sizes, unsealed)
        if any(finding.violations for finding in findings):
            sys.exit(1)

    def _print(self, findings: tuple[Finding, ...], sizes: dict[str, int], unsealed: float) -> None:
        for finding in findings:
            verdict = f"{len(finding.violations)} WRONG" if finding.violations else "ok"
            self.stdout.write(f"{finding.code:<11} {verdict:<9} {finding.sentence}")
            for violation in finding.violations:
                self.stdout.write(f"            {violation.subject}: {violation.detail}")
        self.stdout.write("looked at " + ", ".join(f"{count} {what}" for what, count in sizes.items()))
        self.stdout.write(f"oldest unsealed audit line: {unsealed} s")


def _as_json(findings: tuple[Finding, ...], sizes: dict[str, int], unsealed: float) -> dict[str, Any]:
    return {
        "ok": not any(finding.violations for finding in findings),
        "invariants": [asdict(finding) for finding in findings],
        "sizes": sizes,
        "oldest_unsealed_seconds": unsealed,
    }
