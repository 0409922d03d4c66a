"""Marnie Puddlewright, who bottles weather: a raincoat, a mass of hair, an umbrella and a storm in a jar."""

from __future__ import annotations

from .curves import oval, ribbon, smooth
from .ink import INK, Ink

COAT, HAIR, SKIN, RED, BOOT = "#f0b429", "#a8442a", "#efb88f", "#d2452f", "#2f7d86"


def draw() -> Ink:
    """Marnie, mid-step, holding up her newest storm."""
    ink = Ink(1150, 1536, seed=37)
    _umbrella(ink)
    _hair_behind(ink)
    _legs(ink)
    _far_arm(ink)
    _coat(ink)
    _face(ink)
    _fringe(ink)
    _near_arm(ink)
    _jar(ink)
    return ink


def _umbrella(ink: Ink) -> None:
    with ink.turned(-24, (420, 480)):
        dome = smooth(
            "20,500! 60,260 230,90 430,60 630,90 800,260 840,500! 760,470 700,500! 600,460 520,500! 430,466 "
            "340,500! 250,460 160,500! 90,470"
        )
        ink.part(dome, "#8e2c2a", soft=30)
        for d in (
            "430,60 230,160 160,500! 250,462 340,500! 370,240",
            "430,60 630,160 700,500! 600,462 520,500! 490,240",
        ):
            ink.part(smooth(d.replace("430,60", "430,60!", 1)), RED, soft=26)
        ink.part(smooth("430,60! 120,180 20,500! 90,470 160,500! 230,210"), "#f2e2c0", shade="#c58f7c", soft=22)
        ink.part(smooth("430,60! 740,180 840,500! 770,470 700,500! 640,210"), "#f2e2c0", shade="#c58f7c", soft=22)
        ink.part(smooth("430,60! 370,240 340,500! 430,466 520,500! 490,240"), "#f2e2c0", shade="#c58f7c", soft=22)
        ink.part(ribbon("430,64 430,16", (20, 10)), "#6b4630", soft=5)
        ink.part(ribbon("430,470 430,960", (18, 18)), "#6b4630", soft=6)


def _hair_behind(ink: Ink) -> None:
    mass = smooth(
        "560,230 450,220 380,290 300,330 290,430 230,500 270,590 240,680 320,740 380,800 480,790 600,800 720,770 "
        "790,690 810,580 790,450 760,340 680,260"
    )
    ink.part(mass, HAIR, soft=36)
    for d in (
        "300,420 330,380 380,390",
        "270,560 300,520 350,540",
        "300,690 330,640 390,660",
        "380,310 430,280 470,310",
        "370,750 410,700 470,730",
    ):
        ink.stroke(smooth(d, closed=False), INK, 4.5, 0.7)


def _legs(ink: Ink) -> None:
    ink.part(ribbon("640,1180 720,1270 700,1380", (96, 88, 80)), "#3a4a6b", soft=14)
    ink.part(ribbon("470,1180 450,1320 440,1400", (100, 90, 84)), "#3a4a6b", soft=14)
    _boot(ink, 430, 1505, 0)
    _boot(ink, 720, 1462, -14)


def _boot(ink: Ink, x: float, y: float, tilt: float) -> None:
    with ink.turned(tilt, (x, y)):
        boot = smooth(
            f"{x - 70},{y}! {x - 78},{y - 60} {x - 66},{y - 190}! {x + 60},{y - 190}! {x + 56},{y - 90} "
            f"{x + 130},{y - 70} {x + 160},{y}!"
        )
        ink.part(boot, BOOT, soft=20)
        ink.hatch(boot, (x - 10, y - 120, 80, 110), gap=9)
        ink.part(ribbon(f"{x - 74},{y - 4} {x + 160},{y - 4}", (22, 22)), "#1d525c", soft=5, line=5)
        ink.part(ribbon(f"{x - 76},{y - 186} {x + 70},{y - 186}", (40, 40)), "#f2e2c0", soft=8, line=5)
        ink.flat(oval(x + 96, y - 48, 26, 10, 18), "#bfe6e4", 0.8)


