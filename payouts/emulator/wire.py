"""The shapes on the wire: requests, answers, form encoding, and the errors of both API versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Body = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One HTTP request as it came; header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_v2(self) -> bool:
        """True for the JSON API (/v2), false for the form-encoded one (/v1)."""
        return self.path.startswith("/v2/")

    def params(self) -> Body:
        """Decode the parameters, from the query of a GET or DELETE, else from the body. Raises Refusal."""
        if self.method != "POST":
            return decode_form(self.query)
        if not self.is_v2:
            return decode_form(self.body.decode("utf-8", "replace"))
        return _decode_json(self.body)


@dataclass(frozen=True)
class Response:
    """One HTTP answer.

    `faulty`: a planned fault had a hand in it, so it need not be what Stripe would answer. `hang_seconds`: it is sent
    that late. `dropped`: it is not sent at all, the line is cut.
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    faulty: bool = False
    hang_seconds: float = 0.0
    dropped: bool = False


class Refusal(Exception):
    """An error answer.

    `saved` says whether execution had begun, so that the idempotency key keeps the answer. What the handler did before
    raising is undone, unless `keeps_work`: a declined card leaves a failed charge behind.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
        saved: bool = True,
        keeps_work: bool = False,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.saved = saved
        self.keeps_work = keeps_work
        self._code = code
        self._error = {"message": message, "type": kind, "code": code, "param": param, **details}

    def body(self, *, is_v2: bool) -> Body:
        """Return the error as the API version in question writes it."""
        error = {name: value for name, value in self._error.items() if value is not None}
        if is_v2:
            named = {"message": error["message"], "code": self._code or "invalid_request", "type": error["type"]}
            return {"error": named}
        if self._code:
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self._code.replace('_', '-')}"
        return {"error": error}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> Refusal:
    """Return a 400 for a parameter that fails validation: execution never began, so no key keeps it."""
    return Refusal(400, message, code=code, param=param, saved=False)


def missing(noun: str, identity: str, *, param: str = "id", status: int = 404) -> Refusal:
    """Return the refusal for an object that is not there: 404 for one in the path, 400 for one named by a parameter."""
    return Refusal(status, f"No such {noun}: '{identity}'", code="resource_missing", param=param)


def decode_form(text: str) -> Body:
    """Decode Stripe's nested form encoding (`a[b][0]=c`) into nested dicts; a list is a dict of its indexes."""
    decoded: Body = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _place(decoded, name.replace("]", "").split("["), value)
    return decoded


def _place(target: Body, steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        inner = target.setdefault(step or str(len(target)), {})
        if not isinstance(inner, dict):
            raise invalid(f"Invalid parameter encoding at '{step}'", param=step)
        target = inner
    target[steps[-1] or str(len(target))] = value


def _decode_json(body: bytes) -> Body:
    try:
        decoded = json.loads(body or b"{}")
    except ValueError:
        raise invalid("The request body is not valid JSON.", code="invalid_json") from None
    if not isinstance(decoded, dict):
        raise invalid("The request body must be a JSON object.", code="invalid_json")
    return decoded


def json_response(status: int, body: Body, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer with a JSON body."""
    return Response(status, json.dumps(body, indent=2).encode(), headers or {})
