"""Any still picture a studio sends, made into what every renderer can read: an 8-bit sRGB PNG, RGB or RGBA, upright.

Nothing of the file that was sent is kept but its pixels: no metadata, no colour profile, no trailing bytes.
"""

from __future__ import annotations

import colorsys
import hashlib
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, WebPImagePlugin

from core.errors import BadInput

SMALLEST_SIDE = 64
LARGEST_PIXELS = 40_000_000
# More than any frame we render can show; what is larger is made this large, so that a render never holds 40 Mpx.
LONGEST_SIDE = 4096
TILE_SIDE = 640
# From here on half the size is still about as large as LONGEST_SIDE.
_HALVED_FROM = LONGEST_SIDE * 9 // 5

# Pillow knows PNG, JPEG (with MPO, a camera's JPEG of several pictures) and GIF by itself, WebP once it is imported.
_FORMATS = ("PNG", "JPEG", "GIF", WebPImagePlugin.WebPImageFile.format)
_PNG, _JPEG, _GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8"
_ORIENTATION = 0x0112
_OPAQUE = 255
# zlib's middle way: half the time of its default for a few per cent more bytes.
_PNG_EFFORT = 4
_TILE_QUALITY = 82

# What makes a tile's background: dark enough for light text, saturated enough to be told from grey.
_TILE_LIGHTNESS = 0.22
_TILE_SATURATION = (0.18, 0.55)
_PLAIN_TILE = "#262C38"


@dataclass(frozen=True)
class Normalised:
    """A picture fit to keep: the PNG and its SHA-256 (hex), a WebP tile, its size in pixels, and what was changed."""

    png: bytes
    sha256: str
    tile: bytes
    width: int
    height: int
    has_alpha: bool
    notes: tuple[str, ...]
    colour: str


def normalise(data: bytes) -> Normalised:
    """Convert a PNG, JPEG, WebP or GIF file. `notes` say in the active language what was converted.

    Raises BadInput for what is no picture, cannot be decoded, is smaller than 64 pixels on a side, has more than 40
    million pixels (found from its header, before anything is decoded), or shows nothing at all.
    """
    _check_kind(data)
    notes: list[str] = []
    try:
        picture = _decoded(data, notes)
    except BadInput:
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception as error:
        # Decoders raise whatever they stumble over in a malformed file: OSError, ValueError, struct.error, zlib.error …
        raise BadInput(
            _("This picture cannot be read; the file is damaged. Export it again."), field="picture"
        ) from error
    tile = _encoded(_fitted(picture, TILE_SIDE), "WEBP", quality=_TILE_QUALITY)
    png = _encoded(picture, "PNG", compress_level=_PNG_EFFORT)
    return Normalised(
        png=png,
        sha256=hashlib.sha256(png).hexdigest(),
        tile=tile,
        width=picture.width,
        height=picture.height,
        has_alpha=picture.mode == "RGBA",
        notes=tuple(notes),
        colour=tile_colour(picture),
    )


def tile_colour(picture: Image.Image) -> str:
    """Choose a dark background for a picture out of its own colours, as #RRGGBB: its most frequent lively one."""
    small = np.asarray(_fitted(picture, 64).convert("RGBA")).reshape(-1, 4)
    pixels = small[small[:, 3] > 128][:, :3].astype(np.int32)
    if not len(pixels):
        return _PLAIN_TILE
    spread = (pixels.max(axis=1) - pixels.min(axis=1)) / 255
    buckets = (pixels >> 5) @ np.array([64, 8, 1])
    scores = np.bincount(buckets, weights=0.05 + spread, minlength=512)
    red, green, blue = pixels[buckets == scores.argmax()].mean(axis=0) / 255
    hue, _lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    least, most = _TILE_SATURATION
    grey = saturation < 0.08
    saturation = saturation if grey else min(max(saturation, least), most)
    return "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, _TILE_LIGHTNESS, saturation))


def _check_kind(data: bytes) -> None:
    if data.startswith((_PNG, _JPEG, _GIF)) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        _check_pixels(*_webp_canvas(data))
        return
    if data.lstrip()[:1] == b"<":
        message = _("This is a drawing or a page written as text (SVG, HTML). Export it as a PNG picture.")
    else:
        message = _("This is not a picture we can read. Send a PNG, JPEG, WebP or GIF.")
    raise BadInput(message, field="picture")


def _webp_canvas(data: bytes) -> tuple[int, int]:
    """The canvas of an extended WebP, read by hand: its decoder would set memory aside for it on opening.

    Layout: https://developers.google.com/speed/webp/docs/riff_container#extended_file_format
    """
    if data[:4] != b"RIFF" or data[12:16] != b"VP8X" or len(data) < 30:
        return (1, 1)
    width, height = (int.from_bytes(data[place : place + 3], "little") + 1 for place in (24, 27))
    return (width, height)


