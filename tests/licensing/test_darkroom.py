"""Large pictures are developed apart: the same result, the same words, and a web process that stays small."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from core.errors import BadInput
from licensing import darkroom
from licensing.darkroom import LARGEST_HERE_PIXELS, develop
from licensing.pictures import normalise

ROOT = Path(__file__).resolve().parents[2]
# What a web process that has served every page (147 MB) may still grow by to stay under 220 MB, in kB.
ROOM_KB = 70_000


def jpeg(width: int, height: int, mode: str = "CMYK") -> bytes:
    file = io.BytesIO()
    picture = Image.radial_gradient("L").resize((width, height)).convert("RGB").convert(mode)
    picture.save(file, "JPEG", quality=60)
    return file.getvalue()


def test_a_large_picture_comes_out_as_it_would_have_here() -> None:
    data = jpeg(2200, 1600)
    assert LARGEST_HERE_PIXELS < 2200 * 1600
    with translation.override("fr"):
        assert develop(data) == normalise(data)


def test_a_small_picture_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_child(*args: object, **options: object) -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(darkroom.subprocess, "run", no_child)
    assert develop(jpeg(300, 200)).width == 300


def test_what_is_refused_there_is_refused_here_in_the_readers_words() -> None:
    whole = jpeg(2200, 1600)
    damaged = whole[: len(whole) // 3]
    with translation.override("fr"):
        with pytest.raises(BadInput) as here:
            normalise(damaged)
        with pytest.raises(BadInput) as there:
            develop(damaged)
    assert (there.value.message, there.value.field) == (here.value.message, "picture")


def test_a_child_that_dies_is_a_clear_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom.sys, "executable", "/bin/false")
    with pytest.raises(BadInput, match="fewer pixels"):
        develop(jpeg(2200, 1600))


MEASURE = """
import os, pathlib, re, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
django.setup()
from licensing.darkroom import develop


def most():
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])


before = most()
print(develop(pathlib.Path(sys.argv[1]).read_bytes()).width, most() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's own high-water mark")
def test_forty_megapixels_leave_the_web_process_small(tmp_path: Path) -> None:
    # Dense, so that the file and what becomes of it are both tens of megabytes.
    picture = tmp_path / "large.jpg"
    Image.effect_noise((2000, 1250), 80).convert("RGB").resize((8000, 5000)).save(picture, quality=92)

    command = [sys.executable, "-c", MEASURE, str(picture)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    width, grown_kb = map(int, done.stdout.split())
    assert width == 4000  # a JPEG this large is read at half its size
    assert grown_kb < ROOM_KB
