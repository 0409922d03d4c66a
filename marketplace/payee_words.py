"""Being paid, in plain words: what Stripe still asks of a payee, where their account and their payouts stand.

Requirement names are those of Stripe's Accounts v2 (docs.stripe.com/api/v2/core/accounts, `requirements.entries`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from licensing import territories
from payouts import selectors
from payouts.services.onboarding import COUNTRIES

# A payee may take a request back until we call Stripe.
CANCELLABLE = ("requested", "held", "approved")

# Its money is set aside or on its way: the payee waits for us or for a bank.
UNDERWAY = ("requested", "held", "approved", "sending", "unknown", "sent")


def papers(requirements: Iterable[str]) -> list[str]:
    """Name what Stripe asks for, each thing once, in Stripe's order."""
    return list(dict.fromkeys(_paper(name) for name in requirements))


def _paper(name: str) -> str:
    words = {
        "given_name": _("your first name"),
        "surname": _("your last name"),
        "date_of_birth": _("your date of birth"),
        "address": _("your address"),
        "email": _("your e-mail address"),
        "phone": _("your phone number"),
        "id_numbers": _("an identity number"),
        "documents": _("a photo of an identity document"),
        "relationship": _("your part in the business"),
        "nationalities": _("your nationality"),
        "entity_type": _("whether you are a person or a company"),
        "business_details": _("details of your company"),
        "terms_of_service": _("your agreement to Stripe's terms"),
        "external_account": _("a bank account to pay into"),
        "default_outbound_destination": _("a bank account to pay into"),
    }
    parts = name.split(".")
    found = next((words[part] for part in reversed(parts) if part in words), None)
    return found or _("one thing more (%(name)s)") % {"name": parts[-1].replace("_", " ")}


def account_view(account: Any, language: str) -> dict[str, Any]:
    """Say where a payee's account at Stripe stands (None: there is none) and the one next step."""
    if account is None:
        return {
            "step": "open",
            "title": _("Set up payouts"),
            "text": _(
                "Payouts go through Stripe. Setting it up takes a few minutes, once; what you earn waits for you."
            ),
            "countries": _countries(language),
        }
    needs = papers(account.requirements)
    if account.state == "active":
        return _ready(account, needs, language)
    if account.state == "closed":
        return {
            "step": "",
            "badge": "closed",
            "title": _("This account is closed"),
            "text": _("It was closed at Stripe, so nothing can be paid into it. Write to us; your earnings are kept."),
        }
    if needs:
        title = _("Stripe needs something more") if account.state == "restricted" else _("Finish setting up")
        return {"step": "continue", "badge": account.state, "title": title, "text": _("Stripe needs:"), "needs": needs}
    return {
        "step": "look",
        "badge": account.state,
        "title": _("Stripe is checking"),
        "text": _(
            "You have given everything asked for. Stripe usually decides within minutes, sometimes in a few days."
        ),
    }


def _ready(account: Any, needs: list[str], language: str) -> dict[str, Any]:
    country = territories.name(account.country, language)
    text = _("Stripe can pay you into your account in %(country)s.") % {"country": country}
    if needs:
        return {
            "step": "continue",
            "badge": "active",
            "title": _("Payouts are set up"),
            "text": " ".join([text, _("Soon it will need:")]),
            "needs": needs,
        }
    return {"step": "", "badge": "active", "title": _("Payouts are set up"), "text": text}


def _countries(language: str) -> list[tuple[str, str]]:
    return sorted(((code, territories.name(code, language)) for code in COUNTRIES), key=lambda pair: pair[1])


def payout_view(payout: Any, *, newest: bool) -> dict[str, Any]:
    """Lay a payout out: its steps with times, and whether it can still be taken back.

    `newest` says that its statement was not asked for again since: what went wrong with it then still matters.
    """
    return {
        "payout": payout,
        "steps": _steps(payout),
        "underway": payout.state in UNDERWAY,
        "cancellable": payout.state in CANCELLABLE,
        "unsolved": newest and payout.state in ("rejected", "failed"),
    }


def _steps(payout: Any) -> list[dict[str, Any]]:
    words = {
        "requested": _("Requested"),
        "held": _("On hold"),
        "approved": _("Approved by two people"),
        "sent": _("Sent to your Stripe account"),
        "paid": _("In your bank"),
        "rejected": _("Not approved"),
        "cancelled": _("Taken back by you"),
        "failed": _("Did not go through"),
    }
    steps: list[dict[str, Any]] = []
    for step in selectors.timeline(payout):
        steps.append(
            {
                "word": words.get(step.state, step.state),
                "step": _mark(step, first_open=all(earlier["step"] == "done" for earlier in steps)),
                "at": date_format(localtime(step.at), _("j M, H:i")) if step.at else "",
                "note": step.note or _waiting_for(payout, step),
            }
        )
    return steps


def _mark(step: selectors.Step, *, first_open: bool) -> str:
    if step.state in ("failed", "rejected"):
        return "failed"
    if step.state == "held":
        return "held"
    if step.done:
        return "done"
    return "now" if first_open else "todo"


def _waiting_for(payout: Any, step: selectors.Step) -> str:
    """Say what the step now waits for."""
    if step.done or step.state == "held":
        return ""
    waits = {
        ("requested", "approved"): _("Two people of ours look at it, usually within two working days."),
        ("approved", "sent"): _("It leaves within minutes."),
        ("sent", "paid"): _("Stripe pays it into your bank, usually within a few days."),
    }
    return waits.get((payout.state, step.state), "")
