"""Small arithmetic on ``#rrggbb`` colours."""

from __future__ import annotations

Rgb = tuple[int, int, int]


def parts(colour: str) -> Rgb:
    """Red, green and blue (0 to 255) of ``#rrggbb``; ValueError otherwise."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"expected #rrggbb, got {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: str, other: str, share: float) -> str:
    """The colour ``share`` (0 to 1) of the way from one to the other."""
    pairs = zip(parts(one), parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
