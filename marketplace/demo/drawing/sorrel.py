"""Sorrel Hush, a hare in a cloak of leaves who carries the seeds: two tall ears and a dandelion clock as a staff."""

from __future__ import annotations

import math

from .curves import oval, ribbon, smooth
from .paper import Paper

FUR, PALE, DEEP, STEM, EARTH = "#c9793f", "#f3dcb5", "#8f4d2b", "#7f9a4a", "#4a3328"
AUTUMN = {
    (0, 4): "#c98a35",
    (1, 0): "#d9a441",
    (2, 4): "#b4552d",
    (3, 1): "#d9a441",
    (4, 3): "#c98a35",
    (5, 0): "#b4552d",
}
"""Leaves that have already turned, by row and place."""
LEAVES = ("#1f4d45", "#2c6a52", "#4a8a57", "#7aa857", "#b4c765")


def draw() -> Paper:
    """Sorrel, letting the first seeds go."""
    paper = Paper(1320, 1536, seed=71)
    _ears(paper)
    _feet(paper)
    _cloak(paper)
    _staff(paper)
    _arm(paper)
    _head(paper)
    _clasp(paper)
    _clock(paper)
    return paper


def _ears(paper: Paper) -> None:
    far = smooth("540,470! 520,330 560,200! 668,216! 676,330 640,480!")
    paper.layer(far, DEEP)
    paper.layer(smooth("570,450! 560,330 584,216! 640,222! 644,330 618,460!"), "#d99a86", lift=5, within=far)
    paper.layer(smooth("552,206! 600,160 660,170 700,214 716,300 700,380! 650,330 610,260"), FUR, lift=9)
    paper.layer(smooth("700,380! 708,330 702,290! 684,320 668,346"), EARTH, lift=3)
    near = smooth("400,480! 330,330 300,170 330,50 420,140 480,300 500,470!")
    paper.layer(near, FUR)
    inner = smooth("416,460! 360,320 332,190 346,104 404,180 446,310 466,450!")
    paper.layer(inner, "#e8b09a", lift=6)
    paper.layer(smooth("426,450! 384,330 356,230 360,160 396,220 424,330 448,440!"), "#f3cdb6", lift=4)
    tip = smooth("300,170! 290,40! 460,40! 420,150! 390,120 360,150 340,112")
    paper.layer(tip, EARTH, lift=4, within=near)


def _feet(paper: Paper) -> None:
    for x in (360, 570):
        foot = smooth(f"{x - 60},1500! {x - 70},1430 {x},1390 {x + 90},1420 {x + 190},1450 {x + 210},1500!")
        paper.layer(foot, FUR)
        paper.layer(smooth(f"{x + 90},1500! {x + 110},1452 {x + 180},1454 {x + 210},1500!"), PALE, lift=4)
        for toe in (130, 166):
            paper.crease(f"M{x + toe} 1464 q8 16 4 34")


def _cloak(paper: Paper) -> None:
    body = smooth("420,690 300,880 220,1120 200,1400! 330,1440 480,1420 640,1440 780,1390! 740,1100 680,880 600,690")
    paper.layer(body, "#163a38")
    rows = (
        (1330, 210, 780, LEAVES[0]),
        (1230, 220, 760, LEAVES[1]),
        (1120, 240, 734, LEAVES[2]),
        (1010, 270, 706, LEAVES[1]),
        (910, 300, 676, LEAVES[3]),
        (820, 330, 650, LEAVES[2]),
        (740, 370, 620, LEAVES[4]),
    )
    for row, (y, x0, x1, colour) in enumerate(rows):
        count = 7 - row // 2
        for index in range(count):
            x = x0 + (x1 - x0) * (index + 0.5) / count
            lean = (x - 500) / 14 + paper.chance.uniform(-5, 5)
            _leaf(paper, x, y - 40, 66 - row * 2, 150, -lean, AUTUMN.get((row, index), colour))
    _ladybird(paper, 318, 1204)


def _ladybird(paper: Paper, x: float, y: float) -> None:
    with paper.turned(-28, (x, y)):
        paper.layer(oval(x + 22, y, 15), EARTH, lift=3)
        paper.layer(oval(x, y, 28, 22), "#d9483f", lift=4)
        paper.crease(f"M{x - 28} {y} H{x + 26}", EARTH, 4, 0.9)
        for dx, dy in ((-12, -10), (8, -11), (-12, 10), (8, 11)):
            paper.flat(oval(x + dx, y + dy, 4.5), EARTH)


def _leaf(paper: Paper, x: float, y: float, half: float, length: float, turn: float, colour: str) -> None:
    with paper.turned(turn, (x, y)):
        paper.layer(
            smooth(f"{x},{y}! {x - half},{y + length * 0.42:.0f} {x},{y + length}! {x + half},{y + length * 0.42:.0f}"),
            colour,
            lift=7,
        )
        paper.crease(f"M{x} {y + 20} L{x} {y + length - 18}", width=3.5)
        for step in (0.35, 0.55, 0.72):
            paper.crease(
                f"M{x} {y + length * (step + 0.1):.0f} l{-half * 0.5:.0f} {-length * 0.1:.0f}", width=2.5, opacity=0.25
            )
            paper.crease(
                f"M{x} {y + length * (step + 0.1):.0f} l{half * 0.5:.0f} {-length * 0.1:.0f}", width=2.5, opacity=0.25
            )


def _staff(paper: Paper) -> None:
    paper.layer(ribbon("800,1496 786,1200 836,800 918,420", (22, 22, 20, 16)), STEM, lift=7)
    _leaf(paper, 806, 1240, 44, 190, -62, LEAVES[3])
    _leaf(paper, 796, 1330, 44, 170, 60, LEAVES[2])


