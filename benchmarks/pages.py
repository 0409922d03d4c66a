"""Server time and queries of the pages people wait for, through the whole stack but the network."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import stage
from benchmarks.report import WITHIN, Figure
from marketplace.demo import cast

LIMIT_MS = 150.0
ROUNDS, VISITS = 5, 40
QUICK_ROUNDS, QUICK_VISITS = 1, 3


@dataclass(frozen=True)
class Page:
    """A page and how it is asked for."""

    name: str
    visit: Callable[[Client], Any]


def run(*, quick: bool) -> list[Figure]:
    """Visit each page in turns, signed in as a creator; p50 and p95 of each round, and our own CPU time a visit."""
    client = Client()
    client.force_login(stage.creators(1)[0])
    rounds, visits = (QUICK_ROUNDS, QUICK_VISITS) if quick else (ROUNDS, VISITS)
    shown = pages()
    queries = {page.name: count_queries(client, page) for page in shown}
    times: dict[str, list[list[float]]] = {page.name: [] for page in shown}
    cpu: dict[str, list[float]] = {page.name: [] for page in shown}
    for _ in range(rounds):
        for page in shown:
            begun = time.process_time()
            times[page.name].append(sorted(milliseconds(client, page) for _ in range(visits)))
            cpu[page.name].append((time.process_time() - begun) * 1000 / visits)
    figures = []
    for page in shown:
        p50, p95 = ([one[int(share * (visits - 1))] for one in times[page.name]] for share in (0.5, 0.95))
        figures += [
            Figure(f"{page.name}, p50", "ms", p50, [LIMIT_MS], "limit", WITHIN),
            Figure(f"{page.name}, p95", "ms", p95, [LIMIT_MS], "limit", WITHIN),
            Figure(f"{page.name}, cpu", "ms", cpu[page.name]),
            Figure(f"{page.name}, queries", "queries", [float(queries[page.name])]),
        ]
    return figures


def pages() -> list[Page]:
    """The pages, on the demonstration's cast."""
    card, role = stage.demo_cast()[0], cast.CHARACTERS[0]
    scene = {
        "characters": card.id,
        "prompt": role.prompts[0],
        "purpose": "personal",
        "territory": "FR",
        "tier": "storyboard",
        "seconds": "5",
    }
    return [
        Page("landing", lambda client: client.get(reverse("landing"))),
        Page("catalogue", lambda client: client.get(reverse("catalogue"))),
        Page("search", lambda client: client.get(reverse("catalogue"), {"q": "lamp"})),
        Page("character", lambda client: client.get(reverse("character", args=[card.slug]))),
        Page("make", lambda client: client.get(reverse("make_clip"))),
        Page("make check", lambda client: client.post(reverse("make_check"), scene, headers={"HX-Request": "true"})),
    ]


def milliseconds(client: Client, page: Page) -> float:
    """Visit a page once; server time in ms."""
    begun = time.perf_counter()
    page.visit(client)
    return (time.perf_counter() - begun) * 1000


def count_queries(client: Client, page: Page) -> int:
    """Visit a page twice and count the queries of the second time. Raises RuntimeError when it is not shown."""
    answer = page.visit(client)
    if answer.status_code != 200:
        raise RuntimeError(f"the page {page.name} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        page.visit(client)
    return len(captured)
