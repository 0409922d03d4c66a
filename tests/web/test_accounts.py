"""Signing up: nobody acts here before their address is proved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from core.mail import DevelopmentBackend, kept_mail
from core.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "lights-up-tonight"
NEWCOMER = {"name": "Noor Abadi", "email": "noor@example.com", "password1": PASSWORD}


@pytest.fixture(autouse=True)
def nobody_counted_yet() -> None:
    """Letters to one address are rationed; each story begins with none sent."""
    cache.clear()


def confirmation_link() -> str:
    found = re.search(r"https?://\S+/confirm-email/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return urlsplit(found[0]).path


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_sends_a_letter_and_opens_nothing_yet() -> None:
    client = Client()
    answer = client.post("/account/signup/", NEWCOMER)
    assert answer.url == "/account/confirm-email/"
    assert mail.outbox[-1].to == ["noor@example.com"]
    assert User.objects.get(email="noor@example.com").name == "Noor Abadi"
    assert not signed_in(client)
    assert client.get("/make/").url.startswith("/account/login/")


def test_an_unverified_address_cannot_sign_in_and_is_sent_where_to_go() -> None:
    Client().post("/account/signup/", NEWCOMER)
    client = Client()
    answer = client.post("/account/login/", {"login": "noor@example.com", "password": PASSWORD})
    assert answer.url == "/account/confirm-email/"
    assert not signed_in(client)
    assert client.get("/wallet/").status_code == 302


def test_the_link_in_the_letter_opens_the_door() -> None:
    client = Client()
    client.post("/account/signup/", NEWCOMER)
    client.post(confirmation_link())
    client.post("/account/login/", {"login": "noor@example.com", "password": PASSWORD})
    assert signed_in(client)
    assert client.get("/make/").status_code == 200


def test_a_known_address_is_not_given_away_by_signing_up_again() -> None:
    fresh = Client().post("/account/signup/", NEWCOMER)
    again = Client().post("/account/signup/", NEWCOMER)
    assert (again.status_code, again.url) == (fresh.status_code, fresh.url)
    assert User.objects.filter(email="noor@example.com").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password1": "short"}, "too short"),
        ({"password1": "password1234"}, "too common"),
        ({"email": "not an address"}, "valid email"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(wrong: dict[str, str], words: str) -> None:
    page = Client().post("/account/signup/", {**NEWCOMER, **wrong})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert User.objects.count() == 0


def test_a_laptops_mail_is_printed_and_shown(settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEVELOPMENT_MAIL_FOLDER = tmp_path
    DevelopmentBackend().send_messages([EmailMessage("Welcome", "Come in.", to=["noor@example.com"])])
    assert "Come in." in capsys.readouterr().err
    assert kept_mail()[0].subject == "Welcome"
    page = Client().get("/dev/outbox/")
    assert "Come in." in page.content.decode()
