"""A licence check's inputs, without a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from licensing import themes
from licensing.names import NameIndex
from licensing.policy import Facts, Reading, TermsDocument, UseRequest, Verdict, decide
from tests.factories import terms_document

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
NAMES = {"chr_onyx": "Onyx", "chr_sorrel": "Sorrel", "chr_marnie": "Marnie", "chr_vale": "Vale", "chr_kit": "Kit"}
INDEX = NameIndex((character, name) for character, name in NAMES.items())


def terms(**offer: Any) -> TermsDocument:
    return TermsDocument.from_json(terms_document(**offer))


def request(**changes: Any) -> UseRequest:
    asked = UseRequest(("chr_onyx",), "Onyx walks along the sea", "social", "FR", "storyboard", 5)
    return replace(asked, **changes)


def read(prompt: str) -> Reading:
    return Reading(themes.find(prompt), INDEX.find(prompt))


def facts(prompt: str, **changes: Any) -> Facts:
    known = Facts(
        now=NOON,
        uses_today=dict.fromkeys(NAMES, 0),
        listed=dict.fromkeys(NAMES, True),
        rights=dict.fromkeys(NAMES, True),
        reading=read(prompt),
        names=NAMES,
    )
    return replace(known, **changes)


def check(
    offers: dict[str, TermsDocument] | TermsDocument, known: dict[str, Any] | None = None, **asked: Any
) -> Verdict:
    """Decide one request; terms given alone are everybody's."""
    held = dict.fromkeys(NAMES, offers) if isinstance(offers, TermsDocument) else offers
    wanted = request(**asked)
    return decide(held, wanted, facts(wanted.prompt, **(known or {})), read=read)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code.value for reason in verdict.reasons]


def offered(verdict: Verdict) -> list[dict[str, Any]]:
    return [dict(alternative.changes) for alternative in verdict.alternatives]
