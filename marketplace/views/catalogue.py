"""The shop window: all characters, and one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.errors import BadInput
from core.models import User
from core.money import Money
from generation.selectors.clips import showcase
from licensing import selectors as licences
from licensing.policy import PURPOSES, TermsDocument
from licensing.selectors import CatalogueQuery, CharacterCard
from marketplace import cards
from marketplace.views.clips import tile as clip_tile

SORTS = {"newest": gettext_lazy("Newest"), "name": gettext_lazy("Name"), "price": gettext_lazy("Price")}


def tile(card: CharacterCard) -> dict[str, Any]:
    """Lay a character out for a character tile."""
    return {
        "url": reverse("character", args=[card.slug]),
        "name": card.name,
        "studio": card.studio,
        "art": card.tile_url,
        "ground": card.tile_colour,
        "fee": card.price,
        "uses": card.purposes,
    }


def _query(data: QueryDict) -> CatalogueQuery:
    return CatalogueQuery(
        text=data.get("text", ""),
        purpose=data.get("purpose", ""),
        territory=data.get("territory", ""),
        tier=data.get("tier", ""),
        currency=data.get("currency", ""),
        studio=data.get("studio", ""),
        free_allowance=data.get("free_allowance") == "1",
        sort=data.get("sort", "") or "newest",
        after=data.get("after", ""),
    )


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Search and filter the characters; htmx asks for the results alone."""
    try:
        query = _query(request.GET)
        page = licences.catalogue(query)
    except BadInput:
        # A mistyped or outdated address: the whole catalogue is more help than a refusal.
        query = CatalogueQuery()
        page = licences.catalogue(query)
    older = ""
    if page.next:
        following = request.GET.copy()
        following["after"] = page.next
        older = f"?{following.urlencode()}"
    context = {
        "query": query,
        "tiles": [tile(card) for card in page.cards],
        "total": page.total,
        "facets": [facet for facet in page.facets if any(option.count or option.selected for option in facet.options)],
        "sorts": SORTS,
        "older": older,
    }
    part = request.headers.get("HX-Request") == "true"
    response = render(request, "marketplace/catalogue_results.html" if part else "marketplace/catalogue.html", context)
    response["Vary"] = "HX-Request"
    return response


@require_safe
def character(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one character: art, what is allowed in plain words, fees, clips made with it."""
    viewer = request.user if isinstance(request.user, User) else None
    page = licences.character_page(slug, viewer=viewer)
    document = page.terms.document if page.terms else None
    context = {
        "page": page,
        "uses": [_use(document, purpose) for purpose in PURPOSES] if document else [],
        "fees": _fees(document) if document else None,
        "purposes": [cards.purpose_label(purpose) for purpose in document.purposes] if document else [],
        "clips": [clip_tile(clip) for clip in showcase(page.id)],
        "exact": document.canonical if document else "",
        "mine": viewer is not None and page.studio_slug in {one.slug for one in licences.studios_of(viewer)},
    }
    return render(request, "marketplace/character.html", context)


def _use(document: TermsDocument, purpose: str) -> dict[str, Any]:
    """Say yes or no to one purpose, in a word, a shape and a line."""
    allowed = purpose in document.purposes
    return {
        "label": cards.purpose_label(purpose),
        "detail": cards.purpose_detail(purpose),
        "effect": "allow" if allowed else "refuse",
        "word": _("yes") if allowed else _("no"),
    }


def _fees(document: TermsDocument) -> list[dict[str, Any]]:
    """Lay the fee table out: a row a tier, a cell a purpose."""
    return [
        {
            "tier": cards.tier_label(tier),
            "seconds": seconds,
            "cells": [Money(document.fees[tier][purpose], document.currency) for purpose in document.purposes],
        }
        for tier, seconds in document.tiers.items()
    ]