def _coat(ink: Ink) -> None:
    coat = smooth(
        "440,780 380,900 300,1100 240,1290! 400,1340 560,1346 700,1330 830,1270! 780,1080 720,900 660,780 550,750"
    )
    ink.part(coat, COAT, shade="#c0681f", soft=34)
    ink.hatch(coat, (660, 1020, 150, 280), gap=9)
    ink.hatch(coat, (260, 1230, 420, 110), gap=10)
    ink.stroke("M560 800 C572 960 596 1140 604 1344", INK, 6)
    ink.stroke("M626 820 C640 960 668 1140 684 1334", INK, 3.5, 0.6)
    for x, y in ((598, 900), (616, 1020), (632, 1140)):
        ink.part(ribbon(f"{x - 34},{y} {x + 30},{y - 6}", (20, 20)), "#7a4a2c", soft=5, line=4)
    pocket = smooth("340,1110! 500,1124! 496,1250 350,1236")
    ink.part(pocket, "#f6c548", shade="#c0681f", soft=12, line=5)
    ink.part(smooth("334,1094! 506,1108! 500,1156! 336,1140!"), "#e7a31f", shade="#b25f1c", soft=8, line=5)
    ink.part(ribbon("570,720 566,830", (90, 100)), SKIN, shade="#b9604f", soft=12)
    for collar in (
        "400,780 410,880 500,930! 590,850 560,800 470,750",
        "690,756! 726,820 700,884 634,910! 590,856 640,790",
    ):
        ink.part(smooth(collar), "#d8941f", shade="#a9571c", soft=18)
    ink.part(ribbon("430,520 530,744 640,990", (18, 18, 18)), "#8a5a36", soft=6)


def _far_arm(ink: Ink) -> None:
    sleeve = ribbon("660,850 800,900 880,790", (130, 136, 110))
    ink.part(sleeve, COAT, shade="#c0681f", soft=22)
    ink.part(ribbon("826,800 934,778", (44, 44)), "#d8941f", soft=8)


def _near_arm(ink: Ink) -> None:
    ink.part(ribbon("632,960 662,1016 676,1066 650,1096 618,1080", (18, 20, 20, 20, 16)), "#8a5a36", soft=6)
    sleeve = ribbon("440,850 380,990 520,1010 610,960", (140, 150, 130, 104))
    ink.part(sleeve, COAT, shade="#c0681f", soft=24)
    ink.hatch(sleeve, (380, 980, 150, 80), gap=9)
    ink.part(ribbon("586,906 622,1016", (42, 42)), "#d8941f", soft=8)
    hand = smooth("616,920! 660,896 700,910 704,960 676,994 628,996!")
    ink.part(hand, SKIN, soft=12)
    for y in (930, 952, 972):
        ink.stroke(f"M664 {y} q24 -4 36 4", INK, 4.5)


def _face(ink: Ink) -> None:
    face = smooth("430,520 440,390 560,320 690,350 762,450 760,590 700,700 610,752 520,720 450,640")
    ink.part(face, SKIN, shade="#c9705c", light="#ffe8cb", soft=22)
    ink.part(oval(440, 590, 34, 44), SKIN, shade="#c9705c", soft=10)
    ink.stroke("M430 580 q18 4 16 30", INK, 4)
    for x, rx in ((580, 32), (712, 28)):
        ink.flat(oval(x, 560, rx, 42), "#2c1716")
        ink.flat(oval(x, 578, rx * 0.66, 20), "#6a3b25")
        ink.flat(oval(x + 9, 542, 11), "#ffffff")
        ink.flat(oval(x - 9, 580, 5.5), "#ffffff", 0.85)
    ink.stroke("M544 530 q30 -30 66 -10 M684 520 q26 -14 52 8", INK, 7)
    ink.part(ribbon("528,484 572,456 618,476", (8, 17, 8)), HAIR, soft=4, line=3)
    ink.part(ribbon("686,468 722,446 752,466", (7, 15, 7)), HAIR, soft=4, line=3)
    ink.stroke("M660 600 q20 16 -2 26", INK, 5.5)
    ink.part(smooth("606,650! 660,664 714,638! 700,688 656,706 620,688"), "#a93236", shade="#6e1c2a", soft=6, line=5)
    ink.flat("M634 656 l40 2 l-2 14 l-36 -2Z", "#fffdf5")
    ink.blush(540, 640, 56, 40)
    ink.blush(726, 626, 40, 36)
    for x, y in ((520, 624), (546, 640), (530, 654), (716, 606), (738, 616), (724, 628)):
        ink.flat(oval(x, y, 4), "#a3522f", 0.8)


