"""What a render job and a clip may do."""

from __future__ import annotations

from core.states import table

RENDER_JOB = table(
    "render job",
    reserved="rendering failed cancelled refused",
    rendering="rendered reserved failed cancelled refused",
    rendered="settled held failed cancelled refused",
    held="rendered failed cancelled refused",
    settled="",
    failed="",
    cancelled="",
    refused="",
)
CLIP = table(
    "clip",
    private="listed taken_down",
    listed="unlisted taken_down",
    unlisted="listed taken_down",
    taken_down="private listed unlisted",
)
