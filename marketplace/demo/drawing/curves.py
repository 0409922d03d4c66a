"""Outlines as SVG path data: smooth curves through points, ribbons with a changing width, cut corners.

Points are written as text, ``"x,y x,y! x,y"``; an exclamation mark makes that point a corner. All lengths are in
drawing units (one unit is one pixel of the finished picture). Writing the points as text keeps a drawing readable as
a list of places rather than a wall of brackets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

HANDLE = 0.37
"""Length of a Bézier handle as a share of the chord; close to the circle's own for arcs up to a quarter turn."""


@dataclass(frozen=True, slots=True)
class Node:
    """One point of an outline; a corner has no shared tangent."""

    x: float
    y: float
    corner: bool = False


def read(points: str) -> list[Node]:
    """Turn ``"x,y x,y!"`` into nodes; raises ValueError on anything that is not a pair of numbers."""
    nodes = []
    for word in points.split():
        x, _, y = word.rstrip("!").partition(",")
        nodes.append(Node(float(x), float(y), word.endswith("!")))
    return nodes


def smooth(points: str, *, closed: bool = True) -> str:
    """Path data of a curve through the points, round at each of them but the corners."""
    return _path(_segments(read(points), closed=closed), closed=closed)


def straight(points: str, *, closed: bool = True) -> str:
    """Path data of a polygon through the points."""
    nodes = read(points)
    return "M" + " L".join(f"{n.x:g} {n.y:g}" for n in nodes) + ("Z" if closed else "")


def cut(points: str, radius: float = 14.0) -> str:
    """A polygon whose corners are rounded by ``radius`` (those marked ``!`` stay sharp)."""
    nodes = read(points)
    parts: list[str] = []
    for index, node in enumerate(nodes):
        before, after = nodes[index - 1], nodes[(index + 1) % len(nodes)]
        reach = 0.0 if node.corner else radius
        start, end = _towards(node, before, reach), _towards(node, after, reach)
        parts.append(f"{'L' if parts else 'M'}{start[0]:.1f} {start[1]:.1f}")
        parts.append(f"Q{node.x:.1f} {node.y:.1f} {end[0]:.1f} {end[1]:.1f}")
    return " ".join(parts) + "Z"


