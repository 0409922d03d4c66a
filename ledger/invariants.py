"""What must be true of the books at every moment. `manage.py check_ledger` asks; other floors add their own.

An app registers its checks in `<app>/invariants.py`, imported by its AppConfig.ready():

    @invariant("I13", "a clip cost what its decision said")
    def fees_match() -> Iterator[Violation]: ...

Each check reads in few statements, so that postings made meanwhile are seen whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, Concat

from core import audit, clock
from core.triggers import AUDIT_RULES
from ledger import chart
from ledger.models import Account, Entry, Hold, Posting
from ledger.rules import BOOK_RULES

# The chore that expires holds turns every few seconds; after this long without it, someone must look.
EXPIRY_GRACE = dt.timedelta(minutes=15)

# Which entry ends a hold: its kind and the first part of its key, by the hold's final state.
ENDINGS = {"captured": "capture", "released": "release", "expired": "expire"}
_SOURCE = OuterRef("account__address")


@dataclass(frozen=True)
class Violation:
    """One thing that is not as it must be: `subject` is its public id, `detail` says what was found."""

    subject: str
    detail: str


@dataclass(frozen=True)
class Finding:
    """The outcome of one check; it holds when there is no violation."""

    code: str
    sentence: str
    violations: tuple[Violation, ...]


Check = Callable[[], Iterable[Violation]]

_checks: dict[str, tuple[str, Check]] = {}


def invariant(code: str, sentence: str) -> Callable[[Check], Check]:
    """Register a check under its code, with one sentence that says what it keeps true."""

    def register(check: Check) -> Check:
        if code in _checks:
            raise ValueError(f"invariant {code} is registered twice")
        _checks[code] = (sentence, check)
        return check

    return register


def run() -> tuple[Finding, ...]:
    """Run every registered check, in the order of their codes."""
    ordered = sorted(_checks.items(), key=lambda item: _order(item[0]))
    return tuple(Finding(code, sentence, tuple(check())) for code, (sentence, check) in ordered)


def _order(code: str) -> tuple[str, int, str]:
    """Sort `I9` before `I11`."""
    letters, number, rest = re.fullmatch(r"(\D*)(\d*)(.*)", code).groups()  # type: ignore[union-attr]  # always matches
    return letters, int(number or 0), rest


@invariant("I0", "the database keeps its own rules: every trigger stands guard")
def guards() -> Iterator[Violation]:
    """Name each trigger of the books and of the audit trail that is missing or disabled."""
    for name in [*BOOK_RULES.missing(), *AUDIT_RULES.missing()]:
        yield Violation(name, "this trigger is missing; migrate again, or see docs/money.md")


@invariant("I1", "money is conserved: entries and books sum to zero, balances equal their postings")
def conserved() -> Iterator[Violation]:
    """Sum each entry and the whole books per currency, and each account's postings against its balance."""
    by_entry = Posting.objects.values_list("entry_id", "currency").annotate(sum=Sum("amount")).exclude(sum=0)
    for entry_id, currency, minor in by_entry.order_by("entry_id"):
        yield Violation(entry_id, f"its postings sum to {int(minor)} {currency}")
    by_currency = Posting.objects.values_list("currency").annotate(sum=Sum("amount")).exclude(sum=0)
    for currency, minor in by_currency.order_by("currency"):
        yield Violation("books", f"all postings sum to {int(minor)} {currency}")
    for entry in Entry.objects.annotate(sides=Count("postings")).filter(sides__lt=2):
        yield Violation(entry.pk, "it has fewer than two postings")
    for posting in Posting.objects.exclude(currency=F("account__currency")).select_related("account"):
        yield Violation(posting.entry_id, f"posting {posting.pk} is in {posting.currency} on {posting.account}")
    yield from _balances_off()


def _balances_off() -> Iterator[Violation]:
    sums = Coalesce(Sum("postings__amount"), 0)
    guarded = Account.objects.filter(guarded=True).annotate(sum=sums).exclude(balance=F("sum"))
    for account_id, address, balance, minor in guarded.values_list("pk", "address", "balance", "sum"):
        yield Violation(account_id, f"{address}: its balance is {balance}, its postings sum to {int(minor)}")
    counted = Account.objects.filter(guarded=True).annotate(newest=Coalesce(Max("postings__id"), 0))
    for account in counted.exclude(last_posting=F("newest")):
        yield Violation(account.pk, f"{account.address}: its newest posting was not counted")
    for shared in Account.objects.filter(guarded=False).exclude(balance=0):
        yield Violation(shared.pk, f"{shared}: a shared account keeps no balance, found {shared.balance}")


