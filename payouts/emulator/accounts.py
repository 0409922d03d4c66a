"""Accounts v2: recipients, what they still owe in papers, and whether they may receive transfers."""

from __future__ import annotations

import re
from typing import Any

from payouts.emulator.params import Converter, Shape, email, flag, many, mapping, metadata, one_of, text
from payouts.emulator.routes import Call, Route
from payouts.emulator.wire import Body, Refusal, invalid
from payouts.emulator.world import World

SECTIONS = (
    "configuration.customer",
    "configuration.merchant",
    "configuration.recipient",
    "defaults",
    "future_requirements",
    "identity",
    "requirements",
)

# What onboarding asks of a person before transfers become active.
ASKED_OF_A_PERSON = (
    "identity.individual.given_name",
    "identity.individual.surname",
    "identity.individual.address",
    "external_account",
    "identity.attestations.terms_of_service.account",
)

REQUIREMENTS_CHANGED = "v2.core.account[requirements].updated"
IDENTITY_CHANGED = "v2.core.account[identity].updated"
CAPABILITY_CHANGED = "v2.core.account[configuration.recipient].capability_status_updated"


def related(account_id: str) -> Body:
    """Return how a thin event points at an account."""
    return {"id": account_id, "type": "v2.core.account", "url": f"/v2/core/accounts/{account_id}"}


def transfers_active(account: Body) -> bool:
    """Tell whether an account may receive transfers now."""
    return not account["closed"] and _transfers(account).get("status") == "active"


def _transfers(account: Body) -> Body:
    recipient = account["configuration"]["recipient"] or {}
    capability: Body = recipient.get("capabilities", {}).get("stripe_balance", {}).get("stripe_transfers") or {}
    return capability


def find_account(world: World, account_id: str) -> Body:
    """Return an account, or refuse."""
    account = world.store.get(account_id, kind="v2.core.account")
    if account is None:
        raise Refusal(404, f"No such account: '{account_id}'", code="not_found")
    return account


def _create(call: Call) -> Body:
    world, params = call.world, call.params
    recipient = params.get("configuration", {}).get("recipient")
    country = params.get("identity", {}).get("country")
    _check_responsibilities(params)
    if recipient is not None and not country:
        raise Refusal(400, "identity.country is required for this configuration.", code="identity_country_required")
    account = world.put(_account_body(world, params, recipient))
    world.emit_thin("v2.core.account.created", related(account["id"]))
    return shown(account, params.get("include", []))


def _check_responsibilities(params: Body) -> None:
    duties = params.get("defaults", {}).get("responsibilities", {})
    carried = str(duties.get("fees_collector", "")).startswith("application") and (
        duties.get("losses_collector") == "application"
    )
    if params.get("dashboard") == "express" and not carried:
        raise Refusal(
            400,
            "Accounts with the Express dashboard need fees_collector and losses_collector to be the application.",
            code="account_controller_express_dash_without_application_losses_or_fees",
        )


def _account_body(world: World, params: Body, recipient: Body | None) -> Body:
    asked = recipient is not None
    return {
        "id": f"acct_{world.new_id('1')[2:18]}",
        "object": "v2.core.account",
        "applied_configurations": ["recipient"] if asked else [],
        "closed": False,
        "configuration": {"customer": None, "merchant": None, "recipient": _recipient(recipient) if asked else None},
        "contact_email": params.get("contact_email"),
        "contact_phone": params.get("contact_phone"),
        "created": world.timestamp(),
        "dashboard": params.get("dashboard", "none"),
        "defaults": {
            "currency": params.get("defaults", {}).get("currency"),
            "locales": None,
            "profile": None,
            "responsibilities": {
                "fees_collector": "stripe",
                "losses_collector": "stripe",
                "requirements_collector": "stripe",
                **params.get("defaults", {}).get("responsibilities", {}),
            },
        },
        "display_name": params.get("display_name"),
        "future_requirements": {"entries": [], "minimum_transition_date": None, "summary": None},
        "identity": {
            "attestations": None,
            "business_details": None,
            "country": params.get("identity", {}).get("country"),
            "entity_type": params.get("identity", {}).get("entity_type"),
            "individual": None,
        },
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "requirements": _requirements(ASKED_OF_A_PERSON if asked else ()),
        "_at": world.now(),
    }


def _recipient(asked: Body | None) -> Body:
    balance = (asked or {}).get("capabilities", {}).get("stripe_balance", {})
    wanted = balance.get("stripe_transfers", {}).get("requested", False)
    papers = {"code": "requirements_past_due", "resolution": "provide_info"}
    owed = {"status": "restricted", "status_details": [papers]}
    return {
        "applied": True,
        "capabilities": {"stripe_balance": {"payouts": owed, "stripe_transfers": owed}} if wanted else None,
    }


def _requirements(descriptions: tuple[str, ...]) -> Body:
    entries = [_entry(description) for description in descriptions]
    summary = {"minimum_deadline": {"status": "currently_due", "time": None}} if entries else None
    return {"entries": entries, "summary": summary}


