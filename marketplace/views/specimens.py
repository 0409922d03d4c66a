"""Realistic data for the style page: what each component is handed by a real page."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django import forms
from PIL import Image

from core.money import UNIT, Money
from marketplace.templatetags.state_words import STATE_WORDS

ART = Path(__file__).resolve().parent.parent / "demo" / "art"


def usd(minor: int) -> Money:
    """Return dollars, from cents."""
    return Money(minor, "USD")


class SpecimenForm(forms.Form):
    """One field of each kind, so that every control can be seen with its help and its error."""

    name = forms.CharField(label="Character's name", max_length=80, help_text="As it should stand in credits.")
    story = forms.CharField(label="Story", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    territory = forms.ChoiceField(label="Territory", choices=[("FR", "France"), ("DE", "Germany"), ("JP", "Japan")])
    purpose = forms.ChoiceField(
        label="What is the clip for?",
        widget=forms.RadioSelect,
        choices=[
            ("personal", "Personal"),
            ("social", "Social"),
            ("commercial", "Commercial"),
            ("advertising", "Advertising"),
        ],
    )
    allowance = forms.BooleanField(
        label="Free allowance may be used", required=False, help_text="Thirty generations a day."
    )
    fee = forms.CharField(label="Fee per use", help_text="What a creator pays for one clip at this tier.")
    art = forms.FileField(
        label="Reference picture", help_text="PNG, JPEG or WebP, 64 pixels or more. Transparent is best."
    )


PURPOSE_DETAILS = {
    "personal": "Kept or shown to friends",
    "social": "Posted on your own accounts",
    "commercial": "Part of something sold",
    "advertising": "Selling something else",
}

TILES: list[dict[str, Any]] = [
    {
        "slug": "tobble-wickmere",
        "name": "Tobble Wickmere",
        "studio": "Larkspoon House",
        "ground": "#2f6b66",
        "fee": usd(250),
        "uses": ["personal", "social", "commercial"],
    },
    {
        "slug": "kestra-nine",
        "name": "Kestra Nine",
        "studio": "Hexbright Arcade",
        "ground": "#3b2a86",
        "fee": usd(400),
        "uses": ["personal", "social", "advertising"],
    },
    {
        "slug": "sorrel-hush",
        "name": "Sorrel Hush",
        "studio": "Fernfold",
        "ground": "#4a8a57",
        "fee": usd(120),
        "uses": ["personal"],
    },
    {
        "slug": "marnie-puddlewright",
        "name": "Marnie Puddlewright",
        "studio": "Larkspoon House",
        "ground": "#f0b429",
        "fee": usd(300),
        "uses": ["personal", "social"],
    },
    {
        "slug": "barnaby-tilt",
        "name": "Barnaby Tilt",
        "studio": "Hexbright Arcade",
        "ground": "#ff4b3e",
        "fee": usd(180),
        "uses": ["personal", "social"],
    },
    {
        "slug": "orrin-fellmoss",
        "name": "Orrin Fellmoss",
        "studio": "Fernfold",
        "ground": "#3f7a50",
        "fee": usd(90),
        "uses": ["personal", "social", "commercial", "advertising"],
    },
]


@cache
def small_picture(slug: str) -> str:
    """Return a demo character's art as a small picture in a data address: the style page needs no stored media."""
    with Image.open(ART / f"{slug}.png") as art:
        art.thumbnail((360, 540))
        packed = BytesIO()
        art.save(packed, "WEBP", quality=80)
    return "data:image/webp;base64," + b64encode(packed.getvalue()).decode()


VERDICTS: list[dict[str, Any]] = [
    {
        "effect": "allow",
        "summary": "Tobble Wickmere, social use in France and Germany, 5 seconds.",
        "reasons": [{"text": "Licensed until 30 June 2027", "detail": "Terms version 3 of Larkspoon House"}],
    },
    {
        "effect": "needs",
        "summary": "The studio looks at clips with two characters from different studios.",
        "reasons": [
            {
                "text": "Kestra Nine may not share a frame without approval",
                "detail": "Hexbright Arcade answers within 2 days. Your money stays reserved.",
                "instead": [{"label": "Use Tobble alone", "field": "cast", "value": "tobble-wickmere"}],
            }
        ],
    },
    {
        "effect": "refuse",
        "reasons": [
            {
                "text": "Advertising is not licensed for Marnie Puddlewright",
                "detail": "Allowed: personal, social.",
                "instead": [
                    {"label": "Make it social", "field": "purpose", "value": "social"},
                    {"label": "Make it personal", "field": "purpose", "value": "personal"},
                ],
            },
            {
                "text": "Japan is outside the territory",
                "detail": "Licensed in FR, DE, BE, CH.",
                "instead": [{"label": "Use France", "field": "territory", "value": "FR"}],
            },
        ],
    },
]

