"""Clip requests admitted a second, from the licence check to the committed job: one thread, then eight."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, cycle

from django.conf import settings

from benchmarks import naive, stage
from benchmarks.bare import Desk
from benchmarks.measure import Work, in_turns, pace, rate_of_threads
from benchmarks.report import Figure
from core.models import User
from generation.briefs import ClipBrief
from generation.services import requests
from ledger import selectors

THREADS = (1, 8)
PEOPLE_A_THREAD = 8
PRICE = 290
PLENTY = 10_000_000_000

_keys = count(1)
Maker = Callable[[], Work]


def run(*, quick: bool) -> list[Figure]:
    """Measure with each number of threads; every thread asks for its own creators."""
    # Money alone pays, so that every request does the same: one decision, one hold, one job.
    settings.DAILY_ALLOWANCE_UNITS = 0
    character = stage.uncapped_character()
    brief = stage.brief(character)
    groups = [stage.creators(PEOPLE_A_THREAD) for _ in range(max(THREADS))]
    wallets = {f"wallet:{user.pk}": PLENTY for group in groups for user in group}
    figures = []
    with naive.naive_tables({**wallets, **{f"held:{wallet}": 0 for wallet in wallets}}):
        naive.licence(character, stage.uncapped_terms())
        for threads in THREADS:
            figures += _figures(groups[:threads], brief, quick)
    if set(selectors.trial_balance().values()) != {0}:
        raise RuntimeError("the books do not balance after this")
    return figures


def _figures(groups: list[list[User]], brief: ClipBrief, quick: bool) -> list[Figure]:
    ways = {"ours": ours, "naive": theirs, "bare": bare}
    works = {
        name: lambda seconds, way=way: rate_of_threads([way(group, brief) for group in groups], seconds)
        for name, way in ways.items()
    }
    samples = in_turns(works, pace(quick))
    which = f"{len(groups)} thread{'s' if len(groups) > 1 else ''}"
    return [
        Figure(f"admit_vs_naive_orm, {which}", "requests/s", samples["ours"], samples["naive"], "naive ORM"),
        Figure(f"admit_vs_limit, {which}", "requests/s", samples["ours"], samples["bare"], "bare SQL"),
    ]


def ours(group: list[User], brief: ClipBrief) -> Maker:
    """Submit, as the web and the API do."""

    def make() -> Work:
        people = cycle(group)
        return lambda: requests.submit(user=next(people), request=brief, key=f"bench-{next(_keys)}")

    return make


def theirs(group: list[User], brief: ClipBrief) -> Maker:
    """Submit the naive way."""

    def make() -> Work:
        people = cycle(group)

        def admit() -> None:
            user = next(people).pk
            naive.admit(f"bench {next(_keys)}", user, f"wallet:{user}", brief.use, PRICE)

        return admit

    return make


def bare(group: list[User], brief: ClipBrief) -> Maker:
    """Write the same rows and decide nothing."""

    def make() -> Work:
        people = cycle(group)
        wallets = [f"wallet:{user.pk}" for user in group]
        desk = Desk([*wallets, *(f"held:{wallet}" for wallet in wallets)])

        def admit() -> None:
            user = next(people).pk
            desk.admit(user, f"wallet:{user}", brief.use.characters[0], brief.use.prompt, PRICE)

        return admit

    return make
