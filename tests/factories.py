"""Studios, characters and what they offer, made as people make them: through the services, with a real picture."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from PIL import Image, ImageDraw

from core.models import User
from licensing.models import Character, Studio
from licensing.policy import PURPOSES, UseRequest
from licensing.services import characters, pictures, rights, splits, studios, terms
from licensing.services.splits import ShareIn

# As in the worked example: 250 cents, 15 % commission, 70/20/10.
FEE = 250
SHARES = (
    ("artist", "artist@example.com", 700_000),
    ("voice", "voice@example.com", 200_000),
    ("estate", "estate@example.com", 100_000),
)

_numbers = count(1)


def make_user(email: str = "", *, verified: bool = True, **fields: Any) -> User:
    """A person, with a verified e-mail address unless told otherwise."""
    user = User.objects.create_user(email or f"someone{next(_numbers)}@example.com", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    return user


def make_studio(owner: User | None = None, *, name: str = "") -> Studio:
    """A studio with its owner."""
    return studios.create(user=owner or make_user(), name=name or f"Studio {next(_numbers)}")


def owner_of(character: Character) -> User:
    """Who acts for a character's studio."""
    return character.studio.memberships.get(role="owner").user


def make_character(studio: Studio | None = None, *, name: str = "", **fields: Any) -> Character:
    """A draft: registered, and nothing else."""
    studio = studio or make_studio()
    owner = studio.memberships.get(role="owner").user
    return characters.register(user=owner, studio_id=studio.pk, name=name or f"Sorrel{next(_numbers)}", **fields)


@cache
def png(colour: str = "#C8642B", side: int = 96) -> bytes:
    """A small figure on a transparent ground."""
    image = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(image)
    draw.ellipse((side // 4, side // 8, 3 * side // 4, side // 2), fill=colour)
    draw.rectangle((side // 3, side // 2, 2 * side // 3, 7 * side // 8), fill=colour)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def terms_document(
    *,
    fee: int = FEE,
    purposes: Iterable[str] = PURPOSES,
    territories: Iterable[str] = ("*",),
    tiers: Mapping[str, int] | None = None,
    prohibited_themes: Iterable[str] = (),
    daily_cap: int | None = None,
    currency: str = "USD",
    fees: Mapping[str, Mapping[str, int]] | None = None,
    free: bool = False,
    starts_on: str | None = None,
    ends_on: str | None = None,
) -> dict[str, Any]:
    """A terms document as JSON values; one `fee` for every use unless `fees` says otherwise."""
    purposes, tiers = list(purposes), dict(tiers or {"storyboard": 20, "standard": 20})
    return {
        "purposes": purposes,
        "territories": list(territories),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "tiers": tiers,
        "prohibited_themes": list(prohibited_themes),
        "daily_cap": daily_cap,
        "currency": currency,
        "fees": fees or {tier: dict.fromkeys(purposes, fee) for tier in tiers},
        "free_allowance_eligible": free,
    }


def listed_character(
    studio: Studio | None = None,
    *,
    name: str = "",
    shares: Sequence[tuple[str, str, int]] = SHARES,
    colour: str = "#C8642B",
    aliases: Sequence[str] = (),
    **offer: Any,
) -> Character:
    """A character in the catalogue: a picture with alpha, rights affirmed, terms and a split sheet in force.

    `shares` are (role, e-mail, parts per million); `offer` is what `terms_document` takes.
    """
    character = make_character(studio, name=name, aliases=aliases)
    owner = owner_of(character)
    pictures.add(user=owner, character_id=character.pk, name="figure.png", content=io.BytesIO(png(colour)))
    rights.affirm(user=owner, character_id=character.pk, agreed=True)
    terms.publish(user=owner, character_id=character.pk, document=terms_document(**offer))
    publish_split(character, shares)
    return characters.list_it(user=owner, character_id=character.pk)


def publish_split(character: Character, shares: Sequence[tuple[str, str, int]] = SHARES) -> None:
    """Put a split sheet in force."""
    rows = [ShareIn(role, email.split("@")[0].title(), email, ppm) for role, email, ppm in shares]
    splits.publish(user=owner_of(character), character_id=character.pk, shares=rows)


def use_of(*cast: Character, **changes: Any) -> UseRequest:
    """A request that the terms of `listed_character` allow, for these characters."""
    asked: dict[str, Any] = {
        "characters": tuple(character.pk for character in cast),
        "prompt": "A walk along the sea at sunset",
        "purpose": "social",
        "territory": "FR",
        "tier": "storyboard",
        "seconds": 5,
    }
    return UseRequest(**{**asked, **changes})
