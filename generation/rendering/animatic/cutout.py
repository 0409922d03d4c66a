"""Takes a character out of its reference picture: by alpha, by flat background, by GrabCut, or not at all.

When nothing can be cut out with confidence the whole picture is presented as a framed card, which is honest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from generation.rendering.animatic.pixels import Pixels

SMALLEST = 64
WORKING = 1100  # longest side kept, pixels: more than any frame shows
GRAB_SIDE = 320


@dataclass(frozen=True)
class Cutout:
    """A character ready to stage: straight (not premultiplied) RGBA uint8 trimmed to what shows.

    `how` is "alpha", "flat", "grabcut" or "card"; `bust` is True when the picture cuts the body off at its lower edge.
    """

    pixels: Pixels
    how: str
    bust: bool


def cut_out(path: Path) -> Cutout:
    """Read a picture and cut its character out. Raises OSError or ValueError when the picture cannot be read."""
    picture = read_picture(path)
    alpha = picture[..., 3]
    if _has_cut_alpha(alpha):
        return _trimmed(picture, "alpha")
    rgb = _flattened(picture)
    for how, find in (("flat", _flat_background_mask), ("grabcut", _grabcut_mask)):
        mask = find(rgb)
        if mask is not None:
            return _trimmed(np.dstack([_without_fringe(rgb, mask), mask]), how)
    return Cutout(pixels=_framed(rgb), how="card", bust=False)


def read_picture(path: Path) -> Pixels:
    """A picture as straight RGBA uint8, at most WORKING pixels long. Raises ValueError when it is too small."""
    with Image.open(path) as source:
        source.load()
        if min(source.size) < SMALLEST:
            raise ValueError(f"it is {source.size[0]} x {source.size[1]} px; at least {SMALLEST} px are needed")
        deep = source.mode.startswith(("I", "F"))
        image = Image.fromarray(_eight_bit(np.asarray(source))) if deep else source
        rgba = image.convert("RGBA")
        longest = max(rgba.size)
        if longest > WORKING:
            rgba = rgba.resize(
                [max(1, round(side * WORKING / longest)) for side in rgba.size], Image.Resampling.LANCZOS
            )
        return np.array(rgba, np.uint8)


def _eight_bit(values: Pixels) -> Pixels:
    """Stretch 16/32-bit greys to 8 bits."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return np.nan_to_num((values - low) / max(high - low, 1e-6) * 255).astype(np.uint8)


def _has_cut_alpha(alpha: Pixels) -> bool:
    """Whether the alpha channel really separates a figure from nothing."""
    return float((alpha < 24).mean()) > 0.03 and float((alpha > 200).mean()) > 0.02


def _flattened(picture: Pixels) -> Pixels:
    """RGB over white, for pictures whose alpha says nothing."""
    share = picture[..., 3:].astype(np.float32) / 255
    return np.asarray((picture[..., :3] * share + 255 * (1 - share) + 0.5).astype(np.uint8))


