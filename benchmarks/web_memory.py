"""A real web process serves every page to everybody, three times; then its memory is read."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import psutil  # type: ignore[import-untyped]
from django.conf import settings
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from benchmarks import stage
from benchmarks.report import WITHIN, Figure
from generation.services import requests
from marketplace.demo import cast, people, seed
from marketplace.demo.visitor import TIMEOUT_SECONDS, Visitor
from marketplace.processes import Processes, programs

LIMIT_MB = 220.0
ROUNDS = 3

# Leaving ends the session, and the mail page belongs to laptops.
LEFT_OUT = ("logout", "dev/")

# Libraries that belong to render workers alone.
RENDERERS = ("torch", "diffusers", "transformers")


def run(*, quick: bool) -> list[Figure]:
    """Start granian with one worker, visit everything, read its memory."""
    visitors_of, job_id = everybody()
    port = _free_port()
    web = [one for one in programs(port=port, emulator_port=None, var=settings.VAR) if one.name == "web"]
    connection.close()
    # It finds this run's database and folders in the environment, as this process did.
    with Processes(web, settings.VAR) as processes:
        root = psutil.Process(processes.running["web"].pid)
        fresh = _worker_megabytes(root)
        visitors = [people.sign_in(Visitor(f"http://127.0.0.1:{port}"), email) for email in visitors_of]
        paths = sorted(set(every_path(job_id)))
        answers: dict[int, int] = {}
        after = []
        for _ in range(1 if quick else ROUNDS):
            for path in paths:
                for visitor in [Visitor(visitors[0].site), *visitors]:
                    status = _visit(visitor, path)
                    answers[status] = answers.get(status, 0) + 1
            after.append(_worker_megabytes(root))
        renderers = _renderers_loaded(root)
        supervisor = root.memory_info().rss / 1e6
    return [
        Figure("worker, pages served", "MB", after, [LIMIT_MB], "limit", WITHIN),
        Figure("worker, just started", "MB", [fresh], [LIMIT_MB], "limit", WITHIN),
        Figure("supervisor", "MB", [supervisor]),
        Figure("pages shown", "answers", [float(answers.get(200, 0))]),
        Figure("pages refused or not found", "answers", [float(sum(answers.values()) - answers.get(200, 0))]),
        renderers,
    ]


def everybody() -> tuple[list[str], str]:
    """Make the cast and a creator with a job; the e-mails of creator, studio owner and reviewer, and the job's id."""
    stage.demo_cast()
    creator = cast.CREATORS[0]
    person = seed.person(creator.name, creator.email)
    stage.fund(person, 100_000)
    character = stage.uncapped_character()
    job = requests.submit(user=person, request=stage.brief(character), key="bench-job")
    return [creator.email, cast.STUDIOS[0].owner_email, cast.REVIEWERS[0].email], job.pk


def every_path(job_id: str) -> Iterator[str]:
    """Every address of the site that takes no argument, a character or a job."""
    card = stage.demo_cast()[0]
    known = {"slug": card.slug, "character_id": card.id, "object_id": card.id, "job_id": job_id}
    for path in _walk(get_resolver().url_patterns, "/"):
        filled = _fill(path, known)
        if filled is not None and not any(word in filled for word in LEFT_OUT):
            yield filled


def _walk(patterns: Any, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here


def _fill(path: str, known: dict[str, str]) -> str | None:
    """Fill a route's arguments in; None where one is unknown or the route is an expression."""
    if any(sign in path for sign in "^$\\(?"):
        return None
    parts = []
    for part in path.split("/"):
        if not part.startswith("<"):
            parts.append(part)
            continue
        name = part.strip("<>").split(":")[-1]
        if name not in known:
            return None
        parts.append(known[name])
    return "/".join(parts)


def _visit(visitor: Visitor, path: str) -> int:
    answer = visitor.session.get(urljoin(visitor.site, path), timeout=TIMEOUT_SECONDS)
    if answer.status_code >= 500:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return answer.status_code


def _worker_megabytes(root: psutil.Process) -> float:
    """Return the memory (RSS, 10^6 bytes) of the largest process below the supervisor, which is the one that serves."""
    return float(max(child.memory_info().rss for child in root.children(recursive=True)) / 1e6)


def _renderers_loaded(root: psutil.Process) -> Figure:
    """Count the renderers' libraries mapped into the serving process. Raises RuntimeError when there is one."""
    name = "renderers' libraries loaded"
    worker = max(root.children(recursive=True), key=lambda child: child.memory_info().rss)
    if not hasattr(worker, "memory_maps"):
        return Figure(name, "libraries", [], missing="this system does not tell what a process has loaded")
    loaded = {Path(one.path).name for one in worker.memory_maps() if _of_renderers(one.path)}
    if loaded:
        raise RuntimeError(f"the web process has loaded {', '.join(sorted(loaded))}")
    return Figure(name, "libraries", [0.0])


def _of_renderers(path: str) -> bool:
    parts = Path(path).parts
    return any(name in parts or f"lib{name}" in Path(path).name for name in RENDERERS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
