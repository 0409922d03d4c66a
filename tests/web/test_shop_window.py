"""Landing, catalogue, character, make a clip, job, clip: what a creator sees, and that it stays light."""

from __future__ import annotations

import json
import re
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import User
from generation.services import renders
from generation.services.settlement import settle
from licensing.models import Character
from tests.factories import listed_character, make_user
from tests.generation import stage

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
SCENE = "walks through a snowy city at night, slow push-in"


@pytest.fixture(autouse=True)
def media_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def creator() -> User:
    return make_user("june@example.com", name="June")


@pytest.fixture
def web(creator: User) -> Client:
    client = Client()
    client.force_login(creator)
    return client


@pytest.fixture
def fox() -> Character:
    return listed_character(
        name="Lantern Fox", fee=250, purposes=("personal", "social"), prohibited_themes=("violence",)
    )


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def form(character: Character, **changes: Any) -> dict[str, Any]:
    values = {
        "characters": [character.pk],
        "prompt": SCENE,
        "purpose": "social",
        "territory": "FR",
        "tier": "storyboard",
        "seconds": "5",
        "aspect": "landscape",
        "key": "one-press",
    }
    return {**values, **changes}


def finished_clip(creator: User, character: Character) -> Any:
    job = stage.submit(creator, character)
    lease = renders.claim(tier="storyboard", worker="test")
    assert lease is not None
    stage.finish(lease, Path(tempfile.mkdtemp()))
    settle(job_id=job.pk)
    job.refresh_from_db()
    return job.clip


# -- anyone


def test_the_front_page_shows_who_is_in_the_house_and_where_a_fee_goes(fox: Character) -> None:
    page = Client().get("/")
    assert page.status_code == 200
    said = text(page)
    assert "Lantern Fox" in said
    for amount in ("$2.50", "$0.38", "$1.49", "$0.42", "$0.21"):
        assert amount in said


def test_the_catalogue_finds_by_word_and_by_purpose(fox: Character) -> None:
    listed_character(name="Harbour Owl", purposes=("advertising",))
    assert "Lantern Fox" in text(Client().get("/characters/?text=lantern"))
    assert "Harbour Owl" not in text(Client().get("/characters/?text=lantern"))
    advertising = text(Client().get("/characters/?purpose=advertising"))
    assert "Harbour Owl" in advertising
    assert "Lantern Fox" not in advertising


def test_a_mistyped_filter_shows_everyone_rather_than_an_error(fox: Character) -> None:
    page = Client().get("/characters/?purpose=world-domination")
    assert page.status_code == 200
    assert "Lantern Fox" in text(page)


def test_htmx_gets_the_results_alone(fox: Character) -> None:
    part = Client().get("/characters/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "Lantern Fox" in text(part)


def test_a_characters_page_says_yes_and_no_in_words_with_the_fees(fox: Character) -> None:
    said = text(Client().get(reverse("character", args=[fox.slug])))
    assert "Advertising Promotes a product or a brand no" in said
    assert "Social Posted on your own channels yes" in said
    assert "$2.50" in said


def test_a_draft_looks_like_nothing_from_outside() -> None:
    from tests.factories import make_character

    draft = make_character(name="Not Yet")
    assert Client().get(reverse("character", args=[draft.slug])).status_code == 404


# -- making a clip


def test_making_a_clip_asks_who_you_are() -> None:
    assert Client().get("/make/").url.startswith("/account/login/")


def test_the_check_shows_verdict_price_and_what_was_understood(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    said = text(web.post("/make/check/", form(fox)))
    assert "You may make this" in said
    assert "Licence: Lantern Fox" in said
    assert "$2.50" in said
    assert "from your allowance" in said
    assert "snowy · city · at night" in said


def test_a_refusal_comes_with_buttons_that_mend_it(web: Client, fox: Character) -> None:
    page = web.post("/make/check/", form(fox, purpose="advertising"))
    changes = [json.loads(unescape(one)) for one in re.findall(r'data-changes="([^"]+)"', page.content.decode())]
    assert "This is not licensed" in text(page)
    assert any(change.get("purpose") in ("social", "personal") for change in changes)


def test_an_empty_wallet_is_told_what_is_missing_and_led_to_it(web: Client, fox: Character) -> None:
    page = web.post("/make/check/", form(fox))
    assert "Your wallet lacks $2.50" in text(page)
    assert f'href="{reverse("wallet")}?needed=250&amp;currency=USD' in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prompt": ""}, "Write what happens"),
        ({"prompt": "x" * 10_000}, "2000"),
        ({"prompt": "a\x00b"}, "control"),
        ({"territory": "XX"}, "country"),
        ({"seconds": "0"}, "second"),
        ({"seconds": "many"}, "second"),
        ({"seconds": "999999999999"}, "second"),
        ({"tier": "cinema"}, "tier"),
        ({"characters": []}, "at least one character"),
        ({"characters": ["chr_nobody"]}, "catalogue"),
    ],
)
def test_values_that_make_no_sense_get_a_sentence_not_a_failure(
    changes: dict[str, Any], words: str, web: Client, fox: Character
) -> None:
    page = web.post("/make/check/", form(fox, **changes))
    assert page.status_code == 200
    assert words in text(page)


