"""Errors over HTTP: one table from error code to status, and RFC 9457 problem+json for the API."""

from __future__ import annotations

import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core import errors
from core.errors import MarqueeError

PROBLEM_TYPE = "application/problem+json"

# A test fails if an error class has no row here.
STATUS: dict[str, int] = {
    "error": 400,
    "bad_input": 400,
    "not_found": 404,
    "not_allowed": 403,
    "licence_refused": 403,
    "conflict": 409,
    "step_refused": 409,
    "idempotency_key_reused": 422,
    "idempotency_key_in_use": 409,
    "insufficient_funds": 402,
    "limit_reached": 429,
    "unavailable": 503,
}

_TITLES = {
    400: "The request does not make sense",
    401: "Who are you?",
    402: "Not enough funds",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Key used before with other values",
    429: "Limit reached",
    503: "Not available right now",
}


def status_of(error: MarqueeError) -> int:
    """Return the HTTP status of an error: its own code's row, or the nearest base class's."""
    for kind in type(error).__mro__:
        code = getattr(kind, "code", None)
        if isinstance(code, str) and code in STATUS:
            return STATUS[code]
    return STATUS[MarqueeError.code]


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    facts: dict[str, Any] | None = None,
    fields: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Build an RFC 9457 body. `fields` are `{pointer, detail}` of each value at fault."""
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code}",
        "title": _TITLES.get(status, "Something went wrong"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if fields:
        body["errors"] = fields
    if facts:
        body.update({name: value for name, value in facts.items() if name not in body})
    return body


def exception_handler(raised: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what an API view raised into a problem answer; None leaves a true fault to the 500 handler."""
    body, headers = _describe(raised)
    if body is None:
        return None
    set_rollback()
    return Response(body, status=body["status"], content_type=PROBLEM_TYPE, headers=headers)


def _describe(raised: Exception) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if isinstance(raised, MarqueeError):
        return _describe_ours(raised), {}
    if isinstance(raised, Http404):
        return _describe_ours(errors.NotFound(_("There is nothing here, or it is not yours to see."))), {}
    if isinstance(raised, PermissionDenied):
        return _describe_ours(errors.NotAllowed(_("You may not do this."))), {}
    if isinstance(raised, drf.ValidationError):
        fields = list(_flatten(raised.detail, ""))
        detail = fields[0]["detail"] if fields else _("Some values do not make sense.")
        return problem(status=400, code="bad_input", detail=detail, fields=fields), {}
    if isinstance(raised, drf.APIException):
        headers = {}
        # DRF sets these two on the instance, on 401 and on 429 only.
        if auth_header := getattr(raised, "auth_header", None):
            headers["WWW-Authenticate"] = str(auth_header)
        if wait := getattr(raised, "wait", None):
            headers["Retry-After"] = str(math.ceil(wait))
        codes = raised.get_codes()
        code = codes if isinstance(codes, str) else raised.default_code
        return problem(status=raised.status_code, code=code, detail=str(raised.detail)), headers
    return None, {}


def _describe_ours(error: MarqueeError) -> dict[str, Any]:
    field = getattr(error, "field", None)
    fields = [{"pointer": f"/{field}", "detail": error.message}] if field else None
    return problem(status=status_of(error), code=error.code, detail=error.message, facts=error.facts, fields=fields)


def _flatten(detail: Any, pointer: str) -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [row for name, inner in detail.items() for row in _flatten(inner, f"{pointer}/{name}")]
    if isinstance(detail, list):
        if all(isinstance(item, str) for item in detail):
            return [{"pointer": pointer or "/", "detail": str(item)} for item in detail]
        return [row for index, inner in enumerate(detail) for row in _flatten(inner, f"{pointer}/{index}")]
    return [{"pointer": pointer or "/", "detail": str(detail)}]
