"""What the benchmarks say: ratios round by round, targets, missing figures, and a page that names no machine."""

from __future__ import annotations

import socket
from pathlib import Path

from benchmarks.packages import missing
from benchmarks.report import WITHIN, Figure, Report, Target, machine


def report(*figures: Figure) -> Report:
    return Report("ledger", figures, machine("PostgreSQL 15.1"), 12.3, quick=False)


def test_a_ratio_is_the_median_of_the_rounds_not_of_the_medians() -> None:
    figure = Figure("x", "calls/s", [10, 20, 90], [10, 10, 30], "peer")
    assert figure.ratios == [1, 2, 3]
    assert figure.to_json()["value"] == 2
    assert figure.to_json()["spread"] == [1, 3]


def test_a_target_is_met_or_missed_on_the_right_side() -> None:
    assert Figure("x", "ms", [150.0], [150.0], "limit", WITHIN).met is True
    assert Figure("x", "ms", [151.0], [150.0], "limit", WITHIN).met is False
    assert Figure("x", "calls/s", [9.0], [2.0], "peer", Target(5)).met is False
    assert Figure("x", "calls/s", [10.0], [2.0], "peer", Target(5)).met is True


def test_what_was_not_measured_is_listed_with_the_reason() -> None:
    figure = Figure("x", "ms", [], [150.0], "limit", WITHIN, missing="no PostgreSQL here")
    assert figure.met is None
    assert figure.to_json()["missing"] == "no PostgreSQL here"
    assert "no PostgreSQL here" in report(figure).table()


def test_the_missed_targets_are_named() -> None:
    good, bad = (Figure(name, "ms", [ms], [150.0], "limit", WITHIN) for name, ms in (("good", 1.0), ("bad", 200.0)))
    assert report(good, bad).missed == ["bad"]


def test_a_kept_page_says_how_and_where_but_not_on_whose_machine() -> None:
    page = report(Figure("x", "ms", [1.0, 3.0, 2.0], [150.0], "limit", WITHIN)).page("python -m benchmarks x", "today")
    assert "`python -m benchmarks x`" in page
    assert "PostgreSQL 15.1" in page
    assert "2 [1-3] ms" in page
    assert socket.gethostname() not in page
    assert str(Path.cwd()) not in page


def test_packages_missing_or_of_another_version_are_found(tmp_path: Path) -> None:
    wanted = tmp_path / "bench.txt"
    wanted.write_text("# a comment\npytest==0.0.1\nno-such-package-at-all==1.0\n")
    assert missing(wanted) == ["pytest==0.0.1", "no-such-package-at-all==1.0"]
