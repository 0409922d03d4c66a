"""The shape of the demo's data: what a studio, a character, its terms and its split sheet consist of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WORLDWIDE = ("*",)
EUROPE = ("AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "NO", "PL", "PT", "SE")
AMERICAS = ("AR", "BR", "CA", "CL", "CO", "MX", "PE", "US", "UY")
PACIFIC = ("AU", "JP", "KR", "NZ", "SG", "TW")

Fees = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Studio:
    """A licensor: who they are and the two colours of their house."""

    slug: str
    name: str
    description: str
    owner_name: str
    owner_email: str
    accent: str
    accent_dark: str


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a split sheet; ``ppm`` is parts per million of every fee."""

    role: str
    payee: str
    email: str
    ppm: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a studio offers: who may use the character for what, where, how long, and at which fee.

    ``tiers`` maps a tier to its longest clip in seconds; ``fees`` maps tier, then purpose, to minor units per use.
    """

    purposes: tuple[str, ...]
    territories: tuple[str, ...]
    tiers: Mapping[str, int]
    prohibited_themes: tuple[str, ...]
    daily_cap: int
    currency: str
    fees: Fees
    free_allowance_eligible: bool


@dataclass(frozen=True, slots=True)
class Character:
    """One character: words, pictures, terms, split sheet, and a few scenes worth asking for."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    studio: str
    tagline: str
    story: str
    art: tuple[str, ...]
    tile_colour: str
    terms: Terms
    splits: tuple[Share, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signs in: a creator, or a reviewer on the staff."""

    name: str
    email: str
