"""What holds for every request, every document and every state of knowledge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licensing.policy import THEMES, Code, Facts, UseRequest, judge
from tests.licensing.cases import NAMES, facts
from tests.licensing.test_alternatives import OFFERS, REQUESTS

HELD = st.fixed_dictionaries(dict.fromkeys(NAMES, OFFERS))
UNKNOWNS = st.sampled_from(["now", "listed", "rights", "reading", "uses_today"])
_FORGOTTEN = {"now": None, "listed": {}, "rights": {}, "reading": None, "uses_today": {}}

any_text = st.text(max_size=80)
WILD = st.builds(
    UseRequest,
    characters=st.lists(st.one_of(st.sampled_from(sorted(NAMES)), any_text), max_size=8).map(tuple),
    prompt=st.text(max_size=300),
    purpose=any_text,
    territory=any_text,
    tier=any_text,
    seconds=st.integers(),
)


@settings(max_examples=200, deadline=None)
@given(held=HELD, asked=WILD, known=st.sets(UNKNOWNS))
def test_it_answers_whatever_is_asked(held, asked, known) -> None:
    what = replace(facts(asked.prompt), **{name: _FORGOTTEN[name] for name in known})
    verdict = judge(held, asked, what)
    assert verdict.verdict in ("allow", "deny", "needs_information")
    assert verdict.allowed == (not verdict.reasons)
    assert all(reason.message and reason.clause and reason.code in Code for reason in verdict.reasons)
    assert asked.sha256


@settings(max_examples=200, deadline=None)
@given(held=HELD, asked=REQUESTS, forgotten=UNKNOWNS)
def test_forgetting_a_fact_never_allows(held, asked, forgotten) -> None:
    assume(forgotten != "uses_today")
    what = replace(facts(asked.prompt), **{forgotten: _FORGOTTEN[forgotten]})
    assert not judge(held, asked, what).allowed


@settings(max_examples=200, deadline=None)
@given(held=HELD, asked=REQUESTS)
def test_knowing_nothing_never_allows(held, asked) -> None:
    assert not judge(held, asked, Facts()).allowed


@st.composite
def narrowed(draw):
    """Terms, and the same terms with one permission fewer."""
    wide = draw(OFFERS)
    what = draw(st.sampled_from(["purpose", "tier", "seconds", "theme", "cap", "start", "end", "territory"]))
    if what == "purpose":
        assume(len(wide.purposes) > 1)
        return wide, replace(wide, purposes=wide.purposes[1:])
    if what == "tier":
        assume(len(wide.tiers) > 1)
        return wide, replace(wide, tiers=dict(list(wide.tiers.items())[1:]))
    if what == "seconds":
        assume(min(wide.tiers.values()) > 1)
        return wide, replace(wide, tiers={tier: seconds - 1 for tier, seconds in wide.tiers.items()})
    if what == "theme":
        return wide, replace(wide, prohibited_themes=THEMES)
    if what == "cap":
        return wide, replace(wide, daily_cap=1)
    if what == "start":
        return wide, replace(wide, starts_on=max(wide.starts_on or dt.date.min, dt.date(2026, 11, 24)))
    if what == "end":
        return wide, replace(wide, ends_on=dt.date(2026, 11, 22))
    return wide, replace(wide, territories=tuple(code for code in wide.territories if code != "*")[:1])


@settings(max_examples=400, deadline=None)
@given(pair=narrowed(), asked=REQUESTS, used=st.integers(0, 2))
def test_taking_a_permission_away_never_turns_a_refusal_into_an_allowance(pair, asked, used) -> None:
    wide, narrow = pair
    known = facts(asked.prompt, uses_today=dict.fromkeys(NAMES, used))
    before = judge(dict.fromkeys(NAMES, wide), asked, known)
    after = judge(dict.fromkeys(NAMES, narrow), asked, known)
    assert before.allowed or not after.allowed
    # A tier no longer offered has no longest clip to exceed.
    assert {str(reason.code) for reason in before.reasons} <= {str(reason.code) for reason in after.reasons} | {
        "seconds_too_long"
    }


@settings(max_examples=150, deadline=None)
@given(held=HELD, asked=REQUESTS)
def test_leaving_the_catalogue_denies_everything(held, asked) -> None:
    known = facts(asked.prompt, listed=dict.fromkeys(NAMES, False))
    verdict = judge(held, asked, known)
    assert not verdict.allowed
