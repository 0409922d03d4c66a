"""The licence check, rule by rule."""

from __future__ import annotations

import time

import pytest

from core.money import Money
from licensing.policy import Code
from licensing.policy.codes import CLAUSES
from tests.licensing.cases import NAMES, NOON, check, codes, offered, terms


def test_a_use_inside_the_terms_is_allowed_and_priced() -> None:
    verdict = check(terms(fee=250))
    assert (verdict.verdict, verdict.reasons, verdict.alternatives) == ("allow", (), ())
    assert (verdict.fees, verdict.total, verdict.currency) == (
        {"chr_onyx": Money(250, "USD")},
        Money(250, "USD"),
        "USD",
    )


def test_fees_of_several_characters_add_up_in_one_currency() -> None:
    held = {"chr_onyx": terms(fee=250), "chr_sorrel": terms(fee=75)}
    assert check(held, characters=("chr_onyx", "chr_sorrel")).total == Money(325, "USD")


@pytest.mark.parametrize(
    ("offer", "asked", "code"),
    [
        ({"purposes": ["personal"]}, {}, "purpose_not_allowed"),
        ({"territories": ["US", "CA"]}, {}, "territory_not_allowed"),
        ({"starts_on": "2026-11-24"}, {}, "window_not_begun"),
        ({"ends_on": "2026-11-22"}, {}, "window_over"),
        ({"tiers": {"standard": 10}}, {}, "tier_not_offered"),
        ({"tiers": {"storyboard": 4}}, {}, "seconds_too_long"),
        ({}, {"seconds": 21}, "seconds_too_long"),
        ({}, {"seconds": 0}, "seconds_too_short"),
        ({}, {"seconds": -5}, "seconds_too_short"),
        ({"prohibited_themes": ["weapons"]}, {"prompt": "Onyx draws a sword"}, "theme_prohibited"),
        ({}, {"prompt": "Onyx meets Sorrel"}, "name_not_licensed"),
        ({}, {"prompt": "a" * 2001}, "prompt_too_long"),
        ({}, {"prompt": "Onyx\x07walks"}, "prompt_control_characters"),
        ({}, {"prompt": "Onyx \ud800"}, "prompt_control_characters"),
        ({}, {"characters": ("chr_onyx", "chr_onyx")}, "duplicate_characters"),
        ({}, {"characters": tuple(NAMES), "prompt": "a party"}, "too_many_characters"),
    ],
)
def test_what_the_terms_do_not_allow_is_denied_for_that_reason_alone(offer: dict, asked: dict, code: str) -> None:
    verdict = check(terms(**offer), **asked)
    assert (verdict.verdict, codes(verdict)) == ("deny", [code])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"characters": ()}, "no_characters"),
        ({"prompt": " \n "}, "prompt_empty"),
        ({"purpose": ""}, "purpose_unknown"),
        ({"purpose": "world domination"}, "purpose_unknown"),
        ({"territory": ""}, "territory_unknown"),
        ({"territory": "XX"}, "territory_unknown"),
        ({"territory": "fr"}, "territory_unknown"),
        ({"tier": ""}, "tier_unknown"),
        ({"tier": "imax"}, "tier_unknown"),
    ],
)
def test_what_is_left_open_needs_information(asked: dict, code: str) -> None:
    verdict = check(terms(), **{"prompt": "a walk", **asked})
    assert (verdict.verdict, codes(verdict)) == ("needs_information", [code])


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"now": None}, "time_unknown"),
        ({"listed": {}}, "listing_unknown"),
        ({"rights": {}}, "rights_unknown"),
        ({"uses_today": {}}, "uses_unknown"),
        ({"reading": None}, "prompt_not_read"),
    ],
)
def test_an_unknown_fact_never_allows(known: dict, code: str) -> None:
    verdict = check(terms(daily_cap=3, starts_on="2026-01-01"), known)
    assert (verdict.verdict, codes(verdict)) == ("needs_information", [code])


@pytest.mark.parametrize(
    ("known", "code"),
    [({"listed": {"chr_onyx": False}}, "not_listed"), ({"rights": {"chr_onyx": False}}, "rights_not_affirmed")],
)
def test_a_character_that_is_not_offered_is_denied(known: dict, code: str) -> None:
    assert codes(check(terms(), known)) == [code]


