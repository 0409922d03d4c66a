"""People, earnings and news for the stories of this folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client

from core import outbox
from core.models import User
from core.money import Money
from ledger import chart
from ledger import selectors as ledger
from ledger.chart import Address
from ledger.services import entries
from ledger.services.entries import Line
from licensing.models import Character, Decision, Membership, Payee, RoyaltyLine, Studio
from payouts import selectors
from payouts.emulator import Emulator, sign
from payouts.models import PayeeAccount, Payout, Statement
from payouts.services import onboarding, payouts, reviews, statements

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
    """A payee of a studio, with a person behind it and one character that earns."""

    user: User
    payee: Payee
    studio: Studio
    character: Character

    def earn(self, minor: int, currency: str = "USD", times: int = 1) -> None:
        """Earn royalties: what a settled job leaves in the ledger and in licensing."""
        for _ in range(times):
            number = next(_numbers)
            entry = entries.post(
                kind="settlement",
                key=f"settle:job_{number}",
                lines=[
                    Line(chart.PLATFORM_MARKETING, Money(-minor, currency)),
                    Line(chart.payable(self.payee.pk), Money(minor, currency)),
                ],
                cause=f"job_{number}",
                actor="system:test",
            )
            RoyaltyLine.objects.create(
                job=f"job_{number}",
                decision=self.decision(minor, currency),
                entry=entry.pk,
                character=self.character,
                terms_sha256="0" * 64,
                payee=self.payee,
                role="artist",
                rule="split",
                ppm=700_000,
                base=minor,
                exact_micro=minor * 1_000_000,
                amount=minor,
                currency=currency,
            )

    def decision(self, minor: int, currency: str) -> Decision:
        """Record what a royalty stands on."""
        return Decision.objects.create(
            user=self.user,
            verdict="allow",
            body={},
            request_sha256="0" * 64,
            fee_minor=minor,
            currency=currency,
            key_id="test",
            signature="test",
        )

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
    """Make a payee."""
    number = next(_numbers)
    studio = Studio.objects.create(name=f"Studio {number}", slug=f"studio-{number}")
    owner = person("Owner")
    Membership.objects.create(studio=studio, user=owner, role="owner")
    user = person(name)
    payee = Payee.objects.create(studio=studio, name=name, email=user.email, user=user)
    character = Character.objects.create(studio=studio, name=f"Comet {number}", slug=f"comet-{number}")
    return Earner(user, payee, studio, character)


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
