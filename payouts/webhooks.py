"""Where Stripe's news comes in: verified, stored as received, answered; applied later by a worker.

Two endpoints with a secret each: our own account's news, and that of connected accounts.
"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import BadInput
from core.http import PROBLEM_TYPE, problem
from payouts.gateway import StripeGateway, gateway_from_settings
from payouts.services import events

# Stripe's largest events are some tens of kilobytes.
LARGEST_BODY_BYTES = 256 * 1024


@csrf_exempt
@require_POST
def platform_webhook(request: HttpRequest) -> HttpResponse:
    """Take news about our own Stripe account."""
    gateway = gateway_from_settings()
    return _take(request, gateway, gateway.webhook_secret)


@csrf_exempt
@require_POST
def connect_webhook(request: HttpRequest) -> HttpResponse:
    """Take news about payees' connected accounts."""
    gateway = gateway_from_settings()
    return _take(request, gateway, gateway.connect_webhook_secret)


def _take(request: HttpRequest, gateway: StripeGateway, secret: str) -> HttpResponse:
    """Verify, store, answer 200; a repeat is answered alike. A fault of ours is a 500, and Stripe sends it again."""
    body = _body(request)
    if body is None:
        return _problem(413, "too_large", f"A webhook is at most {LARGEST_BODY_BYTES} bytes.")
    try:
        event = gateway.verify_webhook(body=body, signature=request.headers.get("Stripe-Signature", ""), secret=secret)
        events.receive(event=event)
    except BadInput as error:
        return _problem(400, error.code, error.message)
    return HttpResponse(status=200)


def _body(request: HttpRequest) -> bytes | None:
    """Read at most the limit; None when there is more. What the sender claims about the length is not trusted."""
    body = request.read(LARGEST_BODY_BYTES + 1)
    return body if len(body) <= LARGEST_BODY_BYTES else None


def _problem(status: int, code: str, detail: str) -> HttpResponse:
    body = problem(status=status, code=code, detail=detail)
    return HttpResponse(json.dumps(body), status=status, content_type=PROBLEM_TYPE)


urlpatterns = [
    path("webhooks/stripe/", platform_webhook, name="stripe-webhook"),
    path("webhooks/stripe-connect/", connect_webhook, name="stripe-connect-webhook"),
]
