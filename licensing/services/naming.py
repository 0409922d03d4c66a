"""Names and texts as people type them, made fit to keep; slugs made of names."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import BadInput

_LONGEST_SLUG = 60
# One of a hundred thousand: enough when two people choose one name at one moment.
_SUFFIX_BYTES = 4


def clean_line(value: str, longest: int, field: str) -> str:
    """Return one line of text, trimmed and composed (NFC). Raises BadInput when too long or not plain text."""
    line = " ".join(_plain(value, field).split())
    return _fit(line, longest, field)


def clean_text(value: str, longest: int, field: str) -> str:
    """Return a text of several lines, trimmed, in composed form. Raises BadInput when too long or not plain text."""
    return _fit(_plain(value, field).replace("\r\n", "\n").strip(), longest, field)


def free_slug(model: type[Model], name: str, fallback: str, *, unique: bool = False) -> str:
    """Make a slug of a name that no other record has: `onyx`, `onyx-2`, …; `unique` adds a random end instead."""
    base = slugify(name)[:_LONGEST_SLUG].strip("-") or fallback
    if unique:
        return f"{base}-{secrets.token_hex(_SUFFIX_BYTES)}"
    manager: Any = model._default_manager
    taken = set(manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _candidates(base) if slug not in taken)


def _candidates(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _plain(value: str, field: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\r\n\t" for letter in composed):
        raise BadInput(_("This contains control characters. Type it again as plain text."), field=field)
    return composed


def _fit(value: str, longest: int, field: str) -> str:
    if len(value) > longest:
        words = {"length": len(value), "most": longest}
        raise BadInput(_("This has %(length)s characters; %(most)s is the most.") % words, field=field)
    return value
