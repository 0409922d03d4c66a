"""Orrin Fellmoss, a hill that got up and walked: a dome of moss with a whole valley kept in his belly."""

from __future__ import annotations

from .curves import oval, ribbon, smooth, straight
from .paper import Paper

MOSS = ("#2f5d46", "#3f7a50", "#5f9a55", "#8db65c", "#bdd07a")
STONE, PALE, BARK, DARK = "#8b9398", "#c3c8c4", "#e9e2d2", "#2a2f3a"


def draw() -> Paper:
    """Orrin, greeting a bird, with the sun coming up inside."""
    paper = Paper(1440, 1536, seed=90)
    with paper.turned(0, (0, 0), (70, 0)):
        _figure(paper)
    return paper


def _figure(paper: Paper) -> None:
    _trees(paper, ((560, 250, 1.0), (690, 200, 1.25), (800, 262, 0.8)), MOSS[0])
    _house(paper)
    _far_arm(paper)
    _feet(paper)
    _body(paper)
    _valley(paper)
    _face(paper)
    _roof(paper)
    _staff(paper)
    _near_arm(paper)
    _bird(paper)


def _trees(paper: Paper, places: tuple[tuple[float, float, float], ...], colour: str, lift: float = 8) -> None:
    for x, y, size in places:
        paper.layer(
            straight(
                f"{x - 9 * size},{y} {x + 9 * size},{y} {x + 9 * size},{y + 60 * size} {x - 9 * size},{y + 60 * size}"
            ),
            "#5b4335",
            lift=4,
        )
        for tier in range(3):
            top, half = y - (150 - tier * 52) * size, (38 + tier * 17) * size
            foot = top + 92 * size
            paper.layer(
                smooth(f"{x},{top}! {x + half},{foot}! {x},{foot - 12 * size} {x - half},{foot}!"),
                colour,
                lift=lift * 0.6,
            )


def _feet(paper: Paper) -> None:
    for x in (430, 800):
        foot = smooth(f"{x - 140},1505! {x - 150},1420 {x - 60},1350 {x + 80},1360 {x + 170},1430 {x + 180},1505!")
        paper.layer(foot, STONE)
        paper.layer(
            smooth(
                f"{x - 150},1400 {x - 60},1350 {x + 80},1350 {x + 170},1420 {x + 110},1410 {x + 60},1440 "
                f"{x},1410 {x - 70},1440"
            ),
            MOSS[2],
            lift=6,
        )
        for toe in (60, 112, 152):
            paper.layer(oval(x + toe, 1484, 30, 26), PALE, lift=4)


def _body(paper: Paper) -> None:
    body = smooth(
        "640,240 440,290 300,460 200,720 160,1000 200,1250 340,1400 560,1440 800,1430 1000,1360 1100,1180 "
        "1090,940 1020,700 920,450 800,280"
    )
    paper.layer(body, MOSS[0], lift=12)
    second = smooth(
        "640,262 450,320 330,480 240,740 206,1000 250,1230 380,1360 580,1400 800,1386 970,1310 1052,1150 "
        "1040,930 980,710 890,470 780,310"
    )
    paper.layer(second, MOSS[1], lift=10)
    tufts = smooth(
        "330,640! 360,700 330,760 390,740 380,820 440,770 470,840 520,780 570,850 620,790 690,860 730,790 "
        "790,850 820,780 880,820 890,740 950,760 930,690 960,630! 900,400 780,300 640,276 460,330 360,480"
    )
    paper.layer(tufts, MOSS[2], lift=10)
    for x, y, r in (
        (270, 900, 26),
        (300, 960, 16),
        (1010, 860, 22),
        (250, 1130, 18),
        (1000, 1220, 24),
        (960, 1280, 14),
    ):
        paper.layer(oval(x, y, r), MOSS[3], lift=4)
        paper.layer(oval(x - 3, y - 3, r * 0.5), MOSS[4], lift=3)


