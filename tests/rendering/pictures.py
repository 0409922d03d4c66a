"""Small reference pictures drawn for the rendering tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def draw_hero(size: int = 240, background: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Image.Image:
    """A round-headed figure in a coat on `background`; transparent unless told otherwise."""
    image = Image.new("RGBA", (size, size), background)
    pen = ImageDraw.Draw(image)
    scale = size / 240
    for box, colour in (
        ((90, 190, 112, 226), (70, 50, 60)),
        ((128, 190, 150, 226), (70, 50, 60)),
        ((70, 100, 170, 200), (210, 80, 60)),
        ((82, 20, 158, 110), (250, 214, 176)),
        ((104, 52, 116, 68), (30, 30, 40)),
        ((136, 52, 148, 68), (30, 30, 40)),
    ):
        pen.ellipse([side * scale for side in box], fill=(*colour, 255))
    return image


def save_hero(folder: Path, name: str = "hero.png") -> Path:
    """The transparent figure as a file."""
    path = folder / name
    draw_hero().save(path)
    return path


def save_photograph(folder: Path, size: tuple[int, int] = (320, 240)) -> Path:
    """An edge-to-edge picture with nothing to cut out."""
    rng = np.random.default_rng(4)
    coarse = Image.fromarray(rng.integers(0, 255, (9, 12, 3), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    noise = rng.normal(0, 18, (size[1], size[0], 3))
    path = folder / "photograph.png"
    Image.fromarray(np.clip(np.asarray(coarse) + noise, 0, 255).astype(np.uint8)).save(path)
    return path
