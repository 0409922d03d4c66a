"""Being paid: what a person's characters earned, their account at Stripe, statements and payouts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import BadInput, Conflict, NotFound, Unavailable
from core.http_types import SignedInRequest
from core.money import PPM, Money, allocate, exponent, total, zero
from generation.selectors.castings import shown_by_job
from marketplace.payee_words import account_view, payout_view
from marketplace.selectors.payees import EarnedMonth, earned_by_month, earnings_table
from marketplace.views.wallet import SeeOther
from marketplace.zones import UTC, zone_of
from payouts import selectors
from payouts.selectors import CharacterTotal, LineView, PayeePart
from payouts.services import onboarding, payouts, statements

# A statement's file holds every line of it, however many.
EVERY_LINE = 10_000_000

# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = re.compile(r"[=+\-@\t\r]")


@dataclass(frozen=True)
class Due:
    """What a payee can ask for in one currency: earned and on no statement yet, and stated but never asked for."""

    currency: str
    unstated: Money
    stated: Money
    uses: int

    @property
    def total(self) -> Money:
        """What one press asks for."""
        return self.unstated + self.stated


@login_required
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Show what a person earned, for each payee they are. `payee` names one who comes back from Stripe."""
    if "payee" in request.GET:
        return _back_from_stripe(request, request.GET["payee"])
    language = get_language() or "en"
    months = earned_by_month(request.user)
    zone = zone_of(request.user)
    with timezone.override(zone):
        parts = [_desk(part, months, language) for part in selectors.payee_dashboard(request.user)]
        context = {
            "parts": parts,
            "zone": zone.key if zone != UTC else "",
            "charts": any(one["charts"] for one in parts),
        }
        return render(request, "marketplace/payee.html", context)


@login_required
@require_POST
def onboard(request: SignedInRequest, payee_id: str) -> HttpResponse:
    """Open the payee's account at Stripe if there is none, and send the browser to Stripe's form."""
    try:
        onboarding.start(payee_id=payee_id, user=request.user, country=request.POST.get("country", ""))
        return SeeOther(onboarding.link(payee_id=payee_id, user=request.user))
    except BadInput:
        messages.error(request, _("Choose the country where you live or where your company is registered."))
    except (Conflict, Unavailable):
        messages.error(request, _("Stripe does not answer right now. Nothing was changed. Try again in a moment."))
    return redirect(_place(payee_id))


@login_required
@require_safe
def refresh(request: SignedInRequest) -> HttpResponse:
    """Give whoever's link to Stripe's form is used up a fresh one."""
    payee_id = request.GET.get("payee", "")
    try:
        return SeeOther(onboarding.link(payee_id=payee_id, user=request.user))
    except (Conflict, Unavailable):
        messages.error(request, _("Stripe does not answer right now. Nothing was changed. Try again in a moment."))
    return redirect(_place(payee_id))


@login_required
@require_POST
def payout_request(request: SignedInRequest, payee_id: str, currency: str) -> HttpResponse:
    """Ask for everything earned in one currency: closes a statement over what is on none, then requests each payout.

    A second press finds nothing left to state and the same requests waiting, so it asks for nothing twice.
    """
    part = _part(request, payee_id)
    if not part.ready:
        messages.error(request, _("Set up payouts first: Stripe cannot pay you yet. What you earned waits for you."))
        return redirect(_place(payee_id))
    asked = _ask(request, part, currency)
    # The second of two presses at once finds what the first has asked for.
    asked = asked or [payout for payout in part.payouts if payout.currency == currency and payout.state == "requested"]
    if asked:
        amount = total((payout.money for payout in asked), currency)
        text = _("You asked for %(amount)s. Two people look at it before it is sent.")
        messages.success(request, text % {"amount": amount.localized(get_language() or "en")})
    else:
        messages.info(request, _("There is nothing new to ask for in %(currency)s.") % {"currency": currency})
    return redirect(_place(payee_id))


@login_required
@require_POST
def payout_cancel(request: SignedInRequest, payout_id: str) -> HttpResponse:
    """Take a request back while it waits; its money can be asked for again."""
    payout = selectors.payout_for(user=request.user, payout_id=payout_id)
    try:
        payouts.cancel(payout_id=payout.pk, user=request.user)
    except Conflict:
        messages.error(request, _("This payout is on its way already, so it cannot be taken back."))
    else:
        messages.success(
            request, _("You took the request back. The money is in your balance and can be asked for again.")
        )
    return redirect(_place(payout.payee_id))


@login_required
@require_safe
def statement(request: SignedInRequest, statement_id: str) -> HttpResponse:
    """Show what a statement says, line by line."""
    found = selectors.statement_for(user=request.user, statement_id=statement_id)
    view = selectors.statement_view(found)
    shown = shown_by_job({line.job for line in view.lines})
    zone = zone_of(request.user)
    with timezone.override(zone):
        context = {
            "statement": found,
            "view": view,
            "studio": found.payee.studio.name,
            "shares": _shares(view.by_character),
            "lines": [{"line": line, "clip": shown.get(line.job)} for line in view.lines],
            "left_out": view.line_count - len(view.lines),
            "payouts": list(selectors.payouts_of(request.user).filter(statement=found.pk)),
            "zone": zone.key if zone != UTC else "",
        }
        return render(request, "marketplace/statement.html", context)