def oval(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> str:
    """An ellipse around (x, y), turned by ``turn`` degrees; a circle when ``ry`` is left out."""
    ry = rx if ry is None else ry
    dx, dy = rx * math.cos(math.radians(turn)), rx * math.sin(math.radians(turn))
    arc = f"A{rx:g} {ry:g} {turn:g} 1 1"
    return f"M{x - dx:.1f} {y - dy:.1f} {arc} {x + dx:.1f} {y + dy:.1f} {arc} {x - dx:.1f} {y - dy:.1f}Z"


def ribbon(points: str, widths: tuple[float, ...], *, blunt: bool = False) -> str:
    """A band along the points whose width runs through ``widths``: a limb, a tail, a brush stroke.

    Ends are round unless ``blunt``. Widths are whole widths, spaced evenly along the band.
    """
    spine = _samples(_segments(read(points), closed=False), 12)
    left, right = [], []
    for index, (x, y) in enumerate(spine):
        half = _width_at(widths, index / (len(spine) - 1)) / 2
        nx, ny = _normal(spine, index)
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    ends = [widths[-1] / 2, widths[0] / 2] if not blunt else [0.0, 0.0]
    return _band(left, right, ends)


def along(points: str, count: int, *, closed: bool = False) -> list[tuple[float, float, float]]:
    """``count`` places spread evenly along the curve, each with its heading in degrees."""
    spine = _samples(_segments(read(points), closed=closed), 16)
    places = []
    for step in range(count):
        index = round(step * (len(spine) - 1) / max(1, count - 1))
        nx, ny = _normal(spine, index)
        places.append((*spine[index], math.degrees(math.atan2(-nx, ny))))
    return places


_Segment = tuple[float, float, float, float, float, float, float, float]


def _segments(nodes: list[Node], *, closed: bool) -> list[_Segment]:
    count = len(nodes)
    tangents = [_tangent(nodes, index, closed=closed) for index in range(count)]
    segments = []
    for index in range(count if closed else count - 1):
        a, b = nodes[index], nodes[(index + 1) % count]
        segments.append(_segment(a, b, tangents[index], tangents[(index + 1) % count]))
    return segments


def _segment(a: Node, b: Node, leave: tuple[float, float] | None, arrive: tuple[float, float] | None) -> _Segment:
    reach = HANDLE * math.hypot(b.x - a.x, b.y - a.y)
    c2 = (b.x - arrive[0] * reach, b.y - arrive[1] * reach) if arrive else None
    c1 = (a.x + leave[0] * reach, a.y + leave[1] * reach) if leave else None
    if c1 is None:
        aim = c2 or (b.x, b.y)
        c1 = (a.x + (aim[0] - a.x) * 0.4, a.y + (aim[1] - a.y) * 0.4)
    if c2 is None:
        c2 = (b.x + (c1[0] - b.x) * 0.4, b.y + (c1[1] - b.y) * 0.4)
    return (a.x, a.y, *c1, *c2, b.x, b.y)


def _tangent(nodes: list[Node], index: int, *, closed: bool) -> tuple[float, float] | None:
    """Heading of the circle through a point and its neighbours; None for corners and open ends."""
    node, count = nodes[index], len(nodes)
    if node.corner or (not closed and index in (0, count - 1)):
        return None
    before, after = nodes[index - 1], nodes[(index + 1) % count]
    d1, d2 = (node.x - before.x, node.y - before.y), (after.x - node.x, after.y - node.y)
    l1, l2 = math.hypot(*d1) or 1.0, math.hypot(*d2) or 1.0
    x, y = d1[0] / l1 * l2 + d2[0] / l2 * l1, d1[1] / l1 * l2 + d2[1] / l2 * l1
    size = math.hypot(x, y) or 1.0
    return (x / size, y / size)


def _path(segments: list[_Segment], *, closed: bool) -> str:
    parts = [f"M{segments[0][0]:.1f} {segments[0][1]:.1f}"]
    parts += ["C" + " ".join(f"{value:.1f}" for value in segment[2:]) for segment in segments]
    return " ".join(parts) + ("Z" if closed else "")


def _samples(segments: list[_Segment], steps: int) -> list[tuple[float, float]]:
    places = [(segments[0][0], segments[0][1])]
    for x0, y0, x1, y1, x2, y2, x3, y3 in segments:
        for step in range(1, steps + 1):
            t = step / steps
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            places.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return places


def _normal(spine: list[tuple[float, float]], index: int) -> tuple[float, float]:
    (ax, ay), (bx, by) = spine[max(0, index - 1)], spine[min(len(spine) - 1, index + 1)]
    size = math.hypot(bx - ax, by - ay) or 1.0
    return ((by - ay) / size, -(bx - ax) / size)


def _width_at(widths: tuple[float, ...], share: float) -> float:
    place = share * (len(widths) - 1)
    index = min(int(place), len(widths) - 2) if len(widths) > 1 else 0
    if len(widths) == 1:
        return widths[0]
    rest = place - index
    ease = rest * rest * (3 - 2 * rest)
    return widths[index] * (1 - ease) + widths[index + 1] * ease


def _band(left: list[tuple[float, float]], right: list[tuple[float, float]], ends: list[float]) -> str:
    forward = " L".join(f"{x:.1f} {y:.1f}" for x, y in left)
    back = " L".join(f"{x:.1f} {y:.1f}" for x, y in reversed(right))
    far = f"A{ends[0]:.1f} {ends[0]:.1f} 0 0 1 {right[-1][0]:.1f} {right[-1][1]:.1f} L" if ends[0] else "L"
    near = f"A{ends[1]:.1f} {ends[1]:.1f} 0 0 1 {left[0][0]:.1f} {left[0][1]:.1f}" if ends[1] else ""
    return f"M{forward} {far}{back} {near}Z"


def _towards(node: Node, other: Node, reach: float) -> tuple[float, float]:
    size = math.hypot(other.x - node.x, other.y - node.y) or 1.0
    share = min(reach / size, 0.5)
    return (node.x + (other.x - node.x) * share, node.y + (other.y - node.y) * share)
