"""Quotes, generations and clips over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from core import api_keys
from core.models import User
from generation.models import RenderJob
from generation.services import takes
from licensing.models import Character
from tests.factories import listed_character, make_user
from tests.generation.stage import TinyRenderer, fund, wallet

pytestmark = pytest.mark.django_db

Use = Callable[..., TinyRenderer]
PROBLEM = "application/problem+json"


class Api:
    """A client with a token; paths are below /api/v1/."""

    def __init__(self, user: User) -> None:
        _, secret = api_keys.issue(user=user, name="test")
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=named)


@pytest.fixture
def api(creator: User) -> Api:
    return Api(creator)


def body(*cast: Character, **changes: Any) -> dict[str, Any]:
    asked = {
        "characters": [character.pk for character in cast],
        "prompt": "A walk along the sea at sunset",
        "purpose": "social",
        "territory": "FR",
        "seconds": 5,
    }
    return {**asked, **changes}


def test_a_quote_promises_a_price(api: Api, character: Character) -> None:
    answer = api.post("quotes/", body(character))
    assert answer.status_code == 201
    quote = answer.json()
    assert quote["total"] == {"minor": 250, "currency": "USD"}
    kinds = [(line["kind"], line["source"], line["units"], line["amount"]["minor"]) for line in quote["card"]["lines"]]
    assert kinds == [
        ("render", "allowance", 1, 0),
        ("licence", "wallet", 0, 250),
        ("commission", "wallet", 0, 38),
        ("tax", "wallet", 0, 0),
    ]
    assert quote["request"]["aspect"] == "landscape"
    assert quote["expires_at"] > quote["created_at"]


def test_asking_for_a_clip_answers_at_once_with_where_to_look(api: Api, character: Character, creator: User) -> None:
    answer = api.post("generations/", body(character, seed=7, title="Dusk"), Idempotency_Key="k1")
    assert answer.status_code == 202
    job = answer.json()
    assert answer["Location"] == f"/api/v1/generations/{job['id']}/"
    assert (job["state"], job["seed"], job["title"], job["place_in_queue"]) == ("reserved", 7, "Dusk", 0)
    assert job["total"] == {"minor": 250, "currency": "USD"}
    assert api.client.get(answer["Location"]).json() == job
    assert wallet(creator) == 750


def test_a_repeated_call_makes_one_clip(api: Api, character: Character, creator: User) -> None:
    first = api.post("generations/", body(character), Idempotency_Key="k1")
    again = api.post("generations/", body(character), Idempotency_Key="k1")
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert (RenderJob.objects.count(), wallet(creator)) == (1, 750)
    other = api.post("generations/", body(character, seconds=6), Idempotency_Key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_is_required(api: Api, character: Character) -> None:
    answer = api.post("generations/", body(character))
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (400, PROBLEM, "bad_input")
    assert "Idempotency-Key" in answer.json()["detail"]
    assert not RenderJob.objects.exists()


def test_a_quote_and_a_ceiling_hold_us_to_a_price(api: Api, character: Character) -> None:
    quote = api.post("quotes/", body(character)).json()["id"]
    below = {"minor": 249, "currency": "USD"}
    refused = api.post("generations/", body(character, max_total=below), Idempotency_Key="k1")
    assert (refused.status_code, refused.json()["price"]) == (409, {"minor": 250, "currency": "USD"})
    enough = {"minor": 250, "currency": "USD"}
    made = api.post("generations/", body(character, quote=quote, max_total=enough), Idempotency_Key="k1")
    assert (made.status_code, made.json()["quote"]) == (202, quote)


def test_a_refusal_gives_reasons_and_alternatives(api: Api) -> None:
    shy = listed_character(purposes=["personal"])
    for place, headers in (("quotes/", {}), ("generations/", {"Idempotency_Key": "k1"})):
        answer = api.post(place, body(shy), **headers)
        assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)
        problem = answer.json()
        assert (problem["code"], problem["verdict"]) == ("licence_refused", "deny")
        assert problem["reasons"][0]["code"] == "purpose_not_allowed"
        assert {"purpose": "personal"} in [alternative["changes"] for alternative in problem["alternatives"]]


def test_missing_funds_say_what_would_help(character: Character) -> None:
    poor = make_user()
    fund(poor, 100)
    answer = Api(poor).post("generations/", body(character), Idempotency_Key="k1")
    assert answer.status_code == 402
    assert answer.json()["missing"] == {"minor": 150, "currency": "USD"}
    assert answer.json()["next_steps"] == [{"kind": "top_up", "amount": {"minor": 150, "currency": "USD"}}]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"characters": "chr_1"}, "/characters"),
        ({"seconds": "five"}, "/seconds"),
        ({"seconds": 2.5}, "/seconds"),
        ({"aspect": "round"}, "/aspect"),
        ({"tier": "cinema"}, "/tier"),
        ({"seed": -1}, "/seed"),
        ({"title": "x" * 81}, "/title"),
        ({"prompt": None}, "/prompt"),
        ({"prompt": "nul\x00l"}, "/prompt"),
        ({"max_total": {"minor": -1, "currency": "USD"}}, "/max_total/minor"),
        ({"max_total": {"minor": 1, "currency": "ZZZ"}}, "/currency"),
        ({"territory": "Europe"}, "/territory"),
    ],
)
def test_a_value_at_fault_is_pointed_at(api: Api, character: Character, changes: dict[str, Any], pointer: str) -> None:
    answer = api.post("generations/", body(character, **changes), Idempotency_Key="k1")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_strangers_and_passers_by_see_nothing(api: Api, character: Character) -> None:
    job = api.post("generations/", body(character), Idempotency_Key="k1").json()["id"]
    stranger = Api(make_user())
    for answer in (stranger.get(f"generations/{job}/"), stranger.post(f"generations/{job}/cancel/")):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert stranger.get("generations/").json()["results"] == []
    for place in ("generations/", "clips/", f"generations/{job}/"):
        assert Client().get(f"/api/v1/{place}").status_code == 401


def test_a_waiting_clip_is_cancelled(api: Api, character: Character, creator: User) -> None:
    job = api.post("generations/", body(character), Idempotency_Key="k1").json()["id"]
    answer = api.post(f"generations/{job}/cancel/")
    assert (answer.status_code, answer.json()["state"], wallet(creator)) == (200, "cancelled", 1000)


def test_a_finished_clip_can_be_fetched_and_cannot_be_cancelled(
    api: Api, character: Character, use_renderer: Use
) -> None:
    use_renderer()
    job = api.post("generations/", body(character, title="Dusk"), Idempotency_Key="k1").json()["id"]
    takes.make_next(tier="storyboard", worker="w1")

    done = api.get(f"generations/{job}/").json()
    assert (done["state"], done["place_in_queue"], done["error"]) == ("settled", None, None)
    clip = api.get(f"clips/{done['clip']}/").json()
    assert (clip["title"], clip["job"], clip["characters"]) == ("Dusk", job, [character.pk])
    video = api.client.get(clip["files"]["video"])
    assert (video.status_code, video["Content-Type"]) == (200, "video/mp4")
    assert len(b"".join(video.streaming_content)) == clip["size"]
    assert Client().get(clip["files"]["video"].split("?")[0]).status_code == 404
    assert api.get("clips/").json()["results"] == [clip]
    late = api.post(f"generations/{job}/cancel/")
    assert (late.status_code, late.json()["state"]) == (409, "settled")


def test_a_failed_clip_says_why(api: Api, character: Character, use_renderer: Use) -> None:
    from generation.rendering.base import SpecRejected

    def reject(frame: int) -> None:
        raise SpecRejected("Choose fewer seconds.")

    use_renderer(reject)
    job = api.post("generations/", body(character), Idempotency_Key="k1").json()["id"]
    takes.make_next(tier="storyboard", worker="w1")
    failed = api.get(f"generations/{job}/").json()
    assert failed["error"] == {"code": "render_spec_rejected", "message": "Choose fewer seconds."}
    assert failed["clip"] is None


def test_lists_are_paged_newest_first(api: Api, character: Character) -> None:
    made = [api.post("generations/", body(character), Idempotency_Key=f"k{n}").json()["id"] for n in range(3)]
    first = api.get("generations/?limit=2").json()
    assert [job["id"] for job in first["results"]] == made[:0:-1]
    second = api.client.get(first["next"]).json()
    assert [job["id"] for job in second["results"]] == made[:1]
    assert second["next"] is None


def test_a_list_takes_as_few_queries_as_one_job(api: Api, character: Character) -> None:
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert api.get("generations/").status_code == 200
        return len(captured)

    api.post("generations/", body(character), Idempotency_Key="k0")
    api.get("generations/")
    one = count()
    for number in range(1, 3):
        api.post("generations/", body(character), Idempotency_Key=f"k{number}")
    assert count() == one


def test_the_schema_knows_every_path_and_has_no_holes(capsys: pytest.CaptureFixture[str]) -> None:
    from drf_spectacular.drainage import GENERATOR_STATS

    ours = [path("api/v1/", include("generation.api"))]
    with GENERATOR_STATS.silence():
        schema = SchemaGenerator(patterns=ours).get_schema(public=True)
        warnings = [line for line in GENERATOR_STATS._warn_cache if "resolve authenticator" not in line]
        assert (warnings, list(GENERATOR_STATS._error_cache)) == ([], [])
    assert sorted(schema["paths"]) == [
        "/api/v1/clips/",
        "/api/v1/clips/{clip_id}/",
        "/api/v1/generations/",
        "/api/v1/generations/{job_id}/",
        "/api/v1/generations/{job_id}/cancel/",
        "/api/v1/quotes/",
    ]
    create = schema["paths"]["/api/v1/generations/"]["post"]
    assert [(p["name"], p["required"]) for p in create["parameters"]] == [("Idempotency-Key", True)]
    assert set(create["responses"]) == {"202", "402", "403"}
    listed = schema["components"]["schemas"]["PaginatedJobList"]["properties"]
    assert set(listed) == {"next", "previous", "results"}
