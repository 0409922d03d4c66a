"""The paper-cut hand: flat sheets stacked with shadows between them, cut edges that catch the light, paper grain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .canvas import Canvas
from .colour import mix

UNDER = "#1c2433"


class Paper(Canvas):
    """Each layer is one sheet; ``lift`` is how far it stands off the sheet below, in units."""

    def layer(self, outline: str, fill: str, *, lift: float = 9, within: str = "") -> None:
        """One sheet of paper; only the part over ``within`` is kept when that is given."""
        mark = f'<path d="{outline}" fill="{self._tint(fill)}" filter="{self._sheet(fill, lift)}"/>'
        if not within:
            self.put(mark)
            return
        with self.inside(within):
            self.put(mark)

    @contextmanager
    def window(self, outline: str, lift: float = 14) -> Iterator[None]:
        """A hole cut through the sheet: what is drawn inside lies deeper, under the shadow of the hole's edge."""
        with self.inside(outline):
            yield
            name = self.define(
                '<filter id="{id}" x="-.1" y="-.1" width="1.2" height="1.2">'
                f'<feGaussianBlur stdDeviation="{lift * 0.7:g}"/>'
                f'<feOffset dx="{lift * 0.4:g}" dy="{lift:g}" result="b"/>'
                f'<feFlood flood-color="{UNDER}" flood-opacity=".62"/><feComposite in2="b" operator="out"/></filter>'
            )
            self.put(f'<path d="{outline}" fill="#000" filter="url(#{name})"/>')
        self.stroke(outline, "#fff7e2", 2.5, 0.55)

    def crease(self, path: str, colour: str = UNDER, width: float = 4, opacity: float = 0.35) -> None:
        """A scored line with its lit lip."""
        self.stroke(path, colour, width, opacity)
        self.put('<g transform="translate(1.5 2.5)">')
        self.stroke(path, "#ffffff", width * 0.5, opacity * 0.7)
        self.put("</g>")

    def finish(self) -> str:
        """Paper grain: pale and dark fibres, sparse enough to read as stock rather than as noise.

        The last step drops the shadow that falls outside the figure: there is no sheet there to receive it.
        """
        return (
            f'<filter id="{{id}}" {self.whole()} color-interpolation-filters="sRGB">'
            f"{_fibres('pale', '.16 .03', '1 .96 .86', 6)}{_fibres('dark', '.035 .2', '.1 .12 .2', 15)}"
            '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="dark"/><feMergeNode in="pale"/></feMerge>'
            '<feComponentTransfer><feFuncA type="linear" slope="4" intercept="-3"/></feComponentTransfer></filter>'
        )

    def _tint(self, fill: str) -> str:
        lit, dim = mix(fill, "#fff4d6", 0.14), mix(fill, UNDER, 0.16)
        name = self.define(
            '<linearGradient id="{id}" x1=".2" y1="0" x2=".6" y2="1">'
            f'<stop offset="0" stop-color="{lit}"/><stop offset="1" stop-color="{dim}"/></linearGradient>'
        )
        return f"url(#{name})"

    def _sheet(self, fill: str, lift: float) -> str:
        name = self.define(
            '<filter id="{id}" x="-.3" y="-.3" width="1.6" height="1.6" color-interpolation-filters="sRGB">'
            f'<feGaussianBlur in="SourceAlpha" stdDeviation="{lift * 0.75:g}"/>'
            f'<feOffset dx="{lift * 0.5:g}" dy="{lift:g}" result="b"/>'
            f'<feFlood flood-color="{UNDER}" flood-opacity=".5"/><feComposite in2="b" operator="in" result="drop"/>'
            '<feOffset in="SourceAlpha" dx="2.2" dy="3" result="p"/>'
            f'<feFlood flood-color="{mix(fill, "#fffaf0", 0.62)}"/><feComposite in2="p" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="lip"/>'
            '<feOffset in="SourceAlpha" dx="-2.2" dy="-3" result="q"/>'
            f'<feFlood flood-color="{mix(fill, UNDER, 0.4)}"/><feComposite in2="q" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="foot"/>'
            '<feMerge><feMergeNode in="drop"/><feMergeNode in="SourceGraphic"/><feMergeNode in="foot"/>'
            '<feMergeNode in="lip"/></feMerge></filter>'
        )
        return f"url(#{name})"


def _fibres(name: str, grain: str, colour: str, seed: int) -> str:
    """Filter steps: flecks of one colour where noise stretched along one direction runs high, over the figure only."""
    red, green, blue = colour.split()
    return (
        f'<feTurbulence type="fractalNoise" baseFrequency="{grain}" numOctaves="2" seed="{seed}"/>'
        f'<feColorMatrix values="0 0 0 0 {red}  0 0 0 0 {green}  0 0 0 0 {blue}  1 0 0 0 0"/>'
        '<feComponentTransfer><feFuncA type="discrete" tableValues="0 0 0 0 0 0 .05 .09 .09 .09"/>'
        "</feComponentTransfer>"
        f'<feComposite in2="SourceAlpha" operator="in" result="{name}"/>'
    )
