"""What an endpoint takes: small converters that read a parameter or refuse it as Stripe does.

A converter is `(name, raw) -> value`. `Shape` reads an object and refuses what it does not know, as Stripe refuses
every unknown parameter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from payouts.emulator.wire import invalid

Converter = Callable[[str, Any], Any]

# docs.stripe.com/api/metadata
METADATA_KEYS = 50
METADATA_NAME_LENGTH = 40
METADATA_VALUE_LENGTH = 500

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def text(name: str, raw: Any) -> str:
    """Read a string of at most 5 000 characters."""
    if not isinstance(raw, str):
        raise invalid(f"Invalid string: {raw!r}", param=name)
    if len(raw) > 5000:
        raise invalid(f"Invalid string: must be at most 5000 characters ({name})", param=name)
    return raw


def integer(name: str, raw: Any) -> int:
    """Read a whole number, from a form or from JSON."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,15}", raw):
        return int(raw)
    raise invalid(f"Invalid integer: {raw}", param=name, code="parameter_invalid_integer")


def amount(name: str, raw: Any) -> int:
    """Read an amount in the smallest unit: 1 to 99 999 999."""
    value = integer(name, raw)
    if value < 1:
        raise invalid("This value must be greater than or equal to 1.", param=name, code="parameter_invalid_integer")
    if value > 99_999_999:
        raise invalid("Amount must be no more than 999,999.99.", param=name, code="amount_too_large")
    return value


def flag(name: str, raw: Any) -> bool:
    """Read a boolean, from a form or from JSON."""
    known = {True: True, False: False, "true": True, "false": False}
    if raw not in known:
        raise invalid(f"Invalid boolean: {raw}", param=name)
    return known[raw]


def currency(name: str, raw: Any) -> str:
    """Read a three-letter currency code; upper case is taken too."""
    code = text(name, raw).lower()
    if not re.fullmatch(r"[a-z]{3}", code):
        raise invalid(f"Invalid currency: {raw}.", param=name, code="invalid_currency")
    return code


def email(name: str, raw: Any) -> str:
    """Read an e-mail address."""
    if not _EMAIL.fullmatch(text(name, raw)):
        raise invalid(f"Invalid email address: {raw}", param=name, code="email_invalid")
    return str(raw)


def url(name: str, raw: Any) -> str:
    """Read an absolute http(s) address."""
    parts = urlsplit(text(name, raw))
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise invalid("Not a valid URL", param=name, code="url_invalid")
    return str(raw)


def metadata(name: str, raw: Any) -> dict[str, str]:
    """Read metadata within Stripe's limits."""
    if raw == "":
        return {}
    if not isinstance(raw, dict) or any(not isinstance(value, str) for value in raw.values()):
        raise invalid("Invalid hash", param=name)
    if len(raw) > METADATA_KEYS:
        raise invalid(f"Metadata can have up to {METADATA_KEYS} keys.", param=name)
    for key, value in raw.items():
        if len(key) > METADATA_NAME_LENGTH or len(value) > METADATA_VALUE_LENGTH:
            raise invalid("Metadata keys go up to 40 characters and values up to 500.", param=f"{name}[{key}]")
    return dict(raw)


def mapping(name: str, raw: Any) -> dict[str, Any]:
    """Read an object whose inside the emulator does not look at."""
    if not isinstance(raw, dict):
        raise invalid("Invalid object", param=name)
    return raw


def one_of(*allowed: str) -> Converter:
    """Return a converter for a closed list of words."""

    def convert(name: str, raw: Any) -> str:
        if raw not in allowed:
            raise invalid(f"Invalid {name}: must be one of {', '.join(allowed)}", param=name)
        return str(raw)

    return convert


def many(item: Converter) -> Converter:
    """Return a converter for a list: a JSON array, or a form's dict of indexes."""

    def convert(name: str, raw: Any) -> list[Any]:
        values = list(raw.values()) if isinstance(raw, dict) else raw
        if not isinstance(values, list):
            raise invalid("Invalid array", param=name)
        return [item(f"{name}[{index}]", value) for index, value in enumerate(values)]

    return convert


def gone(code: str, advice: str) -> Converter:
    """Return a converter that refuses a parameter a newer API version has removed."""

    def convert(name: str, raw: Any) -> Any:
        raise invalid(f"The {name} parameter is no longer supported. {advice}", param=name, code=code)

    return convert


def created_window(name: str, raw: Any) -> dict[str, int]:
    """Read a time filter: bounds by gt, gte, lt, lte, or one exact second."""
    if not isinstance(raw, dict):
        exact = integer(name, raw)
        return {"gte": exact, "lte": exact}
    return {bound: integer(f"{name}[{bound}]", value) for bound, value in raw.items() if _known_bound(name, bound)}


def _known_bound(name: str, bound: str) -> bool:
    if bound not in {"gt", "gte", "lt", "lte"}:
        raise unknown(f"{name}[{bound}]")
    return True


def unknown(name: str) -> Exception:
    """Return Stripe's refusal of a parameter the endpoint does not have."""
    return invalid(f"Received unknown parameter: {name}", param=name, code="parameter_unknown")


class Shape:
    """A converter for an object with known fields; used for an endpoint's parameters and for what nests in them."""

    def __init__(self, fields: Mapping[str, Converter], *, required: tuple[str, ...] = ()) -> None:
        self._fields = dict(fields)
        self._required = required

    def __call__(self, name: str, raw: Any) -> dict[str, Any]:
        """Read an object; refuse unknown fields, then missing ones, then wrong ones. Null in JSON means absent."""
        if not isinstance(raw, dict):
            raise invalid("Invalid object", param=name)
        for field in raw:
            if field not in self._fields:
                raise unknown(_inside(name, field))
        for field in self._required:
            if field not in raw:
                path = _inside(name, field)
                raise invalid(f"Missing required param: {path}.", param=path, code="parameter_missing")
        return {
            field: self._fields[field](_inside(name, field), value) for field, value in raw.items() if value is not None
        }


def _inside(name: str, field: str) -> str:
    return f"{name}[{field}]" if name else field


EXPAND: dict[str, Converter] = {"expand": many(text)}

PAGE: dict[str, Converter] = {
    **EXPAND,
    "limit": integer,
    "starting_after": text,
    "ending_before": text,
    "created": created_window,
}
