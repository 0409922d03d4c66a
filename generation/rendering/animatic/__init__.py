"""The storyboard tier: a studio's real reference art, cut out and staged as a short 2.5D shot on a plain CPU.

Importing this package is cheap. The renderer pulls in numpy and OpenCV, so it is loaded only when it is asked for;
`vocabulary` stays pure Python, so a web process can highlight a prompt while someone types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generation.rendering.animatic.renderer import AnimaticRenderer

__all__ = ["AnimaticRenderer"]


def __getattr__(name: str) -> object:
    """Load the renderer on first use (PEP 562)."""
    if name == "AnimaticRenderer":
        from generation.rendering.animatic.renderer import AnimaticRenderer

        return AnimaticRenderer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
