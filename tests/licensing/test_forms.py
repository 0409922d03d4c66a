"""The forms a studio fills in."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from licensing.forms import CharacterForm, RightsForm, SplitFormSet, StudioForm, TermsForm, split_rows
from licensing.policy import TermsDocument
from licensing.services import splits
from licensing.services.splits import ShareIn
from tests.factories import terms_document


def terms_form(**changes: Any) -> TermsForm:
    data = {
        "purposes": ["personal", "social"],
        "worldwide": "on",
        "starts_on": "",
        "ends_on": "",
        "daily_cap": "",
        "currency": "USD",
        "seconds_storyboard": "10",
        "fee_storyboard_personal": "0",
        "fee_storyboard_social": "2,50",
        "seconds_standard": "",
        "fee_standard_personal": "9.99",
    }
    return TermsForm({**data, **changes})


def test_a_filled_in_form_is_a_document_with_exact_fees() -> None:
    form = terms_form(daily_cap="3", prohibited_themes=["weapons"], free_allowance_eligible="on")
    assert form.is_valid(), form.errors
    document = form.cleaned_data["document"]
    assert document.fees == {"storyboard": {"personal": 0, "social": 250}}
    assert (document.territories, document.tiers, document.daily_cap) == (("*",), {"storyboard": 10}, 3)
    assert document.free_allowance_eligible


def test_a_currency_without_cents_counts_whole_units() -> None:
    form = terms_form(currency="JPY", fee_storyboard_social="250")
    assert form.is_valid() and form.cleaned_data["document"].fees["storyboard"]["social"] == 250


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"purposes": []}, "purposes", "at least one purpose"),
        ({"purposes": ["war"]}, "purposes", "war"),
        ({"worldwide": "", "territories": []}, "territories", "at least one country"),
        ({"worldwide": "", "territories": ["ZZ"]}, "territories", "ZZ"),
        ({"fee_storyboard_social": ""}, "fee_storyboard_social", "is missing"),
        ({"fee_storyboard_social": "-1"}, "fee_storyboard_social", "negative"),
        ({"fee_storyboard_social": "2.505"}, "fee_storyboard_social", "decimals"),
        ({"fee_storyboard_social": "lots"}, "fee_storyboard_social", "not an amount"),
        ({"fee_storyboard_social": "99999999999"}, "fee_storyboard_social", "more than"),
        ({"currency": "JPY"}, "fee_storyboard_social", "decimals"),
        ({"currency": "DEM"}, "currency", "DEM"),
        ({"seconds_storyboard": ""}, "seconds_storyboard", "at least one tier"),
        ({"seconds_storyboard": "21"}, "seconds_storyboard", "1 to 20"),
        ({"seconds_storyboard": "five"}, "seconds_storyboard", "whole number"),
        ({"daily_cap": "0"}, "daily_cap", "1 to"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "ends_on", "before the first day"),
        ({"ends_on": "soon"}, "ends_on", "valid date"),
        ({"prohibited_themes": ["boredom"]}, "prohibited_themes", "boredom"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes: dict, field: str, says: str) -> None:
    form = terms_form(**changes)
    assert not form.is_valid()
    assert says in " ".join(form.errors[field]), form.errors


def test_a_document_fills_in_the_form_and_comes_back_the_same() -> None:
    document = TermsDocument.from_json(
        terms_document(
            territories=["FR", "BE"], daily_cap=2, ends_on="2999-01-01", prohibited_themes=["hate"], free=True
        )
    )
    shown = TermsForm(initial=TermsForm.values_of(document))
    data: dict[str, Any] = {}
    for bound in shown:
        value = bound.value()
        if value not in (None, False):
            data[bound.html_name] = value
    form = TermsForm(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["document"] == document


def test_the_fee_table_has_a_row_a_tier_and_a_field_a_purpose() -> None:
    rows = TermsForm().fee_rows
    assert [(row.tier, row.seconds.name, len(row.fees)) for row in rows] == [
        ("storyboard", "seconds_storyboard", 4),
        ("standard", "seconds_standard", 4),
    ]
    assert rows[0].fees[1].name == "fee_storyboard_social" and rows[0].fees[1].label == "Social media"


def split_form(*rows: tuple[str, str, str, str]) -> Any:
    data: dict[str, str] = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        for name, value in zip(("role", "name", "email", "percent"), row, strict=True):
            data[f"form-{place}-{name}"] = value
    return SplitFormSet(data)


def test_lines_become_shares_and_empty_ones_are_left_out() -> None:
    empty = ("", "", "", "")
    form = split_form(
        ("artist", "Ada", "ada@example.com", "66.6667 %"), empty, ("voice", "Bo", "bo@example.com", "33,3333")
    )
    assert form.is_valid(), (form.errors, form.non_form_errors())
    assert form.shares == [
        ShareIn("artist", "Ada", "ada@example.com", 666_667),
        ShareIn("voice", "Bo", "bo@example.com", 333_333),
    ]


def test_a_sheet_that_does_not_add_up_says_what_is_missing() -> None:
    form = split_form(("artist", "Ada", "ada@example.com", "60"), ("voice", "Bo", "bo@example.com", "30"))
    assert not form.is_valid()
    assert form.non_form_errors() == ["The shares sum to 90 %; 10 % is missing."]


def test_what_is_wrong_with_a_line_is_said_in_that_line() -> None:
    form = split_form(("artist", "Ada", "ada@example.com", "much"), ("voice", "Bo", "nobody", "30"))
    assert not form.is_valid()
    assert "not a share" in form.errors[0]["percent"][0] and "email" in form.errors[1]
    form = split_form(
        ("artist", "Ada", "a@example.com", "50"), ("", "", "", ""), ("Artist", "Ada", "a@example.com", "50")
    )
    assert not form.is_valid() and "named twice" in form.errors[2]["email"][0]


@pytest.mark.parametrize("ppm", [0, 1, 10, 333_333, 500_000, 999_999, 1_000_000])
def test_a_share_is_written_as_it_is_read(ppm: int) -> None:
    assert splits.parse_percent(splits.percent(ppm)) == ppm


@pytest.mark.parametrize("written", ["", "-1", "1e2", "33.33333", "1000", "½", "٣", "1.", ".5"])
def test_what_is_no_share_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        splits.parse_percent(written)


def test_a_sheet_in_force_fills_in_its_lines() -> None:
    assert split_rows([ShareIn("artist", "Ada", "ada@example.com", 333_333)]) == [
        {"role": "artist", "name": "Ada", "email": "ada@example.com", "percent": "33.3333"}
    ]


def test_aliases_are_one_a_line_both_ways() -> None:
    form = CharacterForm({"name": "Tobble", "aliases": " Tob \r\n\r\nLe Tobble", "tagline": "", "story": ""})
    assert form.is_valid() and form.cleaned_data["aliases"] == ["Tob", "Le Tobble"]
    assert CharacterForm(initial={"aliases": ("Tob", "Le Tobble")})["aliases"].value() == "Tob\nLe Tobble"


def test_a_studio_needs_a_name_and_rights_a_tick() -> None:
    assert StudioForm({"name": ""}).errors["name"] == ["Give the studio a name."]
    assert "affirm" in RightsForm({"text_version": "2026-11"}).errors["agreed"][0]
