"""Four eyes: two different people, bound to what they saw."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import IntegrityError, connections, transaction

from core import clock
from core.errors import BadInput, Conflict, InsufficientFunds, NotAllowed, NotFound, StepRefused
from core.models import AuditEvent, OutboxMessage, User
from ledger import chart
from licensing.models import Membership
from payouts import selectors
from payouts.emulator import Emulator
from payouts.errors import EvidenceChanged, OnboardingUnfinished, SamePerson
from payouts.models import PayeeAccount, Payout, PayoutApproval, StripeEvent
from payouts.services import onboarding, payouts, reviews, transfers
from tests.payouts.world import Earner, approve, balance, earner, person, reviewer, work

pytestmark = pytest.mark.django_db

Pair = tuple[User, User]


@pytest.fixture
def payout(mira: Earner, emulator: Emulator) -> Payout:
    """A requested payout of 123.45 USD."""
    mira.onboard(emulator)
    return mira.request()


def seen(payout: Payout) -> str:
    return selectors.evidence(Payout.objects.get(pk=payout.pk)).sha256


def test_a_payout_needs_a_finished_account(mira: Earner, emulator: Emulator) -> None:
    mira.earn(500)
    statement = mira.state()

    with pytest.raises(OnboardingUnfinished, match="Finish your payout account"):
        payouts.request(statement_id=statement.pk, user=mira.user)
    onboarding.start(payee_id=mira.payee.pk, user=mira.user, country="FR")
    with pytest.raises(OnboardingUnfinished):
        payouts.request(statement_id=statement.pk, user=mira.user)

    assert mira.payable() == 500


def test_only_the_payee_asks_and_once(mira: Earner, payout: Payout) -> None:
    with pytest.raises(NotFound):
        payouts.request(statement_id=payout.statement_id, user=person("Eve"))

    assert payouts.request(statement_id=payout.statement_id, user=mira.user) == payout
    assert Payout.objects.count() == 1
    assert balance(chart.payout(payout.pk)) == 12_345


def test_a_first_payout_is_graded_low_and_a_new_account_medium(payout: Payout) -> None:
    found = selectors.evidence(payout)

    assert {check.code: check.grade for check in found.checks} == {
        "books": "pass",
        "onboarding": "pass",
        "account_age": "med",
        "first_payout": "low",
        "usual_amount": "pass",
    }
    requested = AuditEvent.objects.get(tag="payout.requested", subject=payout.pk)
    assert requested.facts["evidence"]["sha256"] == found.sha256


def test_one_yes_is_not_enough_and_two_send_it(payout: Payout, reviewers: Pair) -> None:
    assert approve(payout, reviewers[0]).state == "requested"
    assert not OutboxMessage.objects.filter(topic="payout.approved").exists()

    assert approve(payout, reviewers[1]).state == "approved"
    assert OutboxMessage.objects.filter(topic="payout.approved").count() == 1


def test_the_same_person_is_never_two(payout: Payout, reviewers: Pair) -> None:
    approve(payout, reviewers[0])

    with pytest.raises(SamePerson, match="another person"):
        approve(payout, reviewers[0])

    assert Payout.objects.get().state == "requested"


def test_who_asked_or_is_paid_or_works_for_the_studio_cannot_decide(mira: Earner, payout: Payout) -> None:
    # given reviewers with an interest in it
    reviews.appoint(user=mira.user, actor="system:test")
    payee_and_requester = User.objects.get(pk=mira.user.pk)
    colleague = reviewer("Colleague")
    Membership.objects.create(studio=mira.studio, user=colleague)

    # then none of them may decide
    for someone in (payee_and_requester, colleague):
        with pytest.raises(SamePerson):
            approve(payout, someone)
        with pytest.raises(SamePerson):
            reviews.reject(payout_id=payout.pk, reviewer=someone, code="other", message="no")
    assert not PayoutApproval.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"is_staff": True}, {"is_superuser": True}])
def test_only_appointed_staff_decide(payout: Payout, fields: dict[str, bool]) -> None:
    with pytest.raises(NotAllowed):
        approve(payout, person("Eve", **fields))


def test_evidence_that_changed_must_be_looked_at_again(mira: Earner, payout: Payout, reviewers: Pair) -> None:
    # given a yes, and a change of what it was given for
    old = seen(payout)
    approve(payout, reviewers[0])
    mira.payee.email = "other@example.com"
    mira.payee.save()

    # when the second reviewer decides on what they saw before
    with pytest.raises(EvidenceChanged, match="Look again"):
        reviews.approve(payout_id=payout.pk, reviewer=reviewers[1], evidence_sha256=old)

    # then looking again makes their yes the first that counts
    assert approve(payout, reviewers[1]).state == "requested"
    assert approve(payout, reviewers[0]).state == "approved"


def test_new_bank_details_after_a_yes_make_it_void(payout: Payout, reviewers: Pair, emulator: Emulator) -> None:
    # given an approved payout
    emulator.control("add_funds", amount=100_000)
    approve(payout, *reviewers)

    # when Stripe tells of another bank account
    StripeEvent.objects.create(
        id="evt_bank", type="account.external_account.updated", account=payout.account.stripe_account, body={}
    )

    # then it is not sent, and two people look again
    assert transfers.send(payout_id=payout.pk) == "requested"
    assert selectors.live_approvals(payout) == []


def test_a_yes_is_good_for_a_day(payout: Payout, reviewers: Pair) -> None:
    approve(payout, reviewers[0])

    with clock.frozen(clock.now() + dt.timedelta(hours=25)):
        assert approve(payout, reviewers[1]).state == "requested"
        assert len(selectors.live_approvals(payout)) == 1
        assert approve(payout, reviewers[0]).state == "approved"


def test_approvals_too_old_at_sending_go_back_to_review(
    payout: Payout, reviewers: Pair, emulator: Emulator, books: Callable[[], None]
) -> None:
    emulator.control("add_funds", amount=100_000)
    approve(payout, *reviewers)

    with clock.frozen(clock.now() + dt.timedelta(hours=25)):
        assert transfers.send(payout_id=payout.pk) == "requested"

    assert selectors.live_approvals(payout) == []
    assert emulator.world.store.find("transfer") == []
    books()


def test_an_account_restricted_after_approval_is_not_paid(
    payout: Payout, reviewers: Pair, emulator: Emulator, books: Callable[[], None]
) -> None:
    emulator.control("add_funds", amount=100_000)
    approve(payout, *reviewers)
    emulator.control("require_more", account=payout.account.stripe_account)
    onboarding.refresh(account=PayeeAccount.objects.get())

    assert transfers.send(payout_id=payout.pk) == "requested"

    with pytest.raises(Conflict, match="cannot be approved now"):
        approve(payout, reviewers[0])
    assert emulator.world.store.find("transfer") == []
    books()


def test_a_hold_stops_it_and_tells_the_payee(mira: Earner, payout: Payout, reviewers: Pair) -> None:
    # given an approved payout
    approve(payout, *reviewers)
    OutboxMessage.objects.all().delete()

    # when
    reviews.hold(
        payout_id=payout.pk, reviewer=reviewers[0], code="account_check", message="Your bank changed.", fix="Call us."
    )
    work()

    # then
    held = Payout.objects.get()
    assert (held.state, held.reason, held.reason_code) == ("held", "Your bank changed.\n\nCall us.", "account_check")
    assert selectors.live_approvals(held) == []
    (letter,) = mail.outbox
    assert letter.to == [mira.user.email]
    assert "Your bank changed." in letter.body

    # and releasing it starts the review afresh
    reviews.release(payout_id=payout.pk, reviewer=reviewers[1])
    assert approve(payout, reviewers[0]).state == "requested"


def test_a_hold_needs_words_the_payee_can_act_on(payout: Payout, reviewers: Pair) -> None:
    for bad in ({"message": " "}, {"fix": ""}, {"code": "because"}):
        with pytest.raises(BadInput):
            reviews.hold(
                payout_id=payout.pk,
                reviewer=reviewers[0],
                **{"code": "other", "message": "why", "fix": "how", **bad},  # type: ignore[arg-type]
            )


def test_a_rejected_payout_gives_the_money_back(
    mira: Earner, payout: Payout, reviewers: Pair, books: Callable[[], None]
) -> None:
    reviews.reject(payout_id=payout.pk, reviewer=reviewers[0], code="rights_dispute", message="Disputed.")

    assert mira.payable() == 12_345
    assert payouts.request(statement_id=payout.statement_id, user=mira.user).pk != payout.pk
    books()


def test_what_is_on_its_way_cannot_be_stopped(
    mira: Earner, payout: Payout, reviewers: Pair, emulator: Emulator
) -> None:
    emulator.control("add_funds", amount=100_000)
    approve(payout, *reviewers)
    work()

    with pytest.raises(StepRefused):
        payouts.cancel(payout_id=payout.pk, user=mira.user)
    with pytest.raises(StepRefused):
        reviews.hold(payout_id=payout.pk, reviewer=reviewers[0], code="other", message="a", fix="b")
    with pytest.raises(Conflict, match="already sent"):
        payouts.request(statement_id=payout.statement_id, user=mira.user)


def test_the_database_itself_wants_two_people(payout: Payout, reviewers: Pair) -> None:
    # given one yes
    approve(payout, reviewers[0])

    # then neither approving nor sending is possible behind the services' back
    for state in ("approved", "sending"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payout.objects.filter(pk=payout.pk).update(state=state)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutApproval.objects.create(payout=payout, reviewer=payout.requested_by, evidence_sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutApproval.objects.create(payout=payout, reviewer=reviewers[0], evidence_sha256="0" * 64)


@pytest.mark.parametrize("change", [{"amount": 999_999}, {"currency": "EUR"}])
def test_the_database_keeps_whom_and_how_much(payout: Payout, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(**change)
    other = PayeeAccount.objects.create(payee=earner("Eve").payee, stripe_account="acct_eve", country="FR")
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(account=other)


def test_a_payable_that_is_not_there_is_not_paid(mira: Earner, emulator: Emulator) -> None:
    # given a statement whose money left the books some other way
    from core.money import Money
    from ledger.services import entries
    from ledger.services.entries import Line

    mira.onboard(emulator)
    mira.earn(500)
    statement = mira.state()
    back = [
        Line(chart.payable(mira.payee.pk), Money(-1, "USD")),
        Line(chart.PLATFORM_MARKETING, Money(1, "USD")),
    ]
    entries.post(kind="slip", key="slip", lines=back, cause="slip", actor="system:test")

    with pytest.raises(InsufficientFunds):
        payouts.request(statement_id=statement.pk, user=mira.user)
    assert not Payout.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_release_it_once(emulator: Emulator) -> None:
    # given
    mira = earner()
    mira.onboard(emulator)
    payout = mira.request()
    people = [reviewer(name) for name in ("Rosa", "Tom", "Ida", "Max")]
    digest = seen(payout)
    outcomes: list[str] = []

    def say_yes(someone: User) -> None:
        try:
            reviews.approve(payout_id=payout.pk, reviewer=someone, evidence_sha256=digest)
            outcomes.append("yes")
        except Conflict:
            outcomes.append("too late")
        finally:
            connections.close_all()

    # when
    threads = [threading.Thread(target=say_yes, args=[someone]) for someone in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert sorted(outcomes) == ["too late", "too late", "yes", "yes"]
    assert Payout.objects.get().state == "approved"
    assert OutboxMessage.objects.filter(topic="payout.approved").count() == 1
