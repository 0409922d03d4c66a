"""`manage.py demo`: the main job once, on real parts, then the site."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.demo import cast, seed, showreel
from marketplace.demo.steps import Teller, Timeout
from marketplace.demo.story import HOUSE, BadPicture, Story, Wish, check_art
from marketplace.demo.visitor import VisitFailed
from marketplace.management.commands.serve import local_programs, stop_as_ctrl_c, wait_for_ctrl_c
from marketplace.processes import Processes, StartFailed


class Command(BaseCommand):
    """Seeds, starts every process, plays the story over HTTP, proves the books, and serves."""

    help = "Do the main job once on real parts and print each step; then serve the site."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--art` and `--prompt` bring your own picture and scene; `--no-serve` stops after the job."""
        parser.add_argument("--no-serve", action="store_true", help="Stop when the job is done.")
        parser.add_argument("--art", default="", help="A picture to register as a new character.")
        parser.add_argument("--prompt", default="", help="The scene to ask for.")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the demonstration; a failure ends with one clear sentence and exit 1."""
        if settings.PRODUCTION:
            raise CommandError("The demonstration makes people and money up; it does not run in production.")
        wish = Wish(Path(options["art"]).expanduser() if options["art"] else None, options["prompt"].strip())
        signal.signal(signal.SIGTERM, stop_as_ctrl_c)
        try:
            if wish.art:
                check_art(wish.art)
            self._run(wish, options)
        except (BadPicture, StartFailed, Timeout, VisitFailed, RuntimeError) as failure:
            raise CommandError(str(failure)) from failure

    def _run(self, wish: Wish, options: dict[str, Any]) -> None:
        tell = Teller()
        tell.step("A database, the people and two of the three studios")
        call_command("migrate", verbosity=0)
        seed.seed(but=HOUSE.slug)
        tell.fact("database", settings.DATABASES["default"]["NAME"])
        port = options["port"]
        with Processes(local_programs(port), settings.VAR) as processes:
            tell.step("Web, relay, workers and the Stripe emulator are up")
            for name, process in processes.running.items():
                tell.fact(name, f"process {process.pid}")
            result = Story(f"http://127.0.0.1:{port}", wish, tell).play()
            self._prove(tell, result)
            if options["no_serve"]:
                return
            seed.open_house(HOUSE)
            reel = showreel.ask_for_clips()
            self._introduce(port)
            wait_for_ctrl_c(processes, meanwhile=lambda: showreel.show_finished(reel))

    def _prove(self, tell: Teller, result: dict[str, Any]) -> None:
        tell.step("The books are proved")
        call_command("check_ledger", stdout=self.stdout)
        kept = settings.VAR / "demo.json"
        kept.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        tell.fact("kept in", os.path.relpath(kept, settings.BASE_DIR))
        print(f"\nThe main job took {tell.seconds:.0f} seconds.", file=tell.out, flush=True)

    def _introduce(self, port: int) -> None:
        site = f"http://127.0.0.1:{port}"
        people = [(one.email, "creator") for one in cast.CREATORS]
        people += [(house.owner_email, f"studio: {house.name}") for house in cast.STUDIOS]
        people += [(one.email, "payout reviewer") for one in cast.REVIEWERS]
        lines = [f"    {email:<38} {role}" for email, role in people]
        self.stdout.write(
            "\n".join([
                f"\nMarquee is at {site}  (Ctrl-C stops it)",
                f"Everyone's password is {seed.PASSWORD}",
                *lines,
                f"Mail: {site}/dev/outbox/   Components: {site}/dev/components/   Staff: {site}/staff/\n",
            ])
        )  # fmt: skip
