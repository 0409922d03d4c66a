"""E-mails about money: short, in the reader's language, with what to do next. Never a link that lets someone in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from payouts.models import Payout, Statement
from payouts.services import links


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    subject: str
    body: str


def tell_payee(*, payout_id: str, state: str) -> bool:
    """Mail a payee that their payout came to `state`. False when that is none worth a mail, or is over by now."""
    payout = Payout.objects.select_related("payee__user", "payee__studio", "statement").filter(pk=payout_id).first()
    write = _LETTERS.get(state)
    if payout is None or write is None or payout.state != state:
        return False
    user = payout.payee.user
    with translation.override(user.language if user else "en"):
        letter = write(payout)
        _post(letter, user.email if user else payout.payee.email)
    return True


def invite_payee(*, payee_id: str) -> bool:
    """Mail someone who was named in a split sheet how to be paid. False when they are here already."""
    payees = Statement._meta.get_field("payee").related_model
    payee: Any = payees._default_manager.select_related("studio").filter(pk=payee_id).first()
    if payee is None or payee.user_id is not None:
        return False
    body = _(
        "Hello %(name)s,\n\n"
        "%(studio)s named you in a split sheet on Marquee: part of the fees their characters earn is yours.\n\n"
        "To be paid, sign up with this e-mail address and open your payout account:\n%(page)s\n\n"
        "Your share is kept for you until you do. If you do not know %(studio)s, ignore this message."
    ) % {"name": payee.name, "studio": payee.studio.name, "page": links.page("payee")}
    _post(Letter(_("%(studio)s shares its earnings with you") % {"studio": payee.studio.name}, body), payee.email)
    return True


def _post(letter: Letter, address: str) -> None:
    send_mail(letter.subject, letter.body, from_email=None, recipient_list=[address])


def _amount(payout: Payout) -> str:
    return payout.money.localized(translation.get_language() or "en")


def _facts(payout: Payout) -> dict[str, object]:
    return {
        "name": payout.payee.name,
        "amount": _amount(payout),
        "number": payout.statement.number,
        "studio": payout.payee.studio.name,
        "reason": payout.reason,
        "page": links.page("payee"),
    }


def _sent(payout: Payout) -> Letter:
    return Letter(
        _("%(amount)s is on its way to you") % _facts(payout),
        _(
            "Hello %(name)s,\n\nyour payout of %(amount)s for statement no. %(number)s (%(studio)s) was sent to your "
            "Stripe account. Stripe pays it on to your bank, usually within a few days.\n\n%(page)s"
        )
        % _facts(payout),
    )


def _paid(payout: Payout) -> Letter:
    return Letter(
        _("%(amount)s was paid to your bank") % _facts(payout),
        _(
            "Hello %(name)s,\n\nStripe paid your payout of %(amount)s for statement no. %(number)s (%(studio)s) to "
            "your bank.\n\n%(page)s"
        )
        % _facts(payout),
    )


def _held(payout: Payout) -> Letter:
    return Letter(
        _("Your payout of %(amount)s is on hold") % _facts(payout),
        _(
            "Hello %(name)s,\n\nyour payout of %(amount)s for statement no. %(number)s (%(studio)s) is on hold:\n\n"
            "%(reason)s\n\nThe money is set aside for you meanwhile.\n\n%(page)s"
        )
        % _facts(payout),
    )


def _rejected(payout: Payout) -> Letter:
    return Letter(
        _("Your payout of %(amount)s was not approved") % _facts(payout),
        _(
            "Hello %(name)s,\n\nyour payout of %(amount)s for statement no. %(number)s (%(studio)s) was not approved:"
            "\n\n%(reason)s\n\nThe money is back in your balance, and you can ask for it again.\n\n%(page)s"
        )
        % _facts(payout),
    )


def _failed(payout: Payout) -> Letter:
    return Letter(
        _("Your payout of %(amount)s did not go through") % _facts(payout),
        _(
            "Hello %(name)s,\n\nyour payout of %(amount)s for statement no. %(number)s (%(studio)s) did not go "
            "through:\n\n%(reason)s\n\n%(page)s"
        )
        % _facts(payout),
    )


_LETTERS: dict[str, Callable[[Payout], Letter]] = {
    "sent": _sent,
    "paid": _paid,
    "held": _held,
    "rejected": _rejected,
    "failed": _failed,
}
