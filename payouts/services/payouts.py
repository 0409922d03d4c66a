"""A payee asks for a statement's money, or takes the request back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, lifecycle, outbox
from core.errors import BadInput, Conflict, NotFound
from core.models import User
from core.topics import Topic
from payouts.errors import OnboardingUnfinished
from payouts.models import PayeeAccount, Payout, Statement
from payouts.selectors import evidence
from payouts.services import bookings

# A statement whose payouts all ended so may be asked for again.
OVER = ("failed", "rejected", "cancelled")


def lock(payout_id: str) -> Payout:
    """Return a payout with its row locked until the transaction ends, and its relations loaded. Raises NotFound."""
    rows = Payout.objects.select_for_update(of=("self",)).select_related("payee", "statement", "account")
    payout = rows.filter(pk=payout_id).first()
    if payout is None:
        raise NotFound("There is no such payout.", payout=payout_id)
    return payout


def request(*, statement_id: str, user: User) -> Payout:
    """Ask for a statement to be paid out. Its payee's user alone may.

    Moves: payable:<payee> -> payout:<id>, the statement's total. The account is pinned: no later change redirects it.
    Repeat: asking again while the first request waits returns that request.
    Locks: the statement; two requests at once make one payout.

    Raises:
        NotFound: there is no such statement, or it is not this person's.
        OnboardingUnfinished: the payee's account at Stripe cannot receive money yet.
        Conflict: the statement is not closed, or its payout is already further than requested.
        BadInput: the total is nothing that can be paid.
        InsufficientFunds: the payee's balance does not hold the total (the books would be wrong: tell us).
    """
    with transaction.atomic():
        statement = _statement_of(statement_id, user)
        live = Payout.objects.filter(statement=statement).exclude(state__in=OVER).first()
        if live is not None:
            return _same_request(live)
        account = _ready_account(statement)
        if statement.state != "closed":
            raise Conflict(_("This statement is still open. It can be paid out once it is closed."))
        if statement.total <= 0:
            raise BadInput(_("This statement comes to nothing, so there is nothing to pay out."))
        return _create(statement, account, user)


def cancel(*, payout_id: str, user: User) -> Payout:
    """Take a request back before it is sent. Its payee's user alone may.

    Moves: payout:<id> -> payable:<payee>. Repeat: safe. The statement can be asked for again.
    Raises NotFound, or StepRefused when the money is already on its way.
    """
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.payee.user_id != user.pk:
            raise NotFound(_("There is no such payout, or it is not yours."))
        if lifecycle.advance(payout, "cancelled", actor=user.pk, reason="the payee took it back"):
            bookings.give_back(payout, actor=user.pk)
            announce(payout)
    return payout


def announce(payout: Payout) -> None:
    """Post the news that a payout moved; the payee is told by mail where they need to know."""
    outbox.post(Topic.PAYOUT_CHANGED, subject=payout.pk, payload={"state": payout.state, "reason": payout.reason_code})


def _statement_of(statement_id: str, user: User) -> Statement:
    rows = Statement.objects.select_for_update(of=("self",)).select_related("payee")
    statement = rows.filter(pk=statement_id, payee__user=user).first()
    if statement is None:
        raise NotFound(_("There is no such statement, or it is not yours."), statement=statement_id)
    return statement


def _same_request(live: Payout) -> Payout:
    if live.state != "requested":
        raise Conflict(
            f"This statement's payout is already {live.state}. Nothing more is needed.",
            payout=live.pk,
            state=live.state,
        )
    return live


def _ready_account(statement: Statement) -> PayeeAccount:
    account = PayeeAccount.objects.filter(payee=statement.payee_id).first()
    if account is None or account.state != "active":
        raise OnboardingUnfinished(
            _("Stripe cannot pay you yet. Finish your payout account, then ask again; your earnings wait for you."),
            account_state=account.state if account else "missing",
            requirements=account.requirements if account else [],
        )
    return account


def _create(statement: Statement, account: PayeeAccount, user: User) -> Payout:
    payout = Payout.objects.create(
        payee=statement.payee,
        statement=statement,
        account=account,
        amount=statement.total,
        currency=statement.currency,
        requested_by=user,
    )
    bookings.set_aside(payout, actor=user.pk)
    found = evidence(payout)
    audit.record(
        tag="payout.requested",
        actor=user.pk,
        subject=payout.pk,
        facts={"amount": str(payout.money), "statement": statement.pk, "evidence": found.to_json()},
    )
    announce(payout)
    return payout
