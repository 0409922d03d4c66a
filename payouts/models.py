"""Money in and money out, as it stands with Stripe."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from django.db import models

from core import clock
from core.ids import ID_LENGTH, new_id
from core.money import Money
from payouts.states import PAYEE_ACCOUNT, PAYOUT, STATEMENT, TOP_UP, TRANSFER_ATTEMPT


class TopUp(models.Model):
    """A creator puts money into their wallet through Stripe Checkout."""

    STATES = TOP_UP

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "top"), editable=False)
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="top_ups")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=16, choices=TOP_UP.choices, default=TOP_UP.start)
    session = models.CharField(max_length=255, blank=True, db_index=True)
    payment_intent = models.CharField(max_length=255, blank=True, db_index=True)
    charge = models.CharField(max_length=255, blank=True, db_index=True)
    fee = models.BigIntegerField(null=True)
    # Where the creator was going; only a path on this site.
    return_path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="top_up_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def money(self) -> Money:
        """What the creator pays in."""
        return Money(self.amount, self.currency)


class PayeeAccount(models.Model):
    """A payee's connected account at Stripe. Transfers go only to one that Stripe says may receive them."""

    STATES = PAYEE_ACCOUNT

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "pac"), editable=False)
    payee = models.OneToOneField("licensing.Payee", on_delete=models.PROTECT, related_name="account")
    stripe_account = models.CharField(max_length=255, unique=True)
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=12, choices=PAYEE_ACCOUNT.choices, default=PAYEE_ACCOUNT.start)
    requirements = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    active_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.payee} {self.state}"


class Statement(models.Model):
    """A payee's itemised royalties for a period, in one currency. Closed once; corrected only by a later one."""

    STATES = STATEMENT

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "stm"), editable=False)
    payee = models.ForeignKey("licensing.Payee", on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=STATEMENT.choices, default=STATEMENT.start)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["payee", "number"], name="statement_numbers_are_gapless"),
        ]

    def __str__(self) -> str:
        return f"{self.payee} no. {self.number}"

    @property
    def money(self) -> Money:
        """The statement's total."""
        return Money(self.total, self.currency)


class StatementLine(models.Model):
    """A royalty line's place on a statement; a royalty is on one statement at most."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    royalty = models.OneToOneField("licensing.RoyaltyLine", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.statement_id} {self.royalty_id}"


class Payout(models.Model):
    """A statement's total on its way to the payee. `sent` is our transfer, `paid` Stripe's payout to their bank."""

    STATES = PAYOUT

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "pay"), editable=False)
    payee = models.ForeignKey("licensing.Payee", on_delete=models.PROTECT, related_name="payouts")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="payouts")
    # Pinned at the request: a later change of account cannot redirect this money.
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, related_name="payouts")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=PAYOUT.choices, default=PAYOUT.start)
    requested_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    transfer = models.CharField(max_length=255, blank=True, db_index=True)
    bank_payout = models.CharField(max_length=255, blank=True, db_index=True)
    # Filled while held or after a refusal: what the payee reads, and what would fix it.
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    review_by = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["statement"],
                name="one_live_payout_per_statement",
                condition=~models.Q(state__in=["failed", "rejected", "cancelled"]),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payout_is_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "created_at"], name="payout_queue")]
        permissions: ClassVar[tuple[tuple[str, str], ...]] = (
            ("review_payout", "Can approve, hold and reject payouts"),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def money(self) -> Money:
        """What is to be paid."""
        return Money(self.amount, self.currency)


class PayoutApproval(models.Model):
    """One reviewer's yes, bound to what they saw. Two different people are needed, neither the one who asked."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="approvals")
    reviewer = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    # SHA-256 of (payee, account and its last change, amount, currency, statement lines): execution checks it again.
    evidence_sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["payout", "reviewer"],
                name="one_yes_per_reviewer",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} approves {self.payout_id}"


class TransferAttempt(models.Model):
    """One call to Stripe for one payout. The key is stored and committed before the call is made."""

    STATES = TRANSFER_ATTEMPT

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=10, choices=TRANSFER_ATTEMPT.choices, default=TRANSFER_ATTEMPT.start)
    transfer = models.CharField(max_length=255, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    tried_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["payout", "number"], name="attempts_are_numbered"),
            models.UniqueConstraint(
                fields=["payout"], name="one_sent_transfer_per_payout", condition=models.Q(state="sent")
            ),
        ]

    def __str__(self) -> str:
        return self.key


class StripeEvent(models.Model):
    """An event as Stripe sent it: verified, stored, answered; applied later. Its id is Stripe's and unique."""

    id = models.CharField(primary_key=True, max_length=255)
    type = models.CharField(max_length=120, db_index=True)
    account = models.CharField(max_length=255, blank=True)
    object_id = models.CharField(max_length=255, blank=True)
    body = models.JSONField()
    received_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
