"""Real render workers and a real relay on the test's own database, and a way to kill them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from generation.models import RenderJob
from marketplace.processes import Processes, Program

_numbers = count(1)


def database_url() -> str:
    """The address of the test database, for other processes."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    password = f":{quote(config['PASSWORD'])}" if config["PASSWORD"] else ""
    port = f":{config['PORT']}" if config["PORT"] else ""
    return f"postgres://{config['USER']}{password}@{config['HOST']}{port}/{config['NAME']}"


def environment(home: Path, lease_seconds: int) -> dict[str, str]:
    """What the processes of a test are told: its database, folders, keys and lease."""
    told = {
        "DATABASE_URL": database_url(),
        "MARQUEE_VAR": str(home),
        "DECISION_SIGNING_KEY": settings.DECISION_SIGNING_KEY,
        "RENDER_LEASE_SECONDS": str(lease_seconds),
        "DAILY_ALLOWANCE_UNITS": str(settings.DAILY_ALLOWANCE_UNITS),
        # A killed worker cannot tidy up after itself; what it leaves goes with the test's own folder.
        "TMPDIR": str(home / "tmp"),
    }
    (home / "tmp").mkdir(exist_ok=True)
    return told


@dataclass
class Workshop:
    """A relay and some render workers. `killed` are the process ids killed so far."""

    processes: Processes
    killed: list[int] = field(default_factory=list)

    @classmethod
    def open(cls, home: Path, *, lease_seconds: int, quick: bool) -> Workshop:
        """Start the relay; `quick` lets its chores turn every second."""
        relay = ("-m", "tests.torture.quick_relay") if quick else ("manage.py", "relay")
        listed = (Program("relay", (sys.executable, *relay)),)
        return cls(Processes(listed, home, environment(home, lease_seconds)))

    def hire(self) -> int:
        """Start one more render worker; its process id."""
        number = next(_numbers)
        arguments = ("-A", "marketplace", "worker", "--loglevel", "WARNING", "--pool", "solo")
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        queue = ("--queues", "render.storyboard", "--hostname", f"torture-{os.getpid()}-{number}@%h")
        command = (sys.executable, "-m", "celery", *arguments, *queue, *quiet)
        return self.processes.start(Program(f"render-{number}", command)).pid

    def kill(self, pid: int) -> None:
        """SIGKILL a worker and everything it started."""
        name = next(name for name, process in self.processes.running.items() if process.pid == pid)
        os.killpg(pid, signal.SIGKILL)
        self.processes.running.pop(name).wait()
        self.killed.append(pid)

    def alive(self) -> set[int]:
        """The process ids of what runs."""
        return {process.pid for process in self.processes.running.values() if process.poll() is None}


def worker_of(job: RenderJob) -> int:
    """The process id in a job's lease."""
    return int(job.lease_owner.rsplit(":", 1)[1])


def await_that(what: str, look: Callable[[], Any], *, seconds: float) -> Any:
    """Look until there is something; fail, naming what was awaited, when it takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
