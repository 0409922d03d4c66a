"""The arcade hand: hard facets in three flat tones, a thick dark outline, halftone shade and a two-coloured rim."""

from __future__ import annotations

from .canvas import Canvas
from .colour import mix
from .curves import straight

VOID = "#120a2e"
CYAN, PINK = "#29f0ff", "#ff2e9a"


class Neon(Canvas):
    """Key light from the upper left, a coloured rim light from the right; no soft edge anywhere inside a form."""

    rim = CYAN

    def part(
        self,
        outline: str,
        fill: str,
        *,
        shade: str = "",
        light: str = "",
        rim: str = "",
        line: float = 10,
        deep: float = 34,
    ) -> None:
        """One hard-edged form; ``deep`` is the width of its shaded side in units, ``rim`` the light behind it."""
        shade = shade or mix(fill, VOID, 0.45)
        light = light or mix(fill, "#ffffff", 0.45)
        self.put(f'<path d="{outline}" fill="{fill}" filter="{self._facets(shade, light, rim or self.rim, deep)}"/>')
        if line:
            self.stroke(outline, VOID, line)

    def plain(self, outline: str, fill: str, line: float = 8) -> None:
        """A single flat tone with the house outline: small hard details."""
        self.flat(outline, fill)
        self.stroke(outline, VOID, line)

    def tube(self, path: str, colour: str, width: float = 7) -> None:
        """A neon tube: a halo, a coloured body and a white-hot core."""
        blur = self.define(
            '<filter id="{id}" x="-.5" y="-.5" width="2" height="2"><feGaussianBlur stdDeviation="9"/></filter>'
        )
        with self.group(filter=f"url(#{blur})"):
            self.stroke(path, colour, width * 2.4, 0.7)
        self.stroke(path, colour, width)
        self.stroke(path, mix(colour, "#ffffff", 0.75), width * 0.4)

    def spark(self, points: str, colour: str, width: float = 9) -> None:
        """A loose stroke of light in the air: no halo, so it stays crisp on any background."""
        self.stroke(straight(points, closed=False), VOID, width * 2)
        self.stroke(straight(points, closed=False), colour, width)

    def halftone(
        self,
        within: str,
        box: tuple[float, float, float, float],
        colour: str = VOID,
        *,
        largest: float = 7.5,
        left: bool = False,
    ) -> None:
        """Dots on a turned grid that grow towards the right of ``box`` (or the left), only where the form is."""
        x, y, width, height = box
        step = 17.0
        rows = int(height / step * 2)
        with self.inside(within):
            for row in range(rows):
                for column in range(int(width / step)):
                    share = (column + row % 2 / 2) * step / width
                    radius = largest * ((1 - share) if left else share) * min(1.0, 0.2 + 2.2 * row / rows)
                    if radius > 1:
                        cx, cy = x + share * width, y + row * step / 2
                        self.put(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}" fill="{colour}" opacity=".5"/>')

    def finish(self) -> str:
        """A dark contour round the whole figure, then a cyan edge to the left and a pink one to the right."""
        return (
            f'<filter id="{{id}}" {self.whole()} color-interpolation-filters="sRGB">'
            '<feComponentTransfer in="SourceAlpha"><feFuncA type="linear" slope="3" intercept="-2"/>'
            "</feComponentTransfer>"
            '<feMorphology operator="dilate" radius="5"/><feGaussianBlur stdDeviation=".9" result="fat"/>'
            f'<feFlood flood-color="{VOID}"/><feComposite in2="fat" operator="in" result="contour"/>'
            '<feMorphology in="fat" operator="dilate" radius="3"/>'
            '<feGaussianBlur stdDeviation=".9" result="wide"/>'
            '<feOffset in="wide" dx="-4" dy="-1" result="west"/><feOffset in="wide" dx="4" dy="1" result="east"/>'
            f'<feFlood flood-color="{CYAN}"/><feComposite in2="west" operator="in" result="cyan"/>'
            f'<feFlood flood-color="{PINK}"/><feComposite in2="east" operator="in" result="pink"/>'
            '<feComposite in="SourceGraphic" in2="fat" operator="in" result="figure"/>'
            '<feMerge><feMergeNode in="pink"/><feMergeNode in="cyan"/><feMergeNode in="contour"/>'
            '<feMergeNode in="figure"/></feMerge></filter>'
        )

    def _facets(self, shade: str, light: str, rim: str, deep: float) -> str:
        name = self.define(
            '<filter id="{id}" x="-.05" y="-.05" width="1.1" height="1.1" color-interpolation-filters="sRGB">'
            f'<feOffset in="SourceAlpha" dx="{-deep:g}" dy="{-deep * 0.7:g}" result="o"/>'
            f'<feFlood flood-color="{shade}"/><feComposite in2="o" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="dark"/>'
            f'<feOffset in="SourceAlpha" dx="{deep * 0.32 + 4:g}" dy="{deep * 0.4 + 4:g}" result="p"/>'
            f'<feFlood flood-color="{light}"/><feComposite in2="p" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="lit"/>'
            f'<feOffset in="SourceAlpha" dx="-11" dy="2" result="r"/>'
            f'<feFlood flood-color="{rim}"/><feComposite in2="r" operator="out"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="edge"/>'
            '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="dark"/><feMergeNode in="lit"/>'
            '<feMergeNode in="edge"/></feMerge></filter>'
        )
        return f"url(#{name})"
