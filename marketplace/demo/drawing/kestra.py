"""Kestra Nine, night courier: one great swoosh of hair, boots like engines and a parcel that glows."""

from __future__ import annotations

from .curves import cut, oval, straight
from .neon import CYAN, PINK, VOID, Neon

HAIR, SKIN, JACKET, SUIT, BOOT = "#ff3fa4", "#d98a6a", "#f2f0ff", "#3b2a86", "#ffcf2e"


def draw() -> Neon:
    """Kestra, hip out, board under one arm, parcel spinning over the other hand."""
    neon = Neon(1320, 1536, seed=5)
    with neon.turned(0, (0, 0), (70, 0)):
        _figure(neon)
    return neon


def _figure(neon: Neon) -> None:
    with neon.turned(-6, (640, 620), (-10, 0)):
        _hair_behind(neon)
    _board(neon)
    _legs(neon)
    with neon.turned(-3, (620, 960)):
        _far_arm(neon)
        _torso(neon)
        with neon.turned(-4, (640, 620)):
            _head(neon)
        _near_arm(neon)
    _parcel(neon)


def _hair_behind(neon: Neon) -> None:
    mass = cut(
        "640,150 420,110 210,190 30,120 110,260 20,330 170,370 90,500 260,470 250,610 380,540 520,620 700,560 740,300",
        10,
    )
    neon.part(mass, HAIR, shade="#a3157c", light="#ff9ad2", rim=CYAN, deep=46)
    neon.halftone(mass, (60, 300, 420, 320), "#5c0b5e", largest=8)
    for ray in ("150,180 330,230", "110,300 320,310", "170,430 330,380"):
        neon.stroke(straight(ray, closed=False), "#ff9ad2", 9)


def _board(neon: Neon) -> None:
    with neon.turned(14, (300, 1000)):
        deck = cut("170,560 260,520 340,560 356,1320 300,1400 210,1400 156,1320", 40)
        neon.part(deck, "#27c4d9", shade="#14658f", light="#a9fbff", rim=PINK, deep=44)
        neon.halftone(deck, (160, 900, 200, 520), "#0b2a5c")
        neon.plain(cut("216,640 298,640 290,1290 224,1290", 20), "#171040", 7)
        neon.tube(straight("256,680 256,1250", closed=False), PINK, 9)
        for y in (610, 1330):
            neon.plain(oval(257, y, 22), BOOT, 7)
        neon.plain(straight("232,760 282,740 262,800 292,800 236,880 252,826 226,826"), BOOT, 6)
        neon.plain(cut("228,1170 288,1160 292,1220 232,1230", 8), "#f2f0ff", 6)
        neon.stroke("M246 1184 L274 1208 M274 1180 L246 1212", PINK, 8)


def _legs(neon: Neon) -> None:
    neon.part(cut("630,960 780,950 890,1130 900,1330 790,1340 740,1190", 12), SUIT, light="#6d57d9", deep=40)
    neon.part(cut("500,960 650,960 620,1160 560,1330 450,1320 480,1160", 12), SUIT, light="#6d57d9", deep=40)
    neon.part(cut("744,1110 850,1080 890,1150 796,1196", 10), CYAN, shade="#1590b0", deep=20)
    neon.part(cut("484,1120 600,1130 580,1210 480,1200", 10), CYAN, shade="#1590b0", deep=20)
    neon.tube(straight("520,1000 506,1090", closed=False), PINK, 7)
    _boot(neon, 420)
    with neon.turned(-13, (720, 1506)):
        _boot(neon, 770)


def _boot(neon: Neon, x: float) -> None:
    shaft = cut(
        f"{x - 10},1290 {x + 150},1280 {x + 170},1400 {x + 240},1430 {x + 250},1480 {x - 40},1480 {x - 30},1400", 14
    )
    neon.part(shaft, BOOT, shade="#d9661f", light="#fff3a1", rim=PINK, deep=36)
    neon.halftone(shaft, (x + 20, 1380, 220, 110), "#a33a1a")
    neon.part(cut(f"{x - 56},1452 {x + 262},1452 {x + 250},1512 {x - 40},1512", 16), JACKET, shade="#9a93d9", deep=18)
    neon.plain(cut(f"{x - 4},1318 {x + 156},1306 {x + 160},1344 {x},1356", 6), "#171040", 7)
    neon.tube(f"M{x - 10} 1484 H{x + 200}", CYAN, 7)


def _torso(neon: Neon) -> None:
    neon.part(
        cut("500,900 770,890 790,1000 700,1040 640,1000 560,1040 480,990", 12), "#171040", light="#4a3aa0", deep=30
    )
    shirt = cut("560,640 700,640 740,920 540,920", 10)
    neon.part(shirt, "#171040", light="#3d2f90", deep=30)
    neon.tube(straight("610,760 650,820 690,740", closed=False), BOOT, 8)
    left = cut("590,610 440,650 390,760 430,960 560,950 600,760 630,640", 14)
    right = cut("690,620 800,660 830,770 810,950 730,940 716,800", 14)
    for side in (right, left):
        neon.part(side, JACKET, shade="#8d84d6", light="#ffffff", rim=PINK, deep=40)
    neon.halftone(left, (430, 760, 190, 220), "#5a4bb8")
    neon.plain(cut("424,900 566,890 562,960 430,972", 8), PINK)
    neon.plain(cut("734,888 820,896 812,962 730,950", 8), PINK)
    neon.part(
        cut("540,600 620,640 660,640 730,600 760,660 670,740 620,740 520,670", 12), PINK, shade="#a3157c", deep=24
    )


