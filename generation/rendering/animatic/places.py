"""Every place the animatic can build, by the lexicon's name for it."""

from __future__ import annotations

from collections.abc import Callable

from generation.rendering.animatic import places_beyond as beyond
from generation.rendering.animatic import places_built as built
from generation.rendering.animatic import places_inside as inside
from generation.rendering.animatic import places_water as water
from generation.rendering.animatic import places_wild as wild
from generation.rendering.animatic.carpentry import Carpenter

PLACES: dict[str, Callable[[Carpenter], None]] = {
    "city": built.city,
    "rooftop": built.rooftop,
    "forest": wild.forest,
    "jungle": wild.jungle,
    "beach": water.beach,
    "sea": water.sea,
    "underwater": water.underwater,
    "space": beyond.space,
    "moon": beyond.moon,
    "desert": wild.desert,
    "mountain": wild.mountain,
    "meadow": wild.meadow,
    "snowfield": wild.snowfield,
    "lake": water.lake,
    "island": water.island,
    "village": built.village,
    "castle": built.castle,
    "garden": built.garden,
    "cave": inside.cave,
    "road": built.road,
    "room": inside.room,
    "stage": inside.stage,
    "cinema": inside.cinema,
    "studio": inside.studio,
}