def test_no_terms_means_nothing_is_allowed() -> None:
    verdict = check({})
    assert (verdict.verdict, codes(verdict)) == ("deny", ["no_terms"])


def test_the_window_includes_its_first_and_last_day() -> None:
    day = NOON.date().isoformat()
    assert check(terms(starts_on=day, ends_on=day)).allowed


def test_the_cap_is_reached_by_the_last_allowed_use_not_before() -> None:
    capped = terms(daily_cap=3)
    assert check(capped, {"uses_today": {"chr_onyx": 2}}).allowed
    verdict = check(capped, {"uses_today": {"chr_onyx": 3}})
    assert codes(verdict) == ["daily_cap_reached"]
    assert "00:00 UTC" in verdict.reasons[0].message
    assert offered(verdict) == [{"wait_until": "2026-11-24T00:00:00+00:00"}]


def test_every_rule_runs_and_every_reason_is_kept() -> None:
    strict = terms(
        purposes=["personal"],
        territories=["US"],
        tiers={"standard": 5},
        prohibited_themes=["weapons"],
        ends_on="2026-01-01",
    )
    verdict = check(strict, prompt="Onyx draws a sword at Sorrel", seconds=30)
    assert codes(verdict) == [
        "purpose_not_allowed",
        "territory_not_allowed",
        "window_over",
        "tier_not_offered",
        "seconds_too_long",
        "theme_prohibited",
        "name_not_licensed",
    ]


def test_denying_wins_over_asking() -> None:
    assert check(terms(), purpose="", seconds=99).verdict == "deny"


def test_two_currencies_are_never_mixed_and_the_reason_says_which_work() -> None:
    held = {"chr_onyx": terms(currency="EUR"), "chr_sorrel": terms(currency="USD"), "chr_marnie": terms(currency="EUR")}
    verdict = check(held, characters=tuple(held), prompt="a picnic")
    assert codes(verdict) == ["currencies_differ"]
    assert "EUR: Onyx, Marnie; USD: Sorrel" in verdict.reasons[0].message
    assert (verdict.currency, verdict.total) == ("", None)
    assert offered(verdict)[:2] == [{"characters": ["chr_onyx", "chr_marnie"]}, {"characters": ["chr_sorrel"]}]


def test_a_prohibited_theme_says_which_word_was_read_and_where() -> None:
    verdict = check(terms(prohibited_themes=["weapons", "violence"]), prompt="Onyx draws a sword")
    (reason,) = verdict.reasons
    assert (reason.character, reason.spans) == ("chr_onyx", ((13, 18),))
    assert "“sword”" in reason.message


def test_each_characters_own_terms_are_asked() -> None:
    held = {"chr_onyx": terms(), "chr_sorrel": terms(purposes=["personal"])}
    (reason,) = check(held, characters=("chr_onyx", "chr_sorrel")).reasons
    assert (reason.code, reason.character) == (Code.PURPOSE_NOT_ALLOWED, "chr_sorrel")
    assert reason.message == "Sorrel is not licensed for social media."


def test_every_code_belongs_to_a_part_of_the_terms() -> None:
    assert set(CLAUSES) == set(Code)


def test_a_verdict_can_be_written_as_json() -> None:
    verdict = check(terms(fee=250), seconds=30)
    written = verdict.to_json()
    assert written["verdict"] == "deny"
    assert written["reasons"][0]["clause"] == "Tiers and length"
    assert written["alternatives"] == [{"label": "Make it 20 seconds long", "changes": {"seconds": 20}}]
    assert written["fees"] == {"chr_onyx": 250}


def test_the_check_is_quick_enough_to_run_while_someone_types() -> None:
    """Measured in processor time, so that a busy machine does not count; a long prompt with much wrong with it."""
    crowded = "Onyx draws a sword at Sorrel and Marnie. " * 40
    check(terms(prohibited_themes=["weapons"]), prompt=crowded)
    began = time.process_time()
    for _ in range(5):
        check(terms(prohibited_themes=["weapons"]), prompt=crowded, seconds=30)
    assert (time.process_time() - began) / 5 < 0.5
