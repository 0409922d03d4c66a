"""The four movements of a payout's money, each with its entry key. Callers hold the payout's row locked.

    set aside      payable:<payee>  -> payout:<id>        requested
    give back      payout:<id>      -> payable:<payee>    rejected, cancelled, failed before it left
    leave          payout:<id>      -> stripe:clearing    the transfer exists
    come back      stripe:clearing  -> payable:<payee>    the transfer was reversed in full

Unit: minor units of the payout's currency, always its whole amount; nothing is rounded.
Repeat: safe; the keys are "payout_request:<id>", "payout_returned:<id>", "payout_sent:<id>", "payout_reversed:<id>".
"""

from __future__ import annotations

from core.money import Money
from ledger import chart
from ledger.chart import Address
from ledger.services import entries
from ledger.services.entries import Line
from payouts.models import Payout


def set_aside(payout: Payout, *, actor: str) -> None:
    """Move the statement's total out of what the payee can ask for. Raises InsufficientFunds when it is not there."""
    _move(payout, "payout_request", chart.payable(payout.payee_id), chart.payout(payout.pk), actor)


def give_back(payout: Payout, *, actor: str) -> None:
    """Return money that never left to the payee's payable account."""
    _move(payout, "payout_returned", chart.payout(payout.pk), chart.payable(payout.payee_id), actor)


def leave(payout: Payout, *, actor: str) -> None:
    """Book that the transfer was made: what we hold at Stripe shrinks."""
    _move(payout, "payout_sent", chart.payout(payout.pk), chart.STRIPE_CLEARING, actor)


def come_back(payout: Payout, *, actor: str) -> None:
    """Book that the transfer was reversed in full: Stripe holds it for us again, and we owe it to the payee again."""
    _move(payout, "payout_reversed", chart.STRIPE_CLEARING, chart.payable(payout.payee_id), actor)


def _move(payout: Payout, kind: str, source: Address, target: Address, actor: str) -> None:
    amount: Money = payout.money
    entries.post(
        kind=kind,
        key=f"{kind}:{payout.pk}",
        lines=[Line(source, -amount), Line(target, amount)],
        cause=payout.pk,
        actor=actor,
    )
