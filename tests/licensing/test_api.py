"""The licensing API over HTTP."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from core import api_keys
from core.models import User
from licensing.models import Character, Decision
from tests import factories

urlpatterns = [path("api/v1/", include("licensing.api"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def token(creator: User) -> str:
    return api_keys.issue(user=creator, name="test")[1]


def check(client: Client, token: str, **body):
    headers = {"authorization": f"Bearer {token}"}
    return client.post("/api/v1/checks/", json.dumps(body), content_type="application/json", headers=headers)


def asked(*cast: Character, **changes) -> dict:
    return {**factories.use_of(*cast).to_json(), **changes}


def test_anyone_may_look_at_the_catalogue(client: Client, studio, tobble: Character) -> None:
    for name in ("Kestra", "Orrin"):
        factories.listed_character(studio, name=name)
    page = client.get("/api/v1/characters/?limit=2&sort=name").json()
    assert [row["name"] for row in page["results"]] == ["Kestra", "Orrin"]
    assert page["results"][0]["price"] == {"minor": 250, "currency": "USD"}
    following = client.get(page["next"]).json()
    assert [row["name"] for row in following["results"]] == ["Tobble"] and following["next"] is None
    assert [row["name"] for row in client.get("/api/v1/characters/?search=tob").json()["results"]] == ["Tobble"]


def test_a_wrong_filter_is_a_problem_that_names_it(client: Client) -> None:
    answer = client.get("/api/v1/characters/?territory=ZZ")
    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["pointer"] == "/territory"
    assert client.get("/api/v1/characters/?limit=many").json()["errors"][0]["pointer"] == "/limit"


def test_a_character_comes_with_its_terms(client: Client, tobble: Character) -> None:
    found = client.get("/api/v1/characters/tobble/").json()
    assert found["terms"]["document"]["fees"]["storyboard"]["social"] == 250
    assert found["terms"]["sha256"] == tobble.terms.get().sha256
    assert found["terms"]["plain"][0] == {"heading": "What for", "sentence": found["terms"]["plain"][0]["sentence"]}
    assert "email" not in json.dumps(found)
    answer = client.get("/api/v1/characters/nobody/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_check_needs_to_know_who_asks(client: Client, tobble: Character) -> None:
    answer = client.post("/api/v1/checks/", json.dumps(asked(tobble)), content_type="application/json")
    assert answer.status_code == 401


def test_a_check_says_allow_with_the_fee(client: Client, token: str, tobble: Character) -> None:
    verdict = check(client, token, **asked(tobble)).json()
    assert (verdict["verdict"], verdict["reasons"], verdict["fee"]) == ("allow", [], {"minor": 250, "currency": "USD"})
    assert verdict["terms"][0]["version"] == 1
    assert Decision.objects.count() == 0


def test_a_check_says_why_not_and_what_instead(client: Client, token: str, tobble: Character) -> None:
    verdict = check(client, token, **asked(tobble, seconds=40)).json()
    assert verdict["verdict"] == "deny"
    assert verdict["reasons"][0]["code"] == "seconds_too_long"
    assert verdict["alternatives"] == [{"label": "Make it 20 seconds long", "changes": {"seconds": 20}}]


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"prompt": ""}, "needs_information"),
        ({"prompt": "x" * 10_000}, "deny"),
        ({"territory": "Atlantis"}, "needs_information"),
        ({"characters": []}, "needs_information"),
        ({"characters": ["chr_nobody"]}, "deny"),
        ({"prompt": "bell \x07"}, "deny"),
    ],
)
def test_odd_requests_get_a_verdict_with_reasons(
    client: Client, token: str, tobble: Character, changes: dict, verdict: str
) -> None:
    answer = check(client, token, **asked(tobble, **changes))
    assert (answer.status_code, answer.json()["verdict"]) == (200, verdict), answer.content
    assert answer.json()["reasons"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"seconds": "five"}, "/seconds"),
        ({"seconds": 10**30}, "/seconds"),
        ({"characters": "chr_1"}, "/characters"),
        ({"characters": ["x"] * 51}, "/characters"),
        ({"prompt": None}, "/prompt"),
        ({"prompt": "x" * 20_001}, "/prompt"),
    ],
)
def test_what_is_no_request_is_a_problem_that_names_the_field(
    client: Client, token: str, tobble: Character, changes: dict, pointer: str
) -> None:
    answer = check(client, token, **asked(tobble, **changes))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_the_answer_is_in_the_language_asked_for(client: Client, token: str, tobble: Character) -> None:
    answer = client.post(
        "/api/v1/checks/",
        json.dumps(asked(tobble, territory="DE", purpose="")),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}", "accept-language": "fr"},
    )
    assert answer.status_code == 200 and answer["content-language"] == "fr"


def test_the_schema_describes_it_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    schema = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)
    assert set(schema["paths"]) == {"/api/v1/characters/", "/api/v1/characters/{slug}/", "/api/v1/checks/"}
    said = capsys.readouterr().err
    assert [line for line in said.splitlines() if "licensing" in line and "authenticator" not in line] == []
