"""What could be asked instead: always allowed, never more changed than needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from licensing.policy import PURPOSES, TIERS, UseRequest, decide
from tests.licensing.cases import NAMES, check, codes, facts, offered, read, request, terms


def test_a_shorter_clip() -> None:
    assert offered(check(terms(tiers={"storyboard": 8}), seconds=12)) == [{"seconds": 8}]


def test_another_tier_and_the_length_it_allows() -> None:
    verdict = check(terms(tiers={"standard": 3}), seconds=12)
    assert offered(verdict) == [{"tier": "standard", "seconds": 3}]
    assert verdict.alternatives[0].label == "Make it 3 seconds long and use the standard tier"


def test_other_purposes_and_countries_that_all_of_the_cast_allow() -> None:
    held = {
        "chr_onyx": terms(purposes=["personal", "social"]),
        "chr_sorrel": terms(purposes=["personal", "commercial"]),
    }
    cast = ("chr_onyx", "chr_sorrel")
    assert {"purpose": "personal"} in offered(check(held, characters=cast, purpose="commercial"))
    held = {"chr_onyx": terms(territories=["JP", "BR"]), "chr_sorrel": terms(territories=["BR", "DE"])}
    assert {"territory": "BR"} in offered(check(held, characters=cast))


def test_without_the_character_whose_terms_are_in_the_way_and_without_its_name() -> None:
    held = {"chr_onyx": terms(), "chr_sorrel": terms(purposes=["personal"])}
    verdict = check(held, characters=("chr_onyx", "chr_sorrel"), prompt="Onyx waves and Sorrel's horse jumps")
    assert {"characters": ["chr_onyx"], "prompt": "Onyx waves horse jumps"} in offered(verdict)


def test_without_the_theme() -> None:
    verdict = check(terms(prohibited_themes=["weapons"]), prompt="Onyx walks by the sea with a sword")
    assert offered(verdict) == [{"prompt": "Onyx walks by the sea"}]
    assert verdict.alternatives[0].label == "Leave out “sword”"


def test_with_the_character_that_is_named_or_without_the_name() -> None:
    verdict = check(terms(), prompt="Onyx dances with Sorrel")
    assert offered(verdict) == [{"characters": ["chr_onyx", "chr_sorrel"]}, {"prompt": "Onyx dances"}]


def test_everyone_who_is_named_however_often_at_once() -> None:
    verdict = check(terms(), prompt="Onyx dances with Sorrel and Marnie; Sorrel and Marnie laugh")
    assert {"characters": ["chr_onyx", "chr_sorrel", "chr_marnie"]} in offered(verdict)


def test_a_named_character_is_only_proposed_when_its_own_terms_allow_the_use() -> None:
    held = {"chr_onyx": terms(), "chr_sorrel": terms(purposes=["personal"])}
    assert offered(check(held, prompt="Onyx dances with Sorrel")) == [{"prompt": "Onyx dances"}]


def test_waiting_for_the_window() -> None:
    verdict = check(terms(starts_on="2026-12-01"))
    assert offered(verdict) == [{"wait_until": "2026-12-01T00:00:00+00:00"}]


def test_choosing_each_character_once_and_the_first_four() -> None:
    assert offered(check(terms(), characters=("chr_onyx", "chr_onyx"))) == [{"characters": ["chr_onyx"]}]
    everyone = tuple(NAMES)
    assert offered(check(terms(), characters=everyone, prompt="a party")) == [{"characters": list(everyone[:4])}]


def test_nothing_is_proposed_when_nothing_small_helps() -> None:
    assert offered(check(terms(ends_on="2026-01-01"))) == []


def test_three_things_wrong_are_put_right_together() -> None:
    verdict = check(terms(purposes=["personal"], territories=["US"]), seconds=30)
    assert offered(verdict) == [{"seconds": 20, "purpose": "personal", "territory": "US"}]


PROMPTS = st.lists(
    st.sampled_from(["Onyx", "Sorrel", "Marnie", "a sword", "no guns", "beer", "walks", "and", "kisses", "."]),
    max_size=8,
).map(" ".join)
OFFERS = st.builds(
    terms,
    purposes=st.sets(st.sampled_from(PURPOSES), min_size=1).map(sorted),
    territories=st.sampled_from([["*"], ["FR"], ["US", "FR"], ["JP"]]),
    tiers=st.dictionaries(st.sampled_from(TIERS), st.integers(1, 20), min_size=1),
    prohibited_themes=st.sets(st.sampled_from(["weapons", "alcohol"])).map(sorted),
    daily_cap=st.sampled_from([None, 1, 3]),
    currency=st.sampled_from(["USD", "EUR"]),
    starts_on=st.sampled_from([None, "2026-11-30"]),
)
REQUESTS = st.builds(
    UseRequest,
    characters=st.lists(st.sampled_from(sorted(NAMES)), max_size=6).map(tuple),
    prompt=PROMPTS,
    purpose=st.sampled_from([*PURPOSES, ""]),
    territory=st.sampled_from(["FR", "US", "DE", "ZZ"]),
    tier=st.sampled_from(TIERS),
    seconds=st.integers(-1, 25),
)


@settings(max_examples=150, deadline=None)
@given(held=st.fixed_dictionaries(dict.fromkeys(NAMES, OFFERS)), asked=REQUESTS, used=st.integers(0, 4))
def test_every_alternative_is_allowed_when_it_is_taken(held, asked, used) -> None:
    known = facts(asked.prompt, uses_today=dict.fromkeys(NAMES, used))
    for alternative in decide(held, asked, known, read=read).alternatives:
        changes = dict(alternative.changes)
        waited = changes.pop("wait_until", None)
        if "characters" in changes:
            changes["characters"] = tuple(changes["characters"])
        taken = replace(asked, **changes)
        then = facts(taken.prompt, uses_today=known.uses_today)
        if waited:
            then = replace(then, now=dt.datetime.fromisoformat(waited), uses_today=dict.fromkeys(NAMES, 0))
        assert decide(held, taken, then).allowed, (alternative, codes(decide(held, taken, then)))
        assert alternative.label and (changes or waited)


def test_without_a_reader_no_change_of_the_prompt_is_proposed() -> None:
    asked = request(prompt="Onyx dances with Sorrel")
    verdict = decide(dict.fromkeys(NAMES, terms()), asked, facts(asked.prompt))
    assert offered(verdict) == [{"characters": ["chr_onyx", "chr_sorrel"]}]
