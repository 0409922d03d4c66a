"""What a prompt is about: which of the themes that terms can prohibit it touches, and by which words. Pure."""

from __future__ import annotations

from licensing.themes.reading import ThemeHit, find
from licensing.themes.vocabulary import THEMES

__all__ = ["THEMES", "ThemeHit", "find"]
