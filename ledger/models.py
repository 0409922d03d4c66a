"""Double entry with holds. The database keeps the rules: see the triggers in this app's migrations.

Postings are inserted first, then their entry, whose trigger refuses an unbalanced sum and seals them: a posting can
join an entry only before the entry exists. Nothing here is ever changed or deleted, a hold's state apart.
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from django.db import models

from core import clock
from core.ids import ID_LENGTH, new_id
from core.money import Money
from ledger.chart import Address
from ledger.states import HOLD


class Account(models.Model):
    """One account in one currency. A guarded account's `balance` follows its postings by trigger and stays >= 0."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "acc"), editable=False)
    address = models.CharField(max_length=120)
    currency = models.CharField(max_length=4)
    guarded = models.BooleanField(default=False)
    # Only guarded accounts keep one: shared accounts are insert-only, so that no two sales wait for each other.
    balance = models.BigIntegerField(default=0)
    # The number of the posting counted last: by it the trigger tells a posting's move from one made by hand.
    last_posting = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["address", "currency"], name="account_address_once"),
            models.CheckConstraint(condition=models.Q(guarded=False) | models.Q(balance__gte=0), name="no_overdraft"),
            models.CheckConstraint(
                condition=models.Q(guarded=True)
                | models.Q(address__startswith="platform:")
                | models.Q(address__startswith="stripe:"),
                name="only_shared_accounts_unguarded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.currency}"


class Entry(models.Model):
    """One whole movement of money: two postings or more, zero in sum per currency."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "ent"), editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160, unique=True)
    fingerprint = models.CharField(max_length=64)
    cause = models.CharField(max_length=64, db_index=True)
    actor = models.CharField(max_length=64)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Posting(models.Model):
    """One side of an entry: `amount` minor units, positive to credit."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings", db_index=False)
    currency = models.CharField(max_length=4)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="posting_moves_something"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "id"], name="posting_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """The posting's signed amount."""
        return Money(self.amount, self.currency)


class Hold(models.Model):
    """Funds reserved out of a guarded account for one cause; resolved exactly once."""

    STATES = HOLD

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "hld"), editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    amount = models.BigIntegerField()
    captured = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=4)
    cause = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=HOLD.choices, default=HOLD.start)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cause", "account"], name="one_hold_per_cause_and_source"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="hold_reserves_something"),
            models.CheckConstraint(
                condition=models.Q(captured__gte=0) & models.Q(captured__lte=models.F("amount")),
                name="hold_not_exceeded",
            ),
            models.CheckConstraint(
                condition=models.Q(state="captured", captured__gt=0)
                | (~models.Q(state="captured") & models.Q(captured=0)),
                name="hold_captured_something",
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", resolved_at__isnull=True)
                | (~models.Q(state="pending") & models.Q(resolved_at__isnull=False)),
                name="hold_resolution_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def money(self) -> Money:
        """What is reserved."""
        return Money(self.amount, self.currency)

    @property
    def source(self) -> Address:
        """Where it was reserved from, and where what is not captured returns."""
        return Address(self.account.address, guarded=self.account.guarded)


class Grant(models.Model):
    """Prepaid or free units for one person: a count, not money. Its units live in the account `grant:<id>`."""

    class Kind(models.TextChoices):
        """Where a grant came from."""

        DAILY = "daily", "daily allowance"
        PROMO = "promo", "promotion"
        PACK = "pack", "pack"

    id = models.CharField(primary_key=True, max_length=ID_LENGTH, default=partial(new_id, "grt"), editable=False)
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    units = models.PositiveIntegerField()
    priority = models.PositiveSmallIntegerField(default=100)
    day = models.DateField(null=True)
    starts_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "day"], name="one_daily_grant", condition=models.Q(kind="daily")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.units}"