def _check_pixels(width: int, height: int) -> None:
    if width * height > LARGEST_PIXELS:
        raise _too_large()


def _too_large() -> BadInput:
    return BadInput(
        _("This picture has more than %(most)s million pixels. Make it smaller.") % {"most": LARGEST_PIXELS // 10**6},
        field="picture",
    )


def _decoded(data: bytes, notes: list[str]) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        _check_pixels(*opened.size)
        if min(opened.size) < SMALLEST_SIDE:
            words = {"least": SMALLEST_SIDE, "width": opened.width, "height": opened.height}
            raise BadInput(
                _("This picture is %(width)s × %(height)s pixels; each side must have at least %(least)s.") % words,
                field="picture",
            )
        if getattr(opened, "is_animated", False):
            notes.append(_("Only the first of its pictures is used."))
        opened.seek(0)
        before = opened.size
        if max(before) >= _HALVED_FROM:
            # A JPEG is then decoded at half its size, in a quarter of the memory; other kinds are not affected.
            opened.draft(None, (opened.width // 2, opened.height // 2))
        opened.load()
        upright = _upright(opened, notes)
        colours = _in_srgb(_eight_bit(upright, data, notes), opened.info.get("icc_profile"), notes)
    if max(before) > LONGEST_SIDE:
        turned = (colours.width > colours.height) != (before[0] > before[1])
        colours = _fitted(colours, LONGEST_SIDE)
        change = {"before": _size(before[::-1] if turned else before), "after": _size(colours.size)}
        notes.append(_("Made smaller: from %(before)s to %(after)s pixels.") % change)
    return _with_useful_alpha(colours)


def _upright(picture: Image.Image, notes: list[str]) -> Image.Image:
    if picture.getexif().get(_ORIENTATION, 1) in (0, 1):
        return picture
    notes.append(_("Turned upright, as the camera noted."))
    return ImageOps.exif_transpose(picture)


def _eight_bit(picture: Image.Image, data: bytes, notes: list[str]) -> Image.Image:
    if picture.mode.startswith("I"):
        levels = np.asarray(picture).astype(np.int64).clip(0, 65_535)
        notes.append(_("Converted from 16 to 8 bits a channel."))
        return Image.fromarray(((levels * 255 + 32_767) // 65_535).astype(np.uint8), "L")
    # A PNG says its depth in the 25th byte (https://www.w3.org/TR/png-3/#11IHDR); Pillow has reduced it already.
    if data.startswith(_PNG) and data[24] == 16:
        notes.append(_("Converted from 16 to 8 bits a channel."))
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None, notes: list[str]) -> Image.Image:
    """RGB or RGBA in sRGB, whatever mode and colour profile the picture came with."""
    if picture.mode in ("P", "PA"):
        notes.append(_("Converted from a palette to full colour."))
    if picture.mode in ("RGBA", "LA", "La", "RGBa", "PA") or "transparency" in picture.info:
        whole = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        if not profile:
            return whole
        colours = _managed(whole.convert("RGB"), profile, notes)
        colours.putalpha(whole.getchannel("A"))
        return colours
    plain = picture if picture.mode in ("RGB", "CMYK", "L") else picture.convert("RGB")
    if picture.mode == "CMYK":
        notes.append(_("Converted from CMYK (print) to RGB (screen) colours."))
    return _managed(plain, profile, notes) if profile else plain.convert("RGB")


def _managed(picture: Image.Image, profile: bytes, notes: list[str]) -> Image.Image:
    """Apply a colour profile; one that is broken, or for another kind of picture, is left out and said so."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return picture.convert("RGB")
        if picture.mode == "RGB" and source.profile.xcolor_space.strip() == "GRAY":
            picture = picture.convert("L")
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        notes.append(_("Its colour profile could not be used, so colours may differ a little."))
        return picture.convert("RGB")
    if converted is None:
        return picture.convert("RGB")
    notes.append(_("Converted to sRGB colours by its colour profile."))
    return converted


def _with_useful_alpha(picture: Image.Image) -> Image.Image:
    """Drop an alpha channel that hides nothing; refuse one that hides everything. Metadata goes with the copy."""
    if picture.mode == "RGBA":
        least, most = picture.getchannel("A").getextrema()
        if most == 0:
            raise BadInput(_("This picture is wholly transparent; there is nothing to see."), field="picture")
        if least == _OPAQUE:
            picture = picture.convert("RGB")
    bare = picture.copy()
    bare.info.clear()
    return bare


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    """The picture, or a smaller copy of at most `side` pixels on each side; a long thin one keeps at least one."""
    longest = max(picture.size)
    if longest <= side:
        return picture
    size = (max(1, round(picture.width * side / longest)), max(1, round(picture.height * side / longest)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _size(pixels: tuple[int, int]) -> str:
    return f"{pixels[0]} × {pixels[1]}"
