"""A few more clips, so that the house is not empty when the doors open: asked for as creators would, shown to all."""

from __future__ import annotations

from core.errors import MarqueeError
from core.models import User
from generation.briefs import ClipBrief
from generation.selectors import jobs
from generation.services import clips as clip_services
from generation.services import requests
from licensing import selectors as licences
from licensing.policy import UseRequest
from marketplace.demo import cast
from marketplace.demo.seed import person

# Both waive their fee for clips the daily allowance pays for, so nobody's wallet is touched.
STARS = ("tobble-wickmere", "barnaby-tilt")
CLIPS_EACH = 2
SECONDS = 5


def ask_for_clips() -> list[tuple[User, str]]:
    """Ask for each star's scenes, once: the key makes a repeat harmless. Return who asked, and the job's id."""
    creators = [person(one.name, one.email) for one in cast.CREATORS[1:]]
    cards, _more = licences.cards_of(licences.CatalogueQuery(limit=licences.LARGEST_PAGE))
    by_slug = {card.slug: card.id for card in cards}
    scenes = [
        (role.slug, number, prompt)
        for role in cast.CHARACTERS
        if role.slug in STARS and role.slug in by_slug
        for number, prompt in enumerate(role.prompts[:CLIPS_EACH])
    ]
    reel = []
    for slug, number, prompt in scenes:
        creator = creators[number % len(creators)]
        brief = ClipBrief(UseRequest((by_slug[slug],), prompt, "social", "US", "storyboard", SECONDS))
        try:
            job = requests.submit(user=creator, request=brief, key=f"showreel:{slug}:{number}")
        except MarqueeError:
            # The day's allowance or cap may be used up by whoever plays with the demonstration.
            continue
        reel.append((creator, job.pk))
    return reel


def show_finished(reel: list[tuple[User, str]]) -> None:
    """Show those clips of the reel that are finished, and forget them."""
    for creator, job_id in list(reel):
        job = jobs.job_for(user=creator, job_id=job_id)
        clip = getattr(job, "clip", None)
        if clip is not None:
            clip_services.showcase(user=creator, clip_id=clip.pk, shown=True)
        if clip is not None or job.state in job.STATES.finals:
            reel.remove((creator, job_id))
