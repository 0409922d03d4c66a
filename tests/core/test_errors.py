"""Every error has a stable code and a row in the table of statuses."""

from __future__ import annotations

import inspect

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions as drf

from core import errors
from core.errors import BadInput, InsufficientFunds, KeyReused, MarqueeError
from core.http import PROBLEM_TYPE, STATUS, exception_handler, problem, status_of
from ledger.errors import AmountExceedsHold, HoldAlreadyResolved


def tree(kind: type[MarqueeError] = MarqueeError) -> set[type[MarqueeError]]:
    return {kind}.union(*(tree(child) for child in kind.__subclasses__()))


ALL = sorted(tree(), key=lambda kind: kind.__name__)


def test_every_error_of_the_core_has_a_row_and_every_row_an_error() -> None:
    ours = {kind.code for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, MarqueeError)}
    assert ours == set(STATUS)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_of_every_floor_has_its_own_code_and_a_status(kind: type[MarqueeError]) -> None:
    assert kind.code.replace("_", "").islower()
    assert [other for other in ALL if other.code == kind.code] == [kind]
    is_a_family = bool(kind.__subclasses__())  # never raised itself
    known = [base.code for base in kind.__mro__ if issubclass(base, MarqueeError) and base.code in STATUS]
    assert is_a_family or known[0] != MarqueeError.code


def test_the_drawing_of_the_tree_names_every_error() -> None:
    drawn = errors.__doc__ or ""
    for kind in ALL:
        if kind.__module__ == "core.errors":
            assert kind.__name__ in drawn


def test_an_error_of_an_upper_floor_has_the_status_of_its_base() -> None:
    assert status_of(HoldAlreadyResolved("x")) == 409
    assert status_of(AmountExceedsHold("x")) == 400
    assert status_of(KeyReused("x")) == 422


def answer(raised: Exception) -> tuple[int, dict[str, object], str | None]:
    response = exception_handler(raised, {})
    assert response is not None
    return response.status_code, response.data, response.content_type


def test_our_errors_become_problems_with_their_facts() -> None:
    status, body, kind = answer(InsufficientFunds("Too little.", needed=500, available=300, status="never mine"))
    assert (status, kind) == (402, PROBLEM_TYPE)
    assert body == {
        "type": "/docs/errors#insufficient_funds",
        "title": "Not enough funds",
        "status": 402,
        "code": "insufficient_funds",
        "detail": "Too little.",
        "needed": 500,
        "available": 300,
    }


def test_a_value_at_fault_is_pointed_at() -> None:
    _, body, _ = answer(BadInput("Too long.", field="prompt"))
    assert body["errors"] == [{"pointer": "/prompt", "detail": "Too long."}]
    nested = drf.ValidationError({"shares": [{"ppm": ["Not a number."]}, {}], "name": ["Missing."]})
    _, body, _ = answer(nested)
    assert body["errors"] == [
        {"pointer": "/shares/0/ppm", "detail": "Not a number."},
        {"pointer": "/name", "detail": "Missing."},
    ]


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (Http404("secret detail"), 404, "not_found"),
        (PermissionDenied(), 403, "not_allowed"),
        (drf.NotAuthenticated(), 401, "not_authenticated"),
        (drf.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (drf.Throttled(wait=2.4), 429, "throttled"),
    ],
)
def test_others_errors_become_problems_too(raised: Exception, status: int, code: str) -> None:
    found, body, kind = answer(raised)
    assert (found, body["code"], kind) == (status, code, PROBLEM_TYPE)
    assert "secret" not in str(body)


def test_a_throttled_caller_is_told_when_to_come_back() -> None:
    response = exception_handler(drf.Throttled(wait=2.4), {})
    assert response is not None
    assert response.headers["Retry-After"] == "3"


def test_a_true_fault_is_left_to_the_500_page() -> None:
    assert exception_handler(ZeroDivisionError(), {}) is None


def test_a_problem_names_no_status_it_does_not_have() -> None:
    assert problem(status=418, code="x", detail="y")["title"] == "Something went wrong"
