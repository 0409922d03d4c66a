"""Realistic data for the style page: what each component is handed by a real page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.templatetags.static import static

from core.money import UNIT, Money
from marketplace.templatetags.state_words import STATE_WORDS


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
        choices=[("personal", "Personal"), ("social", "Social"), ("commercial", "Commercial"), ("advertising", "Advertising")],
    )
    allowance = forms.BooleanField(label="Free allowance may be used", required=False, help_text="Thirty generations a day.")
    fee = forms.CharField(label="Fee per use", help_text="What a creator pays for one clip at this tier.")
    art = forms.FileField(label="Reference picture", help_text="PNG, JPEG or WebP, 64 pixels or more. Transparent is best.")


PURPOSE_DETAILS = {
    "personal": "Kept or shown to friends",
    "social": "Posted on your own accounts",
    "commercial": "Part of something sold",
    "advertising": "Selling something else",
}

TILES: list[dict[str, Any]] = [
    {"name": "Maren Tidewater", "studio": "Lantern & Loom", "ground": "#2f5d62", "price": 250, "uses": ["personal", "social", "commercial"]},
    {"name": "Volt Okonkwo", "studio": "Arcade Nine", "ground": "#3a1f5c", "price": 400, "uses": ["personal", "social", "advertising"]},
    {"name": "Brindle the Stag", "studio": "Paper Meadow", "ground": "#c9803b", "price": 120, "uses": ["personal"]},
    {"name": "Sister Ember", "studio": "Lantern & Loom", "ground": "#7a2e2e", "price": 300, "uses": ["personal", "social"]},
    {"name": "Pico Nine-Lives", "studio": "Arcade Nine", "ground": "#12545e", "price": 180, "uses": ["personal", "social"]},
    {"name": "Old Moss", "studio": "Paper Meadow", "ground": "#51633a", "price": 90, "uses": ["personal", "social", "commercial", "advertising"]},
]  # fmt: skip

VERDICTS: list[dict[str, Any]] = [
    {"effect": "allow", "summary": "Maren Tidewater, social use in France and Germany, 5 seconds.", "reasons": [
        {"text": "Licensed until 30 June 2027", "detail": "Terms version 3 of Lantern & Loom"}]},
    {"effect": "needs", "summary": "The studio looks at clips with two characters from different studios.", "reasons": [
        {"text": "Volt Okonkwo may not share a frame without approval", "detail": "Arcade Nine answers within 2 days. Your money stays reserved.",
         "instead": [{"label": "Use Maren alone", "field": "cast", "value": "maren"}]}]},
    {"effect": "refuse", "reasons": [
        {"text": "Advertising is not licensed for Sister Ember", "detail": "Allowed: personal, social.",
         "instead": [{"label": "Make it social", "field": "purpose", "value": "social"},
                     {"label": "Make it personal", "field": "purpose", "value": "personal"}]},
        {"text": "Japan is outside the territory", "detail": "Licensed in FR, DE, BE, CH.",
         "instead": [{"label": "Use France", "field": "territory", "value": "FR"}]}]},
]  # fmt: skip

STEPS: list[dict[str, Any]] = [
    {"word": "Licence checked and signed", "step": "done", "at": "14:02:11"},
    {"word": "Reserved", "step": "done", "at": "14:02:11", "note": "$3.10 held in your wallet"},
    {"word": "Rendering", "step": "now", "at": "14:02:19", "note": "Frame 74 of 120"},
    {"word": "Settled", "step": "todo", "note": "Fees go to 4 people"},
]

SHARES: list[dict[str, Any]] = [
    {"name": "Lantern & Loom", "role": "Studio", "ppm": 450_000, "amount": usd(113), "state": "accepted"},
    {"name": "Inès Marchetti", "role": "Artist", "ppm": 385_000, "amount": usd(96), "state": "accepted"},
    {"name": "Tobias Wren", "role": "Voice", "ppm": 125_000, "amount": usd(31), "state": "submitted"},
    {"name": "Estate of A. Bell", "role": "Estate", "ppm": 40_000, "amount": usd(10), "state": "accepted"},
]

LEDGER: list[dict[str, Any]] = [
    {"what": "Clip of Maren Tidewater", "detail": "job_01JB4K · fee $2.50, render $0.60", "at": "12 Oct 2026, 14:02",
     "amount": usd(-310), "balance": usd(1690)},
    {"what": "Top-up by card", "detail": "top_01JB2Z", "at": "11 Oct 2026, 09:40", "amount": usd(2000), "balance": usd(2000)},
    {"what": "Refund: render failed", "detail": "job_01JAZ9", "at": "10 Oct 2026, 18:11", "amount": usd(120), "balance": usd(0)},
]  # fmt: skip

EARNED: list[dict[str, Any]] = [
    {"label": day, "cells": [usd(a), usd(b), usd(c)]}
    for day, a, b, c in (
        ("6 Oct", 2100, 900, 400), ("7 Oct", 2600, 1200, 300), ("8 Oct", 1900, 1500, 800), ("9 Oct", 3300, 1100, 650),
        ("10 Oct", 4100, 1700, 900), ("11 Oct", 5200, 2100, 1250), ("12 Oct", 3900, 1850, 1400),
    )
]  # fmt: skip


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
        "tiles": [{**tile, "price": usd(tile["price"])} for tile in TILES],
        "mark": static("brand/mark.svg"),
        "verdicts": VERDICTS,
        "price": {
            "lines": [
                {"label": "Render", "detail": "Storyboard, 5 seconds", "amount": Money(1, UNIT), "source": "allowance"},
                {"label": "Maren Tidewater", "detail": "Licence fee, social", "amount": usd(250), "source": "wallet"},
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
        "earned_heads": ["Maren Tidewater", "Sister Ember", "The Keeper"],
        "amounts": [usd(250), usd(-1999), Money(250, "EUR"), Money(1200, "JPY"), Money(1234567, "KWD"), Money(30, UNIT)],
        "balance": usd(1690),
        "chips": [
            {"value": "social", "label": "Social", "count": 6, "on": True},
            {"value": "commercial", "label": "Commercial", "count": 3, "on": False},
            {"value": "free", "label": "Free allowance", "count": 5, "on": False},
        ],
    }
