"""Tobble Wickmere, a mole who lights the lamps: small, round, dressed for a much colder town."""

from __future__ import annotations

from .curves import along, oval, ribbon, smooth
from .ink import INK, Ink

FUR, COAT, SCARF, SKIN, BRASS = "#6b5566", "#2f6b66", "#e5a52f", "#f2a594", "#e0a640"


def draw() -> Ink:
    """Tobble, looking up at his own lantern."""
    ink = Ink(1120, 1536, seed=11)
    _scarf_tail(ink)
    _pole(ink)
    _boots(ink)
    _coat(ink)
    _far_hand(ink)
    _head(ink)
    _scarf(ink)
    _hat(ink)
    _near_arm(ink)
    _lantern(ink)
    return ink


def _scarf_tail(ink: Ink) -> None:
    spine = "350,880 250,900 170,850 90,830 40,860"
    for row in range(5):
        strand = ribbon(f"50,{826 + row * 17} 26,{842 + row * 18} 10,{834 + row * 22}", (15, 13, 9))
        ink.part(strand, SCARF, line=4, soft=5)
    tail = ribbon(spine, (70, 82, 78, 80, 84), blunt=True)
    ink.part(tail, SCARF)
    with ink.inside(tail):
        for x, y, turn in along(spine, 7)[1:-1]:
            with ink.turned(turn, (x, y)):
                ink.flat(f"M{x - 12:.0f} {y - 70:.0f} h24 v140 h-24Z", "#b8472f", 0.9)
    ink.outline(tail)


def _pole(ink: Ink) -> None:
    pole = ribbon("836,1500 838,900 850,330 880,170 960,120 1010,180", (26, 24, 22, 20, 18, 14))
    ink.part(pole, "#8a5a36", soft=8)
    for y in (520, 1010, 1180):
        ink.part(ribbon(f"824,{y} 862,{y - 4}", (18, 18)), BRASS, soft=5, line=4)


def _lantern(ink: Ink) -> None:
    ink.stroke("M1010 178 C1012 200 1000 205 1000 222", INK, 7)
    glass = smooth("950,262! 1050,262! 1064,350 1040,384! 960,384! 936,350")
    ink.part(glass, "#ffd35c", shade="#f08a2a", light="#fff6c9", soft=14)
    ink.part(smooth("1000,282 1022,330 1002,372 978,334"), "#fff4c4", shade="#ffb52e", light="#ffffff", line=0, soft=10)
    ink.stroke("M975 262 L966 384 M1026 262 L1034 384", INK, 5)
    ink.part(smooth("926,266! 960,226 1000,216 1040,226 1074,266!"), "#a8702e", soft=8)
    ink.part(ribbon("944,392 1056,392", (24, 24)), "#a8702e", soft=6)
    for x, y, dx, dy in ((912, 330, -26, 4), (920, 382, -22, 14), (1086, 330, 14, 2), (1000, 422, 0, 22)):
        ink.stroke(f"M{x} {y} l{dx} {dy}", "#f4b23c", 8)
    with ink.turned(18, (846, 256), (-96, 96)):
        _moth(ink)


def _moth(ink: Ink) -> None:
    for d in ("846,252 806,214 780,236 800,268", "852,250 860,200 892,196 888,240", "842,262 806,276 812,304 842,284"):
        ink.part(smooth(d), "#f6e3bf", shade="#c79a86", soft=7, line=4)
    ink.part(ribbon("838,242 852,262 856,282", (14, 16, 8)), "#8a5a4a", soft=4, line=3.5)
    ink.stroke("M838 240 q-4 -22 -18 -28 M842 238 q4 -20 -2 -34", INK, 3)


def _boots(ink: Ink) -> None:
    for x, tilt in ((300, 0), (560, 0)):
        with ink.turned(tilt, (x, 1500)):
            boot = smooth(
                f"{x - 92},1505! {x - 96},1310! {x + 52},1310! {x + 56},1386 {x + 120},1396 {x + 170},1440 "
                f"{x + 176},1505!"
            )
            ink.part(boot, "#7a4630")
            ink.hatch(boot, (x - 60, 1410, 120, 90), gap=9)
            ink.part(ribbon(f"{x - 94},1500 {x + 176},1500", (26, 26)), "#4d2c25", soft=6)
            for lace in (0, 26, 52):
                ink.stroke(f"M{x + 30 + lace} {1396 + lace * 0.35:g} l24 26", CREAMY, 7)
            ink.blush(x + 130, 1436, 34, 20, "#ffe6c4", 0.6)


