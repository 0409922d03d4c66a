"""Aldous Crumbwell, a bear who bakes for the whole valley: one enormous pear shape and a very small bun."""

from __future__ import annotations

from .curves import along, oval, ribbon, smooth
from .ink import INK, Ink

FUR, MUZZLE, APRON, SHIRT, CRUST = "#a5673f", "#e8bd86", "#fbf0d9", "#5f86a8", "#d98f3c"


def draw() -> Ink:
    """Aldous, offering the first bun of the morning."""
    ink = Ink(1180, 1536, seed=23)
    _far_arm(ink)
    _feet(ink)
    _body(ink)
    _apron(ink)
    _head(ink)
    _hat(ink)
    _basket_arm(ink)
    _bun(ink)
    return ink


def _feet(ink: Ink) -> None:
    for x in (390, 700):
        leg = smooth(f"{x - 110},1330! {x - 100},1440 {x - 120},1505! {x + 170},1505! {x + 160},1440 {x + 90},1400 {x + 90},1330!")
        ink.part(leg, FUR)
        for toe in (100, 130, 156):
            ink.stroke(f"M{x + toe - 16} 1470 q10 12 6 30", INK, 5)


def _body(ink: Ink) -> None:
    body = smooth("400,540 300,700 170,930 140,1160 230,1360 420,1430 640,1434 860,1380 970,1180 920,930 800,720 740,560 560,500")
    ink.part(body, SHIRT, soft=44)
    with ink.inside(body):
        for y in range(560, 1440, 92):
            ink.stroke(f"M100 {y + 60} Q560 {y - 60} 1010 {y + 70}", "#e9eef0", 17, 0.55)
    ink.hatch(body, (760, 900, 220, 460), gap=9)
    ink.outline(body)


def _apron(ink: Ink) -> None:
    bib = smooth("450,640! 720,640! 756,800 880,1000 900,1200 850,1390! 640,1440 430,1420! 330,1300 350,1050 410,850")
    ink.part(bib, APRON, shade="#c9a58c", light="#ffffff", soft=26)
    ink.hatch(bib, (720, 1080, 180, 320), gap=10)
    pocket = smooth("520,1120! 780,1110! 770,1270 700,1310 590,1312 530,1276")
    ink.part(pocket, "#f3dfba", shade="#c9a58c", soft=12, line=5)
    ink.part(ribbon("600,1130 588,1040 560,980", (34, 26, 40)), "#b9824d", soft=8, line=5)
    ink.part(ribbon("690,1130 700,1060", (22, 18)), "#b9824d", soft=6, line=5)
    ink.part(oval(704, 1024, 34, 46, 8), "#c9d2d4", soft=10, line=5)
    ink.part(smooth("524,1116! 776,1106! 776,1150! 526,1160!"), "#d9523f", soft=8, line=5)
    ink.stroke("M452 640 C440 580 450 550 480 520 M716 640 C724 590 720 560 704 530", INK, 26)
    ink.stroke("M452 640 C440 580 450 550 480 520 M716 640 C724 590 720 560 704 530", "#d9523f", 16)
    for x, y in ((430, 1330), (820, 1290), (480, 920)):
        ink.flat(oval(x, y, 30, 22, 20), "#ffffff", 0.8)
        ink.flat(oval(x + 34, y + 24, 9), "#ffffff", 0.8)


def _head(ink: Ink) -> None:
    for x, y, r in ((440, 300, 66), (760, 300, 56)):
        ink.part(oval(x, y, r), FUR)
        ink.part(oval(x + 6, y + 10, r * 0.55), "#d98a78", soft=8, line=0)
    head = smooth("600,220 450,260 392,400 410,520 500,600 640,618 770,580 830,480 810,330 730,240")
    ink.part(head, FUR, soft=32)
    ink.hatch(head, (430, 500, 200, 100), gap=10)
    ink.part(smooth("590,470 660,420 770,420 836,470 830,550 750,606 650,600 590,550"), MUZZLE, soft=18, line=5)
    ink.part(smooth("700,420 760,410 806,432 790,470 752,486 714,464"), "#4a2d2b", light="#b98a86", soft=10)
    ink.flat(oval(744, 428, 16, 7, -8), "#ffffff", 0.85)
    ink.stroke("M752 486 L750 516 M750 516 C730 556 680 556 656 524 M750 516 C770 546 800 540 814 514", INK, 7)
    ink.flat(smooth("700,545 730,548 752,530 768,540 760,572 726,580"), "#c84b4b")
    for x, rx in ((590, 25), (740, 22)):
        ink.flat(oval(x, 380, rx, 31), "#2b1815")
        ink.flat(oval(x + 8, 368, 9), "#ffffff")
        ink.flat(oval(x - 6, 394, 4.5), "#ffffff", 0.8)
    ink.part(ribbon("540,320 580,300 620,322", (10, 20, 8)), "#6e3f26", soft=4, line=3)
    ink.part(ribbon("716,318 750,300 780,326", (8, 18, 8)), "#6e3f26", soft=4, line=3)
    ink.blush(530, 470, 66, 46)
    ink.blush(800, 450, 36, 34)


