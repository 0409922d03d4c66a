"""The storyboard tier with its real renderer: from the studio's picture to a paid clip."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from core.models import User
from generation.rendering.encoding import read_clip_facts
from generation.services import takes
from licensing.models import Character
from tests.factories import listed_character
from tests.generation.stage import prove, submit, wallet

pytestmark = pytest.mark.django_db


def test_two_characters_in_a_square_storyboard(creator: User, character: Character) -> None:
    other = listed_character(colour="#2F6B66", fee=100)
    job = submit(creator, character, other, prompt="They jump by the sea at sunset", seconds=1, seed=3, aspect="square")

    takes.make_next(tier="storyboard", worker="w1")

    job.refresh_from_db()
    assert (job.state, job.error_message, wallet(creator)) == ("settled", "", 650)
    output = job.output
    assert output.renderer.startswith("animatic")
    heard = output.metadata["understanding"]["heard"]
    assert {"sea", "sunset", "jump"} <= {word for _, word in heard}
    facts = read_clip_facts(Path(default_storage.path(output.video)))
    assert (facts.codec, facts.pixel_format, facts.width, facts.height) == ("h264", "yuv420p", 720, 720)
    assert (facts.frame_count, facts.fps, facts.faststart) == (24, 24, True)
    with Image.open(default_storage.path(output.poster)) as poster:
        assert poster.size == (720, 720)
    with Image.open(default_storage.path(output.preview)) as preview:
        assert getattr(preview, "n_frames", 1) > 1
    prove()
