"""The last mile, which is Stripe's: from a payee's Stripe balance to their bank.

`paid` is Stripe's word that the bank has the money, and Stripe may take it back. When the bank returns it, we pull the
transfer back and only then call the payout failed: so that "failed" always means that the money is in the payee's
balance here and can be asked for again (docs/decisions: "A bank payout that comes back").
"""

from __future__ import annotations

from django.db import transaction

from core import audit, lifecycle
from payouts.gateway import BankPayout, GatewayRefused, StripeGateway, gateway_from_settings
from payouts.models import PayeeAccount, Payout
from payouts.services import outcomes, transfers
from payouts.services.payouts import announce, lock

ACTOR = "system:payouts"

# The bank sent it back: `RETURNED` while we pull the transfer back, `KEPT` when it could not be pulled back.
RETURNED = "bank_returned"
KEPT = "bank_returned_kept"

_REASONS = {
    "account_closed": "The bank account is closed.",
    "no_account": "The bank knows no such account; the number is probably wrong.",
    "could_not_process": "The bank could not take it.",
}


def apply(*, stripe_account: str, bank_payout: str) -> str:
    """Look at a connected account's bank payout now and bring the payouts it carries up to date. Returns a note.

    paid: sent -> paid. failed or canceled: the transfer is pulled back, then -> failed. Repeat: safe, in any order.
    Raises what the gateway raises; the event is applied again then.
    """
    if not PayeeAccount.objects.filter(stripe_account=stripe_account).exists():
        return "this account belongs to no payee of ours"
    gateway = gateway_from_settings()
    bank = gateway.fetch_bank_payout(account_id=stripe_account, payout_id=bank_payout)
    carried = gateway.transfers_in_bank_payout(account_id=stripe_account, payout_id=bank_payout)
    for transfer_id in carried:
        _bring_up_to_date(transfer_id, bank, gateway)
    return "" if carried else "no transfer of ours is known to be in it"


def pull_back_returned(limit: int = 20) -> int:
    """Try again to pull back transfers whose bank payout came back, and say how many (a chore)."""
    waiting = list(Payout.objects.filter(state__in=["sent", "paid"], reason_code=RETURNED)[:limit])
    for payout in waiting:
        _pull_back(payout.pk, gateway_from_settings())
    return len(waiting)


def _bring_up_to_date(transfer_id: str, bank: BankPayout, gateway: StripeGateway) -> None:
    payout = Payout.objects.filter(transfer=transfer_id).first()
    if payout is None:
        # The bank's news may overtake the transfer's own.
        transfers.confirm(transfer_id=transfer_id)
        payout = Payout.objects.filter(transfer=transfer_id).first()
    if payout is None or payout.state not in ("sent", "paid"):
        return
    if bank.status == "paid":
        _record_paid(payout.pk, bank)
    elif bank.status in ("failed", "canceled"):
        _record_returned(payout.pk, bank)
        _pull_back(payout.pk, gateway)


def _record_paid(payout_id: str, bank: BankPayout) -> None:
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state == "paid" and payout.reason_code == KEPT and payout.bank_payout != bank.id:
            Payout.objects.filter(pk=payout_id).update(bank_payout=bank.id, reason_code="", reason="")
        if payout.state != "sent":
            return
        changes = {"bank_payout": bank.id, "reason_code": "", "reason": ""}
        lifecycle.advance(payout, "paid", actor=ACTOR, changes=changes, facts={"bank_payout": bank.id})
        announce(payout)


def _record_returned(payout_id: str, bank: BankPayout) -> None:
    """Write down that the bank sent it back, before anything is done about it."""
    with transaction.atomic():
        payout = lock(payout_id)
        if payout.state not in ("sent", "paid") or payout.reason_code in (RETURNED, KEPT):
            return
        why = _REASONS.get(bank.failure_code or "", "The bank sent it back.")
        Payout.objects.filter(pk=payout_id).update(reason_code=RETURNED, reason=why, bank_payout=bank.id)
        facts = {"bank_payout": bank.id, "failure_code": bank.failure_code}
        audit.record(tag="payout.returned_by_bank", actor=ACTOR, subject=payout_id, facts=facts)


def _pull_back(payout_id: str, gateway: StripeGateway) -> None:
    """Reverse the transfer in full. Stripe never reverses more than is left, so repeating cannot take twice."""
    payout = Payout.objects.get(pk=payout_id)
    if payout.state not in ("sent", "paid") or payout.reason_code != RETURNED:
        return
    try:
        gateway.reverse_transfer(
            transfer_id=payout.transfer, amount=payout.money, idempotency_key=f"payout:{payout_id}:reversal:1"
        )
    except GatewayRefused as refusal:
        if refusal.facts.get("status") in outcomes.OUR_FAULT:
            raise
        if gateway.fetch_transfer(transfer_id=payout.transfer).reversed_minor < payout.amount:
            _leave_with_payee(payout_id, refusal)
            return
    outcomes.record_reversed(
        payout_id=payout_id,
        reason_code=RETURNED,
        reason=f"{payout.reason}\n\nYour earnings are back in your balance here. Correct your bank details with "
        "Stripe, then ask for this statement again.",
    )


def _leave_with_payee(payout_id: str, refusal: GatewayRefused) -> None:
    """Leave the money in the payee's Stripe balance: Stripe pays it out once the bank details are right."""
    with transaction.atomic():
        payout = lock(payout_id)
        words = (
            f"{payout.reason}\n\nThe money is in your Stripe balance. Correct your bank details with Stripe and it is "
            "paid out from there."
        )
        Payout.objects.filter(pk=payout_id).update(reason_code=KEPT, reason=words)
        facts = {"refusal": refusal.message}
        audit.record(tag="payout.left_with_payee", actor=ACTOR, subject=payout_id, facts=facts)
        payout.refresh_from_db()
        announce(payout)
