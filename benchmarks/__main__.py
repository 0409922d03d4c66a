"""`python -m benchmarks [name …] [--json] [--quick] [--save]`: run benchmarks on a database of their own."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cluster import find_programs, temporary_postgresql
from benchmarks.packages import install_missing

if TYPE_CHECKING:
    from benchmarks.report import Report

# What each measures, in one line. The modules are imported once Django is set up.
BENCHMARKS = {
    "ledger": "postings and holds a second, beside naive ORM code and bare SQL",
    "decide": "licence checks a second, beside a bare predicate; and with the database read",
    "admit": "clip requests admitted a second by 1 and 8 threads, beside naive ORM code and bare SQL",
    "animatic": "a 5 s clip at 1280x720: seconds and memory, stage by stage, against 15 s and 700 MB",
    "pages": "server time and queries of the main pages, against 150 ms",
    "web-memory": "memory of a web process that has served every page, against 220 MB",
}
PAGES = Path(__file__).resolve().parent.parent / "docs" / "measurements"


def main() -> int:
    """Run what was asked for; exit 1 when a target is missed (never for `--quick`)."""
    arguments = _arguments()
    install_missing()
    missed = []
    with _home() as database:
        print(f"Database: {database}.", flush=True)
        for name in arguments.names or BENCHMARKS:
            report = _run(name, arguments.quick, database)
            _tell(report, arguments)
            missed += [f"{name}.{figure}" for figure in report.missed]
    if missed:
        print(f"Missed: {', '.join(missed)}.", file=sys.stderr)
    return 1 if missed and not arguments.quick else 0


def _arguments() -> argparse.Namespace:
    listed = "\n".join(f"  {name:12} {what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"{__doc__}\n\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="which to run (all when none is named)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object a benchmark, a line each")
    parser.add_argument("--quick", action="store_true", help="a moment only; proves that it runs, not how fast")
    parser.add_argument("--save", action="store_true", help="keep the tables under docs/measurements")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    return arguments


@contextmanager
def _home() -> Iterator[str]:
    """Set Django up on a fresh database and a fresh folder; yield the database's name and version."""
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="marquee-bench-") as var:
        if programs is None:
            print("No initdb on this machine (install postgresql to measure on it): this is SQLite.", flush=True)
            yield _open_house(var, f"sqlite:///{var}/benchmarks.sqlite3")
            return
        with temporary_postgresql(programs) as url:
            try:
                yield _open_house(var, url)
            finally:
                from django.db import connections

                connections.close_all()


def _open_house(var: str, database_url: str) -> str:
    """Point the settings at the temporary places, whatever the environment says, and make the tables."""
    for name in ("MARQUEE_ENV", "CACHE_URL", "AWS_STORAGE_BUCKET_NAME", "EMAIL_URL", "DECISION_SIGNING_KEY"):
        os.environ.pop(name, None)
    os.environ.update(
        DATABASE_URL=database_url,
        MARQUEE_VAR=var,
        CELERY_BROKER_URL="filesystem://",
        DJANGO_SETTINGS_MODULE="marketplace.settings",
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()
    from benchmarks import stage

    return stage.prepare()


def _run(name: str, quick: bool, database: str) -> Report:
    from benchmarks.report import Report, machine

    where = machine(database)
    begun = time.monotonic()
    figures = import_module(f"benchmarks.{name.replace('-', '_')}").run(quick=quick)
    return Report(name, tuple(figures), where, time.monotonic() - begun, quick)


def _tell(report: Report, arguments: argparse.Namespace) -> None:
    print(
        f"\n{report.benchmark}: {BENCHMARKS[report.benchmark]} ({report.seconds:.0f} s)\n\n{report.table()}", flush=True
    )
    if arguments.save:
        day = time.strftime("%Y-%m-%d")
        command = " ".join(["python -m benchmarks", report.benchmark, *(["--quick"] if report.quick else [])])
        PAGES.mkdir(parents=True, exist_ok=True)
        (PAGES / f"{day}-{report.benchmark}.md").write_text(report.page(command, day), encoding="utf-8")
    if arguments.json:
        print(json.dumps(report.to_json()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
