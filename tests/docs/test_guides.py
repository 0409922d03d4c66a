"""What the guides for people say is what the product does: limits, states, checks, reasons."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings

from core import api_keys
from core.money import PPM
from generation.briefs import ASPECTS, LONGEST_TITLE
from generation.pricing import SECONDS_PER_BLOCK, UNITS_PER_BLOCK
from generation.selectors.tiers import STORYBOARD_FPS, STORYBOARD_SIDES
from generation.services.funding import HOLD_LIFETIME
from generation.services.quotes import QUOTE_LIFETIME
from generation.services.renders import MOST_ATTEMPTS
from licensing import pictures as picture_rules
from licensing.policy import LARGEST_CAST, LONGEST_PROMPT, MAX_SECONDS, PURPOSES, THEMES, purpose_name, theme_name
from licensing.policy.vocabulary import LARGEST_DAILY_CAP
from licensing.royalties import Share, royalty_lines
from licensing.selectors import LARGEST_PAGE
from licensing.services import characters, pictures, splits, studios
from payouts import policy
from payouts.forms import REVIEW_DAYS
from payouts.selectors import FILTERS
from payouts.services import reviews, topups, transfers
from payouts.states import PAYOUT
from tests.docs.pages import table, text_of

WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 10: "ten"}
_PASSWORD: dict[str, Any] = next(row for row in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in row)
PASSWORD = _PASSWORD["OPTIONS"]["min_length"]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def sentences() -> dict[str, list[str]]:
    """What must stand in each guide, built from the constants the product works with."""
    megabytes = settings.LARGEST_PICTURE_BYTES // 2**20
    long_side, short_side = STORYBOARD_SIDES
    return {
        "studio": [
            f"password of at least {PASSWORD} characters",
            f"name of up to {studios.LONGEST_NAME} characters",
            f"up to {studios.LONGEST_ABOUT:,} characters",
            f"| Name | {characters.LONGEST_NAME} characters |",
            f"| Other names | {characters.MOST_ALIASES}, of {characters.LONGEST_NAME} characters each |",
            f"| In one line | {characters.LONGEST_TAGLINE} characters |",
            f"| Story | {characters.LONGEST_STORY:,} characters |",
            f"at least {picture_rules.SMALLEST_SIDE} pixels a side",
            f"at most {picture_rules.LARGEST_PIXELS // 10**6} million pixels and {megabytes} MB",
            f"up to {pictures.MOST_PICTURES} pictures",
            f"longer than {picture_rules.LONGEST_SIDE:,} pixels",
            f"the longest clip, 1 to {MAX_SECONDS} seconds",
            f"1 to {LARGEST_DAILY_CAP:,}, or none",
            f"Up to {splits.MOST_SHARES} lines",
            f"{settings.PLATFORM_COMMISSION_PPM * 100 // PPM} % unless the operator",
        ],
        "creator": [
            f"password of at least {PASSWORD} characters",
            f"{settings.DAILY_ALLOWANCE_UNITS} free units every day",
            f"1 to {LARGEST_CAST} characters",
            f"| Prompt | {LONGEST_PROMPT:,} characters |",
            f"1 to {MAX_SECONDS} seconds",
            f"| Title card | {LONGEST_TITLE} characters",
            f"{long_side} × {short_side} at {STORYBOARD_FPS} frames a second",
            f"{short_side} × {short_side} for square",
            f"One unit for each {WORDS[SECONDS_PER_BLOCK]} seconds begun",
            f"{WORDS[UNITS_PER_BLOCK['standard'] // UNITS_PER_BLOCK['storyboard']]} times as many for standard",
            f"0.{settings.RENDER_UNIT_PRICE_MINOR}",
            f"{topups.LEAST_MAJOR} to {topups.MOST_MAJOR} of your currency's main unit",
            f"waits longer than {WORDS[HOLD_LIFETIME // HOUR]} hours",
            f"{WORDS[MOST_ATTEMPTS]} attempts in all",
            "{}, {} or {}".format(*ASPECTS),
        ],
        "reviewer": [
            f"unchanged for {policy.YOUNG_ACCOUNT // DAY} days",
            f"at most {policy.UNUSUAL_TIMES} times the usual",
            f"A yes is good for {reviews.evidence_lifetime() // HOUR} hours",
            f"`unknown` {transfers.SURELY_OVER // HOUR} hours after the first try",
        ],
        "api": [
            f"ends after {api_keys.LIFETIME // DAY} days",
            f"for {WORDS[QUOTE_LIFETIME // dt.timedelta(minutes=1)]} minutes",
            f"{topups.LEAST_MAJOR} to {topups.MOST_MAJOR} of the currency's main unit",
            f"up to {LARGEST_PAGE}",
            f"at most {WORDS[MOST_ATTEMPTS]} attempts",
        ],
    }


@pytest.mark.parametrize(("guide", "sentence"), [(guide, one) for guide, all_ in sentences().items() for one in all_])
def test_a_limit_in_a_guide_is_the_products(guide: str, sentence: str) -> None:
    assert sentence in " ".join(text_of(f"docs/{guide}.md").split())


def test_a_hold_is_looked_at_again_after_a_week() -> None:
    assert (REVIEW_DAYS, "a week from now" in text_of("docs/reviewer.md")) == (7, True)


def test_the_clauses_of_terms_name_every_purpose_and_theme() -> None:
    clauses = {row[0]: row[1] for row in table(text_of("docs/studio.md"), "Clause")}
    assert clauses["Never with"].split(", ") == [theme_name(code) for code in THEMES]
    assert clauses["Purposes"].split(", ") == [purpose_name(code).removesuffix(" use") for code in PURPOSES]


def test_every_state_of_a_payout_is_explained_to_the_payee() -> None:
    assert {row[0] for row in table(text_of("docs/studio.md"), "State")} == set(PAYOUT.steps)


def test_what_a_payee_may_take_back_is_what_the_states_allow() -> None:
    told = {row[0] for row in table(text_of("docs/studio.md"), "State") if "take it back" in row[2]}
    assert told == {state for state in PAYOUT.steps if PAYOUT.allows(state, "cancelled")}


def test_the_reviewers_checks_filters_and_reasons_are_the_portals() -> None:
    page = text_of("docs/reviewer.md")
    assert [row[0] for row in table(page, "Check")] == list(policy.LABELS.values())
    assert [row[0] for row in table(page, "Filter")] == list(FILTERS)
    assert {row[0]: row[1] for row in table(page, "Reason")} == reviews.REASONS


def test_the_example_of_a_fee_is_how_a_fee_is_divided(settings: Any) -> None:
    from core.money import Money

    shares = [Share("a", "artist", 700_000), Share("v", "voice", 200_000), Share("e", "estate", 100_000)]
    lines = royalty_lines(Money(250, "USD"), settings.PLATFORM_COMMISSION_PPM, shares)
    rows = table(text_of("docs/studio.md"), "Who")
    assert [row[0] for row in rows] == ["Marquee", *(line.role for line in lines[1:])]
    assert [row[3] for row in rows] == [f"{line.amount / 100:.2f}" for line in lines]
    assert [row[2] for row in rows] == [f"{line.exact_micro / 10**8:.3f}" for line in lines]
