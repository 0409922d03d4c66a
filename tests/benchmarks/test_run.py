"""`python -m benchmarks` runs by itself: its own database, its own folders, nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.cluster import find_programs

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.processes


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # An address nobody answers at: a benchmark makes its own database, whatever the environment names.
    surroundings = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    command = (sys.executable, "-m", "benchmarks", *arguments)
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, timeout=300)


def test_a_quick_run_measures_beside_a_peer_and_a_limit_and_leaves_nothing() -> None:
    kept = set((ROOT / "docs" / "measurements").glob("*"))
    clusters = set(Path("/tmp").glob("marquee-pg-*"))

    done = run("ledger", "--quick", "--json")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["benchmark"] == "ledger"
    assert told["machine"]["database"].startswith("PostgreSQL" if find_programs() else "SQLite")
    for figure in told["figures"]:
        assert figure["product"] > 0
        assert figure["reference"] > 0
        assert figure["reference_is"]
    assert set((ROOT / "docs" / "measurements").glob("*")) == kept
    assert set(Path("/tmp").glob("marquee-pg-*")) <= clusters


def test_an_unknown_benchmark_is_refused_with_those_there_are() -> None:
    done = run("legder")
    assert done.returncode == 2
    assert "there are ledger, decide" in done.stderr
