"""What pages say about verdicts, prices and steps: domain values in, words and parts for the components out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import UNIT, Money
from generation.pricing import Card, CardLine, NextStep, Price
from generation.selectors.tiers import Tier
from licensing.policy import NEEDS_INFORMATION, Verdict

EFFECTS = {"allow": "allow", "deny": "refuse", NEEDS_INFORMATION: "needs"}


def purpose_label(code: str) -> str:
    """Name a purpose as a choice."""
    return {
        "personal": _("Personal"),
        "social": _("Social"),
        "commercial": _("Commercial"),
        "advertising": _("Advertising"),
    }.get(code, code)


def purpose_detail(code: str) -> str:
    """Say in one line what a purpose covers."""
    return {
        "personal": _("Shown to family and friends"),
        "social": _("Posted on your own channels"),
        "commercial": _("Part of something you sell"),
        "advertising": _("Promotes a product or a brand"),
    }.get(code, "")


def tier_label(name: str) -> str:
    """Name a tier as a choice."""
    return {"storyboard": _("Storyboard"), "standard": _("Standard")}.get(name, name)


def tier_detail(tier: Tier) -> str:
    """Say in one line what a tier makes."""
    size = f"{tier.long_side} × {tier.short_side}"
    if tier.name == "storyboard":
        return _("The studio's own art, staged and moving · %(size)s") % {"size": size}
    return _("Rendered by a video model · %(size)s") % {"size": size}


def aspect_label(aspect: str) -> str:
    """Name a frame's shape."""
    return {"landscape": _("Wide"), "portrait": _("Tall"), "square": _("Square")}.get(aspect, aspect)


def verdict_view(verdict: Verdict) -> dict[str, Any]:
    """Lay a verdict out for the verdict panel."""
    return {
        "effect": EFFECTS[verdict.verdict],
        "summary": "",
        "reasons": [
            {"text": reason.message, "detail": reason.clause, "effect": "needs" if reason.missing else "refuse"}
            for reason in verdict.reasons
        ],
    }


def alternatives_view(verdict: Verdict) -> list[dict[str, str]]:
    """List what would be allowed instead, each with the form fields a press changes."""
    return [
        {"label": way.label, "changes": "" if "wait_until" in way.changes else json.dumps(dict(way.changes))}
        for way in verdict.alternatives
    ]


def price_view(price: Price) -> dict[str, Any]:
    """Lay a price out for the price card."""
    return {**card_view(price.card), "short_by": price.short_by if price.short_by else None}


def card_view(card: Card) -> dict[str, Any]:
    """Lay a price card out: lines that add up, the total, and what it is met from."""
    settled = []
    if card.units:
        settled.append({"label": _("From today's allowance"), "amount": Money(card.units, UNIT)})
    if card.total or not card.units:
        settled.append({"label": _("From your wallet"), "amount": card.total})
    return {"lines": [_line(line) for line in card.lines], "total": card.total, "settled": settled}


def _line(line: CardLine) -> dict[str, Any]:
    detail = ""
    source = line.source if line.kind == "render" else ""
    label = ""
    if line.kind == "render":
        label = _("Render, %(tier)s") % {"tier": tier_label(line.about).lower()}
        detail = ngettext("%(count)s unit", "%(count)s units", line.units) % {"count": line.units}
    elif line.kind == "licence":
        label = _("Licence: %(name)s") % {"name": line.name}
        if line.waived:
            detail = _("Waived by the studio for the daily allowance")
    elif line.kind == "commission":
        label = _("Platform commission")
        detail = _("%(percent)s %% of each licence fee, included above") % {"percent": f"{line.ppm / 10_000:g}"}
    elif line.kind == "tax":
        label = _("Tax")
        detail = _("Settled when you top up, never here")
    return {"label": label, "detail": detail, "amount": line.amount, "source": source, "included": line.included}


def steps_view(steps: tuple[NextStep, ...], form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List what would make a clip affordable, cheapest first: a field to change, or a page to go to."""
    return [_step(step) for step in steps]


def _step(step: NextStep) -> dict[str, Any]:
    if step.kind == "shorten":
        label = _("Make it %(seconds)s seconds") % {"seconds": step.seconds}
        return {"label": label, "changes": json.dumps({"seconds": step.seconds})}
    if step.kind == "wait":
        return {"label": _("Or wait: the allowance begins anew at midnight UTC"), "changes": ""}
    query = ""
    if step.amount:
        wanted: dict[str, str | int] = {
            "needed": step.amount.minor,
            "currency": step.amount.currency,
            "next": reverse("make_clip"),
        }
        query = urlencode(wanted)
    return {"label": _("Top up your wallet"), "url": f"{reverse('wallet')}?{query}#top-up", "amount": step.amount}