def _entry(description: str) -> Body:
    deadline = {"status": "currently_due"}
    restricts = {
        "capability": "stripe_balance.stripe_transfers",
        "configuration": "recipient",
        "deadline": deadline,
    }
    return {
        "awaiting_action_from": "user",
        "description": description,
        "errors": [],
        "impact": {"restricts_capabilities": [restricts]},
        "minimum_deadline": deadline,
        "reference": None,
        "requested_reasons": [{"code": "routine_onboarding"}],
    }


def shown(account: Body, include: list[str]) -> Body:
    """Return an account with null for every section that `include` does not name."""
    body = {**account, "configuration": None}
    for section in SECTIONS:
        top, _, part = section.partition(".")
        if section in include and part:
            parts = dict.fromkeys(account["configuration"])
            body["configuration"] = {**(body["configuration"] or parts), part: account["configuration"][part]}
        elif not part and section not in include:
            body[top] = None
    return body


def onboard(world: World, account_id: str, *, given_name: str, surname: str, country: str = "") -> Body:
    """Let an account's owner give everything asked: requirements gone, transfers active."""
    account = find_account(world, account_id)
    identity = account["identity"]
    identity["entity_type"] = "individual"
    identity["country"] = identity["country"] or country
    identity["individual"] = {
        "account": account_id,
        "created": world.timestamp(),
        "given_name": given_name,
        "id": world.new_id("person"),
        "object": "v2.core.account_person",
        "surname": surname,
        "updated": world.timestamp(),
    }
    account["requirements"] = _requirements(())
    world.put(account)
    world.emit_thin(IDENTITY_CHANGED, related(account_id))
    world.emit_thin(REQUIREMENTS_CHANGED, related(account_id))
    return set_transfers(world, account_id, "active")


def set_transfers(world: World, account_id: str, status: str) -> Body:
    """Set an account's transfer capability: active, pending, restricted or unsupported."""
    account = find_account(world, account_id)
    recipient = account["configuration"]["recipient"]
    if recipient is None or recipient["capabilities"] is None:
        raise Refusal(400, "This account has not requested transfers.", code="capability_not_requested")
    details = [] if status == "active" else [{"code": "restricted_other", "resolution": "contact_stripe"}]
    state = {"status": status, "status_details": details}
    recipient["capabilities"]["stripe_balance"] = {"payouts": state, "stripe_transfers": state}
    world.put(account)
    changed = {"updated_capability": "stripe_balance.stripe_transfers"}
    world.emit_thin(CAPABILITY_CHANGED, related(account_id), data=changed)
    return account


def require_more(world: World, account_id: str, description: str) -> Body:
    """Let Stripe ask an owner for one thing more, which stops transfers until it is given."""
    account = find_account(world, account_id)
    account["requirements"] = _requirements((description,))
    world.put(account)
    world.emit_thin(REQUIREMENTS_CHANGED, related(account_id))
    return set_transfers(world, account_id, "restricted")


def close_account(world: World, account_id: str) -> Body:
    """Close an account for good."""
    account = find_account(world, account_id)
    account["closed"] = True
    world.put(account)
    world.emit_thin("v2.core.account.closed", related(account_id))
    return account


def _retrieve(call: Call) -> Body:
    return shown(find_account(call.world, call.id), call.params.get("include", []))


def _close(call: Call) -> Body:
    return shown(close_account(call.world, call.id), [])


def _country(name: str, raw: Any) -> str:
    """Read an ISO 3166-1 alpha-2 code."""
    if not re.fullmatch(r"[A-Za-z]{2}", text(name, raw)):
        raise invalid(f"Invalid country: {raw}", param=name, code="country_invalid")
    return str(raw).upper()


_INCLUDE: dict[str, Converter] = {"include": many(one_of(*SECTIONS))}

_REQUESTED = Shape({"requested": flag}, required=("requested",))

_RECIPIENT = Shape({"capabilities": Shape({"stripe_balance": Shape({"stripe_transfers": _REQUESTED})})})

_RESPONSIBILITIES = Shape(
    {
        "fees_collector": one_of("application", "application_custom", "application_express", "stripe"),
        "losses_collector": one_of("application", "stripe"),
    },
    required=("fees_collector", "losses_collector"),
)

_IDENTITY = Shape(
    {
        "country": _country,
        "entity_type": one_of("company", "government_entity", "individual", "non_profit"),
        "individual": mapping,
        "business_details": mapping,
    }
)

_ACCOUNT = Shape(
    {
        **_INCLUDE,
        "configuration": Shape({"recipient": _RECIPIENT}),
        "contact_email": email,
        "contact_phone": text,
        "dashboard": one_of("express", "full", "none"),
        "defaults": Shape({"currency": text, "responsibilities": _RESPONSIBILITIES, "profile": mapping}),
        "display_name": text,
        "identity": _IDENTITY,
        "metadata": metadata,
    }
)

ROUTES = [
    Route("POST", "/v2/core/accounts", _create, _ACCOUNT),
    Route("GET", "/v2/core/accounts/{id}", _retrieve, Shape(_INCLUDE)),
    Route("POST", "/v2/core/accounts/{id}/close", _close, Shape({"applied_configurations": many(text)})),
]
