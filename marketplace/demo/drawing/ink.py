"""The storybook hand: soft watercolour forms under a warm, slightly wandering ink line, with hatching and blush."""

from __future__ import annotations

import math

from .canvas import Canvas
from .colour import mix

INK = "#3b2420"
DUSK = "#5a2f4a"
CREAM = "#fff3d6"


class Ink(Canvas):
    """Light falls from the upper left; each part gets a light side, its own colour and a shaded side."""

    fineness = 2

    def part(
        self,
        outline: str,
        fill: str,
        *,
        shade: str = "",
        light: str = "",
        line: float = 6.5,
        soft: float = 20,
    ) -> None:
        """One painted and inked form. ``soft`` is how far light and shade creep in, in units."""
        shade = shade or mix(fill, DUSK, 0.42)
        light = light or mix(fill, CREAM, 0.42)
        self.put(
            f'<path d="{outline}" fill="{self._wash(fill, shade, light)}" filter="{self._form(shade, light, soft)}"/>'
        )
        if line:
            self.outline(outline, line)

    def outline(self, path: str, line: float = 6.5, colour: str = INK) -> None:
        """An ink line that is heavier on the side away from the light."""
        self.stroke(path, colour, line)
        self.put(f'<g transform="translate({line * 0.22:.1f} {line * 0.3:.1f})">')
        self.stroke(path, colour, line * 0.75)
        self.put("</g>")

    def shadow(self, outline: str, within: str, strength: float = 0.38) -> None:
        """A cast shadow, only where it falls on the form ``within``."""
        blur = self.define('<filter id="{id}"><feGaussianBlur stdDeviation="7"/></filter>')
        with self.inside(within), self.group(filter=f"url(#{blur})"):
            self.flat(outline, DUSK, strength)

    def hatch(self, within: str, box: tuple[float, float, float, float], *, gap: float = 13, turn: float = -58) -> None:
        """Loose pen strokes across ``box`` (x, y, width, height), only where the form is."""
        x, y, width, height = box
        dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        with self.inside(within):
            for step in range(int((width + height) / gap)):
                at = step * gap + self.chance.uniform(-3, 3)
                cx, cy = x + at * width / (width + height), y + at * height / (width + height)
                reach = min(width, height) * self.chance.uniform(0.22, 0.5)
                bow = self.chance.uniform(-4, 4)
                self.stroke(
                    f"M{cx - dx * reach:.1f} {cy - dy * reach:.1f} Q{cx + dy * bow:.1f} {cy - dx * bow:.1f} "
                    f"{cx + dx * reach:.1f} {cy + dy * reach:.1f}",
                    INK,
                    self.chance.uniform(2.2, 3.4),
                    0.34,
                )

    def blush(self, x: float, y: float, rx: float, ry: float, colour: str = "#ef6a5b", strength: float = 0.55) -> None:
        """A soft warm cheek."""
        fade = self.define(
            f'<radialGradient id="{{id}}"><stop offset="0" stop-color="{colour}" stop-opacity="{strength:g}"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        )
        self.put(f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="url(#{fade})"/>')

    def finish(self) -> str:
        """Let every edge wander a little, and let the washes pool like paint on paper."""
        return (
            f'<filter id="{{id}}" {self.whole()} color-interpolation-filters="sRGB">'
            '<feTurbulence type="fractalNoise" baseFrequency=".008" numOctaves="2" seed="4" result="n"/>'
            '<feDisplacementMap in="SourceGraphic" in2="n" scale="3"'
            ' xChannelSelector="R" yChannelSelector="G" result="w"/>'
            '<feTurbulence type="fractalNoise" baseFrequency=".012" numOctaves="2" seed="9"/>'
            '<feColorMatrix values="0 0 0 0 .35  0 0 0 0 .16  0 0 0 0 .2  0 0 0 .34 -.13"/>'
            '<feComposite in2="w" operator="in" result="pool"/>'
            '<feMerge><feMergeNode in="w"/><feMergeNode in="pool"/></feMerge></filter>'
        )

    def _wash(self, fill: str, shade: str, light: str) -> str:
        stops = (mix(fill, light, 0.45), fill, mix(fill, shade, 0.55))
        marks = "".join(f'<stop offset="{i / 2:g}" stop-color="{stop}"/>' for i, stop in enumerate(stops))
        name = self.define(f'<linearGradient id="{{id}}" x1=".15" y1="0" x2=".75" y2="1">{marks}</linearGradient>')
        return f"url(#{name})"

    def _form(self, shade: str, light: str, soft: float) -> str:
        name = self.define(
            '<filter id="{id}" x="-.05" y="-.05" width="1.1" height="1.1" color-interpolation-filters="sRGB">'
            f'<feGaussianBlur in="SourceAlpha" stdDeviation="{soft * 0.55:g}" result="b"/>'
            f'<feOffset in="b" dx="{-soft:g}" dy="{-soft * 1.05:g}" result="o"/>'
            f'<feFlood flood-color="{shade}" flood-opacity=".82"/><feComposite in2="o" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="dark"/>'
            f'<feOffset in="b" dx="{soft * 0.5:g}" dy="{soft * 0.55:g}" result="p"/>'
            f'<feFlood flood-color="{light}" flood-opacity=".75"/><feComposite in2="p" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="lit"/>'
            '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="dark"/><feMergeNode in="lit"/></feMerge>'
            "</filter>"
        )
        return f"url(#{name})"
