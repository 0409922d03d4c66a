"""Whatever still picture is sent, an upright 8-bit sRGB PNG is kept, and what cannot be used is said plainly."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from core.errors import BadInput, Conflict, NotFound
from core.models import AuditEvent, User
from licensing import pictures as art
from licensing.models import Character, CharacterAsset
from licensing.services import pictures
from tests import factories


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def figure(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "#0000FF")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="#FF0000")
    return image.convert(mode)


def kept(data: bytes) -> tuple[Image.Image, art.Normalised]:
    normalised = art.normalise(data)
    image = Image.open(io.BytesIO(normalised.png))
    image.load()
    return image, normalised


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def sixteen_bit_png(colour: int, channels: int, size: int = 64) -> bytes:
    """A PNG of 16 bits a channel, written by hand: Pillow only writes grey ones."""
    row = b"\x00" + struct.pack(">H", 0x8000) * (size * channels)
    header = struct.pack(">IIBBBBB", size, size, 16, colour, 0, 0, 0)
    body = zlib.compress(row * size)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_common_pictures_come_through_with_their_colours(kind: str) -> None:
    image, normalised = kept(encoded(figure(), kind))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (120, 80))
    assert np.allclose(image.getpixel((20, 40)), (255, 0, 0), atol=12)
    assert np.allclose(image.getpixel((100, 40)), (0, 0, 255), atol=12)
    assert (normalised.width, normalised.height, normalised.has_alpha) == (120, 80, False)
    assert normalised.notes == (() if kind != "GIF" else ("Converted from a palette to full colour.",))
    tile = Image.open(io.BytesIO(normalised.tile))
    assert (tile.format, tile.size) == ("WEBP", (120, 80))


def test_cmyk_is_converted_and_said_so() -> None:
    image, normalised = kept(encoded(figure("CMYK"), "JPEG", quality=95))
    assert image.mode == "RGB" and np.allclose(image.getpixel((20, 40)), (255, 0, 0), atol=12)
    assert normalised.notes == ("Converted from CMYK (print) to RGB (screen) colours.",)


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    levels = np.linspace(0, 65_535, 128 * 64).reshape(64, 128).astype(np.uint16)
    image, normalised = kept(encoded(Image.fromarray(levels), "PNG"))
    assert (image.getpixel((0, 0)), image.getpixel((127, 63))) == ((0, 0, 0), (255, 255, 255))
    assert abs(image.getpixel((0, 32))[0] - 128) <= 1
    assert normalised.notes == ("Converted from 16 to 8 bits a channel.",)


@pytest.mark.parametrize(("colour", "channels", "mode"), [(2, 3, "RGB"), (6, 4, "RGBA"), (4, 2, "RGBA"), (0, 1, "RGB")])
def test_every_kind_of_sixteen_bit_png_is_read(colour: int, channels: int, mode: str) -> None:
    image, normalised = kept(sixteen_bit_png(colour, channels))
    assert image.mode == mode
    assert all(abs(level - 128) <= 1 for level in image.getpixel((5, 5)))
    assert normalised.notes == ("Converted from 16 to 8 bits a channel.",)


def test_a_palette_keeps_its_transparency() -> None:
    image = figure("P")
    image.info["transparency"] = image.getpixel((20, 40))
    kept_image, normalised = kept(encoded(image, "PNG", transparency=image.getpixel((20, 40))))
    assert kept_image.mode == "RGBA" and normalised.has_alpha
    assert kept_image.getpixel((20, 40))[3] == 0 and kept_image.getpixel((100, 40))[3] == 255
    assert "Converted from a palette to full colour." in normalised.notes


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_rotated_photograph_is_turned_upright(orientation: int) -> None:
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    sent = figure().transpose(turned[orientation])
    image, normalised = kept(encoded(sent, "JPEG", exif=exif, quality=95))
    assert image.size == (120, 80)
    assert np.allclose(image.getpixel((20, 40)), (255, 0, 0), atol=15)
    assert normalised.notes == ("Turned upright, as the camera noted.",)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_used_and_it_says_so(kind: str) -> None:
    second = Image.new("RGB", (120, 80), "#00FF00")
    image, normalised = kept(encoded(figure(), kind, save_all=True, append_images=[second], duration=100))
    assert np.allclose(image.getpixel((20, 40)), (255, 0, 0), atol=12)
    assert normalised.notes[0] == "Only the first of its pictures is used."


def test_of_a_cameras_several_pictures_the_first_is_used() -> None:
    second = Image.new("RGB", (120, 80), "#00FF00")
    image, normalised = kept(encoded(figure(), "MPO", save_all=True, append_images=[second]))
    assert np.allclose(image.getpixel((20, 40)), (255, 0, 0), atol=12)
    assert normalised.notes == ("Only the first of its pictures is used.",)


def swapped_profile() -> bytes:
    """An RGB profile in which red and blue have changed places, made from sRGB's by exchanging two of its tags."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12)}
    red, blue = entries[b"rXYZ"] + 4, entries[b"bXYZ"] + 4
    profile[red : red + 8], profile[blue : blue + 8] = profile[blue : blue + 8], profile[red : red + 8]
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_colour_profile_is_applied_and_left_behind(mode: str) -> None:
    picture = figure(mode)
    if mode == "RGBA":
        picture.putpixel((0, 0), (0, 0, 0, 0))
    image, normalised = kept(encoded(picture, icc_profile=swapped_profile()))
    assert np.allclose(image.getpixel((20, 40))[:3], (0, 0, 255), atol=8)
    assert "icc_profile" not in image.info
    assert normalised.notes == ("Converted to sRGB colours by its colour profile.",)


