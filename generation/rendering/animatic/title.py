"""The title card: the title in lights over the dimmed opening of the shot."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from generation.rendering.animatic.pixels import Pixels, lay_over, smoothstep

LAMP = (255, 181, 46)
IVORY = (250, 243, 226)
FONT_FOLDER = Path(__file__).resolve().parents[3] / "static" / "fonts"
MAX_LINES = 3


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
        soft = cv2.GaussianBlur(cv2.resize(frame, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), (0, 0), 4.0)
        behind = cv2.resize(soft, (frame.shape[1], frame.shape[0]), interpolation=cv2.INTER_LINEAR)
        dimmed = cv2.convertScaleAbs(behind, alpha=0.36)
        cv2.addWeighted(dimmed, out, frame, 1 - out, 0, dst=frame)
        rgba = cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA)
        lay_over(rgba, cv2.convertScaleAbs(self._sheet, alpha=lit))
        frame[...] = rgba[..., :3]


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The project's own title face when it ships one as TrueType, else Pillow's bundled face."""
    for name in ("BricolageGrotesque-Bold.ttf", "BricolageGrotesque.ttf", "Title.ttf"):
        if (FONT_FOLDER / name).is_file():
            return ImageFont.truetype(str(FONT_FOLDER / name), size)
    return ImageFont.load_default(size)


def _draw_card(title: str, subtitle: str, width: int, height: int) -> Pixels:
    """The card as premultiplied RGBA: tracked capitals, a row of bulbs above and below, a quiet second line."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    size = max(9, round(min(width * 0.086, height * 0.13)))
    lines, size = _fit(title.upper()[:120], width * 0.82, size)
    font = _font(size)
    leading = size * 1.22
    top = height * 0.46 - leading * len(lines) / 2
    for number, line in enumerate(lines):
        _tracked(pen, line, font, width / 2, top + number * leading, size * 0.075, IVORY)
    bottom = top + leading * len(lines)
    half = min(width * 0.36, max(_length(line, font, size * 0.075) for line in lines) / 2 + size * 0.3)
    _bulbs(pen, width / 2, top - size * 0.42, half, size)
    _bulbs(pen, width / 2, bottom + size * 0.32, half, size)
    if subtitle:
        small = max(8, round(size * 0.34))
        _tracked(pen, subtitle[:80], _font(small), width / 2, bottom + size * 0.66, small * 0.12, (214, 204, 186))
    sheet = np.array(image, np.uint8)
    share = sheet[..., 3:].astype(np.float32) / 255
    sheet[..., :3] = sheet[..., :3] * share
    glow = cv2.GaussianBlur(sheet, (0, 0), max(1.0, size * 0.16))
    warm = cv2.multiply(glow, (0.9, 0.62, 0.24, 0.0))
    return np.asarray(cv2.add(sheet, warm))


def _fit(title: str, room: float, size: int) -> tuple[list[str], int]:
    """Break the title into at most MAX_LINES lines, shrinking it until it fits `room` pixels."""
    while True:
        font, tracking = _font(size), size * 0.075
        lines = [""]
        for word in title.split() or [" "]:
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and _length(longer, font, tracking) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        fits = len(lines) <= MAX_LINES and all(_length(line, font, tracking) <= room for line in lines)
        if fits or size <= 7:
            return lines[:MAX_LINES], size
        size = max(7, int(size * 0.9))


def _length(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, tracking: float) -> float:
    """Pixels a tracked line takes."""
    return sum(font.getlength(char) for char in text) + tracking * max(0, len(text) - 1)


def _tracked(
    pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, middle: float, top: float, tracking: float, ink: tuple[int, int, int]
) -> None:
    """Draw a centred line, letter by letter."""
    x = middle - _length(text, font, tracking) / 2
    for char in text:
        pen.text((x, top), char, font=font, fill=ink)
        x += font.getlength(char) + tracking


def _bulbs(pen: ImageDraw.ImageDraw, middle: float, y: float, half: float, size: int) -> None:
    """A row of marquee bulbs."""
    gap = max(6.0, size * 0.3)
    radius = max(1.2, size * 0.04)
    count = max(2, int(half * 2 / gap))
    for index in range(count + 1):
        x = middle - count * gap / 2 + index * gap
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=LAMP)
