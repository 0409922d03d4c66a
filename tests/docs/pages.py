"""The project's Markdown pages, and how the tests of this folder read them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {path.name: path for path in sorted((ROOT / "docs").glob("*.md"))}
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    """A page by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def prose_of(path: Path) -> str:
    """A page without its code blocks."""
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the first table whose first column is called so, cell by cell, without backticks."""
    found = page.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    assert found, f"no table begins with the column {heading}"
    return [[cell.strip().replace("`", "") for cell in row.strip().strip("|").split("|")] for row in found]
