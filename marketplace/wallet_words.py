"""A wallet's statement in plain words: what each line was for, who was in it, and what became of it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ledger.selectors import StatementRow
from marketplace.selectors.wallets import PaidClip

RUNNING = ("reserved", "rendering", "rendered", "held")


def statement_line(row: StatementRow, clip: PaidClip | None) -> dict[str, Any]:
    """Lay one line of a wallet out for the ledger table. `clip` is what its cause asked for, when that was a clip."""
    words = _WORDS.get(row.kind)
    what, detail = words(clip) if words else (_other(row.kind), "")
    return {
        "at": row.at,
        "what": what,
        "detail": detail,
        "url": _url(row, clip),
        "amount": row.amount,
        "balance": row.balance,
    }


def _url(row: StatementRow, clip: PaidClip | None) -> str:
    if row.kind == "top_up":
        return reverse("top_up_return", args=[row.cause])
    if clip is None:
        return ""
    return reverse("clip", args=[clip.clip_id]) if clip.clip_id else reverse("job", args=[clip.job_id])


def _top_up(clip: PaidClip | None) -> tuple[str, str]:
    return _("Top-up"), _("You paid it in through Stripe")


def _reserved(clip: PaidClip | None) -> tuple[str, str]:
    if clip is None:
        return _("Set aside for a clip"), ""
    who = _cast(clip)
    if clip.state == "settled":
        return _title(clip), _("Clip with %(who)s: render and licence fees") % {"who": who}
    if clip.state in RUNNING:
        return _title(clip), _("Set aside for a clip with %(who)s, which is being made") % {"who": who}
    return _title(clip), _("Set aside for a clip with %(who)s") % {"who": who}


def _rest(clip: PaidClip | None) -> tuple[str, str]:
    return _back(clip), _("It cost less than was set aside")


def _released(clip: PaidClip | None) -> tuple[str, str]:
    state = clip.state if clip else ""
    why = {
        "failed": _("The clip could not be made, so it costs nothing"),
        "cancelled": _("You cancelled the clip"),
        "refused": _("The clip's licence no longer allowed it"),
    }
    return _back(clip), why.get(state, _("What was set aside came back"))


def _expired(clip: PaidClip | None) -> tuple[str, str]:
    return _back(clip), _("It waited too long, so what was set aside came back")


def _corrected(clip: PaidClip | None) -> tuple[str, str]:
    return _("Correction"), _("An earlier line was taken back")


def _back(clip: PaidClip | None) -> str:
    return _("Returned: %(title)s") % {"title": _title(clip)} if clip else _("Returned to your wallet")


def _title(clip: PaidClip) -> str:
    return _("“%(title)s”") % {"title": clip.title}


def _cast(clip: PaidClip) -> str:
    *others, last = clip.cast or ("",)
    return _("%(names)s and %(last)s") % {"names": ", ".join(others), "last": last} if others else last


def _other(kind: str) -> str:
    """A kind this page has no sentence for yet is still called by its own name."""
    return kind.replace("_", " ").capitalize()


# By the kinds that `payouts.services.topups`, `ledger.services.holds` and `ledger.services.entries.reverse` post.
_WORDS = {
    "top_up": _top_up,
    "reserve": _reserved,
    "capture": _rest,
    "release": _released,
    "expire": _expired,
    "reversal": _corrected,
}