def test_one_press_makes_one_job_however_often_it_is_sent(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    agreed = {"agreed": "250", "currency": "USD"}
    first = web.post("/make/", form(fox, **agreed))
    again = web.post("/make/", form(fox, **agreed))
    assert first.status_code == 302
    assert first.url == again.url
    assert creator.render_jobs.count() == 1
    assert stage.wallet(creator) == 750


def test_a_price_above_what_was_agreed_is_not_charged(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    page = web.post("/make/", form(fox, agreed="100", currency="USD"))
    assert page.status_code == 409
    assert "Nothing was reserved" in text(page)
    assert creator.render_jobs.count() == 0
    assert stage.wallet(creator) == 1000


def test_a_refused_submit_keeps_what_was_typed_and_can_be_mended(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    page = web.post("/make/", form(fox, purpose="advertising"))
    assert page.status_code == 403
    assert SCENE in page.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key is not None
    assert key[1] != "one-press"
    assert web.post("/make/", form(fox, key=key[1])).status_code == 302


# -- the job and the clip


def test_a_waiting_job_can_be_taken_back_and_the_money_returns(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    job = stage.submit(creator, fox)
    page = web.get(reverse("job", args=[job.pk]))
    assert "You are next" in text(page)
    web.post(reverse("job_cancel", args=[job.pk]))
    assert "Cancelled" in text(web.get(reverse("job", args=[job.pk])))
    assert stage.wallet(creator) == 1000


def test_the_progress_of_a_finished_job_leads_to_the_clip(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    clip = finished_clip(creator, fox)
    answer = web.get(reverse("job_progress", args=[clip.job_id]))
    assert answer["HX-Redirect"] == reverse("clip", args=[clip.pk])


def test_a_clips_page_tells_its_licence_and_where_the_fee_went(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    clip = finished_clip(creator, fox)
    said = text(web.get(reverse("clip", args=[clip.pk])))
    assert "Licensed for social use in France" in said
    for amount in ("$0.38", "$1.49", "$0.42", "$0.21"):
        assert amount in said
    assert clip.job.decision_id in said


def test_nobody_else_sees_a_clip_until_its_owner_shows_it(web: Client, creator: User, fox: Character) -> None:
    stage.fund(creator, 1000)
    clip = finished_clip(creator, fox)
    address = reverse("clip", args=[clip.pk])
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("job", args=[clip.job_id])).status_code == 302
    web.post(reverse("clip_showcase", args=[clip.pk]), {"show": "1"})
    shown = Client().get(address)
    assert shown.status_code == 200
    assert "Where the fee went" not in text(shown)
    assert clip.title in text(Client().get(reverse("character", args=[fox.slug])))


def test_media_is_served_in_ranges_to_whoever_holds_a_good_link() -> None:
    name = default_storage.save("clips/test/film.mp4", ContentFile(b"0123456789"))
    link = default_storage.url(name)
    whole = Client().get(link)
    assert b"".join(whole.streaming_content) == b"0123456789"
    part = Client().get(link, headers={"Range": "bytes=2-4"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"234")
    assert part["Content-Range"] == "bytes 2-4/10"
    assert b"".join(Client().get(link, headers={"Range": "bytes=-3"}).streaming_content) == b"789"
    assert Client().get(link, headers={"Range": "bytes=20-"}).status_code == 416
    assert Client().get(link.replace("film", "other")).status_code == 404
    assert Client().get(link.split("?", maxsplit=1)[0]).status_code == 404
    assert Client().get(re.sub(r"e=\d+", "e=9999999999", link)).status_code == 404


def test_a_key_is_shown_once_works_and_ends_at_once(web: Client) -> None:
    page = web.post(reverse("api_keys"), {"name": "script"})
    secret = re.search(r"data-api-key>([^<]+)<", page.content.decode())
    assert secret is not None
    asked = {"Authorization": f"Bearer {secret[1]}"}
    assert Client().get("/api/v1/wallet/", headers=asked).status_code == 200
    assert secret[1] not in web.get(reverse("api_keys")).content.decode()
    key_id = re.search(r"/account/keys/(key_\w+)/revoke/", page.content.decode())
    assert key_id is not None
    web.post(reverse("api_key_revoke", args=[key_id[1]]))
    refused = Client().get("/api/v1/wallet/", headers=asked)
    assert refused.status_code == 401
    assert refused["Content-Type"] == "application/problem+json"


# -- light


def test_pages_ask_little_of_the_database_however_much_there_is(web: Client, creator: User) -> None:
    cast = [listed_character(name=f"Lantern{number}x") for number in range(5)]
    stage.fund(creator, 100_000)
    clips = [finished_clip(creator, one) for one in cast[:3]]
    for clip in clips:
        web.post(reverse("clip_showcase", args=[clip.pk]), {"show": "1"})
    pages = ["/", "/characters/", f"/characters/{cast[0].slug}/", "/make/", "/clips/", f"/clips/{clips[0].pk}/"]
    heavy = {}
    for path in [*pages, f"/jobs/{clips[0].job_id}/"]:
        with CaptureQueriesContext(connection) as asked:
            assert web.get(path).status_code == 200
        if len(asked) > MOST_QUERIES:
            heavy[path] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        web.post("/make/check/", form(cast[0]))
    if len(asked) > MOST_QUERIES:
        heavy["/make/check/"] = len(asked)
    assert heavy == {}
