"""What a terms document may say, and its one canonical form."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import BadInput
from core.money import Money
from licensing.policy import TermsDocument
from licensing.policy.plain import in_plain_words
from tests.factories import terms_document


def changed(**values: Any) -> dict[str, Any]:
    return {**terms_document(purposes=["personal", "social"], tiers={"storyboard": 10}), **values}


def test_a_document_reads_back_as_it_was_written() -> None:
    document = TermsDocument.from_json(changed(starts_on="2026-01-01", ends_on="2027-01-01", daily_cap=3))
    assert TermsDocument.from_json(document.to_json()) == document
    assert document.starts_on == dt.date(2026, 1, 1)
    assert (document.fee("storyboard", "social"), document.fee("standard", "social")) == (Money(250, "USD"), None)


def test_the_order_things_are_listed_in_does_not_change_its_name() -> None:
    one = TermsDocument.from_json(changed(purposes=["social", "personal"], territories=["US", "FR", "FR"]))
    other = TermsDocument.from_json(changed(purposes=["personal", "social"], territories=["FR", "US"]))
    assert one.sha256 == other.sha256
    assert one.sha256 != TermsDocument.from_json(changed(territories=["*"])).sha256


def test_the_name_of_a_document_never_changes() -> None:
    document = TermsDocument.from_json(changed())
    assert document.canonical.startswith('{"currency":"USD","daily_cap":null,"ends_on":null,"fees":')
    assert document.sha256 == "d476c2690b735ce01d6079279c166451b94d4e2145d712b841fa5780bcaa69af"


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"purposes": []}, "purposes", "at least one"),
        ({"purposes": ["social", "war"]}, "purposes", "“war”"),
        ({"purposes": "social"}, "purposes", "list"),
        ({"purposes": [1]}, "purposes", "list of codes"),
        ({"territories": []}, "territories", "at least one country"),
        ({"territories": ["FR", "ZZ"]}, "territories", "“ZZ”"),
        ({"territories": ["fr"]}, "territories", "two capital letters"),
        ({"tiers": {}}, "tiers", "at least one tier"),
        ({"tiers": {"imax": 5}}, "tiers", "“imax”"),
        ({"tiers": {"storyboard": 0}}, "tiers", "1 to 20"),
        ({"tiers": {"storyboard": 21}}, "tiers", "1 to 20"),
        ({"tiers": {"storyboard": 2.5}}, "tiers", "whole seconds"),
        ({"tiers": {"storyboard": True}}, "tiers", "whole seconds"),
        ({"prohibited_themes": ["boredom"]}, "prohibited_themes", "“boredom”"),
        ({"daily_cap": 0}, "daily_cap", "1 to"),
        ({"daily_cap": -1}, "daily_cap", "1 to"),
        ({"daily_cap": "3"}, "daily_cap", "1 to"),
        ({"currency": "DEM"}, "currency", "not a currency in use"),
        ({"currency": "UNIT"}, "currency", "not a currency in use"),
        ({"currency": None}, "currency", "not a currency in use"),
        ({"fees": {}}, "fees.storyboard.personal", "missing"),
        ({"fees": {"storyboard": {"personal": 1}}}, "fees.storyboard.social", "missing"),
        ({"fees": {"storyboard": {"personal": 1, "social": -1}}}, "fees.storyboard.social", "negative"),
        ({"fees": {"storyboard": {"personal": 1, "social": 2.5}}}, "fees.storyboard.social", "whole minor units"),
        ({"fees": {"storyboard": {"personal": 1, "social": "2"}}}, "fees.storyboard.social", "whole minor units"),
        ({"fees": {"storyboard": {"personal": True, "social": 2}}}, "fees.storyboard.personal", "whole minor units"),
        ({"fees": {"storyboard": {"personal": 1, "social": 10**9}}}, "fees.storyboard.social", "more than 999999999"),
        ({"fees": {"standard": {}}}, "fees", "not offered"),
        ({"fees": {"storyboard": {"personal": 1, "social": 1, "war": 1}}}, "fees.storyboard.war", "not offered"),
        ({"fees": {"storyboard": 5}}, "fees", "each purpose"),
        ({"fees": 5}, "fees", "each tier"),
        ({"starts_on": "soon"}, "starts_on", "not a day"),
        ({"starts_on": "2026-02-30"}, "starts_on", "not a day"),
        ({"starts_on": "2027-01-02", "ends_on": "2027-01-01"}, "ends_on", "before the first day"),
        ({"free_allowance_eligible": "yes"}, "free_allowance_eligible", "true or false"),
        ({"colour": "red"}, "colour", "no field"),
    ],
)
def test_nonsense_is_refused_naming_the_field_and_what_to_give(values: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        TermsDocument.from_json(changed(**values))
    assert caught.value.field == field
    assert says in caught.value.message


@pytest.mark.parametrize("data", [None, [], "terms", 5, {}])
def test_what_is_no_document_is_refused(data: object) -> None:
    with pytest.raises(BadInput):
        TermsDocument.from_json(data)


def test_the_lowest_fee_is_that_of_the_whole_table() -> None:
    fees = {"storyboard": {"personal": 300, "social": 20}}
    assert TermsDocument.from_json(changed(fees=fees)).lowest_fee == Money(20, "USD")


def test_terms_can_be_read_in_plain_words() -> None:
    document = TermsDocument.from_json(
        changed(territories=["FR", "BE"], ends_on="2026-12-31", prohibited_themes=["weapons", "hate"], daily_cap=1)
    )
    said = {clause.heading: clause.sentence for clause in in_plain_words(document)}
    assert said["What for"] == "Personal use and social media"
    assert said["Where"] == "Belgium and France"
    assert said["When"] == "Until Dec. 31, 2026"
    assert said["How long"] == "Up to 10 seconds at the storyboard tier"
    assert said["Never with"] == "Weapons and hate"
    assert said["How often"] == "1 use a day for each creator"
    assert said["Fee per use"] == "$2.50"