def test_the_profile_everyone_has_changes_nothing() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image, normalised = kept(encoded(figure(), icc_profile=srgb))
    assert normalised.notes == () and image.getpixel((20, 40)) == (255, 0, 0)


def test_a_profile_for_another_kind_of_picture_is_left_out() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image, normalised = kept(encoded(figure("L"), icc_profile=lab))
    assert image.mode == "RGB"
    assert normalised.notes == ("Its colour profile could not be used, so colours may differ a little.",)


def test_a_broken_colour_profile_is_left_out() -> None:
    image, normalised = kept(encoded(figure("RGBA"), "PNG", icc_profile=b"nonsense" * 40))
    assert image.getpixel((20, 40)) == (255, 0, 0)
    assert normalised.notes == ("Its colour profile could not be used, so colours may differ a little.",)


def test_alpha_is_kept_when_it_hides_something_and_dropped_when_not() -> None:
    seen, normalised = kept(factories.png())
    assert seen.mode == "RGBA" and normalised.has_alpha and seen.getpixel((0, 0))[3] == 0
    opaque, normalised = kept(encoded(figure("RGBA")))
    assert opaque.mode == "RGB" and not normalised.has_alpha


def test_nothing_but_pixels_is_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Ada SECRET")
    notes.add_itxt("XML:com.adobe.xmp", "SECRET")
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    exif[0x0112] = 6
    for data in (
        encoded(figure(), "PNG", pnginfo=notes, exif=exif) + b"SECRET",
        encoded(figure(), "JPEG", exif=exif, comment=b"SECRET"),
        encoded(figure(), "WEBP", exif=exif, xmp=b"SECRET"),
    ):
        normalised = art.normalise(data)
        for stored in (normalised.png, normalised.tile):
            assert b"SECRET" not in stored
            assert not Image.open(io.BytesIO(stored)).info.keys() - {"loop", "background", "timestamp", "duration"}


def test_a_very_large_picture_is_made_as_large_as_any_frame_needs() -> None:
    image, normalised = kept(encoded(figure(size=(7000, 1000)), "JPEG"))
    assert image.size == (4096, 585)
    assert normalised.notes == ("Made smaller: from 7000 × 1000 to 4096 × 585 pixels.",)
    assert Image.open(io.BytesIO(normalised.tile)).size == (640, 91)


def test_a_large_photograph_taken_upright_keeps_its_shape_and_says_how_large_it_was() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image, normalised = kept(encoded(figure(size=(7600, 1000)), "JPEG", exif=exif))
    assert image.size == (500, 3800)
    assert normalised.notes == (
        "Turned upright, as the camera noted.",
        "Made smaller: from 1000 × 7600 to 500 × 3800 pixels.",
    )


@pytest.mark.parametrize("size", [(64, 64), (64, 4000)])
def test_sixty_four_pixels_are_enough(size: tuple[int, int]) -> None:
    assert kept(encoded(figure(size=size)))[0].size == size


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 100))


