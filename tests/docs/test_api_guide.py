"""`docs/api.md` can be followed: its examples are sent, one after another, and answer what it says they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from core import api_keys
from core.models import User
from generation.rendering import registry
from generation.services import takes
from generation.states import RENDER_JOB
from ledger import invariants
from licensing.models import Payee
from payouts.emulator import Emulator, running_emulator
from payouts.models import TopUp
from payouts.services import onboarding, statements, topups
from tests.docs.examples import Example, differences, examples, pick
from tests.docs.pages import PAGES, table, text_of
from tests.factories import listed_character, make_studio, make_user
from tests.generation.stage import TinyRenderer

GUIDE = text_of("docs/api.md")
SITE = "http://testserver"
ROUTE = re.compile(r"/api/v1/[\w/{}$-]*")


@pytest.fixture
def stripe(settings: Any, tmp_path: Path) -> Iterator[Emulator]:
    """A local stand-in for Stripe, and folders of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_KEY_FILE = tmp_path / "decision-signing-key.pem"
    with running_emulator() as emulator:
        settings.STRIPE_API_BASE = emulator.base_url
        yield emulator


class Reader:
    """Someone who follows the guide: the variables of their shell, and the last answer they saw."""

    def __init__(self, *keys: str) -> None:
        self.keys = list(keys)
        self.variables = {"SITE": SITE}
        self.answer: Any = None

    def follow(self, example: Example) -> list[str]:
        """Do one step; say where the answer is not what the guide says."""
        self._take(example)
        if example.call is None:
            return []
        call = example.call.filled(self.variables)
        kind = call.headers.get("Content-Type", "application/octet-stream")
        sent = Client().generic(
            call.method, call.address.removeprefix(SITE), call.body, content_type=kind, headers=dict(call.headers)
        )
        if sent.status_code != example.status:
            return [f"{call.method} {call.address} answers {sent.status_code}: {sent.content.decode()[:400]}"]
        if example.answer is None:
            return [] if b"".join(sent.streaming_content) else ["the file is empty"]
        self.answer = sent.json()
        return [f"{call.method} {call.address}: {found}" for found in differences(example.answer, self.answer)]

    def _take(self, example: Example) -> None:
        """Set the variables a step begins with: a new key, or a value of the answer before."""
        for name, where in example.takes:
            if name == "KEY":
                self.variables["KEY"] = self.keys.pop(0)
            elif where:
                first = self.answer["items"][0] if "items" in self.answer else self.answer
                self.variables[name] = pick(first, where)


def key_of(user: User) -> str:
    return api_keys.issue(user=user, name="guide")[1]


def kestra(owner: User) -> None:
    """The demonstration's character, on the demonstration's terms as far as the guide shows them."""
    character = listed_character(
        make_studio(owner, name="Hexbright Arcade"),
        name="Kestra Nine",
        aliases=("Kestra",),
        shares=(
            ("studio", owner.email, 500_000),
            ("artist", "noor@hexbright.studio.example", 425_000),
            ("music", "desk@lowceiling.example", 75_000),
        ),
        prohibited_themes=("weapons",),
        fee=200,
    )
    character.tagline = "Delivered before you knew you had sent it."
    character.save()


def meanwhile(example: Example, payee: User, stripe: Emulator) -> None:
    """What happens before a step without the reader's doing: a payment, a render, an onboarding."""
    address = example.call.address if example.call else ""
    if address.endswith("/wallet/"):
        top_up = TopUp.objects.get()
        stripe.control("pay", session=top_up.session)
        topups.sync(top_up=top_up)
    elif address.endswith("/$JOB/"):
        takes.make_next(tier="storyboard", worker="guide")
    elif address.endswith("/statements/"):
        mine = Payee.objects.get(user=payee)
        account = onboarding.start(payee_id=mine.pk, user=payee, country="FR")
        stripe.control("onboard", account=account.stripe_account)
        onboarding.refresh(account=account)
        statements.close(payee_id=mine.pk, currency="USD")


@pytest.mark.django_db
def test_the_guide_can_be_followed_from_the_key_to_the_payout(
    stripe: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given what the demonstration leaves behind
    monkeypatch.setattr(registry, "renderer_for", lambda tier: TinyRenderer())
    owner = make_user("dario@hexbright.studio.example")
    kestra(owner)
    reader = Reader(key_of(make_user("creator@example.com")), key_of(owner))

    # when every step is done in its order
    wrong = []
    for example in examples(GUIDE):
        meanwhile(example, owner, stripe)
        wrong += reader.follow(example)

    # then each answers what the guide says, all keys were used, and the books hold
    assert wrong == []
    assert reader.keys == []
    assert [found.code for found in invariants.run() if found.violations] == []


def test_an_answer_that_differs_from_the_guide_is_found() -> None:
    told = {"id": "quo_…", "total": {"minor": 200}, "lines": [{"kind": "tax", "…": "…"}], "clip": None}
    real = {"id": "quo_1", "total": {"minor": 200}, "lines": [{"kind": "tax", "units": 0}], "clip": None}
    assert differences(told, real) == []
    assert differences(told, {**real, "total": {"minor": 201}}) == ["/total/minor is 201, not 200"]
    assert differences(told, {**real, "new": 1}) == ["/new is not told"]
    assert differences(told, {**real, "id": "job_1"}) == ["/id is 'job_1', not 'quo_…'"]
    assert differences({**told, "gone": 1}, real) == ["/gone is not there"]


def schema() -> set[tuple[str, str]]:
    """Every address of the API with its method."""
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods if method != "parameters"}


def test_the_list_of_addresses_is_the_schemas() -> None:
    assert {(method, address) for method, address, _ in table(GUIDE, "Method")} == schema()


def test_every_address_any_page_names_exists() -> None:
    patterns = [re.sub(r"\{\w+\}", r"[^/]+", path) for _, path in schema()] + ["/api/v1/schema/", "/api/v1/"]
    named = {(page.name, address) for page in PAGES for address in ROUTE.findall(page.read_text(encoding="utf-8"))}
    assert [one for one in sorted(named) if not any(re.fullmatch(pattern, one[1]) for pattern in patterns)] == []


def test_every_state_of_a_generation_is_explained() -> None:
    assert {row[0] for row in table(GUIDE, "State")} == set(RENDER_JOB.steps)