def _valley(paper: Paper) -> None:
    for d, colour in (
        ("640,830 420,860 310,1010 330,1200 470,1330 660,1356 850,1310 960,1170 940,990 850,860", MOSS[3]),
        ("640,860 440,890 340,1020 360,1190 490,1304 660,1326 830,1284 930,1160 910,1000 830,886", MOSS[4]),
    ):
        paper.layer(smooth(d), colour, lift=8)
    hole = smooth("640,890 460,916 370,1030 388,1180 506,1280 660,1298 812,1258 900,1150 882,1010 812,912")
    with paper.window(hole, lift=18):
        paper.flat(hole, "#ffd9a0")
        paper.glow(690, 1040, 220, "#fff3c4", 0.95)
        paper.layer(oval(690, 1040, 62), "#ff9d4d", lift=3)
        paper.layer(oval(690, 1040, 46), "#ffc46b", lift=3)
        paper.layer(
            smooth(
                "340,1120! 420,1040 480,1070 560,980 640,1080 720,1050 800,1000 880,1080 930,1060! 930,1320! 340,1320!"
            ),
            "#8fa7c9",
            lift=12,
        )
        paper.layer(straight("560,980 588,1016 566,1030 548,1016 530,1024"), "#f6f1ea", lift=2)
        paper.layer(
            smooth("340,1150! 460,1100 560,1150 680,1110 800,1150 930,1100! 930,1320! 340,1320!"), "#5f86a3", lift=12
        )
        paper.layer(smooth("340,1190! 450,1160 600,1200 760,1160 930,1180! 930,1320! 340,1320!"), "#3f7f7a", lift=12)
        paper.layer(ribbon("700,1180 640,1210 720,1240 640,1310", (12, 26, 44, 80)), "#bfe3e6", lift=3)
        paper.layer(smooth("340,1240! 430,1200 540,1230 610,1320 340,1320!"), "#2c5d4a", lift=12)
        paper.layer(smooth("930,1230! 840,1200 760,1240 700,1320 930,1320!"), "#2c5d4a", lift=12)
        _trees(paper, ((450, 1220, 0.5), (500, 1236, 0.36), (836, 1222, 0.46)), "#1f4438", lift=4)


def _face(paper: Paper) -> None:
    face = smooth("520,440 440,520 450,640 540,720 680,740 820,710 900,630 890,510 800,430 660,410")
    paper.layer(face, STONE, lift=10)
    paper.layer(smooth("520,450! 460,520 470,620 540,690 640,716 560,640 540,540"), PALE, lift=4, within=face)
    for x, rx in ((610, 36), (800, 31)):
        paper.layer(oval(x, 560, rx + 12, 50), "#f4f0e2", lift=4)
        paper.layer(oval(x + 6, 562, rx, 40), DARK, lift=2)
        paper.flat(oval(x + 8, 578, rx * 0.62, 17), "#5d7f4a")
        paper.flat(oval(x + 17, 546, 11), "#ffffff")
        paper.flat(oval(x - 8, 580, 5), "#ffffff")
    paper.layer(smooth("560,520! 600,478 670,500 660,516! 610,506"), MOSS[0], lift=5)
    paper.layer(smooth("760,506! 790,474 850,484 864,524! 810,504"), MOSS[0], lift=5)
    beard = smooth(
        "470,640! 520,690 600,670 680,690 760,665 850,680 900,620! 880,740 830,790 800,760 770,840 720,790 "
        "680,870 630,800 590,840 560,770 510,780"
    )
    paper.layer(beard, MOSS[3], lift=8)
    paper.layer(
        smooth("560,690! 620,690 680,704 750,690 820,686! 790,750 740,730 690,790 640,740 600,760"), MOSS[4], lift=5
    )
    paper.layer(smooth("660,700! 700,716 750,698! 732,742 684,744"), "#6b3a3f", lift=2)
    paper.layer(smooth("690,560 760,560 790,620 760,668 690,672 654,626"), PALE, lift=7)
    paper.layer(oval(560, 634, 36, 22), "#d99a86", lift=2)
    paper.layer(oval(848, 626, 28, 20), "#d99a86", lift=2)


def _roof(paper: Paper) -> None:
    cap = smooth(
        "400,440! 430,330 540,260 680,230 820,262 920,350 950,450! 900,420 860,470 800,420 750,460 690,410 "
        "630,462 580,420 520,480 470,430"
    )
    paper.layer(cap, MOSS[3], lift=9)
    paper.layer(smooth("470,330! 560,262 690,232 820,266 880,320! 780,310 720,330 640,300 560,340"), MOSS[4], lift=6)
    for x, y in ((600, 300), (730, 286), (790, 350)):
        for dx, dy in ((0, -13), (12, -4), (8, 10), (-8, 10), (-12, -4)):
            paper.flat(oval(x + dx, y + dy, 9), "#fff3f0")
        paper.layer(oval(x, y, 8), "#f2b33d", lift=2)
    _trees(paper, ((500, 330, 0.62), (900, 372, 0.5)), MOSS[1])


