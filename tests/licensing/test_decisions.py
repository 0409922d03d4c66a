"""Binding decisions: recorded, signed, capped, and never lost."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.clock import frozen, now
from core.errors import LicenceRefused
from core.models import AuditEvent, User
from core.money import Money
from licensing.models import Character, Decision, DecisionTerms
from licensing.services import characters, decisions, royalties, terms
from tests import factories
from tests.factories import use_of

pytestmark = pytest.mark.django_db


def record(user: User, *cast: Character, **changes):
    with transaction.atomic():
        return decisions.record(user=user, request=use_of(*cast, **changes))


def test_an_allowed_use_is_recorded_with_what_it_stands_on(creator: User, tobble: Character) -> None:
    decision = record(creator, tobble)

    used = decision.terms_used.get()
    assert (decision.verdict, decision.fee_minor, decision.currency) == ("allow", 250, "USD")
    assert used.terms == tobble.terms.get() and used.sheet == tobble.split_sheets.get()
    assert decision.body["terms"] == [
        {"character": tobble.pk, "id": used.terms_id, "version": 1, "sha256": used.terms.sha256}
    ]
    assert decision.body["split_sheets"] == {tobble.pk: used.sheet_id}
    assert AuditEvent.objects.filter(tag="decision.recorded", subject=decision.pk).count() == 1


def test_a_decision_reads_the_same_from_the_database_and_verifies(creator: User, tobble: Character) -> None:
    record(creator, tobble, prompt="Élan — “vital” 日本 🎬")
    stored = Decision.objects.get()
    assert decisions.verify(stored)


@pytest.mark.parametrize("field", ["verdict", "currency", "fee_minor", "request_sha256", "user_id", "key_id"])
def test_a_changed_column_does_not_verify(creator: User, tobble: Character, field: str) -> None:
    stored = record(creator, tobble)
    setattr(stored, field, 1 if field == "fee_minor" else "other")
    assert not decisions.verify(stored)


def test_a_changed_body_does_not_verify_and_stops_the_render(creator: User, tobble: Character) -> None:
    stored = record(creator, tobble)
    stored.body["fees"][tobble.pk] = 1
    assert not decisions.verify(stored)
    reason = decisions.recheck(decision=stored)
    assert reason is not None and reason.code == "decision_not_genuine"


def test_the_database_refuses_to_change_or_delete_a_decision(creator: User, tobble: Character) -> None:
    record(creator, tobble)
    for act in (
        lambda: Decision.objects.update(verdict="deny"),
        lambda: DecisionTerms.objects.update(fee_minor=0),
        lambda: DecisionTerms.objects.all().delete(),
        lambda: Decision.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_dry_check_records_nothing(creator: User, tobble: Character) -> None:
    checked = decisions.check(user=creator, request=use_of(tobble))
    assert checked.verdict.allowed
    assert checked.verdict.fees == {tobble.pk: Money(250, "USD")}
    assert [held.name for held in checked.terms] == ["Tobble"]
    assert Decision.objects.count() == 0


def test_a_check_takes_four_queries_however_many_characters(creator: User, studio, assert_queries) -> None:
    cast = [factories.listed_character(studio, name=name) for name in ("Tobble", "Kestra", "Orrin")]
    with assert_queries(4):
        decisions.check(user=creator, request=use_of(cast[0]))
    with assert_queries(4):
        decisions.check(user=creator, request=use_of(*cast, prompt="Tobble meets Kestra and Orrin"))


@pytest.mark.django_db(transaction=True)
def test_a_refusal_outlives_the_transaction_it_was_refused_in(creator: User, tobble: Character) -> None:
    with pytest.raises(LicenceRefused) as caught, decisions.refusals_kept(), transaction.atomic():
        factories.make_user("bystander@example.com")
        decisions.require(user=creator, request=use_of(tobble, seconds=21))

    assert not User.objects.filter(email="bystander@example.com").exists()
    decision = Decision.objects.get()
    assert caught.value.facts["decision"] == decision.pk
    assert (decision.verdict, decisions.verify(decision)) == ("deny", True)
    assert caught.value.facts["reasons"][0]["code"] == "seconds_too_long"
    assert caught.value.facts["alternatives"][0]["changes"] == {"seconds": 20}
    assert "20 seconds" in caught.value.message


@pytest.mark.django_db(transaction=True)
def test_an_allowed_decision_falls_with_the_transaction_it_belongs_to(creator: User, tobble: Character) -> None:
    with pytest.raises(ZeroDivisionError), decisions.refusals_kept(), transaction.atomic():
        decisions.require(user=creator, request=use_of(tobble))
        raise ZeroDivisionError
    assert Decision.objects.count() == 0


def test_a_refusal_nobody_would_record_is_a_programming_error(creator: User, tobble: Character) -> None:
    with pytest.raises(RuntimeError, match="refusals_kept"), transaction.atomic():
        decisions.require(user=creator, request=use_of(tobble))


@pytest.mark.django_db(transaction=True)
def test_a_binding_decision_needs_a_transaction(creator: User, tobble: Character) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        decisions.record(user=creator, request=use_of(tobble))


def test_the_daily_cap_counts_allowed_uses_and_starts_anew_at_midnight(creator: User, studio) -> None:
    capped = factories.listed_character(studio, name="Kestra", daily_cap=2)
    other = factories.make_user()
    with frozen(now().replace(hour=12)):
        assert [record(creator, capped).verdict for _ in range(3)] == ["allow", "allow", "deny"]
        assert record(creator, capped, seconds=30).verdict == "deny"
        assert record(other, capped).verdict == "allow"
        refused = decisions.check(user=creator, request=use_of(capped)).verdict
        assert [reason.code for reason in refused.reasons] == ["daily_cap_reached"]
        assert "wait_until" in refused.alternatives[0].changes
        moment = refused.alternatives[0].changes["wait_until"]
    with frozen(now().fromisoformat(moment)):
        assert record(creator, capped).verdict == "allow"


def test_a_record_is_in_english_and_the_answer_in_the_creators_language(creator: User, tobble: Character) -> None:
    from django.utils import translation

    with translation.override("fr"):
        decision = record(creator, tobble, seconds=30)
    assert decision.body["reasons"][0]["message"] == "A clip is at most 20 seconds long."


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "a\x00b\ud800"},
        {"prompt": "x" * 10_000},
        {"territory": "\x00" * 300},
        {"characters": ("chr_nobody",) * 500},
        {"purpose": "p" * 5000, "tier": "\ud800"},
        {"seconds": -(10**30)},
    ],
)
def test_whatever_is_asked_the_refusal_can_be_kept(creator: User, tobble: Character, changes: dict) -> None:
    decision = record(creator, tobble, **changes)
    decision.refresh_from_db()
    assert decision.verdict != "allow" and decisions.verify(decision)


def test_unlisting_stops_new_uses_and_renders_not_yet_begun(creator: User, tobble: Character) -> None:
    decision = record(creator, tobble)
    assert decisions.recheck(decision=decision) is None

    characters.unlist(user=factories.owner_of(tobble), character_id=tobble.pk, reason="a claim by another studio")

    reason = decisions.recheck(decision=decision)
    assert reason is not None and (reason.code, reason.character) == ("not_listed", tobble.pk)
    assert record(creator, tobble).verdict == "deny"


def test_newer_terms_and_a_newer_split_do_not_touch_what_was_agreed(creator: User, tobble: Character) -> None:
    decision = record(creator, tobble)
    owner = factories.owner_of(tobble)
    terms.publish(user=owner, character_id=tobble.pk, document=factories.terms_document(fee=999))
    factories.publish_split(tobble, [("studio", "studio@example.com", 1_000_000)])

    assert decisions.recheck(decision=decision) is None
    (used,) = decisions.terms_used(decision)
    assert (used.fee, used.version) == (Money(250, "USD"), 1)
    (division,) = royalties.divide(decision=decision)
    assert [line.amount for line in division.lines] == [38, 149, 42, 21]


def test_a_fee_is_divided_and_written_once(creator: User, tobble: Character) -> None:
    decision = record(creator, tobble)
    divisions = royalties.divide(decision=decision)
    for _ in range(2):
        with transaction.atomic():
            rows = royalties.record(job_id="job_1", entry_id="ent_1", decision=decision, divisions=divisions)
    assert [(row.role, row.amount, row.exact_micro) for row in rows] == [
        ("platform", 38, 37_500_000),
        ("artist", 149, 148_400_000),
        ("voice", 42, 42_400_000),
        ("estate", 21, 21_200_000),
    ]
    assert decision.royalty_lines.count() == 4


def test_a_waived_fee_pays_nobody(creator: User, tobble: Character) -> None:
    decision = record(creator, tobble)
    (division,) = royalties.divide(decision=decision, waived=[tobble.pk])
    assert (division.fee, division.lines) == (Money(0, "USD"), ())


def test_a_name_in_the_prompt_is_found_through_the_database(creator: User, studio, tobble: Character) -> None:
    other = factories.listed_character(studio, name="Captain Élan", aliases=["the Captain of Fog"])
    draft = factories.make_character(studio, name="Zephyrine")

    verdict = decisions.check(user=creator, request=use_of(tobble, prompt="Tobble waves to CAPTAIN ELAN.")).verdict
    assert [(reason.code, reason.character) for reason in verdict.reasons] == [("name_not_licensed", other.pk)]
    assert dict(verdict.alternatives[0].changes) == {"characters": [tobble.pk, other.pk]}
    assert verdict.alternatives[0].label == "Add Captain Élan to the cast"
    verdict = decisions.check(user=creator, request=use_of(tobble, prompt="with the captain of fog")).verdict
    assert verdict.reasons[0].code == "name_not_licensed"
    assert decisions.check(user=creator, request=use_of(tobble, prompt="Zephyrine waves")).verdict.allowed, draft


def test_a_draft_looks_like_a_character_that_never_was(creator: User, tobble: Character, studio) -> None:
    draft = factories.make_character(studio, name="Zephyrine")
    told = [
        [(reason.code, reason.message.replace(name, "X")) for reason in decision.verdict.reasons]
        for name in (draft.pk, "chr_never")
        for decision in [decisions.check(user=creator, request=use_of(characters=(name,)))]
    ]
    assert told[0] == told[1] and told[0][0][0] == "not_listed"


def test_splits_of_two_characters_are_each_by_their_own_sheet(creator: User, studio, tobble: Character) -> None:
    kestra = factories.listed_character(studio, name="Kestra", fee=101, shares=[("studio", "s@example.com", 1_000_000)])
    decision = record(creator, tobble, kestra)
    assert decision.fee_minor == 351
    first, second = royalties.divide(decision=decision)
    assert [sum(line.amount for line in division.lines) for division in (first, second)] == [250, 101]
