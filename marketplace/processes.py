"""The processes of one machine, started and stopped together: web, workers, relay and, on a laptop, the emulator.

Production starts the same programs from its own supervisor; this is for `make demo`, `make run` and the browser tests.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent

# Importing Django and Celery on two busy cores takes a few seconds; a minute means something is broken.
START_SECONDS = 60
STOP_SECONDS = 10


class StartFailed(Exception):
    """A process ended, or did not answer, while starting. The message carries the end of its log."""


@dataclass(frozen=True)
class Program:
    """One process: its name, its command line, and an address that answers once it is up."""

    name: str
    command: tuple[str, ...]
    ready_url: str = ""


def programs(*, port: int, emulator_port: int | None, var: Path) -> tuple[Program, ...]:
    """List what one machine runs. Without an emulator port, Stripe is whatever the environment names."""
    python, here = sys.executable, f"http://127.0.0.1:{port}"
    manage = (python, str(ROOT / "manage.py"))
    worker = (python, "-m", "celery", "-A", "marketplace", "worker", "--loglevel", "WARNING", "--pool", "solo")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    listed = [
        Program(
            "web",
            (
                *(python, "-m", "granian", "--interface", "wsgi", "marketplace.wsgi:application"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "8"),
                "--no-ws",
            ),
            f"{here}/healthz",
        ),
        Program("relay", (*manage, "relay")),
        Program("worker", (*worker, "--queues", "default,money", "--hostname", f"worker-{port}@%h", *quiet)),
        Program("render", (*worker, "--queues", "render.storyboard", "--hostname", f"render-{port}@%h", *quiet)),
    ]
    if emulator_port is not None:
        emulator = (
            *(
                *manage,
                "stripe_emulator",
                "--port",
                str(emulator_port),
                "--store",
                str(var / "stripe_emulator.sqlite3"),
            ),
            *("--webhook", f"{here}/webhooks/stripe/", "--connect-webhook", f"{here}/webhooks/stripe-connect/"),
            *("--log", str(var / "log" / "stripe-calls.jsonl")),
        )
        listed.insert(0, Program("emulator", emulator, f"http://127.0.0.1:{emulator_port}/"))
    return tuple(listed)


@dataclass
class Processes:
    """A set of running programs; a context manager that leaves none behind. Logs go to `<var>/log/<name>.log`."""

    listed: Sequence[Program]
    var: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Start every program and wait until each answers."""
        try:
            for program in self.listed:
                self.start(program)
            for program in self.listed:
                self._await(program)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every program."""
        self.stop()

    def log(self, name: str) -> Path:
        """Return where a program's output goes."""
        return self.var / "log" / f"{name}.log"

    def start(self, program: Program) -> subprocess.Popen[bytes]:
        """Start one program in a process group of its own."""
        self.log(program.name).parent.mkdir(parents=True, exist_ok=True)
        output: IO[bytes]
        with self.log(program.name).open("ab") as output:
            process = subprocess.Popen(
                program.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running[program.name] = process
        return process

    def _await(self, program: Program) -> None:
        deadline = time.monotonic() + START_SECONDS
        while program.ready_url and not _answers(program.ready_url):
            if self.running[program.name].poll() is not None or time.monotonic() > deadline:
                raise StartFailed(f"{program.name} did not start:\n{self._tail(program.name)}")
            time.sleep(0.1)

    def _tail(self, name: str) -> str:
        return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-25:])

    def ended(self) -> str | None:
        """Name a program that has ended by itself, or None."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """Ask every program to end, then insist."""
        for process in self.running.values():
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self.running.clear()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
