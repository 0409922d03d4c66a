"""Wallet top-ups: money in through Stripe Checkout, credited once, after Stripe says it is paid.

Our own row comes first and is committed before Stripe hears of it; every call carries a key made from that row, so a
crash at any point leaves something to find again, never money without a home.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock, idempotency, lifecycle
from core.errors import BadInput, Conflict, NotFound
from core.models import User
from core.money import UNIT, Money, exponent
from ledger import chart
from ledger.services import entries
from ledger.services.entries import Line
from payouts.errors import StripeDisagrees
from payouts.gateway import CheckoutState, GatewayRefused, StripeFailure, gateway_from_settings
from payouts.models import TopUp
from payouts.services import links

log = logging.getLogger(__name__)

ACTOR = "system:payouts"

# In whole major units. Below, Stripe's fixed fee eats the money; above, a stolen card does too much harm at once.
LEAST_MAJOR = 5
MOST_MAJOR = 500

# Checkout pages live 24 hours and Stripe keeps idempotency keys as long; an hour's margin on both.
PAGE_LIFETIME = dt.timedelta(hours=23)
GIVEN_UP = dt.timedelta(hours=25)

# Where the wallet was credited, whatever happened to the payment since.
CREDITED = ("paid", "partly_refunded", "refunded", "disputed", "charged_back")


@dataclass(frozen=True)
class Started:
    """A top-up and the pay page to send the browser to."""

    top_up: TopUp
    url: str


def limits(currency: str) -> tuple[Money, Money]:
    """Return the least and the most one top-up may be. Raises BadInput for what is no currency of money."""
    if currency == UNIT:
        raise BadInput(_("A wallet holds money; units cannot be bought this way."), field="currency")
    major = 10 ** exponent(currency)
    return Money(LEAST_MAJOR * major, currency), Money(MOST_MAJOR * major, currency)


def start(*, user: User, amount: Money, return_path: str = "", key: str = "") -> Started:
    """Begin a top-up: our row, committed, then a pay page at Stripe.

    Moves: nothing yet; `apply_checkout` credits the wallet once Stripe says it is paid.
    Unit: minor units of `amount.currency`, from 5 to 500 major units.
    Repeat: with the caller's idempotency `key` the same top-up and the same page come back; without one each call is
    a new top-up. `return_path` is where the creator was going, a path on this site; anything else is dropped.

    Raises:
        BadInput: below or above the limits, or not a currency of money.
        KeyReused: the key came before with another amount.
        Conflict: the key's top-up is over, so there is no page to go to any more.
        GatewayRefused, GatewayBusy, GatewayUnknown: no page; nothing was paid, and a new try is safe.
    """
    _check_amount(amount)
    top_up = _begin(user, amount, links.safe_path(return_path), key)
    return Started(top_up, _open_page(top_up, user))


def apply_checkout(*, session_id: str, payment_failed: bool = False) -> TopUp:
    """Look at a pay page at Stripe now and book what has happened since we last looked.

    Moves, when Stripe says paid: stripe:clearing -> wallet:<user>, the amount; and once Stripe tells its fee,
    stripe:fees -> stripe:clearing, the fee.
    Repeat: safe, in any order and at once; the entry keys are "top_up:<id>" and "top_up_fee:<id>".
    `payment_failed` is the one thing Stripe's page does not show and only its event says (a bank debit bounced).

    Raises NotFound when the page is not one of ours, StripeDisagrees when amount or currency are not what we asked
    for (nothing is credited), and what the gateway raises.
    """
    return _book(gateway_from_settings().fetch_checkout(session_id=session_id), payment_failed)


def apply_payment(*, payment_intent: str) -> TopUp | None:
    """As `apply_checkout`, for news that names only the payment. None when it belongs to no pay page of ours."""
    state = gateway_from_settings().find_checkout(payment_intent=payment_intent)
    return _book(state, payment_failed=False) if state is not None else None


def sync(*, top_up: TopUp) -> TopUp:
    """Bring a top-up up to date when its creator comes back, so that they need not wait for the webhook.

    What cannot be found out now (Stripe busy) is left to the webhook and the relay; a mismatch is audited and left.
    """
    if top_up.session and top_up.state in ("started", "processing"):
        try:
            return apply_checkout(session_id=top_up.session)
        except (StripeFailure, StripeDisagrees) as error:
            log.warning("top-up %s could not be looked up: %s", top_up.pk, error.message)
    return top_up


def sync_waiting(limit: int = 50) -> int:
    """Look again at top-ups that have waited for ten minutes, and say how many; the oldest first (a chore).

    One whose page was never stored led nowhere: nobody was ever given its address.
    """
    now = clock.now()
    waiting = TopUp.objects.filter(
        state__in=["started", "processing"], created_at__lt=now - dt.timedelta(minutes=10)
    ).order_by("created_at")[:limit]
    for top_up in waiting:
        if top_up.session:
            sync(top_up=top_up)
        elif top_up.created_at < now - GIVEN_UP:
            with transaction.atomic():
                lifecycle.advance(top_up, "abandoned", actor=ACTOR, reason="no pay page was ever opened")
    return len(waiting)


def _check_amount(amount: Money) -> None:
    least, most = limits(amount.currency)
    if not least <= amount <= most:
        facts = {"least": str(least), "most": str(most)}
        raise BadInput(_("A top-up is from %(least)s to %(most)s.") % facts, field="amount", **facts)


def _begin(user: User, amount: Money, return_path: str, key: str) -> TopUp:
    def create() -> dict[str, str]:
        row = TopUp.objects.create(user=user, amount=amount.minor, currency=amount.currency, return_path=return_path)
        audit.record(tag="top_up.started", actor=user.pk, subject=row.pk, facts={"amount": str(amount)})
        return {"top_up": row.pk}

    with transaction.atomic():
        if not key:
            return TopUp.objects.get(pk=create()["top_up"])
        inputs = {"amount": amount.minor, "currency": amount.currency}
        kept = idempotency.once(scope=f"top-up:{user.pk}", key=key, inputs=inputs, run=create)
        return TopUp.objects.get(pk=kept.answer["top_up"])


def _open_page(top_up: TopUp, user: User) -> str:
    if top_up.state != "started" or top_up.created_at < clock.now() - PAGE_LIFETIME:
        raise Conflict(_("This top-up is over. Start a new one."), top_up=top_up.pk, state=top_up.state)
    back = links.page("top_up_return", top_up.pk)
    try:
        checkout = gateway_from_settings().create_checkout(
            topup_id=top_up.pk,
            amount=top_up.money,
            email=user.email,
            success_url=back,
            cancel_url=back,
            idempotency_key=f"top_up:{top_up.pk}",
        )
    except GatewayRefused as error:
        with transaction.atomic():
            lifecycle.advance(top_up, "failed", actor=ACTOR, reason=error.message)
        raise
    TopUp.objects.filter(pk=top_up.pk, session="").update(session=checkout.id)
    top_up.refresh_from_db()
    return checkout.url


def _book(state: CheckoutState, payment_failed: bool) -> TopUp:
    found = TopUp.objects.filter(session=state.id).first()
    # Stripe may tell of a page before we stored its id; the page names our row.
    top_up = found or TopUp.objects.filter(pk=state.topup_id or "", session__in=["", state.id]).first()
    if top_up is None:
        raise NotFound("This pay page belongs to no top-up of ours.", session=state.id)
    if state.amount != top_up.money:
        with transaction.atomic():
            facts = {"asked": str(top_up.money), "stripe": str(state.amount), "session": state.id}
            audit.record(tag="top_up.mismatched", actor=ACTOR, subject=top_up.pk, facts=facts)
        raise StripeDisagrees(
            f"Stripe's page is for {state.amount}, our top-up for {top_up.money}; nothing was credited.", **facts
        )
    with transaction.atomic():
        _advance(top_up, state, payment_failed)
    return top_up


def _advance(top_up: TopUp, state: CheckoutState, payment_failed: bool) -> None:
    known = {
        "session": state.id,
        "payment_intent": state.payment_intent or "",
        "charge": state.charge or "",
    }
    if state.paid:
        if top_up.state in ("started", "processing"):
            lifecycle.advance(top_up, "paid", actor=ACTOR, changes=known, facts={"amount": str(state.amount)})
        _credit(top_up, state)
    elif payment_failed:
        lifecycle.advance(top_up, "failed", actor=ACTOR, reason="the payment did not go through", changes=known)
    elif state.status == "complete" and top_up.state == "started":
        lifecycle.advance(top_up, "processing", actor=ACTOR, changes=known)
    elif state.status == "expired" and top_up.state == "started":
        lifecycle.advance(top_up, "abandoned", actor=ACTOR, reason="the pay page was left unpaid", changes=known)


def _credit(top_up: TopUp, state: CheckoutState) -> None:
    if top_up.state not in CREDITED:
        # It failed or was abandoned for good, by our books; a person must find out which side is wrong.
        raise StripeDisagrees(
            f"Stripe says paid, but this top-up is {top_up.state}.", top_up=top_up.pk, session=state.id
        )
    amount = top_up.money
    entries.post(
        kind="top_up",
        key=f"top_up:{top_up.pk}",
        lines=[Line(chart.STRIPE_CLEARING, -amount), Line(chart.wallet(top_up.user_id), amount)],
        cause=top_up.pk,
        actor=ACTOR,
    )
    if state.fee is not None and state.fee:
        _book_fee(top_up, state.fee)


def _book_fee(top_up: TopUp, fee: Money) -> None:
    entries.post(
        kind="stripe_fee",
        key=f"top_up_fee:{top_up.pk}",
        lines=[Line(chart.STRIPE_CLEARING, fee), Line(chart.STRIPE_FEES, -fee)],
        cause=top_up.pk,
        actor=ACTOR,
    )
    if fee.currency == top_up.currency:
        TopUp.objects.filter(pk=top_up.pk, fee__isnull=True).update(fee=fee.minor)
        top_up.fee = fee.minor
