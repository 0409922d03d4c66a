"""How an endpoint is declared and what its handler is given; reading, listing and expanding objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from payouts.emulator.params import Shape
from payouts.emulator.wire import Body, invalid, missing
from payouts.emulator.world import World, visible

DEFAULT_PAGE = 10
LARGEST_PAGE = 100
DEEPEST_EXPANSION = 4


@dataclass(frozen=True)
class Call:
    """One API call, its parameters already read. `account` is "" for the platform, else the connected account."""

    world: World
    account: str
    args: dict[str, str]
    params: Body

    @property
    def id(self) -> str:
        """Return the id in the path."""
        return self.args["id"]

    def need(self, kind: str, identity: str, *, noun: str, param: str = "id", status: int = 404) -> Body:
        """Return an object of the calling account, or refuse with resource_missing."""
        body = self.world.store.get(identity, kind=kind, account=self.account)
        if body is None:
            raise missing(noun, identity, param=param, status=status)
        return body


Handler = Callable[[Call], Body]


@dataclass(frozen=True)
class Route:
    """One endpoint: `template` is Stripe's path with `{id}` parts, `shape` what it takes."""

    method: str
    template: str
    handler: Handler
    shape: Shape

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Return the path's parts when this is the endpoint, else None."""
        if method != self.method:
            return None
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found else None


def page(call: Call, kind: str, url: str, *, keep: Callable[[Body], bool] | None = None, **where: Any) -> Body:
    """Return one page of a v1 list, newest first, by cursor. `where` are equalities, None ones are left out."""
    limit = call.params.get("limit", DEFAULT_PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise invalid(f"Invalid integer: limit must be between 1 and {LARGEST_PAGE}.", param="limit")
    wanted = {name: value for name, value in where.items() if value is not None}
    found = call.world.store.find(kind, account=call.account, **wanted)
    window = call.params.get("created", {})
    found = [body for body in found if _inside(body["created"], window) and (keep is None or keep(body))]
    found, has_more = _cut(found, call.params, limit)
    return {"object": "list", "data": found, "has_more": has_more, "url": url}


def _inside(created: int, window: dict[str, int]) -> bool:
    tests = {
        "gt": lambda bound: created > bound,
        "gte": lambda bound: created >= bound,
        "lt": lambda bound: created < bound,
        "lte": lambda bound: created <= bound,
    }
    return all(tests[name](bound) for name, bound in window.items())


def _cut(found: list[Body], params: Body, limit: int) -> tuple[list[Body], bool]:
    ids = [body["id"] for body in found]
    if "starting_after" in params:
        start = _position(ids, params["starting_after"], "starting_after") + 1
        return found[start : start + limit], len(found) > start + limit
    if "ending_before" in params:
        end = _position(ids, params["ending_before"], "ending_before")
        return found[max(0, end - limit) : end], end > limit
    return found[:limit], len(found) > limit


def _position(ids: list[str], cursor: str, param: str) -> int:
    if cursor not in ids:
        raise missing("object", cursor, param=param, status=400)
    return ids.index(cursor)


def render(world: World, body: Body, expansions: list[str]) -> Body:
    """Return an object (or list) as the API shows it, with the asked references expanded to whole objects."""
    shown = _show(world, body)
    for path in expansions:
        steps = path.split(".")
        if len(steps) > DEEPEST_EXPANSION + (steps[0] == "data"):
            raise invalid(f"You cannot expand more than {DEEPEST_EXPANSION} levels of a property.", param="expand")
        _expand(world, shown, steps, path)
    return shown


def _show(world: World, body: Body) -> Body:
    if body.get("object") == "list":
        return {**body, "data": [visible(item, world.now()) for item in body["data"]]}
    return visible(body, world.now())


def _expand(world: World, body: Body, steps: list[str], path: str) -> None:
    head, rest = steps[0], steps[1:]
    if head not in body:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(body[head], str):
        target = world.store.get(body[head])
        if target is None:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")
        body[head] = visible(target, world.now())
    if rest:
        inner = body[head] if isinstance(body[head], list) else [body[head]]
        for item in inner:
            if isinstance(item, dict):
                _expand(world, item, rest, path)
