"""Onyx Tremolo, a panther who plays the keytar too loud: a wedge of shoulders on long legs and a lightning tail."""

from __future__ import annotations

from .curves import cut, oval, straight
from .neon import CYAN, PINK, VOID, Neon

FUR, VEST, TROUSERS, LIME, GOLD = "#4b46b8", "#b6ff3c", "#2a1b5e", "#b6ff3c", "#ffcf2e"


def draw() -> Neon:
    """Onyx, leaning back into the last chord."""
    neon = Neon(1240, 1536, seed=3)
    neon.rim = PINK
    _tail(neon)
    _legs(neon)
    _far_arm(neon)
    _torso(neon)
    _head(neon)
    _keytar(neon)
    _grip(neon)
    _near_arm(neon)
    return neon


def _tail(neon: Neon) -> None:
    tail = cut("500,1060 360,1170 420,1200 180,1300 230,1330 60,1480 110,1300 60,1270 260,1140 200,1110 460,980", 8)
    neon.part(tail, FUR, shade="#241c72", light="#8f8bf5", deep=26)
    neon.part(cut("150,1370 60,1480 110,1300 130,1310 170,1330", 6), LIME, shade="#4fae2b", deep=14)


def _legs(neon: Neon) -> None:
    far = cut("640,1010 800,1000 860,1180 900,1400 770,1410 720,1220", 14)
    near = cut("460,1000 660,1020 600,1200 560,1410 410,1400 440,1180", 14)
    for leg in (far, near):
        neon.part(leg, TROUSERS, light="#6d57d9", deep=44)
    neon.halftone(near, (440, 1080, 200, 330), "#0b0430")
    neon.tube(straight("470,1040 456,1190 432,1390", closed=False), LIME, 7)
    for x in (390, 760):
        paw = cut(f"{x},1390 {x + 170},1390 {x + 220},1440 {x + 260},1512 {x - 40},1512 {x - 30},1440", 18)
        neon.part(paw, FUR, shade="#241c72", light="#8f8bf5", deep=34)
        for toe in (110, 164, 214):
            neon.stroke(f"M{x + toe} 1470 l10 40", VOID, 9)
        neon.plain(cut(f"{x - 4},1376 {x + 176},1376 {x + 170},1420 {x + 2},1420", 8), LIME)


def _torso(neon: Neon) -> None:
    chest = cut("380,560 860,540 900,640 800,1010 640,1060 470,1020 350,660", 16)
    neon.part(chest, FUR, shade="#241c72", light="#8f8bf5", deep=50)
    belly = cut("580,600 730,600 740,860 680,1000 600,980 560,760", 20)
    neon.part(belly, "#8f8bf5", shade="#5f58d6", light="#c9c6ff", deep=30, line=7)
    left = cut("360,540 520,560 590,700 560,1010 450,1020 330,680", 12)
    right = cut("780,560 880,540 910,640 820,1000 730,1010 740,760", 12)
    for side in (left, right):
        neon.part(side, VEST, shade="#3fa535", light="#f0ffb8", deep=42)
        neon.halftone(side, (360, 620, 560, 400), "#1d6e3f")
    for x, y in ((420, 640), (470, 720), (440, 820)):
        neon.part(
            straight(f"{x},{y - 22} {x + 22},{y} {x},{y + 22} {x - 22},{y}"),
            "#e9e6ff",
            shade="#8d84d6",
            deep=10,
            line=7,
        )
    neon.part(cut("450,980 800,970 796,1040 470,1056", 8), "#171040", deep=14)
    neon.part(cut("590,968 690,966 690,1052 594,1056", 10), GOLD, shade="#e0701f", deep=20)


def _head(neon: Neon) -> None:
    _headphones(neon)
    ears = (
        ("386,340 350,190 380,120 440,120 580,230", "416,290 396,190 420,160 510,230"),
        ("690,230 780,110 840,100 876,150 880,340", "750,236 806,150 836,150 846,280"),
    )
    for outer, inner in ears:
        neon.part(cut(outer, 26), FUR, shade="#241c72", light="#8f8bf5", deep=30)
        neon.flat(cut(inner, 14), PINK)
    neon.stroke("M362 176 a24 24 0 1 0 26 -30", VOID, 18)
    neon.stroke("M362 176 a24 24 0 1 0 26 -30", GOLD, 9)
    head = cut("390,320 520,220 720,214 860,300 900,420 880,500 760,590 640,610 500,570 400,470 340,450 380,400", 18)
    neon.part(head, FUR, shade="#241c72", light="#8f8bf5", deep=40)
    neon.halftone(head, (400, 420, 230, 180), "#140c4a", left=True)
    muzzle = cut("620,450 720,420 840,430 890,480 840,550 740,590 650,570 600,510", 24)
    neon.part(muzzle, "#8f8bf5", shade="#5f58d6", light="#c9c6ff", deep=26, line=8)
    neon.plain(cut("730,416 846,412 822,460 780,476", 10), PINK, 8)
    neon.flat(straight("752,424 800,422 790,434 758,436"), "#ffd0ea")
    grin = cut("640,520 780,500 876,486 830,550 740,580", 12)
    neon.plain(grin, "#2b0b3f", 8)
    with neon.inside(grin):
        neon.flat(oval(770, 590, 60, 36), PINK)
        neon.stroke(straight("640,516 780,496 880,480", closed=False), "#ffffff", 22)
        for fang in ("664,520 700,514 682,560", "806,500 842,494 828,540"):
            neon.flat(straight(fang), "#ffffff")
    neon.stroke(grin, VOID, 8)
    neon.stroke("M650 500 L560 510 M656 516 L572 540 M846 470 L910 462 M846 486 L906 494", "#e9e6ff", 4)
    for d, x, y in (
        ("500,360 640,384 630,440 560,446 510,410", 596, 408),
        ("760,384 870,346 864,400 820,428 768,424", 816, 394),
    ):
        white = cut(d, 8)
        neon.flat(white, GOLD)
        with neon.inside(white):
            neon.flat(oval(x, y, 17, 40), VOID)
            neon.flat(oval(x - 30, y + 30, 50, 20), "#ff8a1f", 0.7)
        neon.flat(oval(x + 10, y - 16, 10), "#ffffff")
        neon.flat(oval(x - 10, y + 14, 5), "#ffffff")
        neon.stroke(white, VOID, 8)
    neon.stroke("M480 340 L650 376 M754 376 L884 330", VOID, 18)
    neon.tube(straight("440,430 520,470", closed=False), CYAN, 6)
    neon.tube(straight("436,460 500,492", closed=False), CYAN, 6)
    neon.part(straight("590,226 640,120 660,190 730,130 720,220"), FUR, shade="#241c72", light="#8f8bf5", deep=24)