CREAMY = "#f6e3bf"


def _coat(ink: Ink) -> None:
    coat = smooth(
        "290,800 200,960 140,1180 104,1350! 250,1388 420,1400 600,1392 764,1344! 726,1150 660,960 600,800 440,760"
    )
    ink.part(coat, COAT, soft=34)
    ink.hatch(coat, (570, 1130, 180, 230), gap=9)
    ink.hatch(coat, (130, 1280, 420, 100), gap=10)
    lining = smooth("505,860! 470,1100 476,1280 500,1398! 590,1392! 560,1230 548,1050 560,860!")
    ink.part(lining, "#f1d9a8", soft=16)
    flap = smooth("505,850! 470,1080 472,1280 500,1400! 440,1402! 410,1280 420,1060 440,850!")
    ink.part(flap, COAT, soft=14)
    for button in (1010, 1110, 1210):
        ink.part(oval(432, button, 19), BRASS, soft=6, line=5)
    pocket = smooth("200,1190! 340,1206! 334,1320 210,1304")
    ink.part(pocket, "#3a7d76", soft=10, line=5)
    ink.part(smooth("192,1180! 346,1196! 344,1232! 190,1214!"), "#34736c", soft=8, line=5)
    patch = smooth("612,1270! 690,1252! 704,1336! 626,1350!")
    ink.part(patch, "#c2583d", soft=10, line=4)
    for x, y, _ in along("613,1268! 690,1250! 705,1337! 627,1352!", 13, closed=True):
        ink.stroke(f"M{x - 7:.0f} {y - 7:.0f} l14 14", "#f6e3bf", 4)


def _far_hand(ink: Ink) -> None:
    sleeve = ribbon("610,900 700,980 800,960", (150, 140, 116))
    ink.part(sleeve, COAT)
    ink.part(ribbon("796,906 812,1010", (44, 44)), "#e9c98f", soft=8)
    for y in (926, 962, 996):
        ink.part(ribbon(f"812,{y} 862,{y - 4} 868,{y + 6}", (38, 36, 28)), SKIN, soft=8, line=5)
        ink.part(ribbon(f"874,{y + 2} 890,{y + 8}", (13, 6)), "#fff3dc", soft=3, line=3)


def _near_arm(ink: Ink) -> None:
    sleeve = ribbon("300,900 190,1000 190,1130", (160, 156, 130))
    ink.part(sleeve, COAT)
    ink.hatch(sleeve, (170, 1020, 100, 140), gap=9)
    ink.part(ribbon("128,1140 254,1150", (48, 48)), "#e9c98f", soft=8)
    can = smooth("110,1250! 250,1262! 258,1360! 100,1350!")
    spout = ribbon("238,1300 330,1250 372,1180", (30, 18, 12))
    ink.part(spout, "#9aa7a5", soft=6)
    ink.part(can, "#9aa7a5", soft=16)
    ink.part(smooth("116,1252! 180,1216 246,1262!"), "#7f8d8c", soft=8)
    ink.stroke("M140 1236 C130 1180 236 1186 226 1246", INK, 9)
    fist = smooth("134,1164! 122,1200 140,1236 186,1244 230,1236 246,1202 240,1168!")
    ink.part(fist, SKIN, soft=12, line=5)
    for x in (160, 190, 218):
        ink.stroke(f"M{x} 1196 q6 20 0 40", INK, 4.5)
    ink.part(ribbon("232,1180 262,1204 250,1226", (34, 30, 22)), SKIN, soft=7, line=5)
    for x in (146, 176, 206):
        ink.part(ribbon(f"{x},1236 {x + 2},1252", (15, 7)), "#fff3dc", soft=3, line=3)


