"""Account links: onboarding forms behind addresses that work once, for minutes. v2, and v1's older shape."""

from __future__ import annotations

from datetime import UTC, datetime

from payouts.emulator.accounts import find_account, related
from payouts.emulator.params import EXPAND, Shape, mapping, one_of, text, url
from payouts.emulator.routes import Call, Route
from payouts.emulator.wire import Body, invalid
from payouts.emulator.world import World

FLOWS = ("account_onboarding", "account_update")


def _mint(world: World, account_id: str, return_url: str | None, refresh_url: str) -> Body:
    find_account(world, account_id)
    return world.put(
        {
            "id": world.new_id("link"),
            "object": "_account_link",
            "created": world.now(),
            "account": account_id,
            "expires_at": world.now() + world.options.link_seconds,
            "return_url": return_url or refresh_url,
            "refresh_url": refresh_url,
            "used": False,
        }
    )


def _address(world: World, link: Body) -> str:
    return f"{world.base_url}/onboarding/{link['id']}"


def _create_v2(call: Call) -> Body:
    use_case = call.params["use_case"]
    flow = use_case.get(use_case["type"])
    if flow is None:
        raise invalid(f"use_case.{use_case['type']} is required.", code="parameter_missing")
    link = _mint(call.world, call.params["account"], flow.get("return_url"), flow["refresh_url"])
    return {
        "object": "v2.core.account_link",
        "account": link["account"],
        "created": call.world.timestamp(),
        "expires_at": datetime.fromtimestamp(link["expires_at"], tz=UTC).isoformat().replace("+00:00", ".000Z"),
        "livemode": False,
        "url": _address(call.world, link),
        "use_case": use_case,
    }


def _create_v1(call: Call) -> Body:
    params = call.params
    link = _mint(call.world, params["account"], params.get("return_url"), params["refresh_url"])
    return {
        "object": "account_link",
        "created": link["created"],
        "expires_at": link["expires_at"],
        "url": _address(call.world, link),
    }


def open_link(world: World, link_id: str) -> tuple[Body, bool]:
    """Use a link up. Returns it, and whether its form may be shown (else send the browser to its refresh_url).

    Raises KeyError when there is no such link.
    """
    link = world.store.get(link_id, kind="_account_link")
    if link is None:
        raise KeyError(link_id)
    usable = not link["used"] and link["expires_at"] > world.now()
    if usable:
        link["used"] = True
        link["form"] = world.new_id("form")
        world.put(link)
    return link, usable


def returned(world: World, link: Body) -> None:
    """Record that an owner came back from the form, complete or not."""
    world.emit_thin("v2.core.account_link.returned", related(link["account"]))


_FLOW = Shape({"refresh_url": url, "return_url": url, "collection_options": mapping}, required=("refresh_url",))

_LINK_V2 = Shape(
    {
        "account": text,
        "use_case": Shape({"type": one_of(*FLOWS), **dict.fromkeys(FLOWS, _FLOW)}, required=("type",)),
    },
    required=("account", "use_case"),
)

_LINK_V1 = Shape(
    {
        **EXPAND,
        "account": text,
        "type": one_of(*FLOWS),
        "refresh_url": url,
        "return_url": url,
        "collection_options": mapping,
    },
    required=("account", "type", "refresh_url"),
)

ROUTES = [
    Route("POST", "/v2/core/account_links", _create_v2, _LINK_V2),
    Route("POST", "/v1/account_links", _create_v1, _LINK_V1),
]
