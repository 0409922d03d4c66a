"""The studio's pages: five steps to a listing, terms in plain words, split sheets, earnings; each sees only its own."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from core.models import User
from generation.models import Clip, JobCast, RenderJob, RenderOutput
from licensing.models import Character, Decision, RoyaltyLine, Studio, Terms
from licensing.policy import TermsDocument
from licensing.services import decisions, royalties, terms
from marketplace.demo.visitor import _FormReader
from marketplace.views.studio_terms import try_out
from tests.factories import (
    listed_character,
    make_character,
    make_studio,
    make_user,
    owner_of,
    png,
    terms_document,
    use_of,
)

pytestmark = pytest.mark.django_db

# What one page may ask of the database, the session and the reader included.
MOST_QUERIES = 12
OF_A_CHARACTER = ("character_edit", "rights_affirm", "character_terms", "character_splits", "character_list")
PAGES = ("studio", "character_new", "studio_earnings", *OF_A_CHARACTER)


@pytest.fixture(autouse=True)
def media_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner() -> User:
    return make_user("ottilie@example.com", name="Ottilie Brandreth")


@pytest.fixture
def studio(owner: User) -> Studio:
    return make_studio(owner, name="Larkspoon House")


@pytest.fixture
def web(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def text(response: Any) -> str:
    """What a person reads, with one space between words."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(body))


def offered(response: Any, action: str) -> dict[str, Any]:
    """What a browser would send for the form that goes to `action` if nothing were touched."""
    reader = _FormReader()
    reader.feed(response.content.decode())
    form = next(form for form in reader.forms if form.method == "post" and form.action == action)
    return dict(form.values)


def terms_fields(**changes: Any) -> dict[str, Any]:
    """A terms form as typed for storyboard clips, personal and social, in France and Japan."""
    typed = {
        "purposes": ["personal", "social"],
        "territories": ["FR", "JP"],
        "prohibited_themes": ["weapons"],
        "daily_cap": "20",
        "currency": "USD",
        "seconds_storyboard": "10",
        "fee_storyboard_personal": "1",
        "fee_storyboard_social": "2.50",
    }
    return {**typed, **changes}


def split_fields(*rows: tuple[str, str, str, str], spare: int = 0) -> dict[str, str]:
    """Rows of the split form (role, name, e-mail, percent) and empty ones after them."""
    typed = {"form-TOTAL_FORMS": str(len(rows) + spare), "form-INITIAL_FORMS": "0"}
    for place, row in enumerate([*rows, *[("", "", "", "")] * spare]):
        typed.update(
            {
                f"form-{place}-{part}": value
                for part, value in zip(("role", "name", "email", "percent"), row, strict=True)
            }
        )
    return typed


