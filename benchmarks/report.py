"""Figures and how they are told: a plain table, one JSON object a benchmark, and a page to keep."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

HEADINGS = ("figure", "product", "beside it", "which is", "ratio", "target", "met")


@dataclass(frozen=True)
class Target:
    """What a ratio must be: at most or at least so much."""

    number: float
    at_most: bool = False

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {self.number:g}"

    def met_by(self, ratio: float) -> bool:
        """Say whether a ratio keeps it."""
        return ratio <= self.number if self.at_most else ratio >= self.number


# For figures whose reference is a limit: the product must not be above it.
WITHIN = Target(1.0, at_most=True)


@dataclass(frozen=True)
class Figure:
    """What was measured, and beside what.

    `product` and `reference` are samples of the same rounds in `unit`; a limit is one reference for all. Without a
    reference there is no ratio. `missing` says why there is no sample.
    """

    name: str
    unit: str
    product: Sequence[float]
    reference: Sequence[float] = ()
    reference_is: str = ""
    target: Target | None = None
    missing: str = ""

    @property
    def ratios(self) -> list[float]:
        """Product by reference, round by round."""
        if not self.reference or not self.product:
            return []
        references = list(self.reference) * (len(self.product) if len(self.reference) == 1 else 1)
        return [ours / theirs for ours, theirs in zip(self.product, references, strict=True)]

    @property
    def met(self) -> bool | None:
        """Whether the target is kept; None where there is none or nothing was measured."""
        ratios = self.ratios
        return self.target.met_by(median(ratios)) if self.target and ratios else None

    def to_json(self) -> dict[str, Any]:
        """Return the figure as plain JSON values. `value` is the ratio, or the plain figure without a reference."""
        values = self.ratios or list(self.product)
        return {
            "figure": self.name,
            "product": _rounded(self.product),
            "reference": _rounded(self.reference),
            "reference_is": self.reference_is or None,
            "unit": self.unit,
            "value": _rounded(values),
            "target": str(self.target) if self.target else None,
            "met": self.met,
            "samples": len(self.product),
            "spread": [float(f"{bound:.4g}") for bound in (min(values), max(values))] if values else None,
            **({"missing": self.missing} if self.missing else {}),
        }

    def row(self) -> tuple[str, ...]:
        """Return the figure as one line, in the order of HEADINGS."""
        if self.missing:
            return (self.name, f"not measured: {self.missing}", "", "", "", "", "")
        answer = {True: "yes", False: "NO", None: ""}[self.met]
        return (
            self.name,
            f"{_span(self.product)} {self.unit}",
            f"{_span(self.reference)} {self.unit}" if self.reference else "",
            self.reference_is,
            _span(self.ratios),
            str(self.target or ""),
            answer,
        )


@dataclass(frozen=True)
class Report:
    """One benchmark's figures, with where they were measured and how long that took."""

    benchmark: str
    figures: tuple[Figure, ...]
    machine: dict[str, Any]
    seconds: float
    quick: bool

    @property
    def missed(self) -> list[str]:
        """The figures that miss their targets."""
        return [figure.name for figure in self.figures if figure.met is False]

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "benchmark": self.benchmark,
            "machine": self.machine,
            "seconds": round(self.seconds, 1),
            "quick": self.quick,
            "figures": [figure.to_json() for figure in self.figures],
        }

    def table(self) -> str:
        """Return the figures as a plain table."""
        return table([HEADINGS, *(figure.row() for figure in self.figures)])

    def page(self, command: str, day: str) -> str:
        """Return a page to keep: the command, the machine, the table."""
        facts = {name: value for name, value in self.machine.items() if name != "load"}
        where = ", ".join(f"{name} {value}" for name, value in facts.items())
        shared = f"Load {self.machine['load']} when it began: what is above 0 is other work on the same cores."
        cells = [HEADINGS, tuple("---" for _ in HEADINGS), *(figure.row() for figure in self.figures)]
        rows = "\n".join(f"| {' | '.join(row)} |" for row in cells)
        how = "Medians of several rounds, with the least and the most in brackets. Peers and product took turns."
        quick = "\nA quick run: it proves nothing about speed.\n" if self.quick else ""
        return (
            f"# {self.benchmark}, {day}\n\n`{command}` ({self.seconds:.0f} s)\n\n"
            f"Machine: {where}. {shared}\n{quick}\n{how}\n\n{rows}\n"
        )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, the first being the headings."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def machine(database: str) -> dict[str, Any]:
    """Describe this machine without naming it. `load` is how busy it was with other work at the start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpus": cores,
        "python": platform.python_version(),
        "database": database,
        "load": round(os.getloadavg()[0], 1),
    }


def _rounded(samples: Sequence[float]) -> float | None:
    return float(f"{median(samples):.4g}") if samples else None


def _span(samples: Sequence[float]) -> str:
    if not samples:
        return ""
    middle = _short(median(samples))
    return middle if len(samples) == 1 else f"{middle} [{_short(min(samples))}-{_short(max(samples))}]"


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"
