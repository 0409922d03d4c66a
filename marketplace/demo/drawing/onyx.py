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
        neon.part(straight(f"{x},{y - 22} {x + 22},{y} {x},{y + 22} {x - 22},{y}"), "#e9e6ff", shade="#8d84d6", deep=10, line=7)
    neon.part(cut("450,980 800,970 796,1040 470,1056", 8), "#171040", deep=14)
    neon.part(cut("590,968 690,966 690,1052 594,1056", 10), GOLD, shade="#e0701f", deep=20)


def _head(neon: Neon) -> None:
    _headphones(neon)
    for d, inner in (("400,330 360,90 560,230", "430,290 410,160 510,236"), ("700,230 850,70 860,320", "750,244 826,150 830,290")):
        neon.part(straight(d), FUR, shade="#241c72", light="#8f8bf5", deep=30)
        neon.flat(straight(inner), PINK)
    head = cut("390,320 520,220 720,214 860,300 900,420 880,500 760,590 640,610 500,570 400,470 340,450 380,400", 18)
    neon.part(head, FUR, shade="#241c72", light="#8f8bf5", deep=40)
    neon.halftone(head, (400, 420, 230, 180), "#140c4a", left=True)
    muzzle = cut("620,450 720,420 840,430 890,480 840,550 740,590 650,570 600,510", 24)
    neon.part(muzzle, "#8f8bf5", shade="#5f58d6", light="#c9c6ff", deep=26, line=8)
    neon.plain(cut("730,416 846,412 822,460 780,476", 10), PINK, 8)
    neon.flat(straight("752,424 800,422 790,434 758,436"), "#ffd0ea")
    grin = cut("640,520 780,500 876,486 830,550 740,580", 12)
    neon.plain(grin, "#2b0b3f", 8)
    for d in ("660,520 690,516 680,548", "720,511 750,507 738,536", "790,500 820,496 810,528"):
        neon.flat(straight(d), "#ffffff")
    for d, x, y in (("500,360 640,384 630,440 560,446 510,410", 596, 408), ("760,384 870,346 864,400 820,428 768,424", 816, 394)):
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
    neon.stroke("M420 600 C480 690 760 700 850 580", VOID, 60)
    neon.stroke("M420 600 C480 690 760 700 850 580", "#e9e6ff", 40)


def _keytar(neon: Neon) -> None:
    with neon.turned(-27, (640, 860)):
        body = cut("250,760 560,770 620,800 1130,806 1180,780 1210,830 1170,880 620,880 600,950 300,980 200,900", 14)
        neon.part(body, PINK, shade="#a3157c", light="#ff9ad2", rim=CYAN, deep=40)
        neon.halftone(body, (280, 860, 340, 130), "#5c0b5e")
        keys = cut("300,800 560,806 556,900 300,900", 6)
        neon.plain(keys, "#fdfbff", 8)
        for index in range(1, 8):
            neon.stroke(f"M{300 + index * 32} 802 V900", VOID, 5)
            if index not in (3, 7):
                neon.flat(straight(f"{290 + index * 32},802 {310 + index * 32},802 {310 + index * 32},856 {290 + index * 32},856"), VOID)
        for x, colour in ((660, LIME), (730, CYAN), (800, GOLD), (870, LIME), (940, CYAN)):
            neon.plain(cut(f"{x},826 {x + 40},826 {x + 40},860 {x},860", 6), colour, 6)
        neon.tube(straight("280,936 560,930", closed=False), CYAN, 7)


def _near_arm(neon: Neon) -> None:
    arm = cut("330,580 450,600 440,760 400,860 500,930 460,1010 330,960 270,840 290,680", 18)
    neon.part(arm, FUR, shade="#241c72", light="#8f8bf5", deep=40)
    neon.halftone(arm, (280, 760, 200, 240), "#140c4a")
    neon.plain(cut("426,900 500,926 470,1010 400,990", 8), LIME)
    hand = cut("470,910 560,900 600,920 590,980 520,1010 460,990", 14)
    neon.part(hand, FUR, shade="#241c72", light="#8f8bf5", deep=20)
    for y in (930, 956, 980):
        neon.stroke(f"M540 {y} l48 -6", VOID, 7)


def _far_arm(neon: Neon) -> None:
    neon.part(cut("840,570 940,640 1030,700 980,780 860,740 800,660", 16), FUR, shade="#241c72", light="#8f8bf5", deep=36)
    neon.plain(cut("930,650 990,640 1010,740 950,760", 8), LIME)
    neon.part(cut("980,640 1060,600 1100,640 1080,700 1010,740", 14), FUR, shade="#241c72", light="#8f8bf5", deep=20)
