"""The Marquee mark: an M that is a cinema front with two doors; the lamp above makes it a figure cheering."""

from __future__ import annotations

from pathlib import Path

from .curves import oval
from .raster import render

LAMP, HOUSE = "#FFB52E", "#0B0D12"
FRONT = (
    "M3.2 5 H7.4 a1.6 1.6 0 0 1 1.2 .55 L15 12.5 a1.35 1.35 0 0 0 2 0 L23.4 5.55 A1.6 1.6 0 0 1 24.6 5 H28.8 "
    "A1.2 1.2 0 0 1 30 6.2 V26.8 A1.2 1.2 0 0 1 28.8 28 H25.2 V21 a3.4 3.4 0 0 0 -6.8 0 V28 H13.6 "
    "V21 a3.4 3.4 0 0 0 -6.8 0 V28 H3.2 A1.2 1.2 0 0 1 2 26.8 V6.2 A1.2 1.2 0 0 1 3.2 5Z"
)
BULB = oval(16, 5.4, 2.9)


def mark() -> str:
    """The mark alone, in the colour of the text around it."""
    return _sheet(f'<path fill="currentColor" d="{FRONT}{BULB}"/>')


def tile(*, corner: float = 7, scale: float = 0.76) -> str:
    """The lit mark on a dark house front; ``corner`` is its rounding, of 32 units."""
    shift = 16 * (1 - scale)
    return _sheet(
        f'<rect width="32" height="32" rx="{corner:g}" fill="{HOUSE}"/>'
        f'<path fill="{LAMP}" transform="translate({shift:g} {shift:g}) scale({scale:g})" d="{FRONT}{BULB}"/>'
    )


def write(folder: Path) -> None:
    """Write every file of the brand under ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mark.svg").write_text(mark() + "\n")
    (folder / "favicon.svg").write_text(tile() + "\n")
    _raster(tile(), 32, folder / "favicon-32.png")
    _raster(tile(corner=0, scale=0.62), 180, folder / "apple-touch-180.png")


def _sheet(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body}</svg>'


def _raster(svg: str, side: int, path: Path) -> None:
    render(svg.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)).save(path, optimize=True)
