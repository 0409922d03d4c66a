"""What a test or a demonstrator can make happen: the customer, the payee, the bank, the clock and the bad luck.

Each control is reachable twice: as a function on `(world, **arguments)` (`Emulator.control("pay", session=…)`), and
as `POST /_control/<name>` with the arguments as JSON. None is part of Stripe's API.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from payouts.emulator import accounts, bank_payouts, checkout, refunds
from payouts.emulator.balances import book
from payouts.emulator.faults import Fault
from payouts.emulator.wire import Body, Refusal
from payouts.emulator.world import World, visible


def pay(world: World, *, session: str) -> Body:
    """Pay an open checkout session by a card that works."""
    return checkout.pay_session(world, session)


def decline(world: World, *, session: str) -> Body:
    """Try to pay an open checkout session by a card that is declined."""
    return checkout.decline_session(world, session)


def pay_later(world: World, *, session: str, outcome: str = checkout.SUCCEED) -> Body:
    """Pay an open checkout session by a slow method; `outcome` is succeed or fail."""
    return checkout.pay_session_later(world, session, outcome=outcome)


def expire(world: World, *, session: str) -> Body:
    """Let an open checkout session run out."""
    return checkout.expire_session(world, session)


def onboard(world: World, *, account: str, given_name: str = "Test", surname: str = "Payee") -> Body:
    """Finish an account's onboarding."""
    return accounts.onboard(world, account, given_name=given_name, surname=surname)


def set_transfers(world: World, *, account: str, status: str) -> Body:
    """Set an account's transfer capability: active, pending, restricted or unsupported."""
    return accounts.set_transfers(world, account, status)


def require_more(world: World, *, account: str, description: str = "identity.individual.documents") -> Body:
    """Let Stripe ask an account's owner for one thing more."""
    return accounts.require_more(world, account, description)


def close_account(world: World, *, account: str) -> Body:
    """Close an account for good."""
    return accounts.close_account(world, account)


def fail_payout(world: World, *, payout: str, code: str = "account_closed") -> Body:
    """Let the bank send back a payout, also one that was paid."""
    return bank_payouts.fail_payout(world, payout, code)


def fail_next_payout(world: World, *, account: str, code: str = "account_closed") -> Body:
    """Let the next payout of an account fail instead of arriving."""
    world.store.remember(f"fail_payout:{account}", code)
    return {"account": account, "code": code}


def fail_refund(world: World, *, refund: str) -> Body:
    """Let the customer's bank send a refund back."""
    return refunds.fail_refund(world, refund)


def add_funds(world: World, *, amount: int, currency: str = "usd") -> Body:
    """Put money into the platform's available balance, as a Stripe top-up does."""
    topup: Body = {
        "id": world.new_id("tu"),
        "object": "topup",
        "amount": amount,
        "balance_transaction": None,
        "created": world.now(),
        "currency": currency,
        "description": None,
        "expected_availability_date": world.now(),
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "source": None,
        "statement_descriptor": None,
        "status": "succeeded",
        "transfer_group": None,
    }
    topup["balance_transaction"] = book(world, kind="topup", source=topup["id"], minor=amount, code=currency)["id"]
    return world.put(topup)


def advance(world: World, *, seconds: int) -> Body:
    """Move the emulator's clock ahead; what falls due on the way happens next."""
    world.store.remember("clock_offset", world.store.fact("clock_offset", 0) + seconds)
    return {"now": world.now()}


def webhooks(world: World, *, hold: bool = False, shuffle: bool = False, copies: int = 1) -> Body:
    """Set how webhooks are delivered from now on: held back, in another order, several times over."""
    world.store.remember("hold_webhooks", hold)
    world.store.remember("shuffle_webhooks", shuffle)
    world.store.remember("webhook_copies", copies)
    world.store.rows("UPDATE deliveries SET due = 0 WHERE done = 0")
    return {"hold": hold, "shuffle": shuffle, "copies": copies}


def resend(world: World, *, event: str) -> Body:
    """Deliver an event's webhook once more."""
    world.store.rows("UPDATE deliveries SET done = 0, due = 0 WHERE event = ?", event)
    return {"event": event}


def deliveries(world: World) -> Body:
    """List every webhook with what became of it, oldest first."""
    rows = world.store.rows("SELECT event, url, attempts, done, outcome FROM deliveries ORDER BY seq")
    return {"data": [dict(row) for row in rows]}


def fault(world: World, **planned: Any) -> Body:
    """Plan a failure; the arguments are those of payouts.emulator.faults.Fault."""
    try:
        world.faults.plan(Fault(**planned))
    except TypeError as failure:
        raise Refusal(400, f"A fault takes {', '.join(Fault.__dataclass_fields__)}: {failure}") from None
    return dict(planned)


def clear_faults(world: World) -> Body:
    """Forget every planned failure."""
    world.faults.clear()
    return {}


Control = Callable[..., Body]

CONTROLS: dict[str, Control] = {
    control.__name__: control
    for control in (
        pay,
        decline,
        pay_later,
        expire,
        onboard,
        set_transfers,
        require_more,
        close_account,
        fail_payout,
        fail_next_payout,
        fail_refund,
        add_funds,
        advance,
        webhooks,
        resend,
        deliveries,
        fault,
        clear_faults,
    )
}


def operate(world: World, name: str, arguments: Body) -> Body:
    """Run a control by name, do what falls due, and wake the postman. Raises Refusal for an unknown control."""
    control = CONTROLS.get(name)
    if control is None:
        raise Refusal(404, f"No such control: {name}. There are: {', '.join(sorted(CONTROLS))}.")
    try:
        inspect.signature(control).bind(world, **arguments)
    except TypeError as failure:
        raise Refusal(400, f"{name}: {failure}") from None
    with world.store.transaction():
        result = control(world, **arguments)
    world.run_agenda()
    world.wake.set()
    return visible(result, world.now()) if "object" in result else result
