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
    _sparrow(ink)
    return ink


def _sparrow(ink: Ink) -> None:
    with ink.turned(-6, (200, 580), (92, -2)):
        _perched(ink)


def _perched(ink: Ink) -> None:
    ink.part(smooth("170,560! 120,580 70,576! 110,540 160,520"), "#7a5238", soft=8, line=5)
    ink.part(smooth("150,520 150,460 190,424 240,430 262,470 256,530 216,570 170,560"), "#a9764c", soft=12, line=5)
    ink.part(smooth("262,470 256,530 216,570 190,556 214,510 230,474"), "#f2dfbd", soft=8, line=0)
    ink.part(smooth("146,510! 190,500 214,520 196,552 150,556"), "#7a5238", soft=8, line=4)
    ink.part(smooth("256,452! 292,462 258,478!"), "#e0a640", soft=4, line=4)
    ink.flat(oval(232, 456, 9), "#2b1815")
    ink.flat(oval(235, 453, 3.4), "#ffffff")
    ink.stroke("M186 566 l-6 26 M214 566 l0 24", INK, 5)


def _feet(ink: Ink) -> None:
    for x in (390, 700):
        leg = smooth(
            f"{x - 110},1330! {x - 100},1440 {x - 120},1505! {x + 170},1505! {x + 160},1440 {x + 90},1400 "
            f"{x + 90},1330!"
        )
        ink.part(leg, FUR)
        for toe in (100, 130, 156):
            ink.stroke(f"M{x + toe - 16} 1470 q10 12 6 30", INK, 5)


def _body(ink: Ink) -> None:
    body = smooth(
        "400,540 300,700 170,930 140,1160 230,1360 420,1430 640,1434 860,1380 970,1180 920,930 800,720 740,560 560,500"
    )
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
    ink.stroke("M590 900 C584 840 586 800 596 736", "#b98a3c", 7)
    for y, side in ((760, -1), (782, 1), (800, -1), (822, 1), (842, -1)):
        grain = oval(592 + side * 20, y, 10, 20, side * 32)
        ink.part(grain, "#e2b04e", soft=5, line=3.5)
    ink.part(oval(598, 724, 10, 21, 6), "#e2b04e", soft=5, line=3.5)
    for strap in ("470,660 450,590 470,540", "706,660 740,590 742,540"):
        ink.part(ribbon(strap, (34, 34, 34)), "#d9523f", soft=8, line=5)
    for x, y in ((478, 664), (702, 662)):
        ink.part(oval(x, y, 17), "#f2cf7a", soft=5, line=4)


def _head(ink: Ink) -> None:
    for x, y, r in ((428, 290, 76), (772, 296, 62)):
        ink.part(oval(x, y, r), FUR)
        ink.part(oval(x + 6, y + 10, r * 0.55), "#d98a78", soft=8, line=0)
    head = smooth("600,220 450,260 392,400 410,520 500,600 640,618 770,580 830,480 810,330 730,240")
    ink.part(head, FUR, soft=32)
    ink.hatch(head, (430, 500, 200, 100), gap=10)
    ink.part(smooth("590,470 660,420 770,420 836,470 830,550 750,606 650,600 590,550"), MUZZLE, soft=18, line=5)
    ink.part(smooth("700,420 760,410 806,432 790,470 752,486 714,464"), "#4a2d2b", light="#b98a86", soft=10)
    ink.flat(oval(744, 428, 16, 7, -8), "#ffffff", 0.85)
    ink.stroke("M752 486 L750 516 M750 516 C730 550 684 550 656 524 M750 516 C770 542 800 538 814 514", INK, 7)
    smile = smooth("672,528! 710,552 750,518! 780,546 806,522! 800,566 752,590 702,574")
    ink.part(smile, "#8f2f33", soft=6, line=5)
    with ink.inside(smile):
        ink.flat(oval(748, 588, 40, 22), "#e8736b")
    for x, rx in ((590, 25), (740, 22)):
        ink.flat(oval(x, 380, rx, 31), "#2b1815")
        ink.flat(oval(x + 8, 368, 9), "#ffffff")
        ink.flat(oval(x - 6, 394, 4.5), "#ffffff", 0.8)
    ink.part(ribbon("548,326 586,304 624,322", (10, 22, 9)), "#6e3f26", soft=4, line=3)
    ink.part(ribbon("722,318 750,300 778,322", (8, 19, 8)), "#6e3f26", soft=4, line=3)
    for x, y in ((436, 420), (450, 460), (430, 380), (480, 500), (500, 330), (810, 340)):
        ink.stroke(f"M{x} {y} q4 12 -2 22", "#6e3f26", 4.5, 0.7)
    ink.blush(530, 470, 66, 46)
    ink.blush(800, 450, 36, 34)


def _hat(ink: Ink) -> None:
    with ink.turned(9, (600, 260), (0, -22)):
        puff = smooth("470,240 400,190 390,110 460,60 540,76 600,40 680,56 720,110 790,120 810,180 760,230 620,250")
        ink.part(puff, APRON, shade="#c6a894", light="#ffffff", soft=26)
        for path in ("M540 80 q20 60 -6 110", "M690 70 q-26 50 10 110", "M610 130 q10 40 -8 80"):
            ink.stroke(path, INK, 4, 0.7)
        ink.part(
            smooth("462,226! 620,250 768,216! 776,276! 620,312 466,288!"),
            APRON,
            shade="#c6a894",
            light="#ffffff",
            soft=12,
        )


def _basket_arm(ink: Ink) -> None:
    for base, tip in (("250,1000", "120,700"), ("300,1000", "246,720"), ("350,1000", "330,700")):
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
            ink.stroke(f"M40 {y} Q200 {y + 60} 520 {y - 100}", "#e9eef0", 16, 0.55)
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
    with ink.inside(sleeve):
        for x in (820, 900, 980):
            ink.stroke(f"M{x + 60} 600 Q{x} 740 {x + 20} 880", "#e9eef0", 16, 0.55)
    ink.outline(sleeve)
    ink.part(ribbon("1000,700 1020,850", (56, 56)), "#7ba0bf", soft=10)


def _bun(ink: Ink) -> None:
    paw = smooth("1010,720! 1060,690 1130,690 1160,720 1150,780 1090,830 1020,840!")
    ink.part(paw, FUR, soft=18)
    ink.part(
        smooth("1026,690 1040,610 1100,590 1150,620 1164,690 1100,712"),
        CRUST,
        shade="#97501f",
        light="#ffe9b8",
        soft=18,
    )
    ink.stroke("M1062 626 q36 12 32 58 M1120 622 q-44 12 -52 56", "#fbe6bd", 8)
    for x, y in ((1050, 650), (1140, 660)):
        ink.flat(oval(x, y, 5, 8, 20), "#fff6de")
    for spine in ("1070,548 1052,516 1074,484 1070,440", "1122,556 1108,530 1126,506 1122,474"):
        ink.part(ribbon(spine, (5, 14, 13, 4)), "#fff6e6", shade="#e3cfc4", soft=4, line=3)
    for path in ("M1078 800 q18 6 44 -16", "M1060 776 q22 4 52 -22"):
        ink.stroke(path, INK, 5)
