"""Each check turns red at exactly the wrong it is for; news reaches people by mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from core import outbox
from core.models import User
from core.money import Money
from core.topics import Topic
from ledger import invariants
from payouts.emulator import Emulator
from payouts.models import Payout, PayoutApproval, Statement, TopUp, TransferAttempt
from payouts.services import topups
from tests.database import behind_the_triggers
from tests.payouts.world import Earner, approve, person, work

pytestmark = pytest.mark.django_db


def red() -> set[str]:
    return {found.code for found in invariants.run() if found.violations and found.code.startswith("P")}


@pytest.fixture
def sent(mira: Earner, emulator: Emulator, reviewers: tuple[User, User]) -> Payout:
    """A payout that was sent, and a top-up that was paid."""
    started = topups.start(user=person("Cleo"), amount=Money(9_000, "USD"))
    emulator.control("pay", session=started.top_up.session)
    topups.sync(top_up=started.top_up)
    emulator.control("add_funds", amount=100_000)
    mira.onboard(emulator)
    payout = approve(mira.request(), *reviewers)
    work()
    assert red() == set()
    return payout


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda payout: Statement.objects.update(total=1), {"P1"}),
        (lambda payout: Payout.objects.update(amount=1), {"P1", "P2"}),
        (lambda payout: Payout.objects.update(state="requested"), {"P2"}),
        (lambda payout: TopUp.objects.update(amount=1), {"P3"}),
        (lambda payout: TopUp.objects.update(state="started"), {"P3"}),
        (lambda payout: TopUp.objects.update(user=payout.requested_by), {"P3"}),
        (lambda payout: TransferAttempt.objects.update(state="refused"), {"P4"}),
        (lambda payout: PayoutApproval.objects.first().delete(), {"P5"}),  # type: ignore[union-attr]
    ],
)
def test_a_wrong_behind_the_rules_back_turns_its_check_red(
    sent: Payout, wrong: Callable[[Payout], object], code: set[str]
) -> None:
    with behind_the_triggers(connection):
        wrong(sent)

    assert red() == code


def test_a_missing_trigger_is_named(sent: Payout) -> None:
    with connection.cursor() as cursor:
        table = " ON payouts_payout" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER payouts_two_reviewers{table}")

    assert red() == {"P0"}


def test_an_invited_payee_is_told_how_to_be_paid(mira: Earner) -> None:
    # given someone named in a split sheet who is not here yet
    mira.payee.user = None
    mira.payee.save()

    # when
    outbox.post(Topic.PAYEE_INVITED, subject=mira.payee.pk)
    work()

    # then
    (letter,) = mail.outbox
    assert letter.to == [mira.payee.email]
    assert mira.studio.name in letter.subject
    assert reverse("payee") in letter.body
