"""A wallet at a glance, and what stands behind the lines of its statement: the clips they paid for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings

from core.models import User
from core.money import Money, zero
from generation.selectors.jobs import jobs_of
from ledger import selectors as ledger
from ledger.selectors import WalletBalance

_TITLE_LENGTH = 60


@dataclass(frozen=True)
class PaidClip:
    """A clip that was asked for: what it is called, who is in it, how far it came. `clip_id` is "" until it is made."""

    job_id: str
    clip_id: str
    title: str
    state: str
    cast: tuple[str, ...]


def main_balance(balances: Sequence[WalletBalance]) -> WalletBalance:
    """Choose the balance a person thinks of as theirs: the platform's currency, unless only another one holds money."""
    nothing = zero(settings.PLATFORM_CURRENCY)
    ranked = sorted(balances, key=lambda row: (not row.available and not row.held, row.currency != nothing.currency))
    return ranked[0] if ranked else WalletBalance(nothing.currency, nothing, nothing)


def available_to(user: User) -> Money:
    """Return what a person can spend in their main currency. One query."""
    return main_balance(ledger.wallet(user.pk)).available


def paid_clips(user: User, causes: Collection[str]) -> dict[str, PaidClip]:
    """Return a person's own jobs among the causes of their wallet's lines, by id. One query, or none."""
    if not causes:
        return {}
    rows = (
        jobs_of(user)
        .filter(pk__in=causes)
        .select_related(None)
        .prefetch_related(None)
        .order_by("pk", "casting__position")
        .values_list("pk", "clip__pk", "clip__title", "title", "prompt", "state", "casting__character__name")
    )
    found: dict[str, PaidClip] = {}
    for job_id, clip_id, clip_title, title, prompt, state, name in rows:
        earlier = found[job_id].cast if job_id in found else ()
        called = clip_title or title or _beginning(prompt)
        found[job_id] = PaidClip(job_id, clip_id or "", called, state, (*earlier, name) if name else earlier)
    return found


def _beginning(prompt: str) -> str:
    words = " ".join(prompt.split())
    return words if len(words) <= _TITLE_LENGTH else words[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
