"""Postings and holds a second: the product's ledger, naive ORM code, and bare SQL, moving the same money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import count

from benchmarks import naive
from benchmarks.bare import Desk
from benchmarks.measure import in_turns, pace, repeated
from benchmarks.report import Figure
from core import clock
from core.money import Money
from ledger import chart, selectors
from ledger.chart import Address
from ledger.services import entries, holds
from ledger.services.entries import Line

NAIVE = "naive ORM, select_for_update"
BARE = "bare SQL, the same rows"

# A clip of 2.90: 0.40 for the render, 2.50 for the licence, of which 15 % commission and 70/20/10 to three payees.
PRICE = 290
WALLET = chart.wallet("usr_bench")
PARTS: dict[Address, int] = {
    chart.PLATFORM_RENDER: 40,
    chart.PLATFORM_COMMISSION: 38,
    chart.payable("pye_artist"): 149,
    chart.payable("pye_voice"): 42,
    chart.payable("pye_estate"): 21,
}
PLENTY = 10_000_000_000

_numbers: Iterator[int] = count(1)


def run(*, quick: bool) -> list[Figure]:
    """Measure one writer's postings and reserve-then-captures."""
    at_pace = pace(quick)
    _fill_wallet()
    with naive.naive_tables(_balances()):
        desk = Desk(list(_balances()))
        posts = {"ours": post, "naive": naive_post, "bare": lambda: desk.move(WALLET.text, PRICE, _names())}
        postings = in_turns({name: repeated(work) for name, work in posts.items()}, at_pace)
        pairs: dict[str, Callable[[], object]] = {
            "ours": reserve_and_capture,
            "naive": naive_reserve_and_capture,
            "bare": lambda: desk.reserve_and_capture(WALLET.text, PRICE, _names()),
        }
        captures = in_turns({name: repeated(work) for name, work in pairs.items()}, at_pace)
    if set(selectors.trial_balance().values()) != {0}:
        raise RuntimeError("the books do not balance after this")
    return [
        Figure("posting_vs_naive_orm", "postings/s", postings["ours"], postings["naive"], NAIVE),
        Figure("posting_vs_limit", "postings/s", postings["ours"], postings["bare"], BARE),
        Figure("reserve_capture_vs_naive_orm", "pairs/s", captures["ours"], captures["naive"], NAIVE),
        Figure("reserve_capture_vs_limit", "pairs/s", captures["ours"], captures["bare"], BARE),
    ]


def post() -> None:
    """Post one spend of six sides."""
    number = next(_numbers)
    entries.post(
        kind="spend",
        key=f"bench:{number}",
        lines=[Line(WALLET, Money(-PRICE, "USD")), *_credits()],
        cause=f"bench_{number}",
        actor="system:benchmarks",
    )


def reserve_and_capture() -> None:
    """Set the price aside, then pay it."""
    hold = holds.reserve(
        source=WALLET,
        amount=Money(PRICE, "USD"),
        cause=f"job_bench_{next(_numbers)}",
        actor="system:benchmarks",
        expires_at=clock.now() + dt.timedelta(hours=1),
    )
    holds.capture(hold=hold, to=_credits(), actor="system:benchmarks")


def naive_post() -> None:
    """Do `post` the naive way."""
    naive.move(f"bench {next(_numbers)}", {WALLET.text: -PRICE, **_names()})


def naive_reserve_and_capture() -> None:
    """Do `reserve_and_capture` the naive way."""
    hold = naive.reserve(f"bench {next(_numbers)}", WALLET.text, PRICE)
    naive.capture(hold, WALLET.text, _names())


def _fill_wallet() -> None:
    amount = Money(PLENTY, "USD")
    lines = [Line(chart.STRIPE_CLEARING, -amount), Line(WALLET, amount)]
    entries.post(kind="gift", key="gift:bench", lines=lines, cause="bench", actor="system:benchmarks")


def _credits() -> list[Line]:
    return [Line(address, Money(minor, "USD")) for address, minor in PARTS.items()]


def _names() -> dict[str, int]:
    return {address.text: minor for address, minor in PARTS.items()}


def _balances() -> dict[str, int]:
    return {WALLET.text: PLENTY, f"held:{WALLET.text}": 0, **dict.fromkeys(_names(), 0)}