def _head(ink: Ink) -> None:
    ear = oval(300, 640, 50, 58)
    ink.part(ear, FUR)
    ink.flat(oval(304, 644, 24, 30), SKIN, 0.8)
    head = smooth(
        "290,800 270,640 330,510 460,470 580,520 650,610 740,650 790,690 770,750 690,790 620,840 470,870 350,850"
    )
    ink.part(head, FUR, soft=30)
    muzzle = smooth("560,690 640,640 730,650 790,690 770,748 690,788 610,800 560,760")
    ink.part(muzzle, "#c9a9a6", soft=16, line=0)
    ink.stroke("M640 790 C690 800 730 780 752 758", INK, 6)
    ink.stroke("M640 790 q-16 -6 -22 -20", INK, 5)
    ink.part(smooth("752,650 796,636 832,664 826,706 790,720 758,700"), "#f0828a", light="#ffd9d2", soft=12)
    ink.flat(oval(786, 660, 14, 8, -20), "#ffffff", 0.9)
    ink.blush(590, 760, 60, 40)
    for x, y in ((660, 740), (690, 752), (668, 764)):
        ink.flat(oval(x, y, 4), INK, 0.7)
    for sweep in ("M700 742 q60 20 110 16", "M704 756 q54 34 96 40"):
        ink.stroke(sweep, INK, 2.6, 0.7)
    for x, r in ((500, 66), (642, 53)):
        ink.put(f'<circle cx="{x}" cy="630" r="{r}" fill="#fff7e0" fill-opacity=".9"/>')
        ink.flat(oval(x + 10, 626, r * 0.6, r * 0.68), "#2a1a1c")
        ink.flat(oval(x + 12, 648, r * 0.4, r * 0.3), "#7a4a4a")
        ink.flat(oval(x + 26, 602, r * 0.21), "#ffffff")
        ink.flat(oval(x - 6, 650, r * 0.1), "#ffffff", 0.9)
        ink.outline(oval(x, 630, r), 8, "#a06a1e")
    ink.outline("M562 622 Q576 606 592 620", 7, "#a06a1e")
    ink.stroke("M440 622 Q380 600 330 620", "#a06a1e", 7)
    ink.part(ribbon("446,546 490,526 536,544", (7, 17, 7)), "#41303f", line=3, soft=4)
    ink.part(ribbon("604,560 634,548 660,566", (6, 14, 6)), "#41303f", line=3, soft=4)
    for x, y in (
        (330, 700),
        (360, 740),
        (320, 750),
        (390, 780),
        (420, 700),
        (470, 770),
        (430, 560),
        (350, 620),
        (540, 800),
    ):
        ink.stroke(f"M{x} {y} q4 12 -2 22", "#43313f", 4, 0.6)


def _scarf(ink: Ink) -> None:
    wrap = ribbon("280,830 400,900 540,900 650,826", (90, 112, 112, 84))
    ink.part(wrap, SCARF)
    with ink.inside(wrap):
        for x, y, turn in along("300,845 400,900 540,900 640,835", 6):
            with ink.turned(turn, (x, y)):
                ink.flat(f"M{x - 14} {y - 70} h26 v140 h-26Z", "#b8472f", 0.9)
    ink.hatch(wrap, (420, 870, 240, 90), gap=10)
    ink.outline(wrap)
    ink.part(smooth("316,850 370,836 392,890 356,940 306,916"), "#d8952a", soft=12)


def _hat(ink: Ink) -> None:
    with ink.turned(-10, (430, 500)):
        crown = smooth("330,500! 322,380 340,280 400,262 440,284 500,258 556,286 560,390 566,500!")
        ink.part(crown, "#4b3b57", soft=26)
        ink.hatch(crown, (470, 300, 100, 190), gap=10)
        ink.part(smooth("326,440! 440,456 566,438! 568,500! 440,520 324,502!"), "#b8472f", soft=10)
        ink.part(ribbon("250,500 340,524 450,530 570,520 660,484", (30, 44, 48, 44, 28)), "#4b3b57", soft=12)
        for x in (520, 538):
            ink.stroke(f"M{x} 450 l{x - 512} -66", "#f0d8a0", 9)
            ink.flat(oval(x + (x - 512), 382, 9, 12), "#d9452f")