def _hat(ink: Ink) -> None:
    with ink.turned(9, (600, 260)):
        puff = smooth("470,240 400,190 390,110 460,60 540,76 600,40 680,56 720,110 790,120 810,180 760,230 620,250")
        ink.part(puff, APRON, shade="#c6a894", light="#ffffff", soft=26)
        for path in ("M540 80 q20 60 -6 110", "M690 70 q-26 50 10 110", "M610 130 q10 40 -8 80"):
            ink.stroke(path, INK, 4, 0.7)
        ink.part(smooth("462,226! 620,250 768,216! 776,276! 620,312 466,288!"), APRON, shade="#c6a894", light="#ffffff", soft=12)


def _basket_arm(ink: Ink) -> None:
    for base, tip in (("250,1000", "120,700"), ("300,1000", "230,650"), ("350,1000", "330,700")):
        _loaf(ink, f"{base} {tip}")
    basket = smooth("120,960! 420,960! 400,1230 360,1262 190,1262 150,1230")
    ink.part(basket, "#c08a4a", soft=24)
    with ink.inside(basket):
        for row in range(5):
            for x in range(100, 440, 56):
                ink.stroke(f"M{x + row % 2 * 28} {996 + row * 56} q28 -16 50 4", INK, 5, 0.75)
    ink.part(ribbon("104,964 270,976 436,962", (40, 44, 40)), "#d19c58", soft=10)
    sleeve = ribbon("390,640 220,790 170,960 210,1060", (210, 220, 190, 160))
    ink.part(sleeve, SHIRT, soft=30)
    with ink.inside(sleeve):
        for y in range(700, 1100, 84):
            ink.stroke(f"M60 {y} Q200 {y + 60} 380 {y - 30}", "#e9eef0", 16, 0.55)
    ink.hatch(sleeve, (90, 900, 140, 160), gap=9)
    ink.outline(sleeve)
    ink.part(ribbon("120,1050 300,1086", (62, 62)), "#7ba0bf", soft=10)
    ink.part(smooth("160,1090! 140,1160 190,1210 270,1206 330,1190 340,1140 290,1096!"), FUR, soft=18)
    for x in (236, 274, 308):
        ink.stroke(f"M{x} 1150 q14 24 -4 48", INK, 5)


def _loaf(ink: Ink, spine: str) -> None:
    crust = ribbon(spine, (70, 84, 60))
    ink.part(crust, CRUST, shade="#97501f", light="#ffe1a3", soft=18)
    with ink.inside(crust):
        for x, y, _ in along(spine, 7)[2:]:
            ink.stroke(f"M{x - 30:.0f} {y + 22:.0f} q34 -8 50 -40", "#f8dfae", 12)
            ink.stroke(f"M{x - 30:.0f} {y + 28:.0f} q36 -6 54 -40", INK, 3.4, 0.7)


def _far_arm(ink: Ink) -> None:
    sleeve = ribbon("760,640 900,760 1010,780", (190, 180, 140))
    ink.part(sleeve, SHIRT, soft=24)
    ink.part(ribbon("1000,700 1020,850", (56, 56)), "#7ba0bf", soft=10)


def _bun(ink: Ink) -> None:
    paw = smooth("1010,720! 1060,690 1130,690 1160,720 1150,780 1090,830 1020,840!")
    ink.part(paw, FUR, soft=18)
    ink.part(smooth("1026,690 1040,610 1100,590 1150,620 1164,690 1100,712"), CRUST, shade="#97501f", light="#ffe9b8", soft=18)
    ink.stroke("M1062 626 q36 12 32 58 M1120 622 q-44 12 -52 56", "#fbe6bd", 8)
    for x, y in ((1050, 650), (1140, 660)):
        ink.flat(oval(x, y, 5, 8, 20), "#fff6de")
    for path in ("M1070 560 q-24 -34 4 -66 q24 -30 2 -62", "M1120 566 q-18 -26 4 -50 q18 -24 2 -50"):
        ink.stroke(path, "#fffaf0", 9, 0.8)
    for path in ("M1078 800 q18 6 44 -16", "M1060 776 q22 4 52 -22"):
        ink.stroke(path, INK, 5)
