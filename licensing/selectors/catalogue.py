"""The catalogue: listed characters that can be licensed today, found by words and facets, paged by keyset."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock
from core.errors import BadInput
from core.money import Money
from licensing import territories
from licensing.models import CharacterAsset, OfferedTerritory, OfferedUse, Terms
from licensing.policy import PURPOSES, TIERS, TermsDocument, purpose_name, tier_name
from licensing.words import keys

PAGE = 24
LARGEST_PAGE = 100
LONGEST_SEARCH = 200

NEWEST, PRICE, NAME = "newest", "price", "name"
# Each order ends in the character's id, so that a place in it is unique; "-" is descending. Prices are compared
# within a currency, never across two.
_ORDERS = {
    NEWEST: ("-character__listed_at", "-character_id"),
    PRICE: ("currency", "price", "character_id"),
    NAME: ("character__search_text", "character_id"),
}


@dataclass(frozen=True)
class CatalogueQuery:
    """What is looked for. Empty values do not filter; `max_fee` is minor units of `currency`; `studio` is a slug."""

    text: str = ""
    purpose: str = ""
    territory: str = ""
    tier: str = ""
    free_allowance: bool = False
    currency: str = ""
    max_fee: int | None = None
    studio: str = ""
    sort: str = NEWEST
    after: str = ""
    limit: int = PAGE


@dataclass(frozen=True)
class CharacterCard:
    """One tile of the catalogue. `price` is the lowest fee for the purpose and tier looked for, or of all."""

    id: str
    slug: str
    name: str
    tagline: str
    studio: str
    studio_slug: str
    tile: str
    tile_colour: str
    price: Money
    purposes: tuple[str, ...]
    tiers: tuple[str, ...]
    free_allowance: bool
    listed_at: dt.datetime | None

    @property
    def tile_url(self) -> str:
        """A link to the small picture, good for a while."""
        return default_storage.url(self.tile) if self.tile else ""


@dataclass(frozen=True)
class FacetOption:
    """One way to narrow the list, and how many characters it would leave."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One facet: its name is the field of CatalogueQuery it sets."""

    name: str
    label: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True)
class CataloguePage:
    """Some characters, how many there are in all, the facets, and what to pass as `after` for the next ones."""

    cards: tuple[CharacterCard, ...]
    total: int
    facets: tuple[Facet, ...]
    next: str | None


def catalogue(query: CatalogueQuery) -> CataloguePage:
    """Return a page of the catalogue with its facets. Eight queries, whatever is found.

    Raises BadInput, naming the field, for a value no facet has and for a page marker that is not ours.
    """
    _check(query)
    cards, following = cards_of(query)
    return CataloguePage(cards, _matching(query).count(), _facets(query), following)


def cards_of(query: CatalogueQuery) -> tuple[tuple[CharacterCard, ...], str | None]:
    """Return a page without facets or total, and the marker of the next. One query. Raises BadInput as `catalogue`."""
    _check(query)
    order = _ORDERS[query.sort]
    picture = CharacterAsset.objects.filter(character=OuterRef("character_id")).order_by("position", "created_at")
    rows = (
        _after(_matching(query), order, query.after)
        .select_related("character__studio")
        .annotate(tile=Subquery(picture.values("tile")[:1]))
        .order_by(*order)[: query.limit + 1]
    )
    found = list(rows)
    shown = found[: query.limit]
    following = _marker(shown[-1], order) if len(found) > query.limit else None
    return tuple(map(_card, shown)), following


def _check(query: CatalogueQuery) -> None:
    choices: dict[str, Sequence[str] | frozenset[str]] = {
        "purpose": PURPOSES,
        "tier": TIERS,
        "territory": territories.codes(),
        "currency": territories.currencies(),
        "sort": tuple(_ORDERS),
    }
    for field, allowed in choices.items():
        value = getattr(query, field)
        if value and value not in allowed:
            raise BadInput(_("“%(value)s” is not one of the choices.") % {"value": value[:40]}, field=field)
    if query.max_fee is not None and (query.max_fee < 0 or not query.currency):
        raise BadInput(_("Give the highest fee as minor units, together with its currency."), field="max_fee")
    if not 1 <= query.limit <= LARGEST_PAGE:
        raise BadInput(_("A page has 1 to %(most)s characters.") % {"most": LARGEST_PAGE}, field="limit")


def _matching(query: CatalogueQuery) -> QuerySet[Terms, Terms]:
    """The published terms, open today, of listed characters that match; `price` is the lowest fee that does."""
    today = clock.today()
    found = Terms.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        state="published",
        character__state="listed",
    )
    for word in keys(query.text[:LONGEST_SEARCH]):
        found = found.filter(character__search_text__contains=word)
    if query.studio:
        found = found.filter(character__studio__slug=query.studio)
    if query.currency:
        found = found.filter(currency=query.currency)
    if query.free_allowance:
        found = found.filter(document__free_allowance_eligible=True)
    if query.territory:
        codes = (query.territory, territories.WORLD)
        found = found.filter(Exists(OfferedTerritory.objects.filter(terms=OuterRef("pk"), code__in=codes)))
    uses = _uses(query).filter(terms=OuterRef("pk")).order_by("fee_minor")
    return found.annotate(price=Subquery(uses.values("fee_minor")[:1])).filter(price__isnull=False)


