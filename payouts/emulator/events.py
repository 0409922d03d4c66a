"""Events as the API lists them: v1 snapshots, and thin v2 events by id."""

from __future__ import annotations

from fnmatch import fnmatchcase

from payouts.emulator.params import EXPAND, PAGE, Shape, flag, many, text
from payouts.emulator.routes import Call, Route, page
from payouts.emulator.wire import Body
from payouts.emulator.world import World

THIRTY_DAYS = 30 * 24 * 3600


def undelivered(world: World, event_id: str) -> int:
    """Return how many webhooks of an event have not been taken."""
    rows = world.store.rows("SELECT COUNT(*) AS n FROM deliveries WHERE event = ? AND done = 0", event_id)
    return int(rows[0]["n"])


def _list(call: Call) -> Body:
    wanted = call.params.get("types", []) + ([call.params["type"]] if "type" in call.params else [])
    delivered = call.params.get("delivery_success")
    oldest = call.world.now() - THIRTY_DAYS

    def keep(event: Body) -> bool:
        if event["created"] < oldest:
            return False
        if wanted and not any(fnmatchcase(event["type"], pattern) for pattern in wanted):
            return False
        return delivered is None or delivered == (undelivered(call.world, event["id"]) == 0)

    listed = page(call, "event", "/v1/events", keep=keep)
    return {**listed, "data": [_counted(call.world, event) for event in listed["data"]]}


def _counted(world: World, event: Body) -> Body:
    return {**event, "pending_webhooks": undelivered(world, event["id"])}


def _retrieve(call: Call) -> Body:
    return _counted(call.world, call.need("event", call.id, noun="event"))


def _retrieve_thin(call: Call) -> Body:
    return call.need("v2.core.event", call.id, noun="event")


_FILTERS = Shape({**PAGE, "type": text, "types": many(text), "delivery_success": flag})

ROUTES = [
    Route("GET", "/v1/events", _list, _FILTERS),
    Route("GET", "/v1/events/{id}", _retrieve, Shape(EXPAND)),
    Route("GET", "/v2/core/events/{id}", _retrieve_thin, Shape({})),
]