def _head(neon: Neon) -> None:
    neon.part(cut("600,560 700,560 690,660 620,670", 10), SKIN, shade="#8f4560", deep=40)
    face = cut("440,330 560,260 730,290 790,400 776,520 700,610 620,620 500,560", 26)
    neon.part(face, SKIN, shade="#a2566a", light="#f7bd94", rim=PINK, deep=34)
    ear = cut("470,430 520,440 530,510 490,520", 12)
    neon.part(ear, SKIN, shade="#a2566a", deep=14, line=8)
    neon.tube("M498 520 v46", CYAN, 5)
    for d, iris, at in (
        ("572,420 650,410 664,470 640,500 584,496", (622, 456), 24),
        ("716,412 770,418 768,480 744,498 714,486", (746, 456), 21),
    ):
        white = cut(d, 10)
        neon.flat(white, "#fdfbff")
        with neon.inside(white):
            neon.flat(oval(*iris, at, at * 1.5), "#20105a")
            neon.flat(oval(iris[0], iris[1] + 14, at * 0.75, at * 0.8), CYAN)
            neon.flat(oval(iris[0], iris[1] + 2, at * 0.5), VOID)
        neon.flat(oval(iris[0] + 9, iris[1] - 16, 9), "#ffffff")
        neon.flat(oval(iris[0] - 8, iris[1] + 16, 5), "#ffffff")
    neon.stroke("M556 430 L570 412 L652 404 L670 426 M706 412 L776 412", VOID, 13)
    neon.stroke("M570 412 L546 398 M562 424 L536 418 M776 412 L790 400", VOID, 8)
    neon.stroke("M556 360 L610 352 L658 378 M704 366 L744 330 L780 340", "#7a1266", 15)
    neon.stroke("M700 500 L716 530 L694 534", "#7d3a55", 8)
    neon.plain(straight("640,566 736,532 728,566 690,584"), "#fdfbff", 8)
    neon.stroke("M626 562 L646 566 M734 524 L744 540", VOID, 8)
    neon.flat(straight("560,520 612,512 604,524 556,534"), PINK, 0.7)
    neon.flat(straight("562,544 604,536 596,546 562,556"), PINK, 0.7)
    _fringe(neon)


def _fringe(neon: Neon) -> None:
    fringe = (
        "430,360 400,260 520,170 700,170 800,250 850,420! 790,350 760,400! 720,330 690,390! "
        "640,340 600,400! 590,350 550,440! 520,380 500,500! 440,470"
    )
    neon.part(cut(fringe, 10), HAIR, shade="#a3157c", light="#ff9ad2", deep=26)
    for d in ("520,210 640,200", "470,280 560,240"):
        neon.stroke(straight(d, closed=False), "#ffc4e6", 12)
    band = cut("420,330 600,240 800,290 806,340 610,300 430,390", 10)
    neon.part(band, "#171040", light="#4a3aa0", deep=16)
    neon.part(
        cut("560,226 800,256 826,330 780,350 570,310", 18), CYAN, shade="#1590b0", light="#d6feff", deep=30, rim=PINK
    )
    neon.flat(straight("600,240 660,248 630,304 580,296"), "#ffffff", 0.8)


def _near_arm(neon: Neon) -> None:
    sleeve = cut("430,650 520,680 500,860 420,990 300,960 330,860 370,700", 16)
    neon.part(sleeve, JACKET, shade="#8d84d6", light="#ffffff", rim=PINK, deep=44)
    neon.halftone(sleeve, (330, 760, 190, 240), "#5a4bb8")
    neon.plain(cut("306,930 430,966 416,1020 292,984", 8), PINK)
    neon.part(cut("296,990 400,1020 400,1090 350,1130 280,1110 262,1050", 14), "#171040", light="#4a3aa0", deep=20)
    for x in (290, 324, 358):
        neon.part(cut(f"{x},1070 {x + 34},1076 {x + 32},1140 {x - 4},1134", 10), SKIN, shade="#a2566a", deep=12, line=8)
    neon.tube(straight("392,760 462,786", closed=False), CYAN, 8)
    neon.tube(straight("384,800 454,826", closed=False), CYAN, 8)


def _far_arm(neon: Neon) -> None:
    neon.part(
        cut("770,660 850,700 900,800 1000,760 1030,850 890,930 800,850", 16), JACKET, shade="#8d84d6", rim=PINK, deep=36
    )
    neon.plain(cut("986,740 1040,756 1062,850 1010,870", 8), PINK)
    neon.part(cut("1024,760 1080,742 1100,776 1090,840 1050,860 1020,850", 12), SKIN, shade="#a2566a", deep=18)
    fingers = (
        "1060,770 1076,690 1104,694 1096,780",
        "1084,780 1122,716 1148,730 1112,800",
        "1092,806 1146,766 1162,788 1108,836",
    )
    for finger in (*fingers, "1030,776 1022,706 1048,698 1066,770"):
        neon.part(cut(finger, 10), SKIN, shade="#a2566a", deep=10, line=8)


def _parcel(neon: Neon) -> None:
    with neon.turned(10, (1040, 570), (10, -44)):
        _cube(neon)


def _cube(neon: Neon) -> None:
    neon.part(straight("1040,470 1126,520 1040,572 954,520"), "#e8feff", shade="#e8feff", deep=10)
    neon.part(straight("954,520 1040,572 1040,672 954,620"), CYAN, shade="#19a9d6", deep=10)
    neon.part(straight("1126,520 1040,572 1040,672 1126,620"), "#1b7fc4", shade="#14539c", deep=20)
    neon.tube(straight("997,495 1083,546 1083,646", closed=False), PINK, 8)
    for points in ("916,560 896,566", "924,480 906,466", "1164,560 1182,564", "1156,476 1172,462"):
        neon.spark(points, CYAN)
