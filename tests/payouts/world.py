"""People, earnings and news for the stories of this folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import transaction
from django.test import Client

from core import outbox
from core.models import User
from core.money import Money
from ledger import chart
from ledger import selectors as ledger
from ledger.chart import Address
from ledger.services import entries
from ledger.services.entries import Line
from licensing.models import Character, Payee, Studio
from licensing.services import decisions, royalties, terms
from payouts import selectors
from payouts.emulator import Emulator, sign
from payouts.models import PayeeAccount, Payout, Statement
from payouts.services import onboarding, payouts, reviews, statements
from tests import factories

PLATFORM_SECRET = "whsec_test_platform"
CONNECT_SECRET = "whsec_test_connect"

_numbers = count(1)


def person(name: str, **fields: Any) -> User:
    """Make someone with an address of their own."""
    return User.objects.create_user(f"{name.lower()}{next(_numbers)}@example.com", name=name, **fields)


def reviewer(name: str) -> User:
    """Make a payout reviewer."""
    user = person(name)
    reviews.appoint(user=user, actor="system:test")
    return User.objects.get(pk=user.pk)


@dataclass
class Earner:
    """A payee of a studio, with a person behind it and one character whose whole fee is theirs."""

    user: User
    payee: Payee
    studio: Studio
    character: Character
    creator: User

    def earn(self, minor: int, currency: str = "USD", times: int = 1) -> None:
        """Earn a fee: decided, divided and posted as at a settlement, but paid for by the house."""
        document = factories.terms_document(fee=minor, currency=currency)
        owner = factories.owner_of(self.character)
        terms.publish(user=owner, character_id=self.character.pk, document=document)
        for _ in range(times):
            with transaction.atomic():
                self._settle(f"job_{next(_numbers)}")

    def _settle(self, job: str) -> None:
        decision = decisions.record(user=self.creator, request=factories.use_of(self.character))
        divisions = royalties.divide(decision=decision)
        lines = [
            Line(chart.payable(part.payee_id), Money(part.amount, decision.currency))
            for division in divisions
            for part in division.lines
            if part.payee_id
        ]
        paid = Line(chart.PLATFORM_MARKETING, Money(-sum(line.money.minor for line in lines), decision.currency))
        entry = entries.post(
            kind="settlement", key=f"settle:{job}", lines=[paid, *lines], cause=job, actor="system:test"
        )
        royalties.record(job_id=job, entry_id=entry.pk, decision=decision, divisions=divisions)

    def payable(self, currency: str = "USD") -> int:
        """Return what is owed and not asked for, in minor units."""
        return balance(chart.payable(self.payee.pk), currency)

    def state(self, currency: str = "USD") -> Statement:
        """Close a statement over what was earned."""
        return statements.close(payee_id=self.payee.pk, currency=currency)

    def onboard(self, emulator: Emulator) -> PayeeAccount:
        """Open an account and finish onboarding at Stripe."""
        account = onboarding.start(payee_id=self.payee.pk, user=self.user, country="FR")
        emulator.control("onboard", account=account.stripe_account)
        return onboarding.refresh(account=account)

    def request(self, minor: int = 12_345) -> Payout:
        """Earn, state and ask for it."""
        self.earn(minor)
        return payouts.request(statement_id=self.state().pk, user=self.user)


def earner(name: str = "Mira") -> Earner:
    """Make a payee who earns the whole fee of one character (the platform takes nothing in these tests)."""
    user = factories.make_user(f"{name.lower()}{next(_numbers)}@example.com", name=name)
    character = factories.listed_character(shares=[("artist", user.email, 1_000_000)])
    payee = Payee.objects.get(studio=character.studio, email=user.email)
    return Earner(user, payee, character.studio, character, factories.make_user())


def balance(address: Address, currency: str = "USD") -> int:
    """Return an account's balance in minor units."""
    return ledger.balance(address, currency).minor


def approve(payout: Payout, *people: User) -> Payout:
    """Let people look and say yes."""
    for someone in people:
        fresh = Payout.objects.get(pk=payout.pk)
        seen = selectors.evidence(fresh).sha256
        reviews.approve(payout_id=payout.pk, reviewer=someone, evidence_sha256=seen)
    return Payout.objects.get(pk=payout.pk)


@dataclass
class Post:
    """Brings Stripe's news to our doors, as Stripe would."""

    emulator: Emulator
    client: Client = field(default_factory=Client)
    taken: set[str] = field(default_factory=set)

    def waiting(self) -> list[dict[str, Any]]:
        """Return what was not delivered yet, oldest first."""
        return [event for event in self.emulator.events() if event["id"] not in self.taken]

    def deliver(self, *events: dict[str, Any]) -> list[int]:
        """Deliver these events, or all that wait, then let worker and relay do their part. Returns the statuses."""
        statuses = [self.push(event) for event in events or self.waiting()]
        work()
        return statuses

    def push(self, event: dict[str, Any], *, secret: str = "") -> int:
        """Deliver one event and do nothing more."""
        self.taken.add(event["id"])
        thin = event["object"] == "v2.core.event"
        body = {name: value for name, value in event.items() if not name.startswith("_")}
        if thin:
            body.pop("data", None)
        connect = thin or "account" in event
        raw = json.dumps(body).encode()
        answer = self.client.post(
            "/webhooks/stripe-connect/" if connect else "/webhooks/stripe/",
            data=raw,
            content_type="application/json",
            headers={"Stripe-Signature": sign(raw, secret or (CONNECT_SECRET if connect else PLATFORM_SECRET))},
        )
        return answer.status_code


def work() -> None:
    """Deliver the outbox until it is empty; the worker's tasks run at once in these tests."""
    for _ in range(20):
        if not outbox.deliver():
            return
