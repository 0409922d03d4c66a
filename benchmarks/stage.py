"""What every benchmark finds: empty tables, the demonstration's cast, and people with money."""

from __future__ import annotations

import dataclasses
from itertools import count

from django.core.management import call_command
from django.db import connection

from core.models import User
from core.money import Money
from generation.briefs import LANDSCAPE, ClipBrief
from ledger import chart
from ledger.services.entries import Line, post
from licensing import selectors as licences
from licensing.policy import UseRequest
from marketplace.demo import cast, seed
from marketplace.demo.casting import Terms

_numbers = count(1)

# Above any number of requests a benchmark makes in one creator's name.
CAP = 10_000


def prepare() -> str:
    """Make the tables; return the database's name and version."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {str(cursor.fetchone()[0]).split()[0]}"
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}"


def demo_cast() -> tuple[licences.CharacterCard, ...]:
    """Make the demonstration's studios and characters, once; their cards by name."""
    seed.seed()
    cards, _more = licences.cards_of(licences.CatalogueQuery(sort="name", limit=licences.LARGEST_PAGE))
    return tuple(cards)


def creators(number: int) -> list[User]:
    """Make people with a verified address and 50 000.00 USD each."""
    people = [seed.person(f"Creator {one}", f"creator{one}@bench.example") for one in _next(number)]
    for person in people:
        fund(person, 5_000_000)
    return people


def _next(number: int) -> list[int]:
    return [next(_numbers) for _ in range(number)]


def fund(user: User, minor: int) -> None:
    """Put money into a wallet, as a gift."""
    amount = Money(minor, "USD")
    lines = [Line(chart.STRIPE_CLEARING, -amount), Line(chart.wallet(user.pk), amount)]
    post(kind="gift", key=f"gift:{user.pk}", lines=lines, cause=user.pk, actor="system:benchmarks")


def uncapped_character() -> str:
    """List one of the cast once more, with a daily cap nobody reaches; its id."""
    role, offer = cast.CHARACTERS[0], _uncapped()
    owner, studio_id = seed.studio_of(cast.STUDIOS[0])
    name = f"Benchmark {next(_numbers)}"
    seed.list_character(owner, studio_id, dataclasses.replace(role, name=name, aliases=(), terms=offer))
    return next(row.id for row in licences.characters_of(licences.studio_for(owner, studio_id)) if row.name == name)


def uncapped_terms() -> dict[str, object]:
    """The terms document of `uncapped_character`."""
    return seed.document(_uncapped())


def _uncapped() -> Terms:
    return dataclasses.replace(cast.CHARACTERS[0].terms, daily_cap=CAP, free_allowance_eligible=False)


def brief(character_id: str) -> ClipBrief:
    """A request that the terms of `uncapped_character` allow."""
    offer = cast.CHARACTERS[0].terms
    territory = "FR" if offer.territories == ("*",) else offer.territories[0]
    use = UseRequest((character_id,), "A walk along the sea at sunset", offer.purposes[0], territory, "storyboard", 5)
    return ClipBrief(use, LANDSCAPE)