def picture(name: str = "figure.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or png())


def cmyk() -> bytes:
    buffer = io.BytesIO()
    Image.new("CMYK", (96, 96), (10, 90, 40, 0)).save(buffer, "JPEG")
    return buffer.getvalue()


def paid_use(character: Character, user: User, *, shown: bool = False, purpose: str = "social") -> RenderJob:
    """A finished clip of a character as settlement leaves it: a decision, a settled job, royalty lines, a clip."""
    with transaction.atomic():
        decision = decisions.record(user=user, request=use_of(character, purpose=purpose))
        job = RenderJob.objects.create(
            user=user, decision=decision, prompt="a walk", purpose=purpose, territory="FR", tier="storyboard",
            seconds=5, width=1280, height=720, seed=1, card={}, total=decision.fee_minor, currency=decision.currency,
            state="settled", settled_at=decision.decided_at,
        )  # fmt: skip
        JobCast.objects.create(job=job, character=character, position=0)
        royalties.record(
            job_id=job.pk, entry_id="ent_1", decision=decision, divisions=royalties.divide(decision=decision)
        )
    RenderOutput.objects.create(
        job=job, attempt=1, renderer="animatic", video="v.mp4", poster="p.webp", preview="m.webp", sha256="0" * 64,
        size=1, width=1280, height=720, fps=24, frame_count=120, duration_ms=5000,
    )  # fmt: skip
    Clip.objects.create(job=job, user=user, title=f"A walk of {character.name}", showcased=shown)
    return job


# -- the way to a listing


def test_a_studio_goes_from_nothing_to_a_listed_character_through_its_pages(web: Client, owner: User) -> None:
    assert "Register a studio" in text(web.get("/studio/"))
    made = web.post("/studio/new/", {"name": "Larkspoon House", "about": "Ink and watercolour."})
    assert made.headers["Location"] == "/studio/larkspoon-house/characters/new/"

    words = {"name": "Tobble Wickmere", "aliases": "Tobble\nthe Lamplighter Mole", "tagline": "He lights the lamps."}
    registered = web.post(made.headers["Location"], {**words, "pictures": [picture(), picture("proof.jpg", cmyk())]})
    here = "/studio/characters/tobble-wickmere/"
    assert registered.headers["Location"] == here
    assert "Converted from CMYK (print) to RGB (screen) colours." in text(web.get(here))

    assert (
        web.post(f"{here}rights/", {**offered(web.get(f"{here}rights/"), f"{here}rights/"), "agreed": "on"}).status_code
        == 302
    )
    assert web.post(f"{here}terms/", terms_fields()).status_code == 302
    split = web.post(f"{here}splits/", split_fields(("studio", "Larkspoon", "ottilie@example.com", "100"), spare=5))
    assert split.status_code == 302
    assert "Everything is there" in text(web.get(f"{here}list/"))
    assert web.post(f"{here}list/").status_code == 302

    character = Character.objects.get(slug="tobble-wickmere")
    assert (character.state, character.aliases) == ("listed", ["Tobble", "the Lamplighter Mole"])
    assert "Now showing" in text(web.get(f"{here}list/"))
    assert "1 of 1 registered" in text(web.get("/studio/")).replace("Characters listed ", "")


def test_a_character_that_lacks_something_is_not_listed_and_the_page_says_what(web: Client, studio: Studio) -> None:
    character = make_character(studio, name="Pim Ottoman")

    page = web.get(reverse("character_list", args=[character.slug]))
    refused = web.post(reverse("character_list", args=[character.slug]))

    assert "Publish a split sheet" in text(page)
    assert refused.status_code == 409
    assert "Affirm that the studio holds the rights." in text(refused)
    character.refresh_from_db()
    assert character.state == "draft"


def test_taking_a_character_out_of_the_catalogue_is_a_press(web: Client, studio: Studio) -> None:
    character = listed_character(studio)

    assert web.get(reverse("character_unlist", args=[character.slug])).status_code == 405
    web.post(reverse("character_unlist", args=[character.slug]), {"reason": "Redrawn"})

    character.refresh_from_db()
    assert character.state == "unlisted"


# -- words and pictures


def test_nothing_typed_is_lost_when_a_name_is_refused(web: Client, studio: Studio) -> None:
    typed = {"name": "the", "aliases": "Bo\nthe Bear", "tagline": "A tagline", "story": "A long story."}

    answer = web.post(reverse("character_new", args=[studio.slug]), typed)

    assert answer.status_code == 422
    shown = offered(answer, reverse("character_new", args=[studio.slug]))
    assert {name: shown[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert "too common a word" in text(answer)
    assert not Character.objects.exists()


def test_each_picture_that_cannot_be_used_is_named_and_the_others_stay(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    address = reverse("picture_add", args=[character.slug])

    answer = web.post(
        address, {"pictures": [picture(), picture("notes.txt", b"hello"), picture("tiny.png", png(side=16))]}
    )

    assert answer.status_code == 422
    said = text(answer)
    assert "notes.txt This is not a picture we can read. Send a PNG, JPEG, WebP or GIF." in said
    assert "tiny.png This picture is 16 × 16 pixels" in said
    assert [asset.original_name for asset in character.assets.all()] == ["figure.png"]


def test_a_picture_that_fails_with_a_new_character_is_told_on_its_page(web: Client, studio: Studio) -> None:
    made = web.post(
        reverse("character_new", args=[studio.slug]), {"name": "Bartholomew", "pictures": [picture("a.txt", b"no")]}
    )

    assert "a.txt This is not a picture we can read." in text(web.get(made.headers["Location"]))
    assert "a.txt" not in text(web.get(made.headers["Location"]))


def test_an_upload_without_a_file_says_so(web: Client, studio: Studio) -> None:
    character = make_character(studio)

    answer = web.post(reverse("picture_add", args=[character.slug]))

    assert (answer.status_code, "Choose one or more files first." in text(answer)) == (422, True)


def test_pictures_change_places_and_go(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    names = {"pictures": [picture("one.png", png("#AA0000")), picture("two.png", png("#00AA00"))]}
    web.post(reverse("picture_add", args=[character.slug]), names)
    one, two = character.assets.all()

    web.post(reverse("picture_first", args=[two.pk]))
    assert [asset.original_name for asset in character.assets.all()] == ["two.png", "one.png"]
    web.post(reverse("picture_remove", args=[two.pk]))
    assert [asset.pk for asset in character.assets.all()] == [one.pk]


def test_the_last_picture_of_a_listed_character_stays(web: Client, studio: Studio) -> None:
    character = listed_character(studio)

    answer = web.post(reverse("picture_remove", args=[character.assets.get().pk]))

    assert (answer.status_code, character.assets.count()) == (422, 1)
    assert "A listed character keeps at least one picture." in text(answer)


# -- rights


def test_rights_are_affirmed_once_by_name_and_time(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    address = reverse("rights_affirm", args=[character.slug])

    unticked = web.post(address, offered(web.get(address), address))
    assert (unticked.status_code, character.rights_claims.count()) == (422, 0)

    web.post(address, {**offered(web.get(address), address), "agreed": "on"})
    assert "Affirmed by Ottilie Brandreth on" in text(web.get(address))
    assert character.rights_claims.count() == 1


# -- terms


def test_published_terms_come_back_into_the_form_as_they_were_typed(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    address = reverse("character_terms", args=[character.slug])
    web.post(
        address, terms_fields(daily_cap="", currency="JPY", fee_storyboard_personal="0", fee_storyboard_social="300")
    )

    shown = offered(web.get(address), address)

    assert shown["territories"] == ["FR", "JP"]
    assert shown["currency"] == ["JPY"]
    assert shown["fee_storyboard_social"] == ["300"]
    assert "worldwide" not in shown
    # Sent back untouched, it is the same document, so there is no new version.
    web.post(address, shown)
    assert [terms.version for terms in character.terms.all()] == [1]


def test_a_new_version_replaces_the_one_before_and_both_stay_readable(web: Client, studio: Studio) -> None:
    character = listed_character(studio)
    address = reverse("character_terms", args=[character.slug])

    web.post(address, terms_fields())

    first, second = Terms.objects.filter(character=character).order_by("version")
    assert (first.state, second.state) == ("retired", "published")
    page = web.get(address).content.decode()
    assert first.sha256 in page and second.sha256 in page
    assert TermsDocument.from_json(second.document).canonical in unescape(page)


def test_wrong_terms_come_back_with_each_error_beside_its_field(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    address = reverse("character_terms", args=[character.slug])

    answer = web.post(
        address, terms_fields(fee_storyboard_social="2.505", fee_storyboard_personal="-1", daily_cap="0.5")
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    for name in ("fee_storyboard_social", "fee_storyboard_personal", "daily_cap"):
        assert f'id="id_{name}_error"' in page
    shown = offered(answer, address)
    assert (shown["fee_storyboard_social"], shown["territories"]) == (["2.505"], ["FR", "JP"])
    assert not character.terms.exists()


def test_terms_whose_window_is_over_are_refused_beside_the_last_day(web: Client, studio: Studio) -> None:
    character = make_character(studio)

    answer = web.post(reverse("character_terms", args=[character.slug]), terms_fields(ends_on="2020-01-01"))

    assert (answer.status_code, "already over" in text(answer)) == (422, True)


def test_the_preview_says_unsaved_terms_in_plain_words_and_keeps_nothing(web: Client, studio: Studio) -> None:
    character = make_character(studio, name="Tobble")
    address = reverse("terms_preview", args=[character.slug])

    said = text(web.post(address, terms_fields()))
    incomplete = text(web.post(address, terms_fields(territories=[])))

    assert "France and Japan" in said
    assert "20 uses a day for each creator" in said
    assert "Not complete yet" in incomplete and "Choose at least one country" in incomplete
    assert not character.terms.exists()


def test_the_bench_runs_the_real_check_on_unsaved_terms(web: Client, studio: Studio) -> None:
    character = make_character(studio, name="Tobble")
    address = reverse("terms_preview", args=[character.slug])
    asked = {"try_purpose": "social", "try_territory": "FR", "try_tier": "storyboard", "try_seconds": "5"}

    yes = text(web.post(address, terms_fields(**asked, try_prompt="Tobble lights the lamps")))
    no = web.post(address, terms_fields(**asked, try_prompt="Tobble fires a rifle at dawn"))

    assert "A creator may make this" in yes and "The fee is $2.50." in yes
    assert "Tobble may not appear with weapons" in text(no)
    assert "try_prompt" in no.content.decode()
    assert not Decision.objects.exists()


def test_the_bench_answers_without_a_script(web: Client, studio: Studio) -> None:
    character = make_character(studio, name="Tobble")

    answer = web.post(
        reverse("character_terms", args=[character.slug]),
        terms_fields(**{"try": "1", "try_prompt": "Tobble walks", "try_territory": "DE"}),
    )

    assert "Tobble is not licensed for Germany" in text(answer)
    assert not character.terms.exists()


def test_the_bench_never_allows_what_the_terms_do_not() -> None:
    document = TermsDocument.from_json(terms_document(purposes=["personal"], territories=["FR"]))
    asked = use_of(Character(pk="chr_1"), purpose="advertising", territory="US")

    assert {reason.code for reason in try_out(document, asked, "Tobble").reasons} == {
        "purpose_not_allowed",
        "territory_not_allowed",
    }


# -- split sheets


def test_percentages_become_exact_parts_per_million(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    rows = (
        ("artist", "Mira", "mira@example.com", "33.3333"),
        ("voice", "Bo", "bo@example.com", "66,6666 %"),
        ("estate", "Ann", "ann@example.com", "0.0001"),
    )

    answer = web.post(reverse("character_splits", args=[character.slug]), split_fields(*rows, spare=3))

    assert answer.status_code == 302
    assert [share.ppm for share in character.split_sheets.get().shares.all()] == [333_333, 666_666, 1]


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        ("29.9999", "0.0001 % is missing"),
        ("30.0001", "0.0001 % too much"),
        ("30.00001", "decimals"),
        ("a lot", "“a lot” is not a share"),
    ],
)
def test_shares_that_are_not_whole_come_back_with_everything_typed(
    web: Client, studio: Studio, percent: str, said: str
) -> None:
    character = make_character(studio)
    address = reverse("character_splits", args=[character.slug])
    rows = (("artist", "Mira", "mira@example.com", "70"), ("voice", "Bo", "bo@example.com", percent))

    answer = web.post(address, split_fields(*rows, spare=4))

    assert answer.status_code == 422
    assert said in text(answer)
    shown = offered(answer, address)
    assert shown["form-0-name"] == ["Mira"] and shown["form-1-percent"] == [percent]
    assert not character.split_sheets.exists()


def test_rows_come_and_go_without_losing_what_was_typed(web: Client, studio: Studio) -> None:
    character = make_character(studio)
    address = reverse("character_splits", args=[character.slug])
    rows = (("artist", "Mira", "not yet", "70"), ("voice", "Bo", "", "12"))

    more = offered(web.post(address, {**split_fields(*rows, spare=4), "more": "1"}), address)
    fewer = offered(web.post(address, {**split_fields(*rows, spare=4), "remove": "0"}), address)

    assert more["form-TOTAL_FORMS"] == ["9"]
    assert (more["form-0-email"], more["form-1-percent"]) == (["not yet"], ["12"])
    assert (fewer["form-0-name"], fewer["form-1-name"]) == (["Bo"], [""])
    assert not character.split_sheets.exists()


def test_the_example_divides_the_characters_own_social_fee(web: Client, studio: Studio) -> None:
    character = listed_character(studio)

    said = text(web.get(reverse("character_splits", args=[character.slug])))

    assert "Of a $2.50 social clip" in said
    for part in ("15 % of $2.50 $0.38", "70 % of $2.12 $1.49", "20 % of $2.12 $0.42", "10 % of $2.12 $0.21"):
        assert part in said.replace("\N{NO-BREAK SPACE}", " ")


# -- home and earnings


def test_home_shows_a_studios_own_numbers_and_only_clips_that_are_shown(web: Client, studio: Studio) -> None:
    character, other = listed_character(studio, name="Tobble"), listed_character(name="Kestra")
    creator = make_user()
    paid_use(character, creator, shown=True)
    paid_use(character, creator)
    paid_use(other, creator, shown=True)

    said = text(web.get("/studio/"))

    assert "Clips made, last 30 days 2" in said
    assert "Earned, last 30 days $4.24" in said
    assert said.count("A walk of Tobble") == 1
    assert "Kestra" not in said


def test_home_names_the_step_that_helps_most(web: Client, studio: Studio) -> None:
    assert "Register your first character" in text(web.get("/studio/"))
    make_character(studio, name="Anna Bare")
    near = listed_character(studio, name="Zeno Near")
    Character.objects.filter(pk=near.pk).update(state="draft")

    page = web.get("/studio/")

    assert "List Zeno Near" in text(page)
    assert f'href="{reverse("character_list", args=[near.slug])}"' in page.content.decode()


def test_every_fee_is_taken_apart_to_its_parts(web: Client, studio: Studio) -> None:
    character = listed_character(studio, name="Tobble")
    job = paid_use(character, make_user())

    said = text(web.get(reverse("studio_earnings", args=[studio.slug]))).replace("\N{NO-BREAK SPACE}", " ")

    assert job.pk in said
    assert "a clip its owner keeps private" in said
    for part in ("15 % of $2.50 $0.38", "70 % of $2.12 $1.49", "20 % of $2.12 $0.42", "10 % of $2.12 $0.21"):
        assert part in said
    assert sum(line.amount for line in RoyaltyLine.objects.all()) == 250


def test_fees_are_paged_and_kept_to_one_character(web: Client, studio: Studio) -> None:
    tobble, aldous = listed_character(studio, name="Tobble"), listed_character(studio, name="Aldous")
    creator = make_user()
    jobs = [paid_use(tobble, creator) for _ in range(22)] + [paid_use(aldous, creator)]
    address = reverse("studio_earnings", args=[studio.slug])

    first = web.get(address).content.decode()
    older = re.search(r'href="(\?before=\d+)#fees"', first)
    assert older is not None
    second = web.get(address + older[1]).content.decode()
    one = web.get(address, {"character": "aldous"}).content.decode()

    assert all((job.pk in first) != (job.pk in second) for job in jobs)
    assert [job.pk in one for job in jobs] == [False] * 22 + [True]


@pytest.mark.parametrize("query", ["before=99999999999999999999999", "before=x", "character=%00", "character=nobody"])
def test_an_address_that_makes_no_sense_shows_the_page_all_the_same(web: Client, studio: Studio, query: str) -> None:
    assert web.get(f"{reverse('studio_earnings', args=[studio.slug])}?{query}").status_code == 200


# -- who may see it


def test_another_studios_pages_are_not_there(studio: Studio) -> None:
    character = listed_character(studio)
    asset = character.assets.get()
    stranger = Client()
    stranger.force_login(owner_of(listed_character()))
    pages = [reverse(name, args=[character.slug]) for name in OF_A_CHARACTER]
    pages += [reverse(name, args=[studio.slug]) for name in ("character_new", "studio_earnings")]
    changes = [
        reverse(name, args=[character.slug])
        for name in ("picture_add", "character_unlist", "terms_preview", "character_terms", "character_splits")
    ]
    changes += [reverse(name, args=[asset.pk]) for name in ("picture_remove", "picture_first")]

    assert {stranger.get(page).status_code for page in pages} == {404}
    assert {stranger.post(change).status_code for change in changes} == {404}
    character.refresh_from_db()
    assert (character.state, character.assets.count()) == ("listed", 1)


def test_someone_who_is_not_signed_in_is_sent_to_the_door(studio: Studio) -> None:
    for page in ("/studio/", reverse("studio_earnings", args=[studio.slug])):
        assert Client().get(page).headers["Location"].startswith(reverse("account_login"))


# -- what a page costs


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_database_a_dozen_times_at_most_however_much_there_is(
    web: Client, studio: Studio, name: str
) -> None:
    cast = [listed_character(studio, name=f"Tobble {number}") for number in range(4)]
    make_character(studio)
    creator = make_user()
    for character in cast:
        paid_use(character, creator, shown=True)
        paid_use(character, creator, shown=True)
        terms.publish(user=owner_of(character), character_id=character.pk, document=terms_document(fee=300))
    place = {"studio": [], "character_new": [studio.slug], "studio_earnings": [studio.slug]}.get(name, [cast[0].slug])

    with CaptureQueriesContext(connection) as asked:
        answer = web.get(reverse(name, args=place))

    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in asked)


def test_no_page_writes_a_script_or_a_style_into_itself(web: Client, studio: Studio) -> None:
    character = listed_character(studio)
    pages = ["/studio/", *(reverse(name, args=[character.slug]) for name in OF_A_CHARACTER)]

    for page in pages:
        body = web.get(page).content.decode()
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", body), page