def webp_header(width: int, height: int) -> bytes:
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wide_gif() -> bytes:
    data = encoded(figure(), "GIF")
    return data[:6] + struct.pack("<HH", 60_000, 60_000) + data[10:]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (encoded(Image.new("RGB", (1, 1))), "1 × 1 pixels"),
        (encoded(Image.new("RGB", (63, 500))), "at least 64"),
        (png_header(8000, 5001), "more than 40 million pixels"),
        (png_header(2**31 - 1, 2**31 - 1), "more than 40 million pixels"),
        (webp_header(16_000, 16_000), "more than 40 million pixels"),
        (wide_gif(), "more than 40 million pixels"),
        (encoded(figure())[:200], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "damaged"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 nothing", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG, HTML"),
        (b"\n <!doctype html><script>alert(1)</script>", "SVG, HTML"),
        (b"%PDF-1.7", "not a picture we can read"),
        (b"II*\x00" + b"\x00" * 60, "not a picture we can read"),
        (b"MZ" + b"\x00" * 60, "not a picture we can read"),
        (encoded(Image.new("RGBA", (80, 80))), "wholly transparent"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        art.normalise(data)
    assert says in caught.value.message and caught.value.field == "picture"


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    import tracemalloc

    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    tracemalloc.start()
    with pytest.raises(BadInput, match="40 million"):
        art.normalise(bomb)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(("colour", "strongest"), [("#D04020", 0), ("#20A040", 1), ("#3050D0", 2)])
def test_the_tile_is_a_dark_tone_of_the_art(colour: str, strongest: int) -> None:
    tone = art.tile_colour(Image.open(io.BytesIO(factories.png(colour))))
    parts = [int(tone[place : place + 2], 16) for place in (1, 3, 5)]
    assert parts[strongest] == max(parts) and sum(parts) / 3 < 80


def test_art_without_colour_gets_a_neutral_tile() -> None:
    tone = art.tile_colour(Image.new("RGB", (64, 64), "#888888"))
    assert tone[1:3] == tone[3:5] == tone[5:7]


# -- kept for a character ---------------------------------------------------------------------------------------------


def add(character: Character, data: bytes, name: str = "figure.png") -> CharacterAsset:
    owner = factories.owner_of(character)
    return pictures.add(user=owner, character_id=character.pk, name=name, content=io.BytesIO(data))


@pytest.fixture
def draft(studio) -> Character:
    return factories.make_character(studio, name="Orrin")


@pytest.mark.django_db
def test_a_picture_is_stored_with_its_tile_and_colours_the_character(draft: Character) -> None:
    asset = add(draft, factories.png("#3050D0"), "C:\\art\\Orrin\x00 front.png")
    with default_storage.open(asset.file) as file:
        import hashlib

        assert hashlib.sha256(file.read()).hexdigest() == asset.sha256
    assert asset.file.startswith(f"characters/{draft.pk}/") and asset.file.endswith(".png")
    assert default_storage.exists(asset.tile) and asset.tile.endswith(".webp")
    assert (asset.position, asset.original_name, asset.has_alpha) == (0, "Orrin front.png", True)
    draft.refresh_from_db()
    assert int(draft.tile_colour[5:7], 16) > int(draft.tile_colour[1:3], 16)
    assert AuditEvent.objects.filter(tag="picture.added", subject=draft.pk).count() == 1


@pytest.mark.django_db
def test_the_same_picture_twice_is_one_picture(draft: Character, media) -> None:
    assert add(draft, factories.png()) == add(draft, factories.png())
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


@pytest.mark.django_db
def test_pictures_are_put_in_order_and_the_first_colours_the_character(draft: Character) -> None:
    owner = factories.owner_of(draft)
    red, blue = add(draft, factories.png("#D04020")), add(draft, factories.png("#3050D0"))
    pictures.reorder(user=owner, character_id=draft.pk, picture_ids=[blue.pk, red.pk])
    assert list(draft.assets.values_list("pk", flat=True)) == [blue.pk, red.pk]
    draft.refresh_from_db()
    assert int(draft.tile_colour[5:7], 16) > int(draft.tile_colour[1:3], 16)
    for wrong in ([blue.pk], [blue.pk, blue.pk], [blue.pk, red.pk, "ast_x"], []):
        with pytest.raises(BadInput):
            pictures.reorder(user=owner, character_id=draft.pk, picture_ids=wrong)


@pytest.mark.django_db(transaction=True)
def test_a_removed_picture_leaves_no_file(draft: Character, media) -> None:
    owner = factories.owner_of(draft)
    asset, other = add(draft, factories.png("#D04020")), add(draft, factories.png("#3050D0"))
    pictures.remove(user=owner, picture_id=asset.pk)
    assert not default_storage.exists(asset.file) and not default_storage.exists(asset.tile)
    assert list(draft.assets.all()) == [other]
    with pytest.raises(NotFound):
        pictures.remove(user=factories.make_user(), picture_id=other.pk)


@pytest.mark.django_db
def test_a_listed_character_keeps_one_picture(tobble: Character) -> None:
    with pytest.raises(Conflict, match="at least one picture"):
        pictures.remove(user=factories.owner_of(tobble), picture_id=tobble.assets.get().pk)


@pytest.mark.django_db
def test_a_refused_picture_leaves_nothing_behind(draft: Character, media, settings) -> None:
    settings.LARGEST_PICTURE_BYTES = 2**20
    for data in (b"", b"<svg/>", b"\x89PNG" + b"\x00" * 2**20):
        with pytest.raises(BadInput):
            add(draft, data)
    assert not media.exists() or not list(media.rglob("*.png"))
    assert CharacterAsset.objects.count() == 0


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_takes_its_files_along(draft: Character, media, monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 1)
    add(draft, factories.png("#D04020"))
    real = pictures._check_room
    calls: list[str] = []

    def room_until_the_files_are_stored(character: Character) -> None:
        calls.append(character.pk)
        if len(calls) > 1:
            real(character)

    monkeypatch.setattr(pictures, "_check_room", room_until_the_files_are_stored)
    with pytest.raises(BadInput, match="at most 1"):
        add(draft, factories.png("#3050D0"))
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


@pytest.mark.django_db
def test_only_the_studio_may_add(draft: Character, creator: User) -> None:
    with pytest.raises(NotFound):
        pictures.add(user=creator, character_id=draft.pk, name="x.png", content=io.BytesIO(factories.png()))
