"""Letters for the title card: the project's own faces, and OpenCV's built-in face for scripts those do not cover."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT_FOLDER = Path(__file__).resolve().parents[3] / "static" / "fonts"
NOWHERE = "\uffff"  # a noncharacter: every face answers it with its "no glyph" box
PROBE_SIZE = 24
Ink = tuple[int, int, int]


@dataclass(frozen=True)
class Lettering:
    """One size of one voice. `family` is the file stem prefix in the fonts folder; `size` pixels; `tracking` pixels."""

    family: str
    size: int
    tracking: float
    weight: int

    def length(self, text: str) -> float:
        """Pixels a tracked line takes."""
        return sum(self._advance(char) for char in text) + self.tracking * max(0, len(text) - 1)

    def write(self, image: Image.Image, text: str, middle: float, baseline: float, ink: Ink) -> None:
        """Write a centred line on an RGBA image, letter by letter."""
        x = middle - self.length(text) / 2
        pen = ImageDraw.Draw(image)
        for char in text:
            face = self._face(char)
            if face is not None:
                pen.text((x, baseline), char, font=face, fill=ink, anchor="ls")
            else:
                _write_built_in(image, char, x, baseline, self.size, self.weight, ink)
            x += self._advance(char) + self.tracking

    def _face(self, char: str) -> ImageFont.FreeTypeFont | None:
        """The first of our faces that has this letter."""
        number = 0 if char.isspace() else _subset_of(self.family, char)
        faces = _faces(self.family, self.size)
        return faces[number] if number is not None and number < len(faces) else None

    def _advance(self, char: str) -> float:
        """How far the pen moves after a letter."""
        face = self._face(char)
        if face is not None:
            return float(face.getlength(char))
        if char.isspace():
            return self.size * 0.3
        _, _, wide, _ = cv2.getTextSize((0, 0), f"|{char}|", (0, 0), _built_in(), self.size, self.weight)
        _, _, bars, _ = cv2.getTextSize((0, 0), "||", (0, 0), _built_in(), self.size, self.weight)
        return float(wide - bars)


@lru_cache(maxsize=64)
def _faces(family: str, size: int) -> tuple[ImageFont.FreeTypeFont, ...]:
    """The shipped subsets of a family at a size; empty when they cannot be read here."""
    faces = []
    for subset in ("latin", "latin-ext"):
        path = FONT_FOLDER / f"{family}-{subset}.woff2"
        try:
            faces.append(ImageFont.truetype(str(path), size))
        except OSError:  # not shipped with this worker, or FreeType without brotli
            continue
    return tuple(faces)


@lru_cache(maxsize=2048)
def _subset_of(family: str, char: str) -> int | None:
    """The number of the first subset that has a letter, or None; the same at every size."""
    return next((number for number, face in enumerate(_faces(family, PROBE_SIZE)) if _has(face, char)), None)


def _has(face: ImageFont.FreeTypeFont, char: str) -> bool:
    """Whether a face has a glyph of its own for a letter."""
    mask, missing = face.getmask(char), face.getmask(NOWHERE)
    return mask.size != missing.size or bytes(mask) != bytes(missing)


@lru_cache(maxsize=1)
def _built_in() -> cv2.FontFace:
    """OpenCV's embedded sans, which knows many scripts."""
    return cv2.FontFace("sans")


def _write_built_in(image: Image.Image, char: str, x: float, baseline: float, size: int, weight: int, ink: Ink) -> None:
    """Draw one letter with OpenCV's face through a mask."""
    room = size * 2
    mask = np.zeros((room * 2, room * 2, 3), np.uint8)
    cv2.putText(mask, char, (room // 2, room), (255, 255, 255), _built_in(), size, weight)
    stencil = Image.fromarray(np.ascontiguousarray(mask[..., 0]))
    image.paste((*ink, 255), (round(x) - room // 2, round(baseline) - room), stencil)
