"""`python -m tests.torture.quick_relay`: the relay with every chore once a second, for the short form of the kills."""

from __future__ import annotations

import os


def main() -> None:
    """Run the real relay command, whose chores usually turn every 5 to 300 seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from core import chores

    for chore in chores._chores.values():
        chore.every_seconds = min(chore.every_seconds, 1.0)
    call_command("relay")


if __name__ == "__main__":
    main()
