"""The peer: the same movements as most would write them first, with the ORM alone.

Accounts with a balance each, read with `select_for_update`, changed in Python, saved; a row for each movement. Nothing
is idempotent, audited, checked by the database or safe from a second reservation: that is what ours does besides.
The tables are made for a benchmark and dropped after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.utils import timezone

from benchmarks.predicate import Offer, allows
from licensing.policy import UseRequest


class NaiveAccount(models.Model):
    """An account with its balance in minor units."""

    address = models.CharField(max_length=120, unique=True)
    balance = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[NaiveAccount]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "naive_account"

    def __str__(self) -> str:
        return self.address


class NaiveMovement(models.Model):
    """One side of a movement."""

    account = models.ForeignKey(NaiveAccount, on_delete=models.CASCADE)
    amount = models.BigIntegerField()
    cause = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[NaiveMovement]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "naive_movement"

    def __str__(self) -> str:
        return f"{self.amount}"


class NaiveHold(models.Model):
    """Money set aside."""

    account = models.ForeignKey(NaiveAccount, on_delete=models.CASCADE)
    amount = models.BigIntegerField()
    cause = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="pending")

    objects: ClassVar[models.Manager[NaiveHold]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "naive_hold"

    def __str__(self) -> str:
        return self.state


class NaiveLicence(models.Model):
    """What a character may be used for."""

    character = models.CharField(max_length=64, unique=True)
    document = models.JSONField()

    objects: ClassVar[models.Manager[NaiveLicence]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "naive_licence"

    def __str__(self) -> str:
        return self.character


class NaiveJob(models.Model):
    """A clip that was asked for."""

    user = models.CharField(max_length=64, db_index=True)
    character = models.CharField(max_length=64)
    prompt = models.TextField()
    total = models.BigIntegerField()
    state = models.CharField(max_length=10, default="reserved")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[NaiveJob]] = models.Manager()

    class Meta:
        app_label = "benchmarks"
        db_table = "naive_job"

    def __str__(self) -> str:
        return self.state


TABLES: tuple[type[models.Model], ...] = (NaiveAccount, NaiveMovement, NaiveHold, NaiveLicence, NaiveJob)


@contextmanager
def naive_tables(balances: Mapping[str, int]) -> Iterator[None]:
    """Have the tables for a while, with accounts that start with these balances."""
    with connection.schema_editor() as editor:
        for table in TABLES:
            editor.create_model(table)
    try:
        NaiveAccount.objects.bulk_create(NaiveAccount(address=name, balance=have) for name, have in balances.items())
        yield
    finally:
        with connection.schema_editor() as editor:
            for table in reversed(TABLES):
                editor.delete_model(table)


def move(cause: str, changes: Mapping[str, int]) -> None:
    """Change some balances, in one transaction."""
    with transaction.atomic():
        for address in sorted(changes):
            account = NaiveAccount.objects.select_for_update().get(address=address)
            account.balance += changes[address]
            if account.balance < 0:
                raise ValueError(f"{address} has too little")
            account.save()
            NaiveMovement.objects.create(account=account, amount=changes[address], cause=cause)


def reserve(cause: str, wallet: str, amount: int) -> NaiveHold:
    """Set money aside."""
    with transaction.atomic():
        move(cause, {wallet: -amount, f"held:{wallet}": amount})
        held = NaiveAccount.objects.get(address=f"held:{wallet}")
        return NaiveHold.objects.create(account=held, amount=amount, cause=cause)


def capture(hold: NaiveHold, wallet: str, parts: Mapping[str, int]) -> None:
    """Pay the parts out of what was set aside."""
    with transaction.atomic():
        locked = NaiveHold.objects.select_for_update().get(pk=hold.pk)
        if locked.state != "pending":
            raise ValueError("this hold has ended")
        move(hold.cause, {f"held:{wallet}": -hold.amount, **parts})
        locked.state = "captured"
        locked.save()


def admit(cause: str, user: str, wallet: str, request: UseRequest, price: int) -> None:
    """Check the licence, set the money aside, make the job."""
    with transaction.atomic():
        licence = NaiveLicence.objects.get(character=request.characters[0])
        if not allows(Offer.from_json(licence.document), request):
            raise ValueError("this is not allowed")
        reserve(cause, wallet, price)
        NaiveJob.objects.create(user=user, character=licence.character, prompt=request.prompt, total=price)


def licence(character: str, document: Mapping[str, Any]) -> None:
    """Keep what a character may be used for."""
    NaiveLicence.objects.create(character=character, document=json.loads(json.dumps(document)))
