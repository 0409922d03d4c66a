"""A real Chromium in front of real web, worker, relay and emulator processes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from marketplace.processes import ROOT, Processes, programs

HOW_TO_GET_ONE = "no Chromium here: install one (apt install chromium, or Google Chrome) to run the browser tests"

# Chromium must not look for anything outside this machine.
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Find a Chromium or Chrome on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where screenshots go when they were asked for."""
    wanted = os.environ.get("MARQUEE_SCREENSHOTS")
    if not wanted:
        return None
    Path(wanted).mkdir(parents=True, exist_ok=True)
    return Path(wanted)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """One Chromium for a story. Not for the whole run: while it is open, Django takes this thread for an async one."""
    program = chromium()
    if program is None:
        pytest.skip(HOW_TO_GET_ONE)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(OFFLINE))
        yield launched
        launched.close()


@dataclass(frozen=True)
class House:
    """A running site of its own: where it is, and where its files lie."""

    url: str
    var: Path
    environment: dict[str, str]

    def manage(self, *command: str) -> str:
        """Run a management command in the site's own environment and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Web, relay, workers and emulator on a database, a broker and ports of their own, with the demo's cast in it."""
    var = tmp_path_factory.mktemp("house")
    port, emulator_port = free_port(), free_port()
    environment = {
        "MARQUEE_VAR": str(var),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{emulator_port}",
        **_servers(),
    }
    built = House(f"http://127.0.0.1:{port}", var, environment)
    try:
        built.manage("migrate", "--verbosity", "0")
        built.manage("shell", "-c", "from marketplace.demo.seed import seed; seed()")
        with Processes(programs(port=port, emulator_port=emulator_port, var=var), var, environment):
            yield built
    finally:
        _drop_database(environment.get("DATABASE_URL", ""))


def _servers() -> dict[str, str]:
    """Name a database and a broker beside those of the suite, on the same servers."""
    named: dict[str, str] = {}
    if connection.vendor == "postgresql":
        name = f"marquee_browser_{os.getpid()}"
        with psycopg.connect(_dsn("postgres"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
        named["DATABASE_URL"] = _dsn(name)
    broker = os.environ.get("CELERY_BROKER_URL", "")
    if broker.startswith("redis"):
        named["CELERY_BROKER_URL"] = f"{broker.rsplit('/', 1)[0]}/9"
    return named


def _dsn(database: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(("postgres", parts.netloc, f"/{database}", parts.query, ""))


def _drop_database(url: str) -> None:
    if url:
        with psycopg.connect(_dsn("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')
