"""What terms say, as one immutable document with one canonical form, so that its SHA-256 names it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.utils.translation import gettext as _

from core.errors import BadInput
from core.money import LARGEST_AMOUNT_MINOR, Money
from licensing import territories
from licensing.policy.vocabulary import (
    LARGEST_DAILY_CAP,
    MAX_SECONDS,
    PURPOSES,
    THEMES,
    TIERS,
    purpose_name,
    tier_name,
)

_FIELDS = (
    "purposes",
    "territories",
    "starts_on",
    "ends_on",
    "tiers",
    "prohibited_themes",
    "daily_cap",
    "currency",
    "fees",
    "free_allowance_eligible",
)


@dataclass(frozen=True)
class TermsDocument:
    """What a studio offers for one character.

    `territories` are ISO 3166 alpha-2 codes or ("*",) for the world; `starts_on` and `ends_on` are inclusive UTC days,
    None for no bound; `tiers` maps each offered tier to its longest clip in seconds; `daily_cap` is uses a creator may
    make per UTC day, None for no cap; `fees[tier][purpose]` is the fee per use in minor units of `currency`;
    `free_allowance_eligible` waives the fee when the daily allowance pays the whole render.
    """

    purposes: tuple[str, ...]
    territories: tuple[str, ...]
    starts_on: dt.date | None
    ends_on: dt.date | None
    tiers: Mapping[str, int]
    prohibited_themes: tuple[str, ...]
    daily_cap: int | None
    currency: str
    fees: Mapping[str, Mapping[str, int]]
    free_allowance_eligible: bool

    @classmethod
    def from_json(cls, data: object) -> TermsDocument:
        """Read and check a document. Raises BadInput naming the field and saying what to give instead."""
        if not isinstance(data, Mapping):
            raise BadInput(_("Terms are an object; see the field names in the documentation."))
        unknown = sorted(str(name) for name in data if name not in _FIELDS)
        if unknown:
            raise BadInput(_("Terms have no field “%(name)s”.") % {"name": unknown[0]}, field=unknown[0])
        missing = [name for name in _FIELDS if name not in data]
        if missing:
            raise BadInput(_("“%(name)s” is missing.") % {"name": missing[0]}, field=missing[0])
        purposes = _choices(data["purposes"], PURPOSES, "purposes", _("purpose"))
        tiers = _tiers(data["tiers"])
        starts_on, ends_on = _day(data["starts_on"], "starts_on"), _day(data["ends_on"], "ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise BadInput(_("The last day is before the first day."), field="ends_on")
        return cls(
            purposes=purposes,
            territories=_territories(data["territories"]),
            starts_on=starts_on,
            ends_on=ends_on,
            tiers=tiers,
            prohibited_themes=_choices(
                data["prohibited_themes"], THEMES, "prohibited_themes", _("theme"), empty_is_fine=True
            ),
            daily_cap=_daily_cap(data["daily_cap"]),
            currency=_currency(data["currency"]),
            fees=_fees(data["fees"], tiers, purposes),
            free_allowance_eligible=_flag(data["free_allowance_eligible"], "free_allowance_eligible"),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the document as plain JSON values, in its one order."""
        return {
            "purposes": list(self.purposes),
            "territories": list(self.territories),
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "tiers": dict(self.tiers),
            "prohibited_themes": list(self.prohibited_themes),
            "daily_cap": self.daily_cap,
            "currency": self.currency,
            "fees": {tier: dict(row) for tier, row in self.fees.items()},
            "free_allowance_eligible": self.free_allowance_eligible,
        }

    @property
    def canonical(self) -> str:
        """The document as canonical JSON: sorted keys, no spaces."""
        return canonical_json(self.to_json())

    @property
    def sha256(self) -> str:
        """The SHA-256 (hex) of the canonical JSON: the document's name."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def worldwide(self) -> bool:
        """Whether every country is allowed."""
        return territories.WORLD in self.territories

    @property
    def lowest_fee(self) -> Money:
        """The lowest fee of the table."""
        return Money(min(fee for row in self.fees.values() for fee in row.values()), self.currency)

    def allows_territory(self, code: str) -> bool:
        """Say whether clips may be shown in a country."""
        return code in territories.codes() and (self.worldwide or code in self.territories)

    def fee(self, tier: str, purpose: str) -> Money | None:
        """Return the fee per use, or None when the tier or the purpose is not offered."""
        minor = self.fees.get(tier, {}).get(purpose)
        return None if minor is None else Money(minor, self.currency)

    def open_on(self, day: dt.date) -> bool:
        """Say whether a UTC day is inside the window."""
        return not (self.starts_on and day < self.starts_on) and not (self.ends_on and day > self.ends_on)


def canonical_json(value: object) -> str:
    """Write plain JSON values in their one canonical form: sorted keys, no spaces, UTF-8 text, no fractions needed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _choices(
    value: object, allowed: tuple[str, ...], field: str, noun: str, *, empty_is_fine: bool = False
) -> tuple[str, ...]:
    given = _texts(value, field)
    for item in given:
        if item not in allowed:
            raise BadInput(
                _("“%(item)s” is not a %(noun)s. Choose from %(allowed)s.")
                % {"item": item, "noun": noun, "allowed": ", ".join(allowed)},
                field=field,
            )
    if not given and not empty_is_fine:
        raise BadInput(_("Choose at least one %(noun)s.") % {"noun": noun}, field=field)
    return tuple(item for item in allowed if item in given)