def _uses(query: CatalogueQuery) -> QuerySet[OfferedUse, OfferedUse]:
    """The cells of fee tables that match purpose, tier and price."""
    uses = OfferedUse.objects.all()
    if query.purpose:
        uses = uses.filter(purpose=query.purpose)
    if query.tier:
        uses = uses.filter(tier=query.tier)
    return uses if query.max_fee is None else uses.filter(fee_minor__lte=query.max_fee)


def _facets(query: CatalogueQuery) -> tuple[Facet, ...]:
    """Each facet counts what it would leave with all the other filters kept. One query each."""
    return (
        _use_facet(query, "purpose", _("What for"), PURPOSES, purpose_name),
        _use_facet(query, "tier", _("Tier"), TIERS, tier_name),
        _territory_facet(query),
        _currency_facet(query),
        _studio_facet(query),
        _free_facet(query),
    )


def _use_facet(query: CatalogueQuery, name: str, label: str, values: Sequence[str], say: Callable[[str], str]) -> Facet:
    other = replace(query, purpose="") if name == "purpose" else replace(query, tier="")
    rows = _uses(other).filter(terms__in=_matching(other).values("pk")).values_list(name)
    counts = dict(rows.annotate(n=Count("terms", distinct=True)))
    chosen = getattr(query, name)
    options = (FacetOption(value, say(value), counts.get(value, 0), value == chosen) for value in values)
    return Facet(name, label, tuple(options))


def _territory_facet(query: CatalogueQuery) -> Facet:
    other = replace(query, territory="")
    rows = OfferedTerritory.objects.filter(terms__in=_matching(other).values("pk")).values_list("code")
    counts = dict(rows.annotate(n=Count("pk")))
    everywhere = counts.pop(territories.WORLD, 0)
    offered = {*counts, *territories.WELL_KNOWN, query.territory} - {""}
    names = territories.names(get_language() or "en")
    options = (
        FacetOption(code, said, counts.get(code, 0) + everywhere, code == query.territory)
        for code, said in names.items()
        if code in offered
    )
    return Facet("territory", _("Where"), tuple(options))


def _currency_facet(query: CatalogueQuery) -> Facet:
    other = replace(query, currency="", max_fee=None)
    rows = _matching(other).order_by("currency").values_list("currency").annotate(n=Count("pk"))
    options = (FacetOption(code, code, count, code == query.currency) for code, count in rows)
    return Facet("currency", _("Currency"), tuple(options))


def _studio_facet(query: CatalogueQuery) -> Facet:
    other = replace(query, studio="")
    rows = (
        _matching(other)
        .order_by("character__studio__name")
        .values_list("character__studio__slug", "character__studio__name")
        .annotate(n=Count("pk"))
    )
    options = (FacetOption(slug, name, count, slug == query.studio) for slug, name, count in rows)
    return Facet("studio", _("Studio"), tuple(options))


def _free_facet(query: CatalogueQuery) -> Facet:
    count = _matching(replace(query, free_allowance=True)).count()
    option = FacetOption("1", _("Free with the daily allowance"), count, query.free_allowance)
    return Facet("free_allowance", _("Fee"), (option,))


def _after(found: QuerySet[Terms, Terms], order: Sequence[str], marker: str) -> QuerySet[Terms, Terms]:
    """Keep what comes after a place in the order: equal on the first columns, beyond on the next."""
    if not marker:
        return found
    values = _read_marker(marker, order)
    beyond, equal = Q(), Q()
    for column, value in zip(order, values, strict=True):
        name = column.lstrip("-")
        beyond |= equal & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return found.filter(beyond)


def _marker(row: Terms, order: Sequence[str]) -> str:
    values = [_value(row, column.lstrip("-")) for column in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row.isoformat() if isinstance(row, dt.datetime) else row


def _read_marker(marker: str, order: Sequence[str]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(marker + "=" * (-len(marker) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError(marker)
        return [_typed(column.lstrip("-"), value) for column, value in zip(order, values, strict=True)]
    except (binascii.Error, ValueError, TypeError):
        raise BadInput(_("This page marker is not ours. Start from the first page."), field="after") from None


def _typed(column: str, value: object) -> object:
    if column == "character__listed_at":
        return dt.datetime.fromisoformat(str(value))
    if column == "price":
        return int(str(value))
    return str(value)


def _card(row: Terms) -> CharacterCard:
    document = TermsDocument.from_json(row.document)
    character = row.character
    return CharacterCard(
        id=character.pk,
        slug=character.slug,
        name=character.name,
        tagline=character.tagline,
        studio=character.studio.name,
        studio_slug=character.studio.slug,
        tile=getattr(row, "tile", None) or "",
        tile_colour=character.tile_colour,
        price=Money(getattr(row, "price", row.lowest_fee), row.currency),
        purposes=document.purposes,
        tiers=tuple(document.tiers),
        free_allowance=document.free_allowance_eligible,
        listed_at=character.listed_at,
    )
