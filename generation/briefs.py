"""What a creator asks for: the use that is licensed, and the shape of the picture."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import BadInput
from licensing.policy import UseRequest

LANDSCAPE, PORTRAIT, SQUARE = "landscape", "portrait", "square"
ASPECTS = (LANDSCAPE, PORTRAIT, SQUARE)

LONGEST_TITLE = 80
# What the column that stores a seed can hold.
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True)
class ClipBrief:
    """One clip as asked for: `use` is what the licence check reads, `aspect` one of ASPECTS."""

    use: UseRequest
    aspect: str = LANDSCAPE

    def to_json(self) -> dict[str, Any]:
        """Write the brief as JSON values."""
        return {**self.use.to_json(), "aspect": self.aspect}

    @classmethod
    def from_json(cls, value: object) -> ClipBrief:
        """Read a brief. Raises BadInput, naming the field, when a value is missing or of the wrong type."""
        use = UseRequest.from_json(value)
        aspect = value.get("aspect", LANDSCAPE) if isinstance(value, dict) else LANDSCAPE
        if aspect not in ASPECTS:
            raise no_such_aspect(aspect)
        return cls(use, aspect)


def no_such_aspect(aspect: object) -> BadInput:
    """Word the refusal of an aspect that is none of ASPECTS."""
    sentence = _("There is no aspect “%(aspect)s”. Choose one of: %(aspects)s.")
    return BadInput(sentence % {"aspect": aspect, "aspects": ", ".join(ASPECTS)}, field="aspect")


def clean_title(title: str) -> str:
    """Return a title without surrounding space. Raises BadInput when it is too long or holds control characters."""
    title = title.strip()
    if len(title) > LONGEST_TITLE:
        sentence = _("A title has at most %(most)s characters; this one has %(count)s.")
        raise BadInput(sentence % {"most": LONGEST_TITLE, "count": len(title)}, field="title")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in title):
        raise BadInput(_("A title is one line of text without control characters."), field="title")
    return title


def check_seed(seed: int) -> int:
    """Return a seed that can be used. Raises BadInput when it is negative or too large to keep."""
    if not 0 <= seed <= LARGEST_SEED:
        raise BadInput(_("A seed is a whole number from 0 to %(most)s.") % {"most": LARGEST_SEED}, field="seed")
    return seed
