"""The tiers creators can choose from, and the size of what each makes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import BadInput
from generation.briefs import ASPECTS, LANDSCAPE, SQUARE, no_such_aspect
from generation.models import RenderModel

STORYBOARD = "storyboard"
STANDARD = "standard"

# What the storyboard tier makes: 720p at the pace of film.
STORYBOARD_SIDES = (1280, 720)
STORYBOARD_FPS = 24


@dataclass(frozen=True)
class Tier:
    """A tier on offer: the long and the short side of its frames in pixels, and frames a second."""

    name: str
    long_side: int
    short_side: int
    fps: int

    def size(self, aspect: str) -> tuple[int, int]:
        """Return width and height, in pixels. Raises BadInput for an aspect that is none of ASPECTS."""
        if aspect not in ASPECTS:
            raise no_such_aspect(aspect)
        if aspect == SQUARE:
            return self.short_side, self.short_side
        sides = (self.long_side, self.short_side)
        return sides if aspect == LANDSCAPE else sides[::-1]


def tiers_offered() -> tuple[Tier, ...]:
    """List the tiers a creator can choose: the storyboard always, the standard one when a model is enabled for it."""
    model = _enabled(STANDARD)
    storyboard = Tier(STORYBOARD, *STORYBOARD_SIDES, STORYBOARD_FPS)
    return (storyboard, _from_model(model)) if model else (storyboard,)


def tier_offered(name: str) -> Tier:
    """Return a tier by name. Raises BadInput, naming those on offer, when it is not one of them."""
    offered = tiers_offered()
    for tier in offered:
        if tier.name == name:
            return tier
    names = ", ".join(tier.name for tier in offered)
    sentence = _("The tier “%(tier)s” is not on offer now. Choose one of: %(tiers)s.")
    raise BadInput(sentence % {"tier": name, "tiers": names}, field="tier")


def model_for(tier: str) -> RenderModel:
    """Return the registry row that does a tier's work: the newest enabled one. Raises BadInput when there is none."""
    model = _enabled(tier)
    if model is None:
        raise BadInput(_("No model is enabled for the tier “%(tier)s”.") % {"tier": tier}, field="tier")
    return model


def _enabled(tier: str) -> RenderModel | None:
    return RenderModel.objects.filter(tier=tier, enabled=True).order_by("-id").first()


def _from_model(model: RenderModel) -> Tier:
    return Tier(model.tier, max(model.width, model.height), min(model.width, model.height), model.fps)
