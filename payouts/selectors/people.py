"""What a person's wallet and payout pages show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.models import User
from core.money import Money
from ledger import chart
from ledger import selectors as ledger
from ledger.selectors import DailyUnits, Page, WalletBalance
from payouts.models import PayeeAccount, Payout, Statement, TopUp
from payouts.selectors.statements import Unstated, statements_of, unstated

RECENT = 50


@dataclass(frozen=True)
class WalletPage:
    """A wallet: a balance per currency, today's allowance, the newest lines of one currency, and its top-ups."""

    balances: tuple[WalletBalance, ...]
    units: DailyUnits
    currency: str
    lines: Page
    top_ups: tuple[TopUp, ...]


@dataclass(frozen=True)
class Step:
    """One step of a payout's way: its word, when it was reached (None: not yet), and what is to be said about it."""

    state: str
    at: dt.datetime | None
    done: bool
    note: str = ""


@dataclass(frozen=True)
class PayeePart:
    """One payee of a person: their account at Stripe, what waits for a statement, statements and payouts."""

    payee_id: str
    name: str
    studio: str
    account: PayeeAccount | None
    unstated: tuple[Unstated, ...]
    balances: tuple[Money, ...]
    statements: tuple[Statement, ...]
    payouts: tuple[Payout, ...]

    @property
    def ready(self) -> bool:
        """Whether Stripe can pay this payee."""
        return self.account is not None and self.account.state == "active"

    @property
    def payable_statements(self) -> tuple[Statement, ...]:
        """The closed statements with no payout under way or done: what can be asked for."""
        taken = {
            payout.statement_id for payout in self.payouts if payout.state not in ("failed", "rejected", "cancelled")
        }
        return tuple(row for row in self.statements if row.pk not in taken)


def wallet_page(user: User, currency: str = "", before: int | None = None) -> WalletPage:
    """Return a person's wallet. `currency` chooses whose lines are shown: the platform's first unless given."""
    balances = ledger.wallet(user.pk)
    shown = currency or (balances[0].currency if balances else settings.PLATFORM_CURRENCY)
    return WalletPage(
        balances=balances,
        units=ledger.daily_units(user.pk, settings.DAILY_ALLOWANCE_UNITS),
        currency=shown,
        lines=ledger.statement(chart.wallet(user.pk), shown, before=before, limit=RECENT),
        top_ups=tuple(top_ups_of(user)[:RECENT]),
    )


def top_ups_of(user: User) -> QuerySet[TopUp]:
    """Return a person's top-ups, newest first."""
    return TopUp.objects.filter(user=user).order_by("-created_at")


def top_up_for(*, user: User, top_up_id: str) -> TopUp:
    """Return a top-up to its person. Raises NotFound for everybody else."""
    found = TopUp.objects.filter(pk=top_up_id, user=user).first()
    if found is None:
        raise NotFound(_("There is no such top-up, or it is not yours."), top_up=top_up_id)
    return found


def payee_dashboard(user: User) -> tuple[PayeePart, ...]:
    """Return everything a person sees about being paid: one part for each payee they are, by name."""
    payees = list(user.payees.select_related("studio").order_by("name", "pk"))
    ids = [payee.pk for payee in payees]
    accounts = {account.payee_id: account for account in PayeeAccount.objects.filter(payee__in=ids)}
    held = sorted(ledger.balances(chart.payable(payee_id) for payee_id in ids).items())
    waiting = unstated(ids)
    statements = list(statements_of(user))
    payouts = list(payouts_of(user))
    return tuple(
        PayeePart(
            payee_id=payee.pk,
            name=payee.name,
            studio=payee.studio.name,
            account=accounts.get(payee.pk),
            unstated=tuple(row for row in waiting if row.payee_id == payee.pk),
            balances=tuple(money for (address, _), money in held if address == chart.payable(payee.pk).text),
            statements=tuple(row for row in statements if row.payee_id == payee.pk),
            payouts=tuple(row for row in payouts if row.payee_id == payee.pk),
        )
        for payee in payees
    )


def payouts_of(user: User) -> QuerySet[Payout]:
    """Return a person's payouts, newest first."""
    return (
        Payout.objects.select_related("payee", "statement", "account").filter(payee__user=user).order_by("-created_at")
    )


def payout_for(*, user: User, payout_id: str) -> Payout:
    """Return a payout to its payee. Raises NotFound for everybody else."""
    found = payouts_of(user).filter(pk=payout_id).first()
    if found is None:
        raise NotFound(_("There is no such payout, or it is not yours."), payout=payout_id)
    return found


def timeline(payout: Payout) -> tuple[Step, ...]:
    """Return a payout's way as a payee reads it: asked for, approved, sent, in the bank; or where it ended."""
    steps = [Step("requested", payout.created_at, done=True)]
    if payout.state == "held":
        return (*steps, Step("held", None, done=True, note=payout.reason))
    if payout.state in ("rejected", "cancelled"):
        return (*steps, Step(payout.state, getattr(payout, f"{payout.state}_at"), done=True, note=payout.reason))
    way = [("approved", payout.approved_at), ("sent", payout.sent_at), ("paid", payout.paid_at)]
    if payout.state == "failed":
        reached = [Step(state, at, done=True) for state, at in way if at is not None]
        return (*steps, *reached, Step("failed", payout.failed_at, done=True, note=payout.reason))
    last = max((index for index, (_, at) in enumerate(way) if at is not None), default=-1)
    for index, (state, at) in enumerate(way):
        note = payout.reason if index == min(last + 1, len(way) - 1) else ""
        steps.append(Step(state, at, done=at is not None, note=note))
    return tuple(steps)