@login_required
@require_safe
def statement_file(request: SignedInRequest, statement_id: str) -> HttpResponse:
    """Give a statement as CSV (RFC 4180, UTF-8): amounts in minor units and in plain decimals, moments in UTC."""
    found = selectors.statement_for(user=request.user, statement_id=statement_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="marquee-statement-{found.number}-{found.currency}.csv"'
    writer = csv.writer(response)
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(line) for line in selectors.statement_view(found, limit=EVERY_LINE).lines)
    return response


def _back_from_stripe(request: SignedInRequest, payee_id: str) -> HttpResponse:
    """Look at an account whose owner has just been at Stripe: coming back proves nothing."""
    account = onboarding.account_of(payee_id=payee_id, user=request.user)
    try:
        ready = account is not None and onboarding.refresh(account=account).state == "active"
    except (Conflict, Unavailable):
        messages.warning(request, _("We could not ask Stripe how far you are. Look again in a moment."))
    else:
        if ready:
            messages.success(request, _("Stripe can pay you now."))
    return redirect(_place(payee_id))


def _place(payee_id: str) -> str:
    return f"{reverse('payee')}#{payee_id}"


def _part(request: SignedInRequest, payee_id: str) -> PayeePart:
    found = next((part for part in selectors.payee_dashboard(request.user) if part.payee_id == payee_id), None)
    if found is None:
        raise NotFound(_("There is no such payee, or it is not you."), payee=payee_id)
    return found


def _ask(request: SignedInRequest, part: PayeePart, currency: str) -> list[Any]:
    """Close and request; what another press has done meanwhile is left to it. Returns the payouts that wait now."""
    waiting = [row.pk for row in part.payable_statements if row.currency == currency and row.state == "closed"]
    if any(row.currency == currency for row in part.unstated):
        try:
            closed = statements.close(payee_id=part.payee_id, currency=currency, actor=request.user.pk)
        except BadInput:
            closed = None
        waiting += [closed.pk] if closed else []
    asked = []
    for statement_id in waiting:
        try:
            asked.append(payouts.request(statement_id=statement_id, user=request.user))
        except (BadInput, Conflict):
            continue
    return asked


def _desk(part: PayeePart, months: Iterable[EarnedMonth], language: str) -> dict[str, Any]:
    mine = [month for month in months if month.payee_id == part.payee_id]
    # They come newest first; a statement is as its newest payout is.
    latest = {payout.statement_id: payout for payout in reversed(part.payouts)}
    views = [payout_view(payout, newest=latest[payout.statement_id] == payout) for payout in part.payouts]
    tables = [earnings_table(mine, currency) for currency in sorted({month.amount.currency for month in mine})]
    return {
        "part": part,
        "account": account_view(part.account, language),
        "dues": _dues(part),
        "underway": [view for view in views if view["underway"]],
        "over": [view for view in views if not view["underway"]],
        # One month is no picture; its sum stands above already.
        "charts": [_chart(table) for table in tables if table is not None and len(table.rows) > 1],
        "statements": [{"row": row, "payout": latest.get(row.pk)} for row in part.statements],
    }


def _dues(part: PayeePart) -> list[Due]:
    stated: dict[str, Money] = {}
    for row in part.payable_statements:
        stated[row.currency] = stated.get(row.currency, zero(row.currency)) + row.money
    fresh = {row.currency: row for row in part.unstated}
    return [
        Due(
            currency=currency,
            unstated=fresh[currency].total if currency in fresh else zero(currency),
            stated=stated.get(currency, zero(currency)),
            uses=fresh[currency].lines if currency in fresh else 0,
        )
        for currency in sorted({*stated, *fresh})
    ]


def _chart(table: Any) -> dict[str, Any]:
    return {
        "title": _("Earned by month, in %(currency)s") % {"currency": table.currency},
        "heads": [*table.characters, _("Others")] if table.others else list(table.characters),
        "rows": [{"label": date_format(month, _("M Y")), "cells": list(cells)} for month, cells in table.rows],
        "places": exponent(table.currency),
    }


def _shares(by_character: Sequence[CharacterTotal]) -> list[dict[str, Any]]:
    """Lay a statement's characters out for the split bar, in tenths of a percent that add up."""
    sums = [max(part.total.minor, 0) for part in by_character]
    tenths = allocate(1000, sums) if sum(sums) else sums
    return [
        {
            "name": part.character,
            "ppm": tenth * PPM // 1000,
            "role": ngettext("%(count)s use", "%(count)s uses", part.lines) % {"count": part.lines},
            "amount": part.total,
        }
        for part, tenth in zip(by_character, tenths, strict=True)
    ]


_COLUMNS = (
    "at", "job", "character_id", "character", "role", "rule", "share_ppm",
    "base_minor", "amount_minor", "currency", "base", "amount",
)  # fmt: skip


def _cells(line: LineView) -> list[str]:
    return [
        line.at.isoformat(timespec="seconds"),
        line.job,
        line.character_id,
        _plain(line.character),
        _plain(line.role),
        line.rule,
        str(line.ppm),
        str(line.base.minor),
        str(line.amount.minor),
        line.amount.currency,
        f"{line.base.decimal:f}",
        f"{line.amount.decimal:f}",
    ]


def _plain(text: str) -> str:
    """Keep a name from being run as a formula by the spreadsheet that opens the file (OWASP, CSV injection)."""
    return f"'{text}" if _FORMULA.match(text) else text
