"""Moving money: one entry at a time, whole, and at most once per key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import audit
from core.errors import BadInput, InsufficientFunds, KeyReused
from core.idempotency import fingerprint
from core.money import Money
from ledger.chart import HELD, Address
from ledger.errors import EntryAlreadyReversed, UnbalancedEntry
from ledger.models import Account, Entry, Posting

LONGEST_KEY = 160

# A hundred times the largest amount a person may type: far above any real entry, far below what a column holds.
LARGEST_LINE_MINOR = 100_000_000_000


@dataclass(frozen=True)
class Line:
    """One side of a movement: positive money credits the account, negative debits it."""

    address: Address
    money: Money


# What an entry moves, per account and currency, in address order: the order in which accounts are locked.
Moves = Mapping[tuple[Address, str], int]


def post(*, kind: str, key: str, lines: Iterable[Line], cause: str, actor: str) -> Entry:
    """Post one entry.

    Moves: what the lines say. Lines of one account and currency are merged; those that come to nothing are dropped.
    Unit: minor units of each line's currency; each currency sums to zero by itself. `held:` accounts are moved by
    `ledger.services.holds` alone.
    Rounds: never; the amounts arrive whole.
    Repeat: safe; the same key with the same kind, cause and moves gives the earlier entry. `actor` may differ.
    Locks: the guarded accounts, in address order, until the caller's transaction ends.

    `kind` is the trade's word (`top_up`), `key` the business fact (`top_up:<id>`), `cause` the public id it is about,
    `actor` a user id or `system:<part>`. Accounts open themselves at their first posting.

    Raises:
        UnbalancedEntry: a currency does not sum to zero, or nothing moves.
        InsufficientFunds: a guarded account would go below zero; nothing was posted.
        KeyReused: the key was used for another movement.
        BadInput: a line is larger than any real one.
        ValueError: a slip in our code: an over-long key, a `held:` account, an address opened otherwise.
    """
    lines = tuple(lines)
    for line in lines:
        if line.address.text.startswith(HELD):
            raise ValueError(f"{line.address} is moved by ledger.services.holds alone")
    return write(kind=kind, key=key, lines=lines, cause=cause, actor=actor)


def reverse(*, entry: Entry, key: str, cause: str, actor: str) -> Entry:
    """Undo an entry by its mirror image, which names the original.

    Moves: every posting of `entry`, the other way.
    Unit, Rounds: as the original.
    Repeat: safe; the same key for the same entry gives the earlier reversal.
    Locks: the guarded accounts, in address order.

    Raises:
        EntryAlreadyReversed: another key reversed it.
        InsufficientFunds: a guarded account no longer has what it received.
        KeyReused: the key was used for another movement.
        BadInput: it is an entry of a hold, which is undone by resolving the hold or, once captured, by a refund.
    """
    postings = Posting.objects.filter(entry=entry).select_related("account")
    lines = [Line(Address(p.account.address, p.account.guarded), -p.money) for p in postings]
    if any(line.address.text.startswith(HELD) for line in lines):
        raise BadInput("An entry of a hold is not reversed: release the hold, or refund what it paid.", entry=entry.pk)
    with transaction.atomic():
        by = Entry.objects.filter(reverses=entry).first()
        if by is not None and by.key != key:
            raise EntryAlreadyReversed("This entry was reversed before.", entry=entry.pk, by=by.pk)
        return write(kind="reversal", key=key, lines=lines, cause=cause, actor=actor, reverses=entry)


def write(
    *, kind: str, key: str, lines: Sequence[Line], cause: str, actor: str, reverses: Entry | None = None
) -> Entry:
    """Do what `post` says, for the services of this app: `held:` accounts are allowed, and a reversal is named."""
    moves = _merge(lines)
    _check(moves, key)
    wanted = Entry(kind=kind, key=key, cause=cause, actor=actor, reverses=reverses)
    facts = _facts(wanted, moves)
    wanted.fingerprint = fingerprint(facts)
    with transaction.atomic():
        earlier = _earlier(wanted)
        if earlier is not None:
            return earlier
        accounts = _accounts(moves)
        try:
            with transaction.atomic():
                _insert(wanted, moves, accounts)
        except IntegrityError as refused:
            # Either the same key was posted at the same moment, or the database found too little money.
            earlier = _earlier(wanted)
            if earlier is not None:
                return earlier
            _explain(refused, wanted, moves)
            _insert(wanted, moves, accounts)
        audit.record(tag="entry.posted", actor=actor, subject=wanted.pk, facts=facts)
    return wanted


def _merge(lines: Iterable[Line]) -> Moves:
    moves: dict[tuple[Address, str], int] = {}
    for line in lines:
        place = (line.address, line.money.currency)
        moves[place] = moves.get(place, 0) + line.money.minor
    return {place: moves[place] for place in sorted(moves) if moves[place]}


def _check(moves: Moves, key: str) -> None:
    if not key or len(key) > LONGEST_KEY:
        raise ValueError(f"an entry key has 1 to {LONGEST_KEY} characters: {key!r}")
    if not moves:
        raise UnbalancedEntry("This entry moves nothing.", key=key)
    if any(abs(minor) > LARGEST_LINE_MINOR for minor in moves.values()):
        raise BadInput(f"No entry moves more than {LARGEST_LINE_MINOR} minor units.", field="amount", key=key)
    sums: dict[str, int] = {}
    for (_address, currency), minor in moves.items():
        sums[currency] = sums.get(currency, 0) + minor
    off = {currency: minor for currency, minor in sums.items() if minor}
    if off:
        raise UnbalancedEntry("The lines of an entry must sum to zero in each currency.", key=key, off=off)


def _facts(entry: Entry, moves: Moves) -> dict[str, object]:
    """What an entry says: its fingerprint is taken over this, and the audit line repeats it."""
    lines = [[address.text, currency, minor] for (address, currency), minor in moves.items()]
    return {"kind": entry.kind, "cause": entry.cause, "moves": lines, "reverses": entry.reverses_id}


def _earlier(wanted: Entry) -> Entry | None:
    kept = Entry.objects.filter(key=wanted.key).first()
    if kept is not None and kept.fingerprint != wanted.fingerprint:
        raise KeyReused("This movement was posted before with other values.", key=wanted.key, entry=kept.pk)
    return kept


def _found(moves: Moves) -> QuerySet[Account]:
    return Account.objects.filter(
        address__in={address.text for address, _ in moves}, currency__in={currency for _, currency in moves}
    )


def _accounts(moves: Moves) -> dict[tuple[str, str], Account]:
    """Return the accounts, opening those that are missing; two who open the same one at once both get it."""
    found = {(account.address, account.currency): account for account in _found(moves)}
    missing = [
        Account(address=address.text, currency=currency, guarded=address.guarded)
        for address, currency in moves
        if (address.text, currency) not in found
    ]
    if missing:
        Account.objects.bulk_create(missing, ignore_conflicts=True)
        found = {(account.address, account.currency): account for account in _found(moves)}
    for address, currency in moves:
        if found[address.text, currency].guarded != address.guarded:
            raise ValueError(
                f"{address} was opened with guarded={not address.guarded}: build addresses in ledger.chart"
            )
    return found


def _insert(entry: Entry, moves: Moves, accounts: Mapping[tuple[str, str], Account]) -> None:
    Posting.objects.bulk_create(
        Posting(entry_id=entry.pk, account=accounts[address.text, currency], currency=currency, amount=minor)
        for (address, currency), minor in moves.items()
    )
    # Last: from here on the entry is sealed.
    entry.save(force_insert=True)


def _explain(refused: IntegrityError, wanted: Entry, moves: Moves) -> None:
    """Say in our words why the database refused; return only if the missing money has come in since.

    The guarded accounts are locked to look, so that what is found still holds when the entry is tried again.
    """
    if wanted.reverses_id and (by := Entry.objects.filter(reverses_id=wanted.reverses_id).first()):
        raise EntryAlreadyReversed("This entry was reversed before.", entry=wanted.reverses_id, by=by.pk) from refused
    if "no_overdraft" not in str(refused):
        raise refused
    locked = _found(moves).filter(guarded=True).order_by("address", "currency").select_for_update(no_key=True)
    balances = {(account.address, account.currency): account.balance for account in locked}
    for (address, currency), minor in moves.items():
        available = balances.get((address.text, currency), 0)
        if address.guarded and available + minor < 0:
            raise _insufficient(address, Money(available, currency), Money(-minor, currency)) from refused


def _insufficient(address: Address, available: Money, needed: Money) -> InsufficientFunds:
    missing = needed - available
    hint = f" Add {missing} or more." if address.text.startswith("wallet:") else ""
    return InsufficientFunds(
        f"{needed} is needed and {available} is available.{hint}",
        account=address.text,
        currency=needed.currency,
        needed=needed.minor,
        available=available.minor,
    )