def _fringe(ink: Ink) -> None:
    locks = (
        "470,420 400,480 380,600 420,700 400,760",
        "520,360 440,430 420,520 440,560",
        "560,320 520,420 470,470",
        "600,310 610,400 560,450",
        "640,310 700,380 700,430",
        "680,330 770,400 790,520 770,620",
    )
    for spine in locks:
        ink.part(ribbon(spine, (60, 92, 70, 20)), HAIR, light="#e88a4f", soft=16)
    crown = smooth(
        "640,236 520,244 430,320 392,430 420,520! 460,420 520,376! 500,440 540,400 590,360! 620,380 "
        "690,390! 700,350 800,430! 790,340 730,264"
    )
    ink.part(crown, HAIR, light="#e88a4f", soft=20)
    for spine in (
        "470,340 540,290 620,280",
        "440,420 480,350 540,320",
        "600,340 660,320 720,340",
        "660,270 720,300 756,350",
    ):
        ink.stroke(smooth(spine, closed=False), INK, 4.5, 0.7)
    ink.part(ribbon("640,244 610,190 650,160 690,180", (26, 24, 16, 6)), HAIR, light="#e88a4f", soft=8)
    ink.part(ribbon("440,330 380,300 350,330", (20, 20, 6)), HAIR, light="#e88a4f", soft=8)


def _jar(ink: Ink) -> None:
    jar = smooth("846,520 850,490! 1010,490! 1014,520 1030,560 1026,720 990,748 866,748 832,720 830,560")
    ink.part(jar, "#cfe8ea", shade="#6f9fb5", light="#ffffff", soft=20)
    with ink.inside(jar):
        cloud = smooth(
            "856,644 836,606 862,580 884,574 896,544 934,536 958,556 992,560 1012,594 1000,640 960,656 900,656"
        )
        ink.part(cloud, "#6d7899", light="#c6cee2", soft=14, line=5)
        ink.flat(oval(902, 602, 7, 9), INK)
        ink.flat(oval(954, 600, 7, 9), INK)
        ink.flat(oval(904, 599, 2.6), "#ffffff")
        ink.flat(oval(956, 597, 2.6), "#ffffff")
        ink.stroke("M890 586 l18 6 M966 584 l-18 6 M918 626 q12 -12 22 -1", INK, 4.5)
        ink.part("M930 650 l-30 48 h24 l-16 40 l52 -56 h-26 l20 -32Z", "#ffd84d", soft=4, line=4)
        for x in (870, 896, 976, 1000):
            ink.stroke(f"M{x} 680 l-6 24", "#4f7fa8", 6)
    ink.stroke("M850 560 q-6 80 4 140", "#ffffff", 10, 0.9)
    ink.part(ribbon("838,478 1022,478", (46, 46)), "#c9873d", soft=8)
    hand = smooth("846,790! 850,740 900,716 980,720 1010,744 990,790 920,812!")
    ink.part(hand, SKIN, shade="#c9705c", soft=12)
    for x in (906, 940, 972):
        ink.stroke(f"M{x} 724 q10 18 2 40", INK, 4.5)
    ink.stroke("M850 506 q80 12 166 0", "#8a4f2c", 7)
    for x in (886, 926, 966):
        ink.flat(oval(x, 470, 5), INK)
    with ink.turned(14, (1016, 520)):
        ink.part(smooth("1002,520! 1036,520! 1036,586! 1019,602! 1002,586!"), "#f8ecd2", soft=6, line=4)
        ink.stroke("M1010 548 h18 M1010 562 h18", INK, 3, 0.7)