def _house(paper: Paper) -> None:
    with paper.turned(8, (880, 280), (-4, 44)):
        paper.layer(straight("850,170 930,176 930,330 846,326"), "#f2d6a8", lift=6)
        paper.layer(straight("830,184 890,110 952,190"), "#b8483a", lift=6)
        paper.layer(straight("874,206 902,208 900,244 872,242"), "#ffcf5a", lift=1)
        paper.layer(straight("914,120 932,122 930,160 914,144"), "#8a5a44", lift=4)
        paper.layer(smooth("923,112 910,92 930,70 918,44 944,60 940,84 950,100"), "#e9e2d2", lift=4)


def _staff(paper: Paper) -> None:
    pole = ribbon("170,1484 150,1100 120,700 150,300 230,200", (44, 42, 40, 34, 22))
    paper.layer(pole, BARK, lift=10)
    with paper.inside(pole):
        for y in range(320, 1480, 74):
            shift = paper.chance.uniform(-20, 20)
            paper.flat(ribbon(f"{100 + shift:.0f},{y} {150 + shift:.0f},{y + 6}", (12, 5)), DARK, 0.85)
    paper.layer(ribbon("140,420 80,340 90,260", (22, 16, 8)), BARK, lift=7)
    for x, y, turn in ((92, 262, -20), (70, 330, -60), (230, 196, 70), (200, 214, 10)):
        with paper.turned(turn, (x, y)):
            paper.layer(smooth(f"{x},{y}! {x - 30},{y - 44} {x},{y - 100}! {x + 30},{y - 44}"), "#d9a441", lift=6)
    paper.stroke("M226 204 C240 240 236 260 238 280", DARK, 5)
    paper.layer(smooth("238,276 206,310 196,370 180,392! 296,392! 280,370 270,310"), "#d98f3c", lift=7)
    paper.layer(oval(238, 398, 17), "#8a4f22", lift=4)


def _near_arm(paper: Paper) -> None:
    paper.layer(ribbon("360,640 250,780 170,870", (190, 170, 130)), MOSS[1], lift=12)
    paper.layer(
        smooth("300,560! 250,640 270,720 310,690 330,780 380,720 430,780 450,690! 420,590 370,540"), MOSS[3], lift=8
    )
    hand = smooth("100,840 120,790 190,780 240,820 236,900 190,950 120,936 92,890")
    paper.layer(hand, STONE, lift=8)
    for y in (832, 872, 910):
        paper.layer(ribbon(f"96,{y} 160,{y - 6} 190,{y + 4}", (40, 42, 34)), PALE, lift=5)


def _far_arm(paper: Paper) -> None:
    paper.layer(ribbon("940,660 1060,740 1160,700 1190,590", (150, 150, 130, 96)), MOSS[1], lift=10)
    hand = smooth("1126,600 1116,540 1150,490 1220,484 1262,530 1250,596 1200,630 1150,630")
    for finger, widths in (
        ("1150,530 1110,480 1104,440", (44, 40, 32)),
        ("1240,530 1280,500 1310,500", (40, 38, 30)),
        ("1236,570 1280,556 1306,560", (38, 36, 28)),
    ):
        paper.layer(ribbon(finger, widths), STONE, lift=6)
    paper.layer(hand, STONE, lift=8)
    paper.layer(ribbon("1200,520 1206,450 1244,424 1296,424", (44, 42, 38, 32)), PALE, lift=7)
    paper.crease("M1150 560 q30 20 70 6 M1160 590 q24 12 50 2")


def _bird(paper: Paper) -> None:
    paper.layer(smooth("1180,380! 1130,420 1100,430! 1140,380 1190,330"), "#a8323a", lift=5)
    paper.layer(smooth("1180,330 1200,270 1260,250 1300,290 1290,360 1240,410 1180,390"), "#d9483f", lift=7)
    paper.layer(smooth("1230,400! 1280,390 1296,330 1260,330 1220,360"), "#f6c9a0", lift=4)
    paper.layer(straight("1296,280 1318,296 1292,306"), "#f2b33d", lift=3)
    paper.layer(smooth("1186,330! 1230,330 1240,370 1180,390!"), "#8f2a36", lift=4)
    paper.flat(oval(1262, 288, 9), DARK)
    paper.flat(oval(1265, 285, 3.5), "#ffffff")
