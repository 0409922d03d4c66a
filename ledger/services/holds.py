"""Money set aside before work that may fail: reserved, then captured, released or expired. A hold resolves once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from core import audit, clock, lifecycle
from core.errors import BadInput, StepRefused
from core.money import Money, total
from ledger import chart
from ledger.chart import Address
from ledger.errors import AmountExceedsHold, HoldAlreadyResolved
from ledger.models import Account, Entry, Hold
from ledger.services.entries import Line, write

log = logging.getLogger(__name__)

# One turn of the chore stays short; the next turn takes the rest.
EXPIRE_BATCH = 100


def reserve(*, source: Address, amount: Money, cause: str, actor: str, expires_at: dt.datetime) -> Hold:
    """Set money aside for one cause.

    Moves: source -> held:<source>.
    Unit: minor units of `amount`'s currency (or units, from a grant); more than zero.
    Rounds: never.
    Repeat: safe; the entry key is "reserve:<cause>:<source>". The earlier hold is given again, as it is now.
    Locks: the two accounts, in address order.

    `expires_at`: when the money returns by itself unless the hold is resolved or extended before.

    Raises:
        InsufficientFunds: the source has less; nothing was reserved.
        KeyReused: this cause reserved another amount from this source before.
        BadInput: nothing or less is to be reserved, or the expiry has passed.
        ValueError: the source is a shared account, which nobody can reserve from.
    """
    if not source.guarded or source.text.startswith(chart.HELD):
        raise ValueError(f"{source} cannot be reserved from")
    if amount.minor <= 0:
        raise BadInput("Reserve more than nothing.", field="amount")
    with transaction.atomic():
        entry = write(
            kind="reserve",
            key=f"reserve:{cause}:{source}",
            lines=[Line(source, -amount), Line(chart.held(source), amount)],
            cause=cause,
            actor=actor,
        )
        account = Account.objects.get(address=source.text, currency=amount.currency)
        hold, fresh = Hold.objects.select_related("account").get_or_create(
            cause=cause,
            account=account,
            defaults={"amount": amount.minor, "currency": amount.currency, "expires_at": expires_at},
        )
        if fresh:
            if expires_at <= clock.now():
                raise BadInput("A hold must expire in the future.", field="expires_at")
            facts = {"source": source.text, "amount": amount.minor, "currency": amount.currency, "entry": entry.pk}
            audit.record(tag="hold.reserved", actor=actor, subject=hold.pk, facts=facts)
    return hold


def capture(*, hold: Hold, to: Sequence[Line], actor: str) -> Entry:
    """Capture a hold and pay its parts.

    Moves: held:<source> -> every account in `to`; what is left of the hold -> the source, in the same entry.
    Unit: minor units of the hold's currency; `to` are credits in the same currency.
    Rounds: never; the parts arrive already whole (see licensing.royalties).
    Repeat: safe; the entry key is "capture:<hold id>". Other parts under the same key are refused.
    Locks: the hold, then its accounts in address order.

    A hold that is past its expiry but was not expired yet is still captured: its money is there, and its state decides.

    Raises:
        HoldAlreadyResolved: released or expired before this call.
        AmountExceedsHold: the parts total more than was reserved.
        KeyReused: captured before with different parts.
        BadInput: a part is not a credit in the hold's currency, goes to a held account or back to the source, or there
            are none (release the hold instead).
    """
    captured = _check_parts(hold, to)
    held = chart.held(hold.source)
    with transaction.atomic():
        _resolve(hold, "captured", actor=actor, captured=captured)
        rest = hold.money - captured
        return write(
            kind="capture",
            key=f"capture:{hold.pk}",
            lines=[Line(held, -hold.money), Line(hold.source, rest), *to],
            cause=hold.cause,
            actor=actor,
        )


def release(*, hold: Hold, actor: str, reason: str) -> Hold:
    """Give a hold's money back: the work failed, was refused or cancelled.

    Moves: held:<source> -> source, all of it.
    Unit: minor units of the hold's currency.
    Rounds: never.
    Repeat: safe; the entry key is "release:<hold id>". A hold that expired before is left as it is: its money is back.
    Locks: the hold, then its accounts in address order.

    Raises:
        HoldAlreadyResolved: captured before this call.
    """
    with transaction.atomic():
        try:
            stepped = _resolve(hold, "released", actor=actor, reason=reason)
        except HoldAlreadyResolved:
            if hold.state != "expired":
                raise
            return hold
        if stepped:
            _give_back(hold, kind="release", actor=actor)
    return hold


def extend(*, hold: Hold, until: dt.datetime) -> Hold:
    """Put off a hold's expiry while its work is alive. It is never brought forward.

    Moves: nothing, so there is no audit line: workers call this with every heartbeat.
    Repeat: safe.
    Locks: the hold, for one statement. `expire_due` looks again under the same lock, so an extended hold stays.

    Raises:
        HoldAlreadyResolved: captured, released or expired before this call.
    """
    pending = Hold.objects.filter(pk=hold.pk, state="pending")
    extended = pending.update(expires_at=Greatest(F("expires_at"), until))
    hold.refresh_from_db()
    if not extended:
        raise _already_resolved(hold)
    return hold


def expire_due(limit: int = EXPIRE_BATCH) -> int:
    """Expire up to `limit` pending holds whose time is over, and say how many were.

    Moves: held:<source> -> source, all of it, for each.
    Repeat: safe; the entry key is "expire:<hold id>". Two at once share the work.
    Locks: one hold at a time, in its own transaction: one that cannot be expired does not keep the others.
    """
    due = Hold.objects.filter(state="pending", expires_at__lte=clock.now()).order_by("expires_at", "id")
    expired = 0
    for hold_id in list(due.values_list("pk", flat=True)[:limit]):
        try:
            expired += _expire(hold_id)
        except Exception:
            log.exception("hold %s could not be expired", hold_id)
    return expired


def _expire(hold_id: str) -> bool:
    with transaction.atomic():
        # Look again under the lock: it may have been extended or resolved since it was listed.
        rows = Hold.objects.filter(pk=hold_id, state="pending", expires_at__lte=clock.now())
        hold = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
        if hold is None or not _resolve(hold, "expired", actor="system:ledger", reason="its time is over"):
            return False
        _give_back(hold, kind="expire", actor="system:ledger")
    return True


def _check_parts(hold: Hold, to: Sequence[Line]) -> Money:
    """Return what the parts total, or say what is wrong with them."""
    if any(line.money.currency != hold.currency or line.money.minor < 0 for line in to):
        raise BadInput(f"The parts of a capture are credits in {hold.currency}.", hold=hold.pk)
    if any(line.address.text.startswith(chart.HELD) or line.address == hold.source for line in to):
        raise BadInput("A capture pays neither held accounts nor its own source: what is left returns by itself.")
    captured = total((line.money for line in to), hold.currency)
    if not captured:
        raise BadInput("A capture pays someone. To give everything back, release the hold.", hold=hold.pk)
    if hold.money < captured:
        raise AmountExceedsHold(
            f"{captured} was to be captured and {hold.money} was reserved.",
            hold=hold.pk,
            reserved=hold.amount,
            asked=captured.minor,
        )
    return captured


def _resolve(hold: Hold, state: str, *, actor: str, reason: str = "", captured: Money | None = None) -> bool:
    """Move a hold to its final state; False when it was there already. Raises HoldAlreadyResolved from another."""
    changes: dict[str, object] = {"resolved_at": clock.now()}
    if captured is not None:
        changes["captured"] = captured.minor
    facts = {"amount": hold.amount, "currency": hold.currency, "captured": captured.minor if captured else 0}
    try:
        return lifecycle.advance(hold, state, actor=actor, reason=reason, changes=changes, facts=facts)
    except StepRefused as refused:
        raise _already_resolved(hold) from refused


def _already_resolved(hold: Hold) -> HoldAlreadyResolved:
    where = "its money went to those it paid" if hold.state == "captured" else "its money is back where it came from"
    return HoldAlreadyResolved(f"This hold was {hold.state} before; {where}.", hold=hold.pk, state=hold.state)


def _give_back(hold: Hold, *, kind: str, actor: str) -> None:
    write(
        kind=kind,
        key=f"{kind}:{hold.pk}",
        lines=[Line(chart.held(hold.source), -hold.money), Line(hold.source, hold.money)],
        cause=hold.cause,
        actor=actor,
    )
