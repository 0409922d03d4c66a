"""Where large pictures are developed: in a process of its own, so that a web process never grows by one.

Decoding 40 megapixels takes up to 850 MB for some seconds, and an allocator does not give all of it back. The child
does what `licensing.pictures.normalise` does, with the same words for what is wrong, and ends.

Between the two: the picture's bytes on standard input; on standard output one JSON line (what was found, or what is
refused), then the PNG and the tile, whose lengths the line tells.
"""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
from typing import IO, Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image

from core.errors import BadInput
from licensing.pictures import Normalised, normalise

log = logging.getLogger(__name__)

# Up to here a conversion costs a web process less than 60 MB, and starting a child would cost more than it saves.
LARGEST_HERE_PIXELS = 3_000_000
# The slowest 40-megapixel file we know takes a tenth of it on one busy core.
LONGEST_SECONDS = 90


def develop(data: bytes) -> Normalised:
    """Convert a picture as `normalise` does, and raise as it does; large ones in a child process."""
    return _developed_apart(data) if _pixels(data) > LARGEST_HERE_PIXELS else normalise(data)


def _pixels(data: bytes) -> int:
    """Read from the header how many pixels there are; 0 for what `normalise` will refuse anyway."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.width * picture.height
    except Exception:
        # Whatever Pillow stumbles over here, it will again, and then it is said in words.
        return 0


def _developed_apart(data: bytes) -> Normalised:
    command = [sys.executable, "-m", "licensing.darkroom", get_language() or "en"]
    # Through a file, not a pipe: the parent then holds the answer once, where collecting and slicing took three copies.
    with tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(
                command,
                input=data,
                stdout=answer,
                stderr=subprocess.PIPE,
                timeout=LONGEST_SECONDS,
                check=True,
                cwd=settings.BASE_DIR,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
            log.warning("a picture of %s bytes could not be developed: %s %s", len(data), failure, failure.stderr)
            sentence = _("This picture is too heavy to convert. Export it with fewer pixels and send it again.")
            raise BadInput(sentence, field="picture") from failure
        answer.seek(0)
        return _read(answer)


def _read(answer: IO[bytes]) -> Normalised:
    found: dict[str, Any] = json.loads(answer.readline())
    if "refused" in found:
        raise BadInput(found["refused"], field=found["field"])
    png = answer.read(found.pop("png_length"))
    return Normalised(png=png, tile=answer.read(), **{**found, "notes": tuple(found["notes"])})


def _answer(data: bytes) -> bytes:
    """Convert, and write the answer as the parent reads it."""
    try:
        picture = normalise(data)
    except BadInput as refusal:
        return json.dumps({"refused": refusal.message, "field": refusal.field}).encode() + b"\n"
    told = {field.name: getattr(picture, field.name) for field in dataclasses.fields(picture)}
    del told["png"], told["tile"]
    line = json.dumps({**told, "png_length": len(picture.png)})
    return line.encode() + b"\n" + picture.png + picture.tile


def main() -> None:
    """Be the child."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    translation.activate(sys.argv[1])
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
