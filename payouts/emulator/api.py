"""One API call from request to answer: key, account, fault, idempotency, parameters, handler, record."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from payouts.emulator import accounts, balances, bank_payouts, checkout, events, links, payments, refunds, transfers
from payouts.emulator.faults import Fault
from payouts.emulator.idempotency import KeyedCall
from payouts.emulator.routes import Call, Route, render
from payouts.emulator.wire import Body, Refusal, Request, Response, json_response
from payouts.emulator.world import API_VERSION, World

_RESOURCES = (accounts, balances, bank_payouts, checkout, events, links, payments, refunds, transfers)

ROUTES: list[Route] = [route for resource in _RESOURCES for route in resource.ROUTES]

_STATUS_ERRORS = {
    401: ("invalid_request_error", None, "Invalid API Key provided."),
    402: ("card_error", "card_declined", "Your card was declined."),
    403: ("invalid_request_error", None, "The provided key does not have the required permissions."),
    409: ("invalid_request_error", "lock_timeout", "This object cannot be accessed right now."),
    429: ("invalid_request_error", "rate_limit", "Request rate limit exceeded."),
}

# Refused before the call is looked at: no idempotency key remembers these.
UNSAVED_STATUSES = frozenset({401, 403, 409, 429})

_log_lock = threading.Lock()


def answer(world: World, request: Request) -> Response:
    """Answer one API call, and record the pair for whoever observes."""
    response = _guarded(world, request)
    if world.options.observer is not None:
        world.options.observer(request, response)
    if world.options.log_path:
        _log(world.options.log_path, request, response)
    return response


def _guarded(world: World, request: Request) -> Response:
    request_id = world.new_id("req")
    headers = {"Request-Id": request_id, "Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
    try:
        response = _answer(world, request, request_id)
    except Refusal as refusal:
        response = json_response(refusal.status, refusal.body(is_v2=request.is_v2))
    key = request.headers.get("idempotency-key")
    if key:
        headers["Idempotency-Key"] = key
    return replace(response, headers={**headers, **response.headers})


@dataclass(frozen=True)
class Attempt:
    """One call that found its endpoint: who asks, for what, and what shall go wrong."""

    world: World
    request: Request
    request_id: str
    account: str
    route: Route
    args: dict[str, str]
    fault: Fault | None


def _answer(world: World, request: Request, request_id: str) -> Response:
    _check_key(request)
    account = _acting_account(world, request)
    route, args = _find_route(request)
    fault = world.faults.take(request.method, request.path)
    if fault is not None and not fault.executed:
        if fault.dropped:
            return Response(500, b"", faulty=True, dropped=True)
        if fault.status in UNSAVED_STATUSES:
            raise _fault_refusal(fault.status)
    keyed = KeyedCall(world, request, account, request_id)
    replay = keyed.begin()
    if replay is not None:
        return replay
    if fault is not None and fault.delay_seconds:
        time.sleep(fault.delay_seconds)
    response = _execute(Attempt(world, request, request_id, account, route, args, fault), keyed)
    world.run_agenda()
    return _spoil(response, fault)


def _execute(attempt: Attempt, keyed: KeyedCall) -> Response:
    """Run the handler and keep its answer under the key, in one transaction; a refusal undoes what it began."""
    store = attempt.world.store
    try:
        params = attempt.route.shape("", attempt.request.params())
        with store.transaction():
            response = _perform(attempt, params, keyed.key)
            keyed.keep(response.status, response.body)
            return response
    except Refusal as refusal:
        response = json_response(refusal.status, refusal.body(is_v2=attempt.request.is_v2))
        with store.transaction():
            if refusal.saved:
                keyed.keep(refusal.status, response.body)
            else:
                keyed.forget()
        return response
    except BaseException:
        keyed.forget()
        raise


def _perform(attempt: Attempt, params: Body, key: str | None) -> Response:
    """Do the work inside the transaction. A planned status takes the place of the answer, before or after the work."""
    world, fault = attempt.world, attempt.fault
    if fault is not None and fault.status and not fault.executed:
        raise _fault_refusal(fault.status)
    world.cause = (attempt.request_id, key)
    try:
        body = attempt.route.handler(Call(world, attempt.account, attempt.args, params))
        response = json_response(200, render(world, body, params.get("expand", [])))
    except Refusal as refusal:
        if not refusal.keeps_work:
            raise
        response = json_response(refusal.status, refusal.body(is_v2=attempt.request.is_v2))
    finally:
        world.cause = (None, None)
    if fault is not None and fault.status:
        failed = _fault_refusal(fault.status)
        return json_response(failed.status, failed.body(is_v2=attempt.request.is_v2))
    return response


def _spoil(response: Response, fault: Fault | None) -> Response:
    if fault is None:
        return response
    body = b"<html>Bad gateway</html>" if fault.garbled else response.body
    return replace(response, body=body, faulty=True, hang_seconds=fault.hang_seconds, dropped=fault.dropped)


def _fault_refusal(status: int) -> Refusal:
    kind, code, message = _STATUS_ERRORS.get(status, ("api_error", None, "Sorry, there was an error at our end."))
    return Refusal(status, message, kind=kind, code=code)


def _check_key(request: Request) -> None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    key = value.strip()
    if scheme.lower() == "basic":
        key = _basic_user(key)
    if not key:
        raise Refusal(401, "You did not provide an API key.", saved=False)
    if not re.fullmatch(r"[sr]k_test_\w+", key):
        raise Refusal(401, f"Invalid API Key provided: {key[:8]}****. The emulator takes test keys.", saved=False)


def _basic_user(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError:
        return encoded


def _acting_account(world: World, request: Request) -> str:
    account = request.headers.get("stripe-account") or request.headers.get("stripe-context") or ""
    if account and world.store.get(account, kind="v2.core.account") is None:
        raise Refusal(
            403,
            f"The provided key does not have access to account '{account}' (or that account does not exist).",
            code="account_invalid",
            saved=False,
        )
    return account


def _find_route(request: Request) -> tuple[Route, dict[str, str]]:
    for route in ROUTES:
        args = route.match(request.method, request.path)
        if args is not None:
            return route, args
    raise Refusal(404, f"Unrecognized request URL ({request.method}: {request.path}).", code="not_found", saved=False)


def _log(path: str, request: Request, response: Response) -> None:
    """Append one JSON line; the API key is left out."""
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    line = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": headers,
        "body": request.body.decode("utf-8", "replace"),
        "status": response.status,
        "response": response.body.decode("utf-8", "replace"),
        "faulty": response.faulty,
    }
    with _log_lock, Path(path).open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
