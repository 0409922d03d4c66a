"""What is asked, and what is known when it is."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import BadInput
from licensing.names import NameHit
from licensing.themes import ThemeHit

_TEXTS = ("prompt", "purpose", "territory", "tier")


@dataclass(frozen=True)
class UseRequest:
    """One use: who is in the clip, what happens, what it is for, where it is shown, at what tier, how long (seconds).

    Any values may be held, right or wrong: saying what is wrong with them is the licence check's work.
    """

    characters: tuple[str, ...]
    prompt: str
    purpose: str
    territory: str
    tier: str
    seconds: int

    def to_json(self) -> dict[str, Any]:
        """Return the request as plain JSON values."""
        return {
            "characters": list(self.characters),
            "prompt": self.prompt,
            "purpose": self.purpose,
            "territory": self.territory,
            "tier": self.tier,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: object) -> UseRequest:
        """Read a request. Raises BadInput, naming the field, when a value is missing or of the wrong type."""
        if not isinstance(data, Mapping):
            raise BadInput("A request is an object with characters, prompt, purpose, territory, tier and seconds.")
        characters = data.get("characters")
        if not isinstance(characters, list | tuple) or not all(isinstance(item, str) for item in characters):
            raise BadInput("Name the characters by their ids, in a list.", field="characters")
        for name in _TEXTS:
            if not isinstance(data.get(name), str):
                raise BadInput(f"“{name}” must be a text.", field=name)
        seconds = data.get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int):
            raise BadInput("The length is a whole number of seconds.", field="seconds")
        return cls(tuple(characters), data["prompt"], data["purpose"], data["territory"], data["tier"], seconds)

    @property
    def sha256(self) -> str:
        """The SHA-256 (hex) of the canonical request."""
        body = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True)
class Reading:
    """What was read out of a prompt: the themes it touches and the known characters it names."""

    themes: tuple[ThemeHit, ...] = ()
    names: tuple[NameHit, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known at the moment of the check. What is not known is absent (None, or no key), and never allows.

    `uses_today` counts this creator's uses of a character since midnight UTC; `listed` and `rights` say whether the
    character is in the catalogue and its studio has affirmed its rights; `reading` is of the request's own prompt;
    `names` are display names, for the sentences.
    """

    now: dt.datetime | None = None
    uses_today: Mapping[str, int] = field(default_factory=dict)
    listed: Mapping[str, bool] = field(default_factory=dict)
    rights: Mapping[str, bool] = field(default_factory=dict)
    reading: Reading | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, character: str) -> str:
        """Return a character's name for a sentence."""
        return self.names.get(character, character)
