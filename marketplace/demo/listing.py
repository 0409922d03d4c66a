"""A studio lists a character through its own pages: words, pictures, rights, terms, split sheet, the shop window."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from core.money import Money
from marketplace.demo.casting import Character, Terms
from marketplace.demo.visitor import Visitor

_SLUG = re.compile(r"^/studio/characters/([\w-]+)/")


def open_studio(owner: Visitor, name: str, about: str) -> str:
    """Register a studio, unless this person has one, and return its address word."""
    home = owner.get("/studio/")
    standing = re.search(r"/studio/([\w-]+)/characters/new/", home.text)
    if standing:
        return standing[1]
    page = owner.submit("/studio/new/", {"name": name, "about": about})
    return str(re.search(r"/studio/([\w-]+)/characters/new/", page.text + owner.get("/studio/").text)[1])  # type: ignore[index]


def list_character(owner: Visitor, studio: str, role: Character, pictures: Sequence[Path]) -> tuple[str, list[str]]:
    """Register and list a character; return its address word and what the site said about the pictures."""
    slug, notes = _register(owner, studio, role, pictures)
    here = f"/studio/characters/{slug}"
    owner.submit(f"{here}/rights/", {"agreed": "on"})
    owner.submit(f"{here}/terms/", terms_fields(role.terms), action="terms")
    owner.submit(f"{here}/splits/", split_fields(role), action="splits")
    owner.submit(f"{here}/list/", {}, action="list")
    return slug, notes


def _register(owner: Visitor, studio: str, role: Character, pictures: Sequence[Path]) -> tuple[str, list[str]]:
    words = {"name": role.name, "aliases": "\n".join(role.aliases), "tagline": role.tagline, "story": role.story}
    with ExitStack() as opened:
        files = [("pictures", (path.name, opened.enter_context(path.open("rb")), _type_of(path))) for path in pictures]
        page = owner.submit(f"/studio/{studio}/characters/new/", words, files=files)
    found = _SLUG.match(urlsplit(page.url).path)
    if found is None:
        raise ValueError(f"registering {role.name} led to {page.url}")
    return found[1], re.findall(r"data-note[^>]*>\s*([^<]+?)\s*<", page.text)


def _type_of(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def terms_fields(terms: Terms) -> dict[str, str | list[str]]:
    """Fill in the terms form as a person would: amounts in major units, lengths in seconds."""
    fields: dict[str, str | list[str]] = {
        "purposes": list(terms.purposes),
        "prohibited_themes": list(terms.prohibited_themes),
        "daily_cap": str(terms.daily_cap),
        "currency": terms.currency,
    }
    if terms.territories == ("*",):
        fields["worldwide"] = "on"
    else:
        fields["territories"] = list(terms.territories)
    if terms.free_allowance_eligible:
        fields["free_allowance_eligible"] = "on"
    for tier, seconds in terms.tiers.items():
        fields[f"seconds_{tier}"] = str(seconds)
        for purpose, minor in terms.fees[tier].items():
            fields[f"fee_{tier}_{purpose}"] = str(Money(minor, terms.currency).decimal)
    return fields


def split_fields(role: Character) -> dict[str, str | list[str]]:
    """Fill in the split sheet's rows, shares in per cent."""
    fields: dict[str, str | list[str]] = {}
    for row, share in enumerate(role.splits):
        fields[f"form-{row}-role"] = share.role
        fields[f"form-{row}-name"] = share.payee
        fields[f"form-{row}-email"] = share.email
        fields[f"form-{row}-percent"] = str(Decimal(share.ppm) / 10_000)
    return fields
