"""How an example of a guide is read: a shell block with curl, and the JSON block that says what it answers."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from string import Template
from typing import Any

_BLOCK = re.compile(r"^```(sh|json)(?: (\d{3}))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (\w+)=\S+(?:\s+# .*?([\w.]+))?$", re.MULTILINE)
_CURL = re.compile(r"^curl ([^\n]*?)(?: <<EOF\n(.*?)\nEOF)?$", re.MULTILINE | re.DOTALL)

# The guide tells of a real film; the test makes one of a few pixels.
MEASURES = ("size", "width", "height", "fps", "duration_ms")


@dataclass(frozen=True)
class Call:
    """One curl command, its variables not yet filled in."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: str

    def filled(self, variables: Mapping[str, str]) -> Call:
        """As a shell would send it. Raises KeyError for a variable nothing has set."""

        def fill(text: str) -> str:
            return Template(text).substitute(variables)

        headers = {name: fill(value) for name, value in self.headers.items()}
        return Call(self.method, fill(self.address), headers, fill(self.body))


@dataclass(frozen=True)
class Example:
    """One step of a guide: what it takes from the answer before (name, where), what it sends, what it says comes."""

    takes: tuple[tuple[str, str], ...]
    call: Call | None
    status: int
    answer: Any


def examples(page: str) -> Iterator[Example]:
    """The steps of a page, in order."""
    blocks = [*_BLOCK.findall(page), ("", "", "")]
    for (kind, _, text), (following, status, answer) in pairwise(blocks):
        if kind == "sh":
            told = following == "json"
            yield Example(
                takes=tuple(_EXPORT.findall(text)),
                call=_call(text),
                status=int(status) if told else 200,
                answer=json.loads(answer) if told else None,
            )


def _call(text: str) -> Call | None:
    found = _CURL.search(text.replace("\\\n", " "))
    if found is None:
        return None
    options, typed = found.groups()
    words = iter(shlex.split(options))
    method, address, body = "", "", ""
    headers: dict[str, str] = {}
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words)
        elif word == "-X":
            method = next(words)
        elif word == "-o":
            next(words)
        elif not word.startswith("-"):
            address = word
    return Call(method or ("POST" if body else "GET"), address, headers, typed if body == "@-" else body)


def pick(answer: Any, where: str) -> str:
    """The value at `files.video`."""
    for name in where.split("."):
        answer = answer[name]
    return str(answer)


def differences(told: Any, real: Any, where: str = "") -> list[str]:
    """Where an answer is not what the page says. `…` in a text is anything; a member called `…` is whatever else."""
    if isinstance(told, dict) and isinstance(real, dict):
        found = [f"{where}/{name} is not there" for name in told if name not in real and name != "…"]
        found += [f"{where}/{name} is not told" for name in real if name not in told and "…" not in told]
        for name in told.keys() & real.keys():
            found += differences(told[name], real[name], f"{where}/{name}")
        return found
    if isinstance(told, list) and isinstance(real, list) and len(told) == len(real):
        pairs = enumerate(zip(told, real, strict=True))
        return [found for place, pair in pairs for found in differences(*pair, f"{where}/{place}")]
    return [] if _same(told, real, where) else [f"{where} is {real!r}, not {told!r}"]


def _same(told: Any, real: Any, where: str) -> bool:
    if isinstance(told, str) and isinstance(real, str):
        return re.fullmatch(".*".join(map(re.escape, told.split("…"))), real, re.DOTALL) is not None
    measured = where.rpartition("/")[2] in MEASURES
    return type(told) is type(real) and (measured or told == real)
