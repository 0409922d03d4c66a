"""The page a problem's `type` leads to: every error code, what it means and what to do, read from `docs/errors.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

PAGE = settings.BASE_DIR / "docs" / "errors.md"

_RULE = re.compile(r"\|[-|: ]+\|")


@dataclass(frozen=True)
class Part:
    """A run of words; `code` says that it is set as code."""

    text: str
    code: bool


Words = tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """One error: its code, its HTTP status ("" where it has none), what it means, what to do."""

    code: str
    status: str
    meaning: Words
    remedy: Words

    @property
    def pieces(self) -> list[str]:
        """The code, cut after each underscore, where a narrow screen may break it."""
        return re.split(r"(?<=_)", self.code)


@dataclass(frozen=True)
class Section:
    """One heading with its introduction and its errors."""

    title: str
    lead: Words
    rows: tuple[Row, ...]


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """Read the page's tables, in their order. Raises OSError when the page is not there."""
    _introduction, *parts = PAGE.read_text(encoding="utf-8").split("\n## ")
    return tuple(_section(part) for part in parts)


def _section(text: str) -> Section:
    title, *lines = text.splitlines()
    lead = " ".join(line for line in lines if line and not line.startswith("|"))
    table = [line for line in lines if line.startswith("|") and not _RULE.fullmatch(line)]
    return Section(title, _words(lead), tuple(_row(line) for line in table[1:]))


def _row(line: str) -> Row:
    code, *status, meaning, remedy = (cell.strip() for cell in line.strip("|").split("|"))
    return Row(code.strip("`"), "".join(status), _words(meaning), _words(remedy))


def _words(text: str) -> Words:
    """Split at backticks: what stands between two of them is code."""
    return tuple(Part(part, code=place % 2 == 1) for place, part in enumerate(text.split("`")) if part)


@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    """Show every error code; `#<code>` is the place of one."""
    return render(request, "marketplace/errors.html", {"sections": sections()})
