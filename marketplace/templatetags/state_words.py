"""Every state of every record as a person reads it: a word, a tone (colour) and a shape, so colour never says it alone.

The states are those of the state tables in each app's `states.py`; a test holds the two together.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TONES = ("allow", "hold", "refuse", "lamp", "quiet")

# Drawn in a 12-unit square. `solid` is filled in the tone, `cut` is drawn in the badge's own ground, `turn` turns while
# work is on.
SHAPES: dict[str, str] = {
    "check": '<circle class="solid" cx="6" cy="6" r="5.5"/><path class="cut" d="M3.4 6.3 5.2 8l3.4-3.9"/>',
    "diamond": '<path class="solid" d="M6 .4 11.6 6 6 11.6.4 6z"/><path class="cut" d="M6 3.7v2.6M6 8.3v.01"/>',
    "octagon": '<path class="solid" d="M3.7.5h4.6l3.2 3.2v4.6l-3.2 3.2H3.7L.5 8.3V3.7z"/>'
    '<path class="cut" d="m4 4 4 4M8 4 4 8"/>',
    "triangle": '<path class="solid" d="M6 .8 11.7 11H.3z"/><path class="cut" d="M6 4.6v2.4M6 9v.01"/>',
    "half": '<circle cx="6" cy="6" r="4.6"/><path class="solid turn" d="M6 3a3 3 0 0 1 0 6z"/>',
    "dot": '<circle cx="6" cy="6" r="4.6"/><circle class="solid" cx="6" cy="6" r="2.2"/>',
    "ring": '<circle cx="6" cy="6" r="4.6"/>',
    "square": '<rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1.5"/>',
    "slash": '<circle cx="6" cy="6" r="4.6"/><path d="m2.8 9.2 6.4-6.4"/>',
    "back": '<path d="M2 4h5.2a2.6 2.6 0 0 1 0 5.2H4M2 4l2.2-2.2M2 4l2.2 2.2"/>',
}

TONE_SHAPES = {"allow": "check", "hold": "diamond", "refuse": "octagon", "lamp": "dot", "quiet": "ring"}


class StateWord(NamedTuple):
    """How one state is shown: `word` (translated when printed), `tone` (one of TONES) and `shape` (a key of SHAPES)."""

    word: str | Promise
    tone: str
    shape: str


STATE_WORDS: dict[str, StateWord] = {
    # verdicts
    "allow": StateWord(_("Allowed"), "allow", "check"),
    "needs": StateWord(_("Needs a step"), "hold", "diamond"),
    "refuse": StateWord(_("Refused"), "refuse", "octagon"),
    # holds
    "pending": StateWord(_("Reserved"), "hold", "half"),
    "captured": StateWord(_("Captured"), "allow", "check"),
    "released": StateWord(_("Released"), "quiet", "back"),
    "expired": StateWord(_("Expired"), "quiet", "slash"),
    # render jobs
    "reserved": StateWord(_("In line"), "lamp", "ring"),
    "rendering": StateWord(_("Rendering"), "lamp", "half"),
    "rendered": StateWord(_("Rendered"), "lamp", "dot"),
    "settled": StateWord(_("Finished"), "allow", "check"),
    "held": StateWord(_("On hold"), "hold", "diamond"),
    "failed": StateWord(_("Failed"), "refuse", "octagon"),
    "cancelled": StateWord(_("Cancelled"), "quiet", "slash"),
    "refused": StateWord(_("Refused"), "refuse", "octagon"),
    # terms
    "draft": StateWord(_("Draft"), "quiet", "ring"),
    "in_review": StateWord(_("In review"), "hold", "half"),
    "published": StateWord(_("Published"), "allow", "check"),
    "retired": StateWord(_("Retired"), "quiet", "square"),
    # split sheets
    "in_force": StateWord(_("In force"), "allow", "check"),
    # requests and offers
    "submitted": StateWord(_("Submitted"), "lamp", "dot"),
    "accepted": StateWord(_("Accepted"), "allow", "check"),
    "rejected": StateWord(_("Rejected"), "refuse", "octagon"),
    "conditional": StateWord(_("Accepted with changes"), "hold", "diamond"),
    "changes_done": StateWord(_("Changes made"), "lamp", "dot"),
    "withdrawn": StateWord(_("Withdrawn"), "quiet", "back"),
    "lapsed": StateWord(_("Lapsed"), "quiet", "slash"),
    "declined": StateWord(_("Declined"), "refuse", "octagon"),
    "countered": StateWord(_("Counter-offer"), "hold", "diamond"),
    # licence grants
    "active": StateWord(_("Active"), "allow", "check"),
    "suspended": StateWord(_("Suspended"), "hold", "diamond"),
    "change_requested": StateWord(_("Change asked for"), "hold", "diamond"),
    "breached": StateWord(_("Breached"), "refuse", "triangle"),
    "noticed": StateWord(_("Notice given"), "hold", "triangle"),
    "terminated": StateWord(_("Terminated"), "refuse", "square"),
    "revoked": StateWord(_("Revoked"), "refuse", "slash"),
    # statements
    "open": StateWord(pgettext_lazy("statement", "Open"), "lamp", "ring"),
    "closed": StateWord(pgettext_lazy("statement", "Closed"), "quiet", "square"),
    # top-ups
    "started": StateWord(_("Started"), "lamp", "ring"),
    "processing": StateWord(_("Processing"), "lamp", "half"),
    "paid": StateWord(_("Paid"), "allow", "check"),
    "partly_refunded": StateWord(_("Partly refunded"), "hold", "back"),
    "refunded": StateWord(_("Refunded"), "quiet", "back"),
    "disputed": StateWord(_("Disputed"), "refuse", "triangle"),
    "charged_back": StateWord(_("Charged back"), "refuse", "octagon"),
    "abandoned": StateWord(_("Abandoned"), "quiet", "slash"),
    # payouts
    "requested": StateWord(_("Requested"), "lamp", "ring"),
    "approved": StateWord(_("Approved"), "allow", "check"),
    "sending": StateWord(_("Sending"), "lamp", "half"),
    "sent": StateWord(_("Sent"), "lamp", "dot"),
    "unknown": StateWord(_("Being checked"), "hold", "triangle"),
    # payees' accounts
    "onboarding": StateWord(_("Being set up"), "lamp", "half"),
    "restricted": StateWord(_("Restricted"), "hold", "triangle"),
    # clips
    "private": StateWord(_("Private"), "quiet", "ring"),
    "listed": StateWord(_("For sale"), "lamp", "dot"),
    "unlisted": StateWord(_("Unlisted"), "quiet", "slash"),
    "taken_down": StateWord(_("Taken down"), "refuse", "octagon"),
    # capacity changes
    "announced": StateWord(_("Announced"), "hold", "ring"),
    "effective": StateWord(_("In force"), "allow", "check"),
    "superseded": StateWord(_("Superseded"), "quiet", "square"),
}


def state_word(state: str) -> StateWord:
    """Return how `state` is shown; one that is not listed, by its own name, quietly, rather than breaking a page."""
    return STATE_WORDS.get(state) or StateWord(state.replace("_", " ").capitalize(), "quiet", "ring")