STEPS: list[dict[str, Any]] = [
    {"word": "Licence checked and signed", "step": "done", "at": "14:02:11"},
    {"word": "Reserved", "step": "done", "at": "14:02:11", "note": "$3.10 held in your wallet"},
    {"word": "Rendering", "step": "now", "at": "14:02:19", "note": "Frame 74 of 120"},
    {"word": "Settled", "step": "todo", "note": "Fees go to 4 people"},
]

SHARES: list[dict[str, Any]] = [
    {"name": "Larkspoon House", "role": "Studio", "ppm": 450_000, "amount": usd(113), "state": "accepted"},
    {"name": "Inès Marchetti", "role": "Artist", "ppm": 385_000, "amount": usd(96), "state": "accepted"},
    {"name": "Tobias Wren", "role": "Voice", "ppm": 125_000, "amount": usd(31), "state": "submitted"},
    {"name": "Estate of A. Bell", "role": "Estate", "ppm": 40_000, "amount": usd(10), "state": "accepted"},
]

LEDGER: list[dict[str, Any]] = [
    {
        "what": "Clip of Tobble Wickmere",
        "detail": "job_01JB4K · fee $2.50, render $0.60",
        "at": "12 Oct 2026, 14:02",
        "amount": usd(-310),
        "balance": usd(1690),
    },
    {
        "what": "Top-up by card",
        "detail": "top_01JB2Z",
        "at": "11 Oct 2026, 09:40",
        "amount": usd(2000),
        "balance": usd(2000),
    },
    {
        "what": "Refund: render failed",
        "detail": "job_01JAZ9",
        "at": "10 Oct 2026, 18:11",
        "amount": usd(120),
        "balance": usd(0),
    },
]

EARNED: list[dict[str, Any]] = [
    {"label": day, "cells": [usd(a), usd(b), usd(c)]}
    for day, a, b, c in (
        ("6 Oct", 2100, 900, 400),
        ("7 Oct", 2600, 1200, 300),
        ("8 Oct", 1900, 1500, 800),
        ("9 Oct", 3300, 1100, 650),
        ("10 Oct", 4100, 1700, 900),
        ("11 Oct", 5200, 2100, 1250),
        ("12 Oct", 3900, 1850, 1400),
    )
]


def _invalid_form() -> SpecimenForm:
    form = SpecimenForm({"name": "", "territory": "FR", "purpose": "social", "fee": "2.505"}, prefix="wrong")
    form.add_error("fee", "USD has 2 decimals; “2.505” has more. Write it like 2.50.")
    return form


def specimens() -> dict[str, Any]:
    """Return the style page's context."""
    return {
        "form": SpecimenForm(initial={"territory": "FR", "purpose": "social", "fee": "2.50"}),
        "wrong": _invalid_form(),
        "purposes": PURPOSE_DETAILS,
        "states": list(STATE_WORDS),
        "tiles": [{**tile, "art": small_picture(tile["slug"])} for tile in TILES],
        "verdicts": VERDICTS,
        "price": {
            "lines": [
                {"label": "Render", "detail": "Storyboard, 5 seconds", "amount": Money(1, UNIT), "source": "allowance"},
                {"label": "Tobble Wickmere", "detail": "Licence fee, social", "amount": usd(250), "source": "wallet"},
                {"label": "Platform", "detail": "Included in the fee", "amount": usd(0)},
                {"label": "Tax", "detail": "France, 20 %", "amount": usd(50), "source": "wallet"},
            ],
            "total": usd(300),
            "settled": [{"label": "Left in your wallet afterwards", "amount": usd(1390)}],
        },
        "steps": STEPS,
        "shares": SHARES,
        "ledger": LEDGER,
        "earned": EARNED,
        "earned_heads": ["Tobble Wickmere", "Marnie Puddlewright", "Aldous Crumbwell"],
        "amounts": [
            usd(250),
            usd(-1999),
            Money(250, "EUR"),
            Money(1200, "JPY"),
            Money(1234567, "KWD"),
            Money(30, UNIT),
        ],
        "balance": usd(1690),
        "chips": [
            {"value": "social", "label": "Social", "count": 6, "on": True},
            {"value": "commercial", "label": "Commercial", "count": 3, "on": False},
            {"value": "free", "label": "Free allowance", "count": 5, "on": False},
        ],
    }
