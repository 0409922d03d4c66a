"""`manage.py close_statements`: state what every payee earned so far."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from payouts.services import statements


class Command(BaseCommand):
    """Close the next statement of every payee and currency with something to state. Safe to run at any time."""

    help = "Close a statement for every payee who earned something since their last one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Close them and name each."""
        closed = statements.close_all()
        for statement in closed:
            self.stdout.write(f"{statement.pk}  {statement.payee} no. {statement.number}  {statement.money}")
        self.stdout.write(f"{len(closed)} statement(s) closed.")