def _flat_background_mask(rgb: Pixels) -> Pixels | None:
    """Alpha when the picture's border is (nearly) one colour, else None."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    ring = max(2, min(rgb.shape[:2]) // 60)
    upper = np.concatenate([lab[:ring].reshape(-1, 3), lab[:, :ring].reshape(-1, 3), lab[:, -ring:].reshape(-1, 3)])
    ground = np.median(upper, axis=0)
    distance = np.linalg.norm(lab - ground, axis=2)
    calm = np.linalg.norm(upper - ground, axis=1)
    if float((calm < 14).mean()) < 0.88:
        return None
    like = (distance < max(9.0, float(np.percentile(calm, 85)) * 2.2)).astype(np.uint8)
    outside = _reached_from_border(like)
    mask = _solid(1 - outside)
    return _soft_mask(mask) if _looks_like_a_figure(mask) else None


def _reached_from_border(like: Pixels) -> Pixels:
    """The part of `like` (0/1) connected to the picture's edge."""
    padded = cv2.copyMakeBorder(like, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    filled = padded.copy()
    cv2.floodFill(filled, np.zeros((padded.shape[0] + 2, padded.shape[1] + 2), np.uint8), (0, 0), 2)
    return np.asarray((filled[1:-1, 1:-1] == 2).astype(np.uint8))


def _grabcut_mask(rgb: Pixels) -> Pixels | None:
    """Alpha by GrabCut with a centred start, or None when the cut is not convincing."""
    height, width = rgb.shape[:2]
    scale = GRAB_SIDE / max(height, width)
    small = cv2.resize(
        rgb, (max(16, round(width * scale)), max(16, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    rows, columns = small.shape[:2]
    mask = np.full((rows, columns), cv2.GC_PR_BGD, np.uint8)
    cv2.ellipse(mask, (columns // 2, rows // 2), (int(columns * 0.36), int(rows * 0.44)), 0, 0, 360, cv2.GC_PR_FGD, -1)
    edge = max(2, min(rows, columns) // 24)
    mask[:edge], mask[:, :edge], mask[:, -edge:] = cv2.GC_BGD, cv2.GC_BGD, cv2.GC_BGD
    cv2.setRNGSeed(1)
    cv2.grabCut(small[..., ::-1].copy(), mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    found = _solid(((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8))
    if not _looks_like_a_figure(found) or not _edges_agree(small, found):
        return None
    soft = cv2.GaussianBlur(found.astype(np.float32), (0, 0), 1.3)  # staircase edges become curves
    soft = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray((np.clip((soft - 0.45) / 0.2, 0, 1) * 255).astype(np.uint8))


def _solid(mask: Pixels) -> Pixels:
    """Keep the main piece and pieces of some size, close pinholes."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return mask
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = 1 + np.flatnonzero(areas >= max(12, areas.max() * 0.012))
    body = np.isin(labels, kept).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(body, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))


def _looks_like_a_figure(mask: Pixels) -> bool:
    """Not nearly nothing, not nearly everything, in few pieces, mostly clear of three edges of the picture."""
    share = float(mask.mean())
    if not 0.04 < share < 0.82:
        return False
    sides = np.concatenate([mask[0], mask[:, 0], mask[:, -1]])
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    main = float(stats[1:, cv2.CC_STAT_AREA].max()) / max(float(mask.sum()), 1.0)
    return float(sides.mean()) < 0.22 and main > 0.8


def _edges_agree(rgb: Pixels, mask: Pixels) -> bool:
    """Whether the cut follows real edges and parts two clearly different colour populations."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    slope = cv2.dilate(slope, np.ones((3, 3), np.uint8))
    rim = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    inside, outside = lab[mask > 0], lab[mask == 0]
    apart = float(np.linalg.norm(inside.mean(axis=0) - outside.mean(axis=0)))
    spread = float(outside.std(axis=0).mean())
    box_share = float(mask.sum()) / max(1.0, float(cv2.contourArea(_hull(mask))))
    return float(slope[rim].mean()) > 1.7 * float(slope.mean()) and apart > 20 + 0.4 * spread and box_share > 0.55


def _hull(mask: Pixels) -> Pixels:
    """Convex outline of a mask."""
    return np.asarray(cv2.convexHull(np.argwhere(mask > 0)[:, ::-1].astype(np.int32)))


def _soft_mask(mask: Pixels) -> Pixels:
    """A mask pulled in by half a pixel with an anti-aliased edge."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.1)
    return np.asarray((np.clip((soft - 0.5) / 0.42, 0, 1) * 255).astype(np.uint8))


def _without_fringe(rgb: Pixels, alpha: Pixels) -> Pixels:
    """Spread the figure's inner colours outwards under its soft edge, so no background colour glows around it."""
    core = (cv2.erode(alpha, np.ones((5, 5), np.uint8)) > 250).astype(np.float32)
    if core.sum() < 50:
        return rgb
    weight = cv2.GaussianBlur(core, (0, 0), 4)
    spread = cv2.GaussianBlur(rgb.astype(np.float32) * core[..., None], (0, 0), 4) / np.maximum(weight, 1e-4)[..., None]
    inner = cv2.GaussianBlur(core, (0, 0), 0.8)[..., None]
    known = np.where(weight[..., None] > 0.002, spread, rgb)
    return np.asarray(np.clip(rgb * inner + known * (1 - inner), 0, 255).astype(np.uint8))


def _trimmed(picture: Pixels, how: str) -> Cutout:
    """Cut away empty margins and tell a bust from a whole body."""
    seen = picture[..., 3] > 24
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    body = np.ascontiguousarray(picture[top:bottom, left:right])
    height, width = body.shape[:2]
    low = body[-max(1, height // 100) :, :, 3] > 128
    at_edge = bottom >= picture.shape[0] - 1
    return Cutout(pixels=body, how=how, bust=bool(at_edge and low.mean() > 0.55 and height < width * 1.6))


def _framed(rgb: Pixels) -> Pixels:
    """The whole picture with a pale mat and a dark frame, as straight RGBA."""
    height, width = rgb.shape[:2]
    if max(height, width) > 2.4 * min(height, width):  # keep panoramas and strips presentable
        side = int(min(height, width) * 2.4)
        y, x = max(0, (height - side) // 2), max(0, (width - side) // 2)
        rgb = rgb[y : y + side, x : x + side]
        height, width = rgb.shape[:2]
    mat, wood = max(3, round(min(height, width) * 0.055)), max(2, round(min(height, width) * 0.03))
    card = cv2.copyMakeBorder(rgb, mat, mat, mat, mat, cv2.BORDER_CONSTANT, value=(246, 241, 230))
    cv2.rectangle(card, (mat - 2, mat - 2), (mat + width + 1, mat + height + 1), (196, 186, 168), 2)
    card = cv2.copyMakeBorder(card, wood, wood, wood, wood, cv2.BORDER_CONSTANT, value=(62, 44, 36))
    cv2.rectangle(card, (0, 0), (card.shape[1] - 1, card.shape[0] - 1), (96, 70, 54), max(1, wood // 3))
    alpha = np.full(card.shape[:2], 255, np.uint8)
    return np.dstack([card, alpha])
