"""Barnaby Tilt, a robot who used to be an arcade machine: all box, with mitts, trainers and one lucky token."""

from __future__ import annotations

from .curves import along, cut, oval, ribbon, smooth, straight
from .neon import CYAN, PINK, VOID, Neon

RED, SIDE, GOLD, DARK, TEAL, MITT = "#ff4b3e", "#a81e5c", "#ffc933", "#1a1145", "#16c7b0", "#f6efff"


def draw() -> Neon:
    """Barnaby, flipping his token and very pleased about it."""
    neon = Neon(1240, 1560, seed=8)
    with neon.turned(0, (0, 0), (20, 34)):
        _figure(neon)
    return neon


def _figure(neon: Neon) -> None:
    _cable(neon)
    _far_arm(neon)
    _legs(neon)
    _cabinet(neon)
    _sign(neon)
    _face(neon)
    _controls(neon)
    _door(neon)
    _near_arm(neon)
    _token(neon)


def _cable(neon: Neon) -> None:
    spine = "270,1200 150,1260 170,1380 60,1400 20,1330 56,1270"
    neon.stroke(smooth(spine, closed=False), VOID, 34)
    neon.stroke(smooth(spine, closed=False), "#5a49c0", 16)
    with neon.turned(22, (60, 1270)):
        neon.part(
            cut("30,1210 92,1210 86,1290 70,1310 50,1310 36,1290", 8),
            GOLD,
            shade="#e0701f",
            light="#fff3b0",
            deep=18,
            line=8,
        )
        for x in (46, 76):
            neon.plain(straight(f"{x - 6},1170 {x + 6},1170 {x + 6},1212 {x - 6},1212"), "#b9b4e6", 7)


def _legs(neon: Neon) -> None:
    for x in (420, 690):
        for row in range(3):
            y = 1270 + row * 40
            neon.part(
                cut(f"{x - 46},{y} {x + 56},{y} {x + 62},{y + 44} {x - 52},{y + 44}", 12), "#8a84c9", deep=30, line=9
            )
        shoe = cut(f"{x - 90},1380 {x + 60},1370 {x + 110},1420 {x + 190},1440 {x + 200},1500 {x - 100},1500", 18)
        neon.part(shoe, TEAL, shade="#0c6f86", light="#b5fff0", rim=PINK, deep=34)
        neon.halftone(shoe, (x - 20, 1380, 220, 130), "#06405c")
        neon.part(
            cut(f"{x - 108},1470 {x + 208},1470 {x + 208},1514 {x - 108},1514", 14), MITT, shade="#9a93d9", deep=16
        )
        for lace in (-10, 18, 46):
            neon.stroke(f"M{x + 62 + lace} {1392 + lace * 0.62:g} l-34 24", MITT, 11)


def _cabinet(neon: Neon) -> None:
    side = cut("300,210 420,150 420,1290 250,1270 250,1000 200,900 270,760 250,560 230,400", 12)
    neon.part(side, SIDE, shade="#5c0f4e", light="#f0569a", deep=56)
    neon.halftone(side, (200, 500, 220, 800), "#2c0636", left=False)
    neon.tube(straight("330,420 300,480 350,540 310,610", closed=False), GOLD, 10)
    front = cut("400,150 900,170 930,420 880,560 900,780 960,900 900,1000 890,1300 400,1300", 12)
    neon.part(front, RED, shade="#b81f4f", light="#ff9a7a", rim=CYAN, deep=50)
    neon.halftone(front, (640, 1000, 270, 310), "#7a0f4a")


def _sign(neon: Neon) -> None:
    board = cut("380,120 930,136 950,300 376,290", 14)
    neon.part(board, DARK, light="#4a3aa0", deep=20)
    inner = cut("408,150 902,164 914,272 404,264", 10)
    neon.plain(inner, GOLD, 8)
    neon.halftone(inner, (408, 150, 500, 120), "#ff6a1f", largest=8)
    for x in (470, 660, 850):
        star = straight(" ".join(f"{x + dx},{212 + dy}" for dx, dy in STAR))
        neon.plain(star, "#fff8d0", 7)
    neon.part(cut("600,92 690,94 700,130 590,128", 8), DARK, deep=14)
    neon.part(ribbon("646,100 664,30", (22, 18)), "#8a84c9", deep=8, line=8)
    neon.part(oval(668, 30, 42), RED, shade="#b81f4f", light="#ffb09a", deep=22)
    neon.flat(oval(654, 16, 11, 8, -30), "#ffffff")


STAR = ((0, -42), (11, -14), (42, -12), (18, 8), (26, 40), (0, 22), (-26, 40), (-18, 8), (-42, -12), (-11, -14))


