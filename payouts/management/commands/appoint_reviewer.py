"""`manage.py appoint_reviewer EMAIL`: let a person of the staff release payouts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.models import User
from payouts.services import reviews


class Command(BaseCommand):
    """Appoints one person; repeating it changes nothing."""

    help = "Make a person a payout reviewer. Two different reviewers release a payout."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address the person signs in with."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Appoint, or say that nobody has this address."""
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {options['email']}. They sign up first, like everyone.")
        reviews.appoint(user=user, actor="system:operator")
        self.stdout.write(f"{user.email} may review payouts at /staff/.")
