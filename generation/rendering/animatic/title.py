"""The title card: the title in lights over the dimmed opening of the shot."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from generation.rendering.animatic.lettering import Lettering
from generation.rendering.animatic.pixels import Pixels, lay_over, smoothstep

LAMP = (255, 181, 46)
IVORY = (250, 243, 226)
QUIET = (214, 204, 186)
MAX_LINES = 3
LONGEST_TITLE, LONGEST_LINE = 120, 80


class TitleCard:
    """A card shown over the first moments of a shot. Drawn once; each frame only fades it."""

    def __init__(self, title: str, subtitle: str, width: int, height: int, seconds: float) -> None:
        self._length = min(2.2, max(0.6, seconds * 0.34))
        self._sheet = _draw_card(" ".join(title.split()), " ".join(subtitle.split()), width, height)

    def draw_on(self, frame: Pixels, time: float) -> None:
        """Dim RGB `frame` and lay the card over it while it shows."""
        share = time / self._length
        if share >= 1:
            return
        out = float(1 - smoothstep(0.72, 1.0, share))
        lit = out * float(smoothstep(0.0, 0.16, share))
        small = cv2.resize(frame, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), max(1.0, frame.shape[0] / 240))
        behind = cv2.resize(soft, (frame.shape[1], frame.shape[0]), interpolation=cv2.INTER_LINEAR)
        dimmed = cv2.convertScaleAbs(behind, alpha=0.4)
        rgba = cv2.cvtColor(cv2.addWeighted(dimmed, out, frame, 1 - out, 0), cv2.COLOR_RGB2RGBA)
        lay_over(rgba, cv2.convertScaleAbs(self._sheet, alpha=lit))
        frame[...] = rgba[..., :3]


def _draw_card(title: str, subtitle: str, width: int, height: int) -> Pixels:
    """The card as premultiplied RGBA: capitals between two rows of bulbs, and a quiet second line."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    lines, voice = _fit(title.upper()[:LONGEST_TITLE], width, height)
    leading = voice.size * 1.16
    top = height * 0.47 - leading * len(lines) / 2
    for number, line in enumerate(lines):
        voice.write(image, line, width / 2, top + number * leading + voice.size * 0.86, IVORY)
    bottom = top + leading * len(lines)
    half = min(width * 0.42, max(voice.length(line) for line in lines) / 2 + voice.size * 0.25)
    for y in (top - voice.size * 0.30, bottom + voice.size * 0.32):
        _bulbs(ImageDraw.Draw(image), width / 2, y, half, voice.size)
    if subtitle:
        small = max(8, round(voice.size * 0.3))
        quiet = Lettering("inter", small, small * 0.06, 400)
        quiet.write(image, subtitle[:LONGEST_LINE], width / 2, bottom + voice.size * 0.66 + small, QUIET)
    return _lit(np.array(image, np.uint8), voice.size)


def _lit(sheet: Pixels, size: int) -> Pixels:
    """Premultiply, and add the warm glow of lamps around the letters."""
    share = sheet[..., 3:].astype(np.float32) / 255
    sheet[..., :3] = sheet[..., :3] * share
    total: Pixels = sheet
    for reach, strength in ((0.10, 0.55), (0.45, 0.5)):
        glow = cv2.GaussianBlur(sheet, (0, 0), max(1.0, size * reach))
        warm = glow * np.array((strength, strength * 0.66, strength * 0.26, 0.0))
        total = cv2.add(total, warm.astype(np.uint8))
    return np.asarray(total)


def _fit(title: str, width: int, height: int) -> tuple[list[str], Lettering]:
    """Break the title into at most MAX_LINES even lines at the largest size that fits the frame."""
    size = max(9, round(min(width * 0.098, height * 0.14)))
    while True:
        voice = Lettering("bricolage", size, size * 0.045, 700)
        lines = _broken(title.split() or [" "], voice, width * 0.84)
        fits = len(lines) <= MAX_LINES and all(voice.length(line) <= width * 0.84 for line in lines)
        if fits or size <= 7:
            return _evened(lines[:MAX_LINES], voice), voice
        size = max(7, int(size * 0.9))


def _broken(words: list[str], voice: Lettering, room: float) -> list[str]:
    """Fill lines word by word."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and voice.length(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _evened(lines: list[str], voice: Lettering) -> list[str]:
    """Break again as narrow as the same number of lines allows, so that no word is left alone."""
    words = " ".join(lines).split() or [" "]
    widest = max(voice.length(line) for line in lines)
    for share in (0.6, 0.7, 0.8, 0.9):
        tried = _broken(words, voice, widest * share)
        if len(tried) == len(lines):
            return tried
    return lines


def _bulbs(pen: ImageDraw.ImageDraw, middle: float, y: float, half: float, size: int) -> None:
    """A row of marquee bulbs."""
    gap = max(6.0, size * 0.3)
    radius = max(1.2, size * 0.045)
    count = max(2, int(half * 2 / gap))
    for index in range(count + 1):
        x = middle - count * gap / 2 + index * gap
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=LAMP)
