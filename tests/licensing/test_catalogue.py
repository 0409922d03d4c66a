"""The catalogue, and what people may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from core.clock import frozen, now
from core.errors import BadInput, NotFound
from core.money import Money
from licensing import selectors
from licensing.models import Character, Studio
from licensing.selectors import CatalogueQuery, cards_of, catalogue
from licensing.services import characters
from tests import factories
from tests.factories import listed_character

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(studio: Studio) -> dict[str, Character]:
    """Five characters of two studios, each a minute newer than the one before."""
    other = factories.make_studio(name="Étoile Noire")
    offers: list[tuple[Studio, str, dict]] = [
        (studio, "Tobble", {"fee": 250, "free": True}),
        (studio, "Kestra", {"fee": 100, "purposes": ["personal"], "territories": ["FR", "BE"]}),
        (other, "Orrin", {"fee": 300, "currency": "EUR", "tiers": {"storyboard": 10}}),
        (other, "Élodie", {"fees": {"standard": {"personal": 0, "advertising": 90_000}}, "tiers": {"standard": 5},
                           "purposes": ["personal", "advertising"], "aliases": ["La Comète"]}),
        (other, "Brume", {"fee": 250, "ends_on": "2999-01-01"}),
    ]  # fmt: skip
    found = {}
    for minute, (owner, name, offer) in enumerate(offers):
        with frozen(now() + dt.timedelta(minutes=minute)):
            found[name] = listed_character(owner, name=name, **offer)
    return found


def names(**asked) -> list[str]:
    return [card.name for card in catalogue(CatalogueQuery(**asked)).cards]


def test_newest_come_first_and_drafts_and_unlisted_never(shelf: dict[str, Character], studio: Studio) -> None:
    factories.make_character(studio, name="Draft")
    characters.unlist(user=factories.owner_of(shelf["Orrin"]), character_id=shelf["Orrin"].pk)
    assert names() == ["Brume", "Élodie", "Kestra", "Tobble"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "ELODIE"}, ["Élodie"]),
        ({"text": "comete"}, ["Élodie"]),
        ({"text": "etoile noire"}, ["Brume", "Élodie", "Orrin"]),
        ({"text": "harbour tob"}, ["Tobble"]),
        ({"text": "nobody"}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"purpose": "advertising"}, ["Brume", "Élodie", "Orrin", "Tobble"]),
        ({"purpose": "social", "tier": "standard"}, ["Brume", "Tobble"]),
        ({"tier": "storyboard"}, ["Brume", "Orrin", "Kestra", "Tobble"]),
        ({"territory": "DE"}, ["Brume", "Élodie", "Orrin", "Tobble"]),
        ({"territory": "BE", "purpose": "personal", "currency": "USD", "max_fee": 100}, ["Élodie", "Kestra"]),
        ({"currency": "EUR"}, ["Orrin"]),
        ({"currency": "USD", "max_fee": 249}, ["Élodie", "Kestra"]),
        ({"currency": "USD", "max_fee": 250, "purpose": "advertising"}, ["Brume", "Tobble"]),
        ({"free_allowance": True}, ["Tobble"]),
        ({"studio": "harbour-lights"}, ["Kestra", "Tobble"]),
        ({"sort": "name"}, ["Brume", "Élodie", "Kestra", "Orrin", "Tobble"]),
        ({"sort": "price"}, ["Orrin", "Élodie", "Kestra", "Tobble", "Brume"]),
        ({"sort": "price", "purpose": "advertising"}, ["Orrin", "Tobble", "Brume", "Élodie"]),
    ],
)
def test_each_filter_keeps_what_it_says(shelf: dict[str, Character], asked: dict, found: list[str]) -> None:
    assert sorted(names(**asked)) == sorted(found)
    if "sort" not in asked or asked["sort"] == "name":
        assert names(**asked) == found
    else:
        prices = [(card.price.currency, card.price.minor) for card in catalogue(CatalogueQuery(**asked)).cards]
        assert prices == sorted(prices)


def test_the_price_shown_is_for_the_use_looked_for(shelf: dict[str, Character]) -> None:
    (card,) = catalogue(CatalogueQuery(text="elodie")).cards
    assert card.price == Money(0, "USD")
    (card,) = catalogue(CatalogueQuery(text="elodie", purpose="advertising")).cards
    assert card.price == Money(90_000, "USD")


def test_terms_whose_window_is_not_open_are_not_offered(shelf: dict[str, Character]) -> None:
    with frozen(dt.datetime(2999, 1, 1, 23, 59, tzinfo=dt.UTC)):
        assert "Brume" in names()
    with frozen(dt.datetime(2999, 1, 2, tzinfo=dt.UTC)):
        assert "Brume" not in names()


def test_facets_count_what_each_choice_would_leave(shelf: dict[str, Character]) -> None:
    page = catalogue(CatalogueQuery(purpose="advertising"))
    facets = {facet.name: {option.value: option.count for option in facet.options} for facet in page.facets}
    assert page.total == 4
    assert facets["purpose"] == {"personal": 5, "social": 3, "commercial": 3, "advertising": 4}
    assert facets["tier"] == {"storyboard": 3, "standard": 3}
    assert facets["currency"] == {"EUR": 1, "USD": 3}
    assert facets["studio"] == {"etoile-noire": 3, "harbour-lights": 1}
    assert facets["free_allowance"] == {"1": 1}
    assert facets["territory"]["DE"] == 4
    assert [option.value for facet in page.facets for option in facet.options if option.selected] == ["advertising"]


def test_a_choices_count_is_what_choosing_it_shows(shelf: dict[str, Character]) -> None:
    for query in (
        CatalogueQuery(),
        CatalogueQuery(tier="standard"),
        CatalogueQuery(purpose="personal", territory="FR"),
    ):
        for facet in catalogue(query).facets:
            for option in facet.options:
                value = True if facet.name == "free_allowance" else option.value
                shown = catalogue(replace(query, **{facet.name: value})).total
                assert shown == option.count, (query, facet.name, option)


@pytest.mark.parametrize("sort", ["newest", "price", "name"])
def test_pages_follow_each_other_without_gap_or_repeat(shelf: dict[str, Character], sort: str) -> None:
    whole = [card.id for card in cards_of(CatalogueQuery(sort=sort))[0]]
    seen: list[str] = []
    after = ""
    while True:
        cards, following = cards_of(CatalogueQuery(sort=sort, limit=2, after=after))
        seen += [card.id for card in cards]
        if following is None:
            break
        after = following
    assert seen == whole and len(seen) == 5


def test_a_page_costs_the_same_however_much_is_on_it(shelf: dict[str, Character], assert_queries) -> None:
    for limit in (1, 100):
        with assert_queries(8):
            catalogue(CatalogueQuery(limit=limit, text="o", territory="FR"))
        with assert_queries(1):
            cards_of(CatalogueQuery(limit=limit))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"purpose": "war"}, "purpose"),
        ({"tier": "imax"}, "tier"),
        ({"territory": "ZZ"}, "territory"),
        ({"currency": "DEM"}, "currency"),
        ({"sort": "random"}, "sort"),
        ({"max_fee": 5}, "max_fee"),
        ({"max_fee": -5, "currency": "USD"}, "max_fee"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"after": "nonsense"}, "after"),
        ({"after": "WzFd"}, "after"),
        ({"after": "e30"}, "after"),
        ({"after": "WyJ4IiwgInkiXQ"}, "after"),
    ],
)
def test_nonsense_names_the_field(asked: dict, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        catalogue(CatalogueQuery(**asked))
    assert caught.value.field == field


# -- one character ----------------------------------------------------------------------------------------------------


def test_the_page_of_a_character_says_what_is_allowed(tobble: Character, assert_queries) -> None:
    with assert_queries(3):
        page = selectors.character_page("tobble")
    assert (page.name, page.studio, page.listed, len(page.pictures)) == ("Tobble", "Harbour Lights", True, 1)
    assert page.terms is not None and page.terms.document.fee("storyboard", "social") == Money(250, "USD")
    assert page.pictures[0].tile_url.startswith("/media/characters/")
    assert selectors.character_page(tobble.pk) == page


def test_drafts_and_unlisted_characters_are_their_studios_alone(owner, creator, studio, tobble: Character) -> None:
    draft = factories.make_character(studio, name="Kestra")
    characters.unlist(user=owner, character_id=tobble.pk)
    for slug in (draft.slug, tobble.slug, "never-was"):
        for viewer in (None, creator):
            with pytest.raises(NotFound):
                selectors.character_page(slug, viewer=viewer)
    assert selectors.character_page(draft.slug, viewer=owner).terms is None
    assert not selectors.character_page(tobble.slug, viewer=owner).listed


def test_what_is_a_studios_own_is_fetched_for_its_people_only(owner, creator, studio, tobble: Character) -> None:
    picture = tobble.assets.get().pk
    assert selectors.studio_for(owner, studio.slug) == selectors.studio_for(owner, studio.pk) == studio
    assert selectors.character_for(owner, tobble.slug) == selectors.character_for(owner, tobble.pk) == tobble
    assert selectors.picture_for(owner, picture).character == tobble
    for fetch in (
        lambda: selectors.studio_for(creator, studio.slug),
        lambda: selectors.character_for(creator, tobble.pk),
        lambda: selectors.picture_for(creator, picture),
    ):
        with pytest.raises(NotFound):
            fetch()


def test_terms_and_sheets_in_force(owner, tobble: Character) -> None:
    from licensing.services import terms

    terms.publish(user=owner, character_id=tobble.pk, document=factories.terms_document(fee=5))
    in_force = selectors.terms_in_force(tobble.pk)
    assert in_force is not None and (in_force.version, in_force.state) == (2, "published")
    assert [view.version for view in selectors.terms_history(tobble.pk)] == [2, 1]
    sheet = selectors.sheet_in_force(tobble.pk)
    assert sheet is not None
    assert [(share.role, share.ppm, share.claimed) for share in sheet.shares] == [
        ("artist", 700_000, False),
        ("voice", 200_000, False),
        ("estate", 100_000, False),
    ]
    assert selectors.terms_in_force("chr_x") is None and selectors.sheet_in_force("chr_x") is None


def test_likenesses_come_in_the_order_of_the_cast(shelf: dict[str, Character]) -> None:
    cast = [shelf["Orrin"].pk, shelf["Brume"].pk, "chr_never"]
    found = selectors.likenesses(cast)
    assert [likeness.name for likeness in found] == ["Orrin", "Brume"]
    assert found[0].pictures == (shelf["Orrin"].assets.get().file,)


# -- a studio's numbers -----------------------------------------------------------------------------------------------


def settle(creator, character: Character, job: str) -> None:
    from django.db import transaction

    from licensing.services import decisions, royalties

    with transaction.atomic():
        decision = decisions.record(user=creator, request=factories.use_of(character))
        divisions = royalties.divide(decision=decision)
        royalties.record(job_id=job, entry_id=f"ent_{job}", decision=decision, divisions=divisions)


def test_a_studio_sees_its_characters_and_what_they_earned(owner, creator, studio, tobble, assert_queries) -> None:
    factories.make_character(studio, name="Kestra")
    with frozen(now() - dt.timedelta(days=40)):
        settle(creator, tobble, "job_1")
    settle(creator, tobble, "job_2")

    (mine,) = selectors.studios_of(owner)
    assert (mine.name, mine.role, mine.characters) == ("Harbour Lights", "owner", 2)
    assert selectors.studios_of(creator) == ()
    with assert_queries(4):
        rows = selectors.characters_of(studio)
    assert [(row.name, row.state, row.pictures, row.terms_version, row.sheet_version) for row in rows] == [
        ("Kestra", "draft", 0, None, None),
        ("Tobble", "listed", 1, 1, 1),
    ]
    with assert_queries(5):
        board = selectors.studio_dashboard(studio)
    assert (board.characters, board.listed, board.payees, board.payees_unclaimed) == (2, 1, 3, 3)
    assert (board.uses, board.uses_recently) == (2, 1)
    assert (board.earned, board.earned_recently) == ((Money(424, "USD"),), (Money(212, "USD"),))
    days = selectors.earned_by_day(studio, 30)
    assert len(days) == 30 and days[-1].amount == Money(212, "USD") and days[-1].day == now().date()
    assert sum(day.amount.minor for day in days) == 212
    (earned,) = selectors.earnings_by_character(studio)
    assert (earned.name, earned.fees, earned.earned) == ("Tobble", Money(500, "USD"), Money(424, "USD"))


def test_a_payee_sees_what_is_theirs(creator, tobble: Character) -> None:
    from licensing.services import payees

    settle(creator, tobble, "job_1")
    artist = factories.make_user("artist@example.com")
    assert selectors.payees_of(artist) == ()
    payees.claim(artist)
    (mine,) = selectors.payees_of(artist)
    assert (mine.studio, mine.claimed) == ("Harbour Lights", True)
    assert selectors.payee_for(artist, mine.id) == mine
    with pytest.raises(NotFound):
        selectors.payee_for(creator, mine.id)
    later = now() + dt.timedelta(seconds=1)
    (row,) = selectors.royalties_between(mine.id, "USD", None, later)
    assert (row.amount, row.base, row.ppm, row.character) == (Money(149, "USD"), Money(212, "USD"), 700_000, "Tobble")
    assert selectors.royalties_between(mine.id, "EUR", None, later) == ()
    assert selectors.royalties_between(mine.id, "USD", later, later + dt.timedelta(days=1)) == ()
    assert [row.role for row in selectors.royalties_of_job("job_1")] == ["platform", "artist", "voice", "estate"]
