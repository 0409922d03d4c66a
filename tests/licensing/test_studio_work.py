"""What a studio does: registers, affirms, publishes, lists."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.clock import frozen, now
from core.errors import BadInput, Conflict, NotFound, StepRefused
from core.models import AuditEvent, OutboxMessage, User
from licensing.models import Character, Payee, RightsClaim, SplitShare, SplitSheet, Studio, Terms
from licensing.services import characters, payees, rights, splits, studios, terms
from licensing.services.splits import ShareIn
from tests import factories
from tests.database import behind_the_triggers
from tests.factories import terms_document

pytestmark = pytest.mark.django_db


# -- studios and characters -------------------------------------------------------------------------------------------


def test_whoever_opens_a_studio_owns_it(owner: User) -> None:
    studio = studios.create(user=owner, name="  Harbour   Lights ", about="Two people.\r\nOne lamp.")
    assert (studio.name, studio.slug, studio.about) == ("Harbour Lights", "harbour-lights", "Two people.\nOne lamp.")
    assert studio.memberships.get().role == "owner"
    assert AuditEvent.objects.filter(tag="studio.created", subject=studio.pk, actor=owner.pk).exists()


def test_slugs_are_each_their_own(owner: User) -> None:
    slugs = [studios.create(user=owner, name=name).slug for name in ("Élan!", "elan", "ELAN", "日本", "日本")]
    assert slugs == ["elan", "elan-2", "elan-3", "studio", "studio-2"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x07b"])
def test_a_studio_needs_a_name_people_can_read(owner: User, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        studios.create(user=owner, name=name)
    assert caught.value.field == "name" and not Studio.objects.exists()


def test_a_character_is_registered_as_a_draft_with_its_names_filed(owner: User, studio: Studio) -> None:
    character = characters.register(
        user=owner,
        studio_id=studio.pk,
        name="Captain Élan",
        aliases=["L'Élan", "captain elan", " ", "L’élan"],
        tagline="Sails on fog",
    )
    assert (character.state, character.slug, character.aliases) == ("draft", "captain-elan", ["L'Élan"])
    assert sorted(character.names.values_list("first_word", "text")) == [("captain", "Captain Élan"), ("l", "L'Élan")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "The"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "🎬"}, "name"),
        ({"aliases": ["the man"]}, "aliases"),
        ({"aliases": [f"Alias{n}" for n in range(13)]}, "aliases"),
        ({"tagline": "x" * 141}, "tagline"),
        ({"story": "x" * 4001}, "story"),
        ({"story": "a\x00b"}, "story"),
    ],
)
def test_nonsense_names_the_field(owner: User, studio: Studio, fields: dict, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        characters.register(user=owner, studio_id=studio.pk, **{"name": "Tobble", **fields})
    assert caught.value.field == field and not Character.objects.exists()


def test_a_strangers_studio_does_not_exist(creator: User, studio: Studio, tobble: Character) -> None:
    for act in (
        lambda: characters.register(user=creator, studio_id=studio.pk, name="Mine"),
        lambda: characters.edit(user=creator, character_id=tobble.pk, name="Mine"),
        lambda: characters.unlist(user=creator, character_id=tobble.pk),
        lambda: rights.affirm(user=creator, character_id=tobble.pk, agreed=True),
        lambda: terms.publish(user=creator, character_id=tobble.pk, document=terms_document()),
        lambda: splits.publish(user=creator, character_id=tobble.pk, shares=[]),
    ):
        with pytest.raises(NotFound):
            act()


def test_editing_files_the_new_names_and_keeps_the_address(owner: User, tobble: Character) -> None:
    characters.edit(user=owner, character_id=tobble.pk, name="Wobble", aliases=["Old Tobble"], story="Once.")
    tobble.refresh_from_db()
    assert (tobble.slug, tobble.name) == ("tobble", "Wobble")
    assert set(tobble.names.values_list("text", flat=True)) == {"Wobble", "Old Tobble"}
    assert AuditEvent.objects.get(tag="character.edited").facts == {"changed": ["aliases", "name", "story"]}


def test_listing_says_all_that_is_missing_until_nothing_is(owner: User, studio: Studio) -> None:
    import io

    from licensing.services import pictures

    character = factories.make_character(studio, name="Kestra")
    for step in (
        lambda: pictures.add(user=owner, character_id=character.pk, name="a.png", content=io.BytesIO(factories.png())),
        lambda: rights.affirm(user=owner, character_id=character.pk, agreed=True),
        lambda: terms.publish(user=owner, character_id=character.pk, document=terms_document()),
        lambda: factories.publish_split(character),
    ):
        with pytest.raises(Conflict) as caught:
            characters.list_it(user=owner, character_id=character.pk)
        before = list(caught.value.facts["missing"])
        assert before == characters.missing_for_listing(character) and all(part in str(caught.value) for part in before)
        step()
        assert len(characters.missing_for_listing(character)) == len(before) - 1
    listed = characters.list_it(user=owner, character_id=character.pk)
    assert listed.state == "listed" and listed.listed_at is not None
    assert characters.list_it(user=owner, character_id=character.pk).state == "listed"


def test_a_draft_cannot_be_taken_out_of_the_window(owner: User, studio: Studio) -> None:
    with pytest.raises(StepRefused):
        characters.unlist(user=owner, character_id=factories.make_character(studio).pk)


def test_an_unlisted_character_can_be_listed_again(owner: User, tobble: Character) -> None:
    characters.unlist(user=owner, character_id=tobble.pk, reason="a pause")
    assert AuditEvent.objects.get(tag="character.unlisted").facts["reason"] == "a pause"
    assert characters.list_it(user=owner, character_id=tobble.pk).state == "listed"


# -- rights -----------------------------------------------------------------------------------------------------------


def test_an_affirmation_keeps_the_text_and_who_affirmed_it(owner: User, studio: Studio) -> None:
    character = factories.make_character(studio)
    claim = rights.affirm(user=owner, character_id=character.pk, agreed=True)
    assert (claim.version, claim.statement, claim.affirmed_by) == (1, rights.TEXT, owner)
    assert rights.affirm(user=owner, character_id=character.pk, agreed=True) == claim


def test_a_new_text_needs_a_new_affirmation(owner: User, tobble: Character, monkeypatch) -> None:
    monkeypatch.setattr(rights, "TEXT_VERSION", "2027-01")
    monkeypatch.setattr(characters, "TEXT_VERSION", "2027-01")
    assert characters.missing_for_listing(tobble) == ["Affirm that the studio holds the rights."]
    with pytest.raises(BadInput, match="text has changed"):
        rights.affirm(user=owner, character_id=tobble.pk, agreed=True, text_version="2026-11")
    assert rights.affirm(user=owner, character_id=tobble.pk, agreed=True, text_version="2027-01").version == 2


def test_nobody_affirms_by_accident(owner: User, tobble: Character) -> None:
    with pytest.raises(BadInput, match="Tick the box"):
        rights.affirm(user=owner, character_id=tobble.pk, agreed=False)


# -- terms ------------------------------------------------------------------------------------------------------------


def test_publishing_the_same_terms_again_changes_nothing(owner: User, tobble: Character) -> None:
    first = tobble.terms.get()
    other_order = terms_document(purposes=list(first.document["purposes"])[::-1])
    again = terms.publish(user=owner, character_id=tobble.pk, document=other_order)
    assert again == first and tobble.terms.count() == 1


def test_new_terms_retire_the_ones_before(owner: User, tobble: Character) -> None:
    first = tobble.terms.get()
    second = terms.publish(user=owner, character_id=tobble.pk, document=terms_document(fee=900, ends_on="2999-12-31"))
    first.refresh_from_db()
    assert (first.state, second.state, second.version, second.lowest_fee) == ("retired", "published", 2, 900)
    assert second.ends_on == dt.date(2999, 12, 31) and first.retired_at is not None
    third = terms.publish(user=owner, character_id=tobble.pk, document=first.document)
    assert (third.version, third.sha256) == (3, first.sha256)


def test_terms_whose_window_is_over_cannot_be_published(owner: User, tobble: Character) -> None:
    with frozen(now().replace(year=2026, month=11, day=23)):
        with pytest.raises(BadInput, match="already over") as caught:
            terms.publish(user=owner, character_id=tobble.pk, document=terms_document(ends_on="2026-11-22"))
        assert caught.value.field == "ends_on"
        assert (
            terms.publish(user=owner, character_id=tobble.pk, document=terms_document(ends_on="2026-11-23")).version
            == 2
        )


def test_wrong_terms_leave_those_in_force_alone(owner: User, tobble: Character) -> None:
    with pytest.raises(BadInput):
        terms.publish(user=owner, character_id=tobble.pk, document=terms_document(fee=-1))
    assert tobble.terms.get().state == "published"


@pytest.mark.parametrize(
    "change",
    [
        {"document": {"purposes": []}},
        {"sha256": "0" * 64},
        {"currency": "EUR"},
        {"lowest_fee": 0},
        {"version": 9},
        {"ends_on": dt.date(2026, 1, 1)},
        {"state": "draft"},
        {"published_at": None},
    ],
)
def test_the_database_refuses_to_change_published_terms(tobble: Character, change: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(character=tobble).update(**change)


def test_the_database_refuses_to_delete_published_terms_or_bring_back_retired_ones(
    owner: User, tobble: Character
) -> None:
    first = tobble.terms.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(pk=first.pk)._raw_delete("default")
    terms.publish(user=owner, character_id=tobble.pk, document=terms_document(fee=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(pk=first.pk).update(state="in_review")
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(pk=first.pk).update(document={})


# -- split sheets and payees ------------------------------------------------------------------------------------------


def share(email: str, ppm: int, role: str = "artist", name: str = "Ada") -> ShareIn:
    return ShareIn(role, name, email, ppm)


@pytest.mark.parametrize(
    ("shares", "field", "says"),
    [
        ([], "shares", "at least one person"),
        ([share("a@example.com", 999_999)], "shares", "sum to 99.9999 %; 0.0001 % is missing"),
        (
            [share("a@example.com", 600_000), share("b@example.com", 600_000)],
            "shares",
            "sum to 120 %, which is 20 % too much",
        ),
        (
            [share("a@example.com", 500_000), share("A@Example.com ", 500_000)],
            "shares.1.email",
            "named twice as artist",
        ),
        ([share("a@example.com", -1), share("b@example.com", 1_000_001)], "shares.0.ppm", "0 to 1000000"),
        ([share("a@example.com", 0.5)], "shares.0.ppm", "whole parts per million"),
        ([share("a@example.com", True)], "shares.0.ppm", "whole parts per million"),
        ([share("nobody", 1_000_000)], "shares.0.email", "not an e-mail address"),
        ([share("a@example.com", 1_000_000, role=" ")], "shares.0.role", "what this share is for"),
        ([share("a@example.com", 1_000_000, name="")], "shares.0.name", "who is paid"),
        ([share(f"p{n}@example.com", 0) for n in range(21)], "shares", "at most 20"),
    ],
)
def test_a_sheet_that_does_not_add_up_is_refused(
    owner: User, tobble: Character, shares: list, field: str, says: str
) -> None:
    with pytest.raises(BadInput) as caught:
        splits.publish(user=owner, character_id=tobble.pk, shares=shares)
    assert caught.value.field == field and says in caught.value.message
    assert tobble.split_sheets.get().state == "in_force"


def test_a_new_sheet_takes_the_place_of_the_one_before_and_reuses_payees(owner: User, tobble: Character) -> None:
    first = tobble.split_sheets.get()
    second = splits.publish(
        user=owner,
        character_id=tobble.pk,
        shares=[
            share("artist@example.com", 400_000, name="Artist Renamed"),
            share("new@example.com", 600_000, role="voice"),
        ],
    )
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("superseded", "in_force", 2)
    assert Payee.objects.get(email="artist@example.com").name == "Artist Renamed"
    assert Payee.objects.count() == 4
    assert [row.ppm for row in second.shares.all()] == [400_000, 600_000]


def test_one_person_may_have_two_roles_and_a_share_of_nothing(owner: User, tobble: Character) -> None:
    sheet = splits.publish(
        user=owner,
        character_id=tobble.pk,
        shares=[share("a@example.com", 1_000_000), share("a@example.com", 0, role="voice")],
    )
    assert sheet.shares.values("payee").distinct().count() == 1


def test_publishing_the_same_sheet_again_changes_nothing(tobble: Character) -> None:
    first = tobble.split_sheets.get()
    factories.publish_split(tobble)
    assert list(tobble.split_sheets.all()) == [first]


def test_a_new_payee_is_invited_once_and_someone_who_is_here_is_linked(owner: User, studio: Studio) -> None:
    here = factories.make_user("here@example.com")
    factories.make_user("unverified@example.com", verified=False)
    character = factories.make_character(studio)
    rows = [
        ("artist", "here@example.com", 500_000),
        ("voice", "unverified@example.com", 300_000),
        ("estate", "new@example.com", 200_000),
    ]
    factories.publish_split(character, rows)
    factories.publish_split(character, rows[::-1])
    assert Payee.objects.get(email="here@example.com").user == here
    invited = OutboxMessage.objects.filter(topic="payee.invited").values_list("subject", flat=True)
    assert set(invited) == set(Payee.objects.exclude(email="here@example.com").values_list("pk", flat=True))
    assert len(invited) == 2


def test_only_a_verified_address_claims_a_payee(tobble: Character) -> None:
    from allauth.account.models import EmailAddress

    person = factories.make_user("Artist@example.com", verified=False)
    assert payees.claim(person) == []
    EmailAddress.objects.filter(user=person).update(verified=True)
    (claimed,) = payees.claim(person)
    assert (claimed.email, claimed.user) == ("artist@example.com", person)
    assert payees.claim(person) == []
    assert AuditEvent.objects.filter(tag="payee.claimed", subject=claimed.pk).count() == 1


def test_a_claimed_payee_cannot_be_claimed_by_another(tobble: Character) -> None:
    from allauth.account.models import EmailAddress

    first = factories.make_user("artist@example.com")
    payees.claim(first)
    second = factories.make_user()
    EmailAddress.objects.create(user=second, email="ARTIST@example.com", verified=False)
    assert payees.claim(second) == []
    assert Payee.objects.get(email="artist@example.com").user == first


def test_the_database_refuses_to_change_a_sheet_in_force(tobble: Character) -> None:
    sheet = tobble.split_sheets.get()
    row = sheet.shares.first()
    assert row is not None
    for act in (
        lambda: SplitShare.objects.filter(pk=row.pk).update(ppm=1),
        lambda: SplitShare.objects.filter(pk=row.pk).delete(),
        lambda: SplitShare.objects.create(sheet=sheet, position=9, payee=row.payee, role="late", ppm=0),
        lambda: SplitSheet.objects.filter(pk=sheet.pk).update(version=7),
        lambda: SplitSheet.objects.filter(pk=sheet.pk).update(state="draft"),
        lambda: SplitSheet.objects.filter(pk=sheet.pk)._raw_delete("default"),
        lambda: SplitSheet.objects.create(character=tobble, version=2, state="superseded"),
        lambda: RightsClaim.objects.update(statement="whatever"),
        lambda: RightsClaim.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_database_refuses_a_sheet_that_does_not_add_up(tobble: Character) -> None:
    sheet = SplitSheet.objects.create(character=tobble, version=2)
    payee = Payee.objects.first()
    assert payee is not None
    SplitShare.objects.create(sheet=sheet, position=0, payee=payee, role="artist", ppm=999_999)
    with pytest.raises(IntegrityError), transaction.atomic():
        SplitSheet.objects.filter(pk=sheet.pk).update(state="in_force")


# -- the checks of the house ------------------------------------------------------------------------------------------


def findings() -> dict[str, list[str]]:
    from ledger import invariants

    return {
        found.code: [violation.subject for violation in found.violations]
        for found in invariants.run()
        if found.code.startswith("L")
    }


def test_the_invariants_hold_and_see_what_is_broken_from_behind(creator: User, tobble: Character) -> None:
    from django.db import connection

    from licensing.models import Decision, RoyaltyLine
    from licensing.services import decisions, royalties

    with transaction.atomic():
        decision = decisions.record(user=creator, request=factories.use_of(tobble))
        royalties.record(
            job_id="job_1", entry_id="ent_1", decision=decision, divisions=royalties.divide(decision=decision)
        )
    assert findings() == {code: [] for code in ("L0", "L1", "L2", "L3", "L4", "L5")}

    with transaction.atomic(), behind_the_triggers(connection):
        RoyaltyLine.objects.filter(role="artist").update(amount=150)
        Decision.objects.update(fee_minor=251)
        SplitShare.objects.filter(role="artist").update(ppm=1)
        Terms.objects.update(sha256="0" * 64)
    assert findings() == {
        "L0": [],
        "L1": ["job_1"],
        "L2": ["job_1"],
        "L3": [decision.pk],
        "L4": [tobble.split_sheets.get().pk],
        "L5": [tobble.terms.get().pk],
    }