@invariant("I1.orphans", "every posting belongs to an entry and to an account")
def owned() -> Iterator[Violation]:
    """Name postings whose entry or account does not exist (SQLite checks neither when foreign keys are off)."""
    no_entry = ~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))
    no_account = ~Exists(Account.objects.filter(pk=OuterRef("account_id")))
    for posting in Posting.objects.filter(no_entry | no_account):
        yield Violation(f"posting {posting.pk}", f"entry {posting.entry_id} or account {posting.account_id} is missing")


@invariant("I2", "no guarded account was ever below zero, at any point of the order of its postings")
def never_overdrawn() -> Iterator[Violation]:
    """Run the balance of each guarded account from its first posting on."""
    running = Window(Sum("amount"), partition_by=[F("account_id")], order_by=[F("id").asc()])
    guarded = Posting.objects.filter(account__guarded=True).select_related("account")
    for posting in guarded.annotate(running=running).filter(running__lt=0):
        yield Violation(posting.entry_id, f"{posting.account} was at {int(posting.running)} after posting {posting.pk}")


@invariant("I3", "a hold is ended once, by the entry its state names, and what is pending is set aside")
def holds_add_up() -> Iterator[Violation]:
    """Match each hold with the entries that made and ended it, and each held account with its pending holds."""
    reserved = Exists(Entry.objects.filter(key=Concat(Value("reserve:"), OuterRef("cause"), Value(":"), _SOURCE)))
    for hold in Hold.objects.filter(~reserved):
        yield Violation(hold.pk, "no entry reserved it")
    for state, word in ENDINGS.items():
        ended = Exists(Entry.objects.filter(key=Concat(Value(f"{word}:"), OuterRef("pk"))))
        for hold in Hold.objects.filter((ended & ~Q(state=state)) | (~ended & Q(state=state))):
            there = "without" if hold.state == state else "with"
            yield Violation(hold.pk, f"it is {hold.state} {there} a {word} entry")
        yield from _returned_off(state, word)
    yield from _set_aside_off()


def _returned_off(state: str, word: str) -> Iterator[Violation]:
    key = Concat(Value(f"{word}:"), OuterRef("pk"))
    back = Posting.objects.filter(entry__key=key, account=OuterRef("account")).order_by().values("account")
    returned = Coalesce(Subquery(back.annotate(sum=Sum("amount")).values("sum")), 0)
    off = Hold.objects.filter(state=state).annotate(back=returned).exclude(back=F("amount") - F("captured"))
    for hold_id, minor in off.values_list("pk", "back"):
        yield Violation(hold_id, f"{int(minor)} went back to its source: not what was not captured")


def _set_aside_off() -> Iterator[Violation]:
    pending = Hold.objects.filter(state="pending").order_by().values_list("account__address", "currency")
    sums = pending.annotate(sum=Sum("amount"))
    wanted = {(chart.HELD + address, currency): int(minor) for address, currency, minor in sums}
    held = Account.objects.filter(address__startswith=chart.HELD).values_list("address", "currency", "balance")
    found = {(address, currency): minor for address, currency, minor in held if minor}
    for place in sorted(wanted.keys() | found.keys()):
        if wanted.get(place, 0) != found.get(place, 0):
            detail = f"pending holds reserve {wanted.get(place, 0)} {place[1]}, the account has {found.get(place, 0)}"
            yield Violation(place[0], detail)


@invariant("I9", "holds end: none is pending long after its expiry")
def holds_end() -> Iterator[Violation]:
    """Name pending holds whose time was over so long ago that nobody can be expiring holds."""
    for hold in Hold.objects.filter(state="pending", expires_at__lt=clock.now() - EXPIRY_GRACE):
        yield Violation(hold.pk, f"pending, expired at {hold.expires_at:%Y-%m-%d %H:%M:%S} UTC; is the relay running?")


@invariant("I11", "the audit trail is whole: no sealed line was changed, moved or removed")
def audit_whole() -> Iterator[Violation]:
    """Walk the hash chain."""
    for fault in audit.verify():
        yield Violation("audit", fault)
