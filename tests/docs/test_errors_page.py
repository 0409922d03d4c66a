"""`docs/errors.md` names every error there is, with the status it really has, and the site shows it."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from django.test import Client
from rest_framework import exceptions as drf

import core
import generation
import ledger
import licensing
import marketplace
import payouts
from core.errors import MarqueeError
from core.http import STATUS, problem, status_of
from generation.rendering.base import RenderCancelled, RenderError
from licensing.policy import Code
from marketplace.views.docs import Section, sections
from tests.docs.pages import ROOT, text_of

APPS = (core, ledger, licensing, generation, payouts, marketplace)
# Loading torch takes seconds and adds no error of the API's.
LEFT_OUT = re.compile(r"\.migrations|\.diffusion$")

# What the REST framework raises by itself; a validation error becomes `bad_input`, and nothing here throttles.
FRAMEWORK: tuple[type[drf.APIException], ...] = (
    drf.ParseError,
    drf.NotAuthenticated,
    drf.AuthenticationFailed,
    drf.PermissionDenied,
    drf.MethodNotAllowed,
    drf.NotAcceptable,
    drf.UnsupportedMediaType,
)
ANSWERS = ("Answers you will meet", "Payouts and Stripe", "Errors of the books")


def family(kind: type) -> set[type]:
    return {kind}.union(*(family(child) for child in kind.__subclasses__()))


def ours() -> list[type[MarqueeError]]:
    for app in APPS:
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if not LEFT_OUT.search(module.name):
                importlib.import_module(module.name)
    names = {app.__name__ for app in APPS}
    return [kind for kind in family(MarqueeError) if kind.__module__.partition(".")[0] in names]


def section(title: str) -> Section:
    return next(one for one in sections() if one.title == title)


def documented() -> dict[str, int]:
    return {row.code: int(row.status) for title in ANSWERS for row in section(title).rows}


def codes(title: str) -> set[str]:
    return {row.code for row in section(title).rows}


def test_every_error_of_ours_has_a_row_with_its_status() -> None:
    rows = documented()
    assert {kind.code: rows.get(kind.code) for kind in ours()} == {kind.code: status_of(kind("x")) for kind in ours()}
    assert STATUS.items() <= rows.items()


def test_every_error_of_the_framework_has_a_row_with_its_status() -> None:
    rows = documented()
    assert {kind.default_code: rows.get(kind.default_code) for kind in FRAMEWORK} == {
        kind.default_code: kind.status_code for kind in FRAMEWORK
    }


def test_every_row_is_an_error_that_exists() -> None:
    known = {kind.code for kind in ours()} | {kind.default_code for kind in FRAMEWORK} | {"too_large"}
    assert set(documented()) == known


def test_every_way_a_clip_can_fail_has_a_row() -> None:
    said = {kind.code for kind in family(RenderError)} - {RenderCancelled.code}
    for name in ("renders", "settlement"):
        text = (ROOT / f"generation/services/{name}.py").read_text(encoding="utf-8")
        said |= set(re.findall(r'(?:\bcode\b[^\n"]*|FAILED, )"(\w+)"', text))
    assert codes("Why a clip was not made") == said


def test_every_reason_of_the_licence_check_has_a_row() -> None:
    assert codes("Reasons of the licence check") == {code.value for code in Code}


def test_no_code_stands_twice_and_every_row_says_what_to_do() -> None:
    rows = [row for one in sections() for row in one.rows]
    assert len({row.code for row in rows}) == len(rows)
    assert [row.code for row in rows if not (row.meaning and row.remedy)] == []


def test_the_page_has_no_links_for_the_site_could_not_follow_them() -> None:
    assert "](" not in text_of("docs/errors.md")


@pytest.mark.django_db
def test_the_type_of_every_problem_leads_to_its_place_on_the_site() -> None:
    for code, status in documented().items():
        address, _, place = problem(status=status, code=code, detail="x")["type"].partition("#")
        assert (address, place) == ("/docs/errors", code)
    page = Client().get("/docs/errors")
    assert page.status_code == 200
    html = page.content.decode()
    assert [code for code in documented() if f'id="{code}"' not in html] == []
    assert ">missing</code>" in html