def _arm(paper: Paper) -> None:
    sleeve = smooth("560,780! 640,820 740,880 790,850! 800,950 700,990 600,950 520,880!")
    paper.layer(sleeve, LEAVES[0])
    paper.layer(smooth("730,870! 796,846! 806,956! 750,976!"), LEAVES[4], lift=5)
    paper.layer(smooth("782,860 832,836 872,856 876,920 840,954 788,944"), FUR, lift=6)
    for y in (878, 902, 926):
        paper.crease(f"M822 {y} q26 -6 44 2")


def _head(paper: Paper) -> None:
    ruff = smooth("350,640! 330,720 400,700 420,780 500,730 560,790 600,720 690,740 660,650! 500,600")
    paper.layer(ruff, PALE)
    head = smooth("500,410 400,440 340,530 350,620 420,690 540,710 640,690 720,650 750,590 700,540 640,450 570,410")
    paper.layer(head, FUR, lift=11)
    for tuft in ("450,450! 470,380 520,350! 510,400 540,450!", "500,450! 530,370 590,350! 572,400 590,450!"):
        paper.layer(smooth(tuft), PALE, lift=5)
    cheek = smooth("330,560! 380,590 440,580 500,640 600,640 640,600 760,580! 740,660 640,720 500,730 370,660")
    paper.layer(cheek, PALE, lift=5, within=head)
    paper.layer(smooth("690,560 740,556 762,584 742,616 706,616 684,592"), "#b5545a", lift=4)
    paper.flat(oval(722, 574, 12, 6, 10), "#ffffff", 0.8)
    paper.crease("M716 616 q0 30 -30 36 M716 616 q8 22 34 16", EARTH, 6, 0.85)
    paper.layer(smooth("690,650! 724,646! 716,682 698,682"), "#fffdf5", lift=3)
    for x, y, rx, ry in ((556, 552, 38, 48), (672, 534, 22, 40)):
        paper.layer(oval(x, y, rx + 10, ry + 9, 8), "#fff4dc", lift=3, within=head)
        paper.layer(oval(x + 3, y + 2, rx, ry, 8), EARTH, lift=2)
        paper.flat(oval(x + 4, y + 18, rx * 0.62, ry * 0.4, 8), "#a3622e")
        paper.flat(oval(x + rx * 0.35, y - 16, rx * 0.3, rx * 0.34), "#ffffff")
        paper.flat(oval(x - rx * 0.3, y + 16, rx * 0.14), "#ffffff")
    paper.layer(ribbon("508,486 552,466 594,482", (8, 19, 8)), DEEP, lift=3)
    paper.layer(ribbon("644,478 670,468 692,486", (7, 15, 7)), DEEP, lift=3)
    for x, y in ((430, 620), (462, 640), (440, 656)):
        paper.flat(oval(x, y, 6), FUR)
    paper.layer(oval(470, 612, 40, 26, 10), "#e8927a", lift=2)


def _clasp(paper: Paper) -> None:
    for x, turn in ((470, 30), (560, -30)):
        _leaf(paper, x, 700, 42, 130, turn, LEAVES[4])
    paper.layer(oval(516, 736, 36), "#c23b3b", lift=6)
    paper.layer(oval(508, 728, 15), "#f08a6a", lift=2)


def _clock(paper: Paper) -> None:
    x, y = 926, 322
    for radius, colour in ((206, "#7fa79b"), (164, "#a9c8ba"), (118, "#d3e3d2")):
        petals = " ".join(
            f"{x + reach * math.cos(step * math.pi / 22):.1f},{y + reach * math.sin(step * math.pi / 22):.1f}"
            for step in range(44)
            for reach in (radius + (10 if step % 2 else -6),)
        )
        paper.layer(smooth(petals), colour, lift=8)
    for ring, (radius, count, colour) in enumerate(((166, 22, "#eef4e6"), (124, 17, "#f6f8ea"), (82, 11, "#fffdf2"))):
        for index in range(count):
            heading = 2 * math.pi * (index + ring * 0.4) / count
            _seed(paper, x, y, x + radius * math.cos(heading), y + radius * math.sin(heading), colour)
    paper.layer(oval(x, y, 34), EARTH, lift=5)
    for sx, sy, turn, size in ((1164, 130, 32, 1.3), (1206, 300, 58, 1.0), (1080, 44, 12, 1.1)):
        with paper.turned(turn, (sx, sy)):
            fan = smooth(
                f"{sx},{sy + 22 * size}! {sx - 40 * size},{sy - 16 * size} {sx},{sy - 34 * size} "
                f"{sx + 40 * size},{sy - 16 * size}"
            )
            paper.layer(fan, "#a9c8ba", lift=5)
            paper.stroke(f"M{sx} {sy} v{70 * size:g}", EARTH, 6)
            _seed(paper, sx, sy + 16 * size, sx, sy, "#fffdf2")
            paper.layer(oval(sx, sy + 72 * size, 7 * size, 15 * size), EARTH, lift=3)


def _seed(paper: Paper, x0: float, y0: float, x1: float, y1: float, colour: str) -> None:
    paper.stroke(f"M{x0:.0f} {y0:.0f} L{x1:.0f} {y1:.0f}", colour, 5)
    heading = math.atan2(y1 - y0, x1 - x0)
    tufts = "".join(
        f"M{x1:.1f} {y1:.1f} l{30 * math.cos(heading + bend):.1f} {30 * math.sin(heading + bend):.1f} "
        for bend in (-1.2, -0.6, 0, 0.6, 1.2)
    )
    paper.stroke(tufts, colour, 5)
