"""Stripe carries a transfer out and never says so: the payee gets it exactly once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from core.models import User
from ledger import chart
from payouts.emulator import Emulator, running_emulator
from payouts.gateway.connection import Connection
from payouts.models import Payout, TransferAttempt
from payouts.services import transfers
from tests.payouts.world import Earner, approve, balance, earner, reviewer
from tests.torture.proof import broken
from tests.torture.scoreboard import scenario, times

pytestmark = pytest.mark.django_db(transaction=True)

# How a call that was carried out may look from here. The first waits for an answer until the time is up.
WAYS: tuple[dict[str, Any], ...] = ({"hang_seconds": 1.0}, {"dropped": True}, {"status": 500}, {"garbled": True})
PATIENCE_SECONDS = (3.0, 0.4)
EARNED = 1_234


@pytest.fixture
def emulator(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Stripe, and a client that waits for it less than the usual 20 seconds."""
    monkeypatch.setitem(Connection.__init__.__kwdefaults__, "timeout", PATIENCE_SECONDS)
    with running_emulator(payout_delay_seconds=86_400) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running


def at_stripe(emulator: Emulator, payout: Payout) -> list[Any]:
    """The transfers Stripe has for a payout."""
    return [one for one in emulator.objects("transfer") if one["metadata"].get("payout_id") == payout.pk]


def one_silence(emulator: Emulator, payee: Earner, reviewers: tuple[User, User], how: dict[str, Any]) -> list[str]:
    """Send a payout into silence, let the relay find it out, send once more; what went wrong."""
    payout = approve(payee.request(EARNED), *reviewers)
    emulator.control("fault", match="POST /v1/transfers", executed=True, **how)
    states = [transfers.send(payout_id=payout.pk)]
    with clock.frozen(clock.now() + dt.timedelta(minutes=2)):
        states += [transfers.send(payout_id=one) for one in transfers.due()]
        states.append(transfers.send(payout_id=payout.pk))
    found = []
    if states != ["unknown", "sent", "sent"]:
        found.append(f"{payout.pk} went {states}")
    if len(at_stripe(emulator, payout)) != 1:
        found.append(f"Stripe has {len(at_stripe(emulator, payout))} transfers for {payout.pk}")
    if TransferAttempt.objects.filter(payout=payout).count() != 1:
        found.append(f"{payout.pk} was attempted more than once")
    if balance(chart.payout(payout.pk)) or payee.payable():
        found.append(f"{payout.pk} was booked wrongly")
    return found


def test_stripe_falling_silent_after_a_transfer_pays_once(emulator: Emulator) -> None:
    reviewers = reviewer("Rosa"), reviewer("Tom")
    emulator.control("add_funds", amount=10_000_000)
    runs = times(short=2, full=100)
    with scenario("Stripe silent after executing a transfer", measured="send until found out") as story:
        for turn in range(runs):
            payee = earner()
            payee.onboard(emulator)
            how = WAYS[turn % len(WAYS)]
            with story.run():
                begun = time.monotonic()
                story.violations += [f"run {turn} {how}: {one}" for one in one_silence(emulator, payee, reviewers, how)]
                story.took(time.monotonic() - begun)
        story.expect(len(emulator.objects("transfer")) == runs, f"Stripe has {len(emulator.objects('transfer'))}")
        owed = sum(Payout.objects.values_list("amount", flat=True))
        story.expect(balance(chart.STRIPE_CLEARING) == owed, f"{balance(chart.STRIPE_CLEARING)} of {owed} left us")
        story.violations += broken()
