"""A sheet of SVG to draw on: shared definitions, nested groups, seeded chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

Box = tuple[float, float, float, float]


class Canvas:
    """Collects markup in drawing order and hands it over as one SVG document.

    Width and height are in drawing units. Chance is seeded, so the same script always draws the same picture.
    """

    fineness = 1
    """How many times finer than its final size the picture is rasterised, for styles whose filters have hard steps."""

    def __init__(self, width: int, height: int, seed: int = 1) -> None:
        self.width, self.height = width, height
        self.chance = random.Random(seed)
        self._definitions: dict[str, str] = {}
        self._body: list[str] = []

    def put(self, markup: str) -> None:
        """Draw raw markup on top of what is there."""
        self._body.append(markup)

    def define(self, markup: str) -> str:
        """Store a definition whose id is written ``{id}``; the same definition is stored once. Returns its id."""
        return self._definitions.setdefault(markup, f"d{len(self._definitions)}")

    @contextmanager
    def group(self, **attributes: str) -> Iterator[None]:
        """Everything drawn inside shares the attributes (``clip_path`` is written ``clip-path``)."""
        written = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
        self.put(f"<g{written}>")
        yield
        self.put("</g>")

    @contextmanager
    def turned(self, degrees: float, about: tuple[float, float], move: tuple[float, float] = (0, 0)) -> Iterator[None]:
        """Everything drawn inside is turned clockwise around a point, then moved."""
        x, y = about
        with self.group(transform=f"translate({move[0]:g} {move[1]:g}) rotate({degrees:g} {x:g} {y:g})"):
            yield

    @contextmanager
    def inside(self, outline: str) -> Iterator[None]:
        """Everything drawn inside is clipped to the outline."""
        clip = self.define(f'<clipPath id="{{id}}"><path d="{outline}"/></clipPath>')
        with self.group(clip_path=f"url(#{clip})"):
            yield

    def flat(self, outline: str, fill: str, opacity: float = 1.0) -> None:
        """A plain shape: one colour, no line."""
        veil = f' opacity="{opacity:g}"' if opacity < 1 else ""
        self.put(f'<path d="{outline}" fill="{fill}"{veil}/>')

    def stroke(self, path: str, colour: str, width: float, opacity: float = 1.0) -> None:
        """A plain line with round ends."""
        self.put(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
            f' stroke-linejoin="round" opacity="{opacity:g}"/>'
        )

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.9) -> None:
        """A round light that fades to nothing at its radius."""
        fade = self.define(
            f'<radialGradient id="{{id}}"><stop offset="0" stop-color="{colour}" stop-opacity="{strength:g}"/>'
            f'<stop offset=".45" stop-color="{colour}" stop-opacity="{strength * 0.35:g}"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        )
        self.put(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="url(#{fade})"/>')

    def whole(self) -> str:
        """Attributes that make a filter cover the whole sheet."""
        return f'filterUnits="userSpaceOnUse" x="0" y="0" width="{self.width}" height="{self.height}"'

    def finish(self) -> str:
        """Markup of a filter over the whole figure (``{id}``), or nothing; a style may override it."""
        return ""

    def document(self, box: Box | None = None, scale: float = 1.0) -> str:
        """The finished SVG; only the part in ``box`` (x, y, width, height in units) at ``scale`` pixels a unit."""
        x, y, wide, high = box or (0, 0, self.width, self.height)
        over = self.finish()
        last = f' filter="url(#{self.define(over)})"' if over else ""
        shared = "".join(markup.replace("{id}", name) for markup, name in self._definitions.items())
        size = f'width="{round(wide * scale)}" height="{round(high * scale)}" viewBox="{x:g} {y:g} {wide:g} {high:g}"'
        body = "".join(self._body)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><defs>{shared}</defs><g{last}>{body}</g></svg>'
