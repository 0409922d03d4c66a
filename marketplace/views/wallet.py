"""The wallet: what is in it, how it got there, and putting more in."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import BadInput, Conflict, MarqueeError, NotFound, Unavailable
from core.http import status_of
from core.http_types import SignedInRequest
from core.money import LARGEST_AMOUNT_MINOR, Money, zero
from ledger import selectors as ledger
from ledger.selectors import DailyUnits, WalletBalance
from licensing import territories
from marketplace.selectors.wallets import main_balance, paid_clips
from marketplace.top_up_form import TopUpForm
from marketplace.wallet_words import statement_line
from marketplace.zones import UTC, zone_of
from payouts import selectors
from payouts.selectors import WalletPage
from payouts.services import links, topups

# What htmx takes as "stop asking": the answer is swapped in and the trigger is gone.
_STOP = 286

# Offered besides the platform's currency and those a wallet already has.
WELL_KNOWN = ("EUR", "USD", "GBP")

# More bulbs than this are no picture of an allowance any more; then a bar is drawn.
MOST_BULBS = 60


class SeeOther(HttpResponseRedirect):
    """Sends a browser that has posted a form to a page to be read (303)."""

    status_code = 303


@login_required
@require_safe
def wallet(request: SignedInRequest) -> HttpResponse:
    """Show the wallet in one currency. `needed` (minor units) and `next` preset the top-up and the way back."""
    currency = _currency(request.GET) or main_balance(ledger.wallet(request.user.pk)).currency
    return _page(request, TopUpForm(currency=currency, needed=_needed(request.GET, currency)), _fresh_key())


@login_required
@require_POST
def top_up(request: SignedInRequest) -> HttpResponse:
    """Begin a top-up and send the browser to Stripe's pay page. A double press opens the same page."""
    form = TopUpForm(request.POST, currency=_currency(request.POST) or settings.PLATFORM_CURRENCY)
    key = request.POST.get("key", "")[:80] or _fresh_key()
    if not form.is_valid():
        return _page(request, form, key, status=422)
    amount: Money = form.cleaned_data["money"]
    try:
        started = topups.start(
            user=request.user,
            amount=amount,
            return_path=request.POST.get("next", ""),
            key=f"{key}:{amount.minor}:{amount.currency}",
        )
    except (BadInput, Conflict, Unavailable) as problem:
        form.add_error(None, _why_no_page(problem))
        # After a pause of Stripe's the same key finds the same page; after a refusal only a new one can be opened.
        again = key if isinstance(problem, Unavailable) else _fresh_key()
        return _page(request, form, again, status=status_of(problem))
    return SeeOther(started.url)


@login_required
@require_safe
def top_up_return(request: SignedInRequest, top_up_id: str) -> HttpResponse:
    """Say how a top-up stands, after looking at Stripe; while it is processed the page asks again by itself."""
    found = topups.sync(top_up=selectors.top_up_for(user=request.user, top_up_id=top_up_id))
    again: dict[str, str | int] = {"needed": found.amount, "currency": found.currency, "next": found.return_path}
    context = {
        "top_up": found,
        "back": found.return_path,
        "back_label": _back_label(found.return_path),
        "again_url": f"{reverse('wallet')}?{urlencode({name: value for name, value in again.items() if value})}#top-up",
    }
    if request.headers.get("HX-Request"):
        status = 200 if found.state == "processing" else _STOP
        return render(request, "marketplace/wallet_top_up.html", context, status=status)
    return render(request, "marketplace/wallet_return.html", context)


def _currency(data: QueryDict) -> str:
    """Return the currency asked for, "" when none was or when it is none."""
    asked = data.get("currency", "").upper()
    return asked if asked in territories.currencies() else ""


def _needed(data: QueryDict, currency: str) -> Money | None:
    typed = data.get("needed", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 12):
        return None
    return Money(min(int(typed), LARGEST_AMOUNT_MINOR), currency)


def _fresh_key() -> str:
    return secrets.token_urlsafe(16)


def _page(request: SignedInRequest, form: TopUpForm, key: str, status: int = 200) -> HttpResponse:
    asked = request.GET if request.method != "POST" else request.POST
    before = asked.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise NotFound(_("This part of your statement does not exist."))
    page = selectors.wallet_page(request.user, form.currency, before=int(before) if before else None)
    zone = zone_of(request.user)
    with timezone.override(zone):
        context = {
            "form": form,
            "key": key,
            "next": links.safe_path(asked.get("next", "")),
            "needed": _needed(asked, form.currency),
            "units": page.units,
            "bulbs": _bulbs(page.units),
            "zone": zone.key if zone != UTC else "",
            **_money(page),
            **_history(request, page, before),
        }
        return render(request, "marketplace/wallet.html", context, status=status)


def _money(page: WalletPage) -> dict[str, Any]:
    nothing = WalletBalance(page.currency, zero(page.currency), zero(page.currency))
    shown = next((row for row in page.balances if row.currency == page.currency), nothing)
    main = main_balance(page.balances)
    sections = page.balances if shown in page.balances else (*page.balances, shown)
    sections = tuple(sorted(sections, key=lambda row: (row.currency != main.currency, row.currency)))
    offered = dict.fromkeys([settings.PLATFORM_CURRENCY, *(row.currency for row in sections), *WELL_KNOWN])
    return {
        "balance": shown,
        "wallet_balance": main.available,
        "sections": sections if len(sections) > 1 else (),
        "currencies": [code for code in offered if code != page.currency],
        "waiting": [top_up for top_up in page.top_ups if top_up.state == "processing"],
    }


def _history(request: SignedInRequest, page: WalletPage, before: str) -> dict[str, Any]:
    clips = paid_clips(request.user, {row.cause for row in page.lines.rows if row.cause.startswith("job_")})
    here = reverse("wallet")
    older = urlencode({"currency": page.currency, "before": page.lines.next or ""})
    return {
        "lines": [statement_line(row, clips.get(row.cause)) for row in page.lines.rows],
        "older": f"{here}?{older}#history" if page.lines.next else "",
        "newer": f"{here}?{urlencode({'currency': page.currency})}#history" if before else "",
    }


def _bulbs(units: DailyUnits) -> list[str]:
    """Draw the allowance as a row of bulbs: lit for what is left, dim for what a clip under way holds, out for used."""
    if units.total > MOST_BULBS:
        return []
    used = units.total - units.available - units.held
    return ["lit"] * units.available + ["held"] * units.held + ["out"] * used


def _why_no_page(problem: MarqueeError) -> str:
    """Say what did not happen and what to do; the services' own sentences are for logs and the API."""
    if isinstance(problem, Unavailable):
        return _("Stripe does not answer right now. Nothing was paid. Press again in a moment.")
    if isinstance(problem, BadInput):
        return _("Stripe cannot take this amount. Nothing was paid. Choose another one.")
    return _("This top-up is over already, so nothing new was charged. Press again to start another one.")


def _back_label(path: str) -> str:
    return _("Back to your clip") if path.startswith((reverse("make_clip"), "/jobs/")) else _("Back to where you were")
