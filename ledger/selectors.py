"""Reading the books. Nothing here writes, and no number of queries grows with the number of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from core import clock
from core.money import UNIT, Money, zero
from ledger import chart
from ledger.chart import Address
from ledger.models import Account, Entry, Grant, Hold, Posting


@dataclass(frozen=True)
class WalletBalance:
    """One currency of a wallet: what can be spent, and what is set aside for work under way."""

    currency: str
    available: Money
    held: Money


@dataclass(frozen=True)
class DailyUnits:
    """Today's allowance: `grant_id` is None until the first use of the day opens the grant."""

    total: int
    available: int
    held: int
    grant_id: str | None
    resets_at: dt.datetime


@dataclass(frozen=True)
class StatementRow:
    """One posting of an account with the balance right after it."""

    entry_id: str
    kind: str
    cause: str
    at: dt.datetime
    amount: Money
    balance: Money


@dataclass(frozen=True)
class Page:
    """Some rows, newest first, and what to pass as `before` for those that follow (None at the end)."""

    rows: tuple[StatementRow, ...]
    next: int | None


@dataclass(frozen=True)
class EntryView:
    """One entry with its postings as (address, signed money), in the order they were posted."""

    id: str
    kind: str
    at: dt.datetime
    postings: tuple[tuple[Address, Money], ...]


def balance(address: Address, currency: str) -> Money:
    """Return what an account has: kept for guarded accounts, summed for shared ones. One query."""
    if not address.guarded:
        postings = Posting.objects.filter(account__address=address.text, account__currency=currency)
        return Money(int(postings.aggregate(total=Sum("amount"))["total"] or 0), currency)
    kept = Account.objects.filter(address=address.text, currency=currency).values_list("balance", flat=True).first()
    return Money(kept or 0, currency)


def balances(addresses: Iterable[Address]) -> dict[tuple[str, str], Money]:
    """Return what guarded accounts have, by (address, currency); those never opened are left out. One query."""
    return {place: Money(minor, place[1]) for place, minor in _balances(addresses).items()}


def wallet(user_id: str) -> tuple[WalletBalance, ...]:
    """Return a person's wallet, one row per currency they ever had, by currency code. One query."""
    own = chart.wallet(user_id)
    held = chart.held(own)
    found = _balances([own, held])
    currencies = sorted({currency for _, currency in found})
    return tuple(
        WalletBalance(
            currency,
            available=Money(found.get((own.text, currency), 0), currency),
            held=Money(found.get((held.text, currency), 0), currency),
        )
        for currency in currencies
    )


def daily_units(user_id: str, units: int) -> DailyUnits:
    """Return today's allowance: the open grant's, or the `units` it would open with. Two queries at most."""
    resets_at = clock.next_midnight()
    grant = Grant.objects.filter(user_id=user_id, kind=Grant.Kind.DAILY, day=clock.today()).first()
    if grant is None:
        return DailyUnits(total=units, available=units, held=0, grant_id=None, resets_at=resets_at)
    own = chart.grant(grant.pk)
    held = chart.held(own)
    found = _balances([own, held])
    return DailyUnits(
        total=grant.units,
        available=found.get((own.text, UNIT), 0),
        held=found.get((held.text, UNIT), 0),
        grant_id=grant.pk,
        resets_at=resets_at,
    )


def statement(address: Address, currency: str, before: int | None = None, limit: int = 50) -> Page:
    """Return a page of an account's postings, newest first, each with its running balance. Two queries at most.

    `before` is the `next` of the page above; rows posted meanwhile never shift a page.
    """
    postings = Posting.objects.filter(account__address=address.text, account__currency=currency)
    if before is not None:
        postings = postings.filter(pk__lt=before)
    rows = list(postings.select_related("entry").order_by("-pk")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    running = _balance_at(rows[0]) if rows else zero(currency)
    out: list[StatementRow] = []
    for row in rows:
        out.append(
            StatementRow(row.entry_id, row.entry.kind, row.entry.cause, row.entry.created_at, row.money, running)
        )
        running -= row.money
    return Page(tuple(out), rows[-1].pk if more else None)


def entries_of(cause: str) -> tuple[EntryView, ...]:
    """Return the entries one thing caused, oldest first, with their postings. Two queries."""
    entries = Entry.objects.filter(cause=cause).order_by("created_at", "pk")
    postings: dict[str, list[tuple[Address, Money]]] = {}
    for posting in Posting.objects.filter(entry__cause=cause).select_related("account").order_by("pk"):
        place = Address(posting.account.address, posting.account.guarded)
        postings.setdefault(posting.entry_id, []).append((place, posting.money))
    return tuple(EntryView(entry.pk, entry.kind, entry.created_at, tuple(postings[entry.pk])) for entry in entries)


def holds_of(cause: str) -> tuple[Hold, ...]:
    """Return the holds of one cause, oldest first, ready for `holds.capture` or `holds.release`. One query."""
    return tuple(Hold.objects.filter(cause=cause).select_related("account").order_by("created_at", "pk"))


def trial_balance() -> dict[str, int]:
    """Return the sum of all postings per currency, in minor units: each is zero, or the books are broken. One query."""
    sums = Posting.objects.values_list("currency").annotate(total=Sum("amount")).order_by("currency")
    return {currency: int(minor) for currency, minor in sums}


def _balances(addresses: Iterable[Address]) -> dict[tuple[str, str], int]:
    accounts = Account.objects.filter(address__in=[address.text for address in addresses])
    return {
        (address, currency): minor
        for address, currency, minor in accounts.values_list("address", "currency", "balance")
    }


def _balance_at(posting: Posting) -> Money:
    """Return the account's balance right after a posting, in one statement, so that no posting slips in between."""
    same = Posting.objects.filter(account=OuterRef("pk")).order_by().values("account")
    later = same.filter(pk__gt=posting.pk).annotate(total=Sum("amount")).values("total")
    until = same.filter(pk__lte=posting.pk).annotate(total=Sum("amount")).values("total")
    account = (
        Account.objects.filter(pk=posting.account_id)
        .annotate(later=Coalesce(Subquery(later), 0), until=Coalesce(Subquery(until), 0))
        .values("guarded", "balance", "later", "until")
        .get()
    )
    # A guarded account's newest page is told from its balance: only what was posted since has to be summed.
    minor = account["balance"] - account["later"] if account["guarded"] else account["until"]
    return Money(int(minor), posting.currency)


def sizes() -> dict[str, int]:
    """Return how many accounts, entries, postings and holds the books have. Four queries."""
    models = {"accounts": Account, "entries": Entry, "postings": Posting, "holds": Hold}
    return {name: model._default_manager.count() for name, model in models.items()}
