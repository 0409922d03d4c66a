"""Draw the cast and the brand: ``python -m marketplace.demo.drawing [name …]``; without names, everything."""

from __future__ import annotations

import sys
from pathlib import Path

from . import brand
from .gallery import PICTURES
from .raster import save

ART = Path(__file__).resolve().parents[1] / "art"
BRAND = Path(__file__).resolve().parents[3] / "static" / "brand"


def main(names: list[str]) -> int:
    """Draw the named pictures, or all of them and the brand; returns the exit status."""
    unknown = sorted(set(names) - set(PICTURES) - {"brand"})
    if unknown:
        print(f"No picture called {', '.join(unknown)}. There are: brand, {', '.join(sorted(PICTURES))}.")
        return 2
    for name in names or [*PICTURES, "brand"]:
        if name == "brand":
            brand.write(BRAND)
            print(f"brand -> {BRAND}")
        else:
            picture = PICTURES[name]()
            size = save(picture, ART / f"{name}.png")
            print(f"{name}: {picture.width} x {picture.height}, {size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
