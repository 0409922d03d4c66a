"""A PostgreSQL of one's own for the length of a run: made, started, stopped, removed. Only a socket, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Where Debian and Ubuntu keep the server's programs, which are not on the PATH there.
DEBIAN = Path("/usr/lib/postgresql")

# PostgreSQL refuses to run as root; the first of these that exists runs it instead.
UNPRIVILEGED = ("postgres", "nobody")

OWNER = "marquee"
DATABASE = "benchmarks"

# The server's defaults, durable commits included, with room for threads; no TCP port is opened.
OPTIONS = "-c listen_addresses='' -c max_connections=60 -c shared_buffers=256MB"


class ClusterFailed(Exception):
    """PostgreSQL is here but could not be started; the message carries what it said."""


@dataclass(frozen=True)
class _Server:
    """Where a cluster's programs and files are, and who runs them."""

    programs: Path
    home: Path
    user: str | None

    def run(self, *command: str) -> None:
        """Run one of the server's programs."""
        as_whom: dict[str, Any] = {"user": self.user, "extra_groups": []} if self.user else {}
        if self.user:
            as_whom["group"] = pwd.getpwnam(self.user).pw_gid
        done = subprocess.run(
            [str(self.programs / command[0]), *command[1:]],
            cwd=self.home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **as_whom,
        )
        if done.returncode:
            raise ClusterFailed(f"{command[0]} failed: {done.stderr.strip()[-500:]}")


def find_programs() -> Path | None:
    """Find the folder of `initdb` and `pg_ctl`: on the PATH, or where Debian keeps them (the newest)."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: _number(path.parts[-3]))
    return versions[-1].parent if versions else None


def _number(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0


def _unprivileged() -> str | None:
    """Name who runs the server: nobody else unless we are root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in UNPRIVILEGED if name in known), None)
    if found is None:
        raise ClusterFailed(f"PostgreSQL does not run as root and none of {', '.join(UNPRIVILEGED)} exists here.")
    return found


@contextmanager
def temporary_postgresql(programs: Path) -> Iterator[str]:
    """Run a fresh server and give its database's URL. Raises ClusterFailed when it cannot be started."""
    # A socket's path has at most some hundred characters: not below a long TMPDIR.
    home = Path(tempfile.mkdtemp(prefix="marquee-pg-", dir="/tmp"))
    server = _Server(programs, home, _unprivileged())
    try:
        if server.user:
            shutil.chown(home, server.user)
        _make(server)
        yield f"postgres://{OWNER}@/{home}/{DATABASE}"
    finally:
        _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _make(server: _Server) -> None:
    data, log = str(server.home / "data"), str(server.home / "log")
    server.run("initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    server.run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", f"{OPTIONS} -k {server.home}", "start")
    server.run("createdb", "-h", str(server.home), "-U", OWNER, DATABASE)


def _stop(server: _Server) -> None:
    if (server.home / "data" / "postmaster.pid").exists():
        server.run("pg_ctl", "-D", str(server.home / "data"), "-m", "fast", "-w", "stop")