def _headphones(neon: Neon) -> None:
    for colour, width in ((VOID, 52), ("#e9e6ff", 32)):
        neon.stroke("M430 590 C500 690 740 690 840 580", colour, width)
    for x, y, turn in ((424, 590, 24), (852, 578, -22)):
        with neon.turned(turn, (x, y)):
            neon.part(
                cut(f"{x - 46},{y - 66} {x + 46},{y - 66} {x + 46},{y + 66} {x - 46},{y + 66}", 26),
                PINK,
                shade="#a3157c",
                deep=26,
            )
            neon.plain(oval(x, y, 24), "#e9e6ff", 8)
            neon.flat(oval(x, y, 9), CYAN)


def _keytar(neon: Neon) -> None:
    with neon.turned(-24, (640, 860), (14, 40)):
        body = cut("250,760 560,770 620,800 1130,806 1180,780 1210,830 1170,880 620,880 600,950 300,980 200,900", 14)
        neon.part(body, PINK, shade="#a3157c", light="#ff9ad2", rim=CYAN, deep=40)
        neon.halftone(body, (280, 860, 340, 130), "#5c0b5e")
        keys = cut("300,800 560,806 556,900 300,900", 6)
        neon.plain(keys, "#fdfbff", 8)
        for index in range(1, 8):
            neon.stroke(f"M{300 + index * 32} 802 V900", VOID, 5)
            if index not in (3, 7):
                neon.flat(
                    straight(
                        f"{290 + index * 32},802 {310 + index * 32},802 {310 + index * 32},856 {290 + index * 32},856"
                    ),
                    VOID,
                )
        for x, colour in ((660, LIME), (730, CYAN), (800, GOLD), (870, LIME), (940, CYAN)):
            neon.plain(cut(f"{x},826 {x + 40},826 {x + 40},860 {x},860", 6), colour, 6)
        neon.tube(straight("280,936 560,930", closed=False), CYAN, 7)


def _near_arm(neon: Neon) -> None:
    upper = cut("320,590 400,570 450,620 420,720 330,860 230,890 200,820 260,700", 24)
    neon.part(upper, FUR, shade="#241c72", light="#8f8bf5", deep=36)
    neon.halftone(upper, (230, 700, 190, 180), "#140c4a")
    fore = cut("206,820 260,790 400,840 410,920 340,950 220,900", 20)
    neon.part(fore, FUR, shade="#241c72", light="#8f8bf5", deep=26)
    neon.plain(cut("344,812 410,832 398,938 330,928", 8), LIME)
    neon.part(cut("390,836 470,836 500,880 480,930 396,924", 14), FUR, shade="#241c72", light="#8f8bf5", deep=18)
    for finger in (
        "450,832 510,842 536,884 512,892 456,864",
        "456,862 512,880 524,924 500,930 450,896",
        "440,894 484,912 488,950 464,950 426,920",
    ):
        neon.part(cut(finger, 12), FUR, shade="#241c72", light="#8f8bf5", deep=9, line=8)


def _far_arm(neon: Neon) -> None:
    neon.part(
        cut("840,570 940,640 1030,700 980,780 860,740 800,660", 16), FUR, shade="#241c72", light="#8f8bf5", deep=36
    )
    neon.plain(cut("930,650 990,640 1010,740 950,760", 8), LIME)
    neon.part(cut("980,640 1060,600 1100,640 1080,700 1010,740", 14), FUR, shade="#241c72", light="#8f8bf5", deep=20)


def _grip(neon: Neon) -> None:
    for x in (0, 36, 72):
        finger = cut(
            f"{976 + x},{726 - x * 0.44:.0f} {1008 + x},{712 - x * 0.44:.0f} {1034 + x},{764 - x * 0.44:.0f} "
            f"{1004 + x},{782 - x * 0.44:.0f}",
            12,
        )
        neon.part(finger, FUR, shade="#241c72", light="#8f8bf5", deep=10, line=8)