def _texts(value: object, field: str) -> list[str]:
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise BadInput(_("“%(field)s” must be a list.") % {"field": field}, field=field)
    items = list(value)
    if not all(isinstance(item, str) for item in items):
        raise BadInput(_("“%(field)s” must be a list of codes.") % {"field": field}, field=field)
    return items


def _territories(value: object) -> tuple[str, ...]:
    given = _texts(value, "territories")
    if territories.WORLD in given:
        return (territories.WORLD,)
    for code in given:
        if code not in territories.codes():
            raise BadInput(
                _("“%(code)s” is not a country code. Use two capital letters, such as FR, or * for everywhere.")
                % {"code": code},
                field="territories",
            )
    if not given:
        raise BadInput(_("Choose at least one country, or * for everywhere."), field="territories")
    return tuple(sorted(set(given)))


def _day(value: object, field: str) -> dt.date | None:
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(_("“%(day)s” is not a day. Write it like 2026-12-31.") % {"day": value}, field=field) from None


def _tiers(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping) or not value:
        raise BadInput(_("Offer at least one tier, with its longest clip in seconds."), field="tiers")
    for tier, seconds in value.items():
        if tier not in TIERS:
            raise BadInput(
                _("“%(tier)s” is not a tier. Choose from %(allowed)s.") % {"tier": tier, "allowed": ", ".join(TIERS)},
                field="tiers",
            )
        if not _whole(seconds) or not 1 <= seconds <= MAX_SECONDS:
            raise BadInput(
                _("The longest clip is 1 to %(most)s whole seconds; for %(tier)s it is %(seconds)s.")
                % {"most": MAX_SECONDS, "tier": tier_name(tier), "seconds": seconds},
                field="tiers",
            )
    return {tier: value[tier] for tier in TIERS if tier in value}


def _daily_cap(value: object) -> int | None:
    if value is None:
        return None
    if not _whole(value) or not 1 <= value <= LARGEST_DAILY_CAP:
        raise BadInput(
            _("The daily cap is 1 to %(most)s uses, or empty for no cap.") % {"most": LARGEST_DAILY_CAP},
            field="daily_cap",
        )
    return value


def _currency(value: object) -> str:
    if not isinstance(value, str) or value not in territories.currencies():
        raise BadInput(
            _("“%(code)s” is not a currency in use. Give an ISO 4217 code, such as EUR or USD.") % {"code": value},
            field="currency",
        )
    return value


def _fees(value: object, tiers: Mapping[str, int], purposes: tuple[str, ...]) -> dict[str, dict[str, int]]:
    if not isinstance(value, Mapping):
        raise BadInput(_("Give a fee for each tier and purpose."), field="fees")
    for tier, row in value.items():
        if tier not in tiers:
            raise BadInput(_("There is a fee for “%(tier)s”, which is not offered.") % {"tier": tier}, field="fees")
        if not isinstance(row, Mapping):
            raise BadInput(_("Give a fee for each purpose of %(tier)s.") % {"tier": tier_name(tier)}, field="fees")
        for purpose in row:
            if purpose not in purposes:
                raise BadInput(
                    _("There is a fee for “%(purpose)s”, which is not offered.") % {"purpose": purpose},
                    field=f"fees.{tier}.{purpose}",
                )
    return {tier: {purpose: _fee(value, tier, purpose) for purpose in purposes} for tier in tiers}


def _fee(fees: Mapping[str, Any], tier: str, purpose: str) -> int:
    field = f"fees.{tier}.{purpose}"
    words = {"tier": tier_name(tier), "purpose": purpose_name(purpose), "most": LARGEST_AMOUNT_MINOR}
    fee = fees.get(tier, {}).get(purpose)
    if fee is None:
        raise BadInput(_("The fee for %(purpose)s at the %(tier)s tier is missing.") % words, field=field)
    if not _whole(fee):
        raise BadInput(
            _("The fee for %(purpose)s at the %(tier)s tier must be whole minor units, such as 250 for 2.50.") % words,
            field=field,
        )
    if fee < 0:
        raise BadInput(_("The fee for %(purpose)s at the %(tier)s tier cannot be negative.") % words, field=field)
    if fee > LARGEST_AMOUNT_MINOR:
        raise BadInput(
            _("The fee for %(purpose)s at the %(tier)s tier is more than %(most)s minor units.") % words, field=field
        )
    return int(fee)


def _flag(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput(_("“%(field)s” is true or false.") % {"field": field}, field=field)
    return value


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