def _face(neon: Neon) -> None:
    neon.part(cut("416,320 916,330 880,560 896,740 420,740", 18), DARK, light="#4a3aa0", deep=22)
    glass = cut("454,360 872,368 842,560 852,704 456,704", 30)
    neon.plain(glass, "#0b3a5e", 8)
    with neon.inside(glass):
        for radius, tone in ((300, "#0e4a72"), (230, "#125e88"), (160, "#17739c")):
            neon.flat(oval(680, 520, radius, radius * 0.8), tone)
        for y in range(372, 710, 14):
            neon.stroke(f"M440 {y} H880", "#062a4a", 3, 0.5)
    for x, wide in ((560, 56), (766, 50)):
        neon.flat(cut(f"{x - wide},430 {x + wide},430 {x + wide},576 {x - wide},576", 34), "#e8fdff")
        neon.flat(cut(f"{x - wide + 30},436 {x + wide},436 {x + wide},560 {x - wide + 30},560", 26), "#0b1440")
        neon.flat(cut(f"{x + 6},448 {x + 42},448 {x + 42},488 {x + 6},488", 6), "#ffffff")
        neon.flat(cut(f"{x - 10},524 {x + 8},524 {x + 8},544 {x - 10},544", 3), CYAN)
    neon.tube(straight("500,408 600,392", closed=False), CYAN, 10)
    neon.tube(straight("726,372 806,400", closed=False), CYAN, 10)
    mouth = cut("574,606! 776,594! 760,660 720,694 640,696 596,668", 16)
    neon.flat(mouth, "#0b1440")
    neon.stroke(mouth, "#e8fdff", 10)
    with neon.inside(mouth):
        neon.flat(oval(690, 706, 70, 36), PINK)
        neon.flat(straight("560,590 790,580 790,620 560,630"), "#e8fdff")
    neon.flat(straight("482,600 526,592 520,610 478,618"), PINK)
    neon.flat(straight("796,596 830,598 828,614 794,612"), PINK)
    neon.flat(straight("470,372 560,374 480,560 464,560"), "#ffffff", 0.16)


def _controls(neon: Neon) -> None:
    ledge = cut("360,760 930,768 1000,900 980,950 340,940 330,880", 16)
    neon.part(ledge, DARK, light="#5a49c0", deep=24)
    neon.tube(straight("352,930 970,938", closed=False), CYAN, 7)
    neon.part(ribbon("500,850 486,760", (26, 20)), "#b9b4e6", deep=10, line=8)
    neon.plain(oval(504, 862, 52, 20), "#2d2170", 8)
    neon.part(oval(482, 736, 46), GOLD, shade="#e0701f", light="#fff3b0", deep=22)
    neon.flat(oval(468, 722, 12, 8, -30), "#ffffff")
    for x, y, colour in ((660, 836, TEAL), (744, 826, PINK), (828, 838, GOLD), (704, 884, CYAN), (796, 888, RED)):
        neon.plain(oval(x, y + 8, 34, 22), DARK, 7)
        neon.part(oval(x, y, 32, 21), colour, deep=10, line=7)


def _door(neon: Neon) -> None:
    neon.part(cut("500,1010 800,1014 796,1240 504,1240", 14), DARK, light="#4a3aa0", deep=20)
    for x in (560, 680):
        neon.plain(cut(f"{x},1050 {x + 66},1050 {x + 66},1140 {x},1140", 8), "#ff8a2a", 7)
        neon.flat(straight(f"{x + 28},1066 {x + 38},1066 {x + 38},1122 {x + 28},1122"), VOID)
    neon.plain(cut("570,1170 736,1170 730,1216 576,1216", 8), "#0b0722", 7)


def _hose(neon: Neon, spine: str, rings: int) -> None:
    neon.part(ribbon(spine, (84, 76, 84)), "#8a84c9", light="#d9d5ff", deep=26)
    for x, y, turn in along(spine, rings)[1:-1]:
        with neon.turned(turn, (x, y)):
            neon.stroke(f"M{x:.0f} {y - 36:.0f} v72", VOID, 8)


def _near_arm(neon: Neon) -> None:
    _hose(neon, "290,800 120,860 110,1040 230,1120", 11)
    neon.part(oval(296, 800, 66), GOLD, shade="#e0701f", light="#fff3b0", deep=30)
    fist = cut("200,1060 320,1050 370,1110 360,1200 270,1230 190,1190", 26)
    neon.part(fist, MITT, shade="#9a93d9", rim=PINK, deep=34)
    neon.halftone(fist, (210, 1110, 170, 130), "#5a4bb8")
    for y in (1096, 1134, 1170):
        neon.stroke(f"M300 {y} h58", VOID, 8)
    neon.part(cut("172,1066 232,1040 254,1180 196,1206", 14), TEAL, shade="#0c6f86", deep=20)


def _far_arm(neon: Neon) -> None:
    _hose(neon, "920,820 1060,820 1110,700 1070,590", 10)
    neon.part(cut("1010,600 1120,570 1140,640 1030,668", 14), TEAL, shade="#0c6f86", deep=20)
    neon.part(
        cut("1010,600 996,520 1040,480 1130,484 1166,530 1150,600 1100,624 1040,622", 22),
        MITT,
        shade="#9a93d9",
        rim=PINK,
        deep=30,
    )
    for finger in (
        "1056,520 1150,506 1182,526 1176,552 1066,556",
        "1060,552 1150,550 1176,568 1164,590 1070,588",
        "1066,584 1136,588 1156,602 1140,620 1074,616",
    ):
        neon.part(cut(finger, 14), MITT, shade="#9a93d9", rim=PINK, deep=10, line=8)
    neon.part(
        cut("1000,540 1010,450 1040,424 1068,440 1058,500 1070,540 1030,560", 18),
        MITT,
        shade="#9a93d9",
        rim=PINK,
        deep=14,
        line=9,
    )


def _token(neon: Neon) -> None:
    with neon.turned(-16, (1070, 290)):
        neon.part(oval(1080, 296, 86, 100), "#c96a12", deep=10)
        neon.part(oval(1066, 290, 86, 100), GOLD, shade="#f0892a", light="#fff6bf", deep=30)
        neon.plain(straight(" ".join(f"{1066 + dx * 1.15:.0f},{290 + dy * 1.25:.0f}" for dx, dy in STAR)), "#fff8d0", 7)
    for points in ("1120,404 1126,430", "1156,380 1176,398", "968,340 948,352", "966,240 946,228"):
        neon.spark(points, GOLD)
