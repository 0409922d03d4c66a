"""From a finished render to a paid, visible clip."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from core import clock
from core.models import OutboxMessage, User
from core.money import Money
from generation.invariants import files_whole
from generation.models import Clip, RenderJob, RenderOutput
from generation.selectors.clips import clip_for, clips_of, media_links, showcase
from generation.selectors.jobs import unsettled
from generation.services import clips, renders, settlement
from ledger import chart
from ledger import selectors as books
from ledger.services import holds
from licensing.models import Character
from licensing.selectors.royalties import royalties_of_job
from licensing.services import characters
from tests.factories import listed_character, make_user, owner_of, publish_split
from tests.generation.stage import finish, fund, held, prove, submit, units_left, units_used, wallet

pytestmark = pytest.mark.django_db


def render(job: RenderJob, folder: Path) -> RenderJob:
    lease = renders.claim(tier=job.tier, worker="w1")
    assert lease is not None
    assert lease.job_id == job.pk
    return finish(lease, folder / job.pk)


def payables() -> dict[str, int]:
    """Who is owed what, by role."""
    return {
        row.role: books.balance(chart.payable(row.payee_id), row.amount.currency).minor
        for job in RenderJob.objects.all()
        for row in royalties_of_job(job.pk)
        if row.payee_id
    }


def balance(address: chart.Address, currency: str = "USD") -> int:
    return books.balance(address, currency).minor


def test_a_settled_clip_pays_everyone_their_part(creator: User, character: Character, tmp_path: Path) -> None:
    job = render(submit(creator, character, seconds=10), tmp_path)
    assert not Clip.objects.exists()

    settled = settlement.settle(job_id=job.pk)

    assert settled.state == "settled"
    assert (wallet(creator), held(creator), units_left(creator), units_used()) == (750, 0, 28, 2)
    assert payables() == {"artist": 149, "voice": 42, "estate": 21}
    assert balance(chart.PLATFORM_COMMISSION) == 38
    assert [(row.role, row.amount.minor) for row in royalties_of_job(job.pk)] == [
        ("platform", 38),
        ("artist", 149),
        ("voice", 42),
        ("estate", 21),
    ]
    clip = Clip.objects.get()
    assert (clip.job_id, clip.user_id, clip.state, clip.title) == (
        job.pk,
        creator.pk,
        "private",
        "A walk along the sea at sunset",
    )
    assert OutboxMessage.objects.get(topic="job.settled").payload == {"clip": clip.pk}
    assert list(files_whole()) == []
    prove()


def test_one_entry_pays_render_royalties_and_commission(
    settings: Any, creator: User, character: Character, tmp_path: Path
) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 1
    job = render(submit(creator, character, seconds=10), tmp_path)
    settlement.settle(job_id=job.pk)
    assert balance(chart.PLATFORM_RENDER) == 40
    captures = [entry for entry in books.entries_of(job.pk) if entry.kind == "capture"]
    assert len(captures) == 2
    money = next(entry for entry in captures if entry.postings[0][1].currency == "USD")
    assert sorted(amount.minor for _, amount in money.postings) == [-290, 21, 38, 40, 42, 149]
    assert {row.entry_id for row in royalties_of_job(job.pk)} == {money.id}
    prove()


def test_settling_twice_pays_once(creator: User, character: Character, tmp_path: Path) -> None:
    job = render(submit(creator, character), tmp_path)
    settlement.settle(job_id=job.pk)
    settlement.settle(job_id=job.pk)
    assert (wallet(creator), Clip.objects.count(), balance(chart.PLATFORM_COMMISSION)) == (750, 1, 38)
    assert OutboxMessage.objects.filter(topic="job.settled").count() == 1


def test_a_job_that_is_not_rendered_is_left_alone(creator: User, character: Character) -> None:
    job = submit(creator, character)
    assert settlement.settle(job_id=job.pk).state == "reserved"
    assert held(creator) == 250


def test_a_waived_fee_owes_nobody(tmp_path: Path) -> None:
    broke, free = make_user(), listed_character(free=True)
    job = render(submit(broke, free), tmp_path)
    settlement.settle(job_id=job.pk)
    assert royalties_of_job(job.pk) == ()
    assert units_used() == 1
    assert [entry.kind for entry in books.entries_of(job.pk)] == ["reserve", "capture"]
    prove()


def test_a_waived_and_a_charged_fee_in_one_clip(creator: User, tmp_path: Path) -> None:
    free, paid = listed_character(free=True), listed_character(fee=100)
    job = render(submit(creator, free, paid), tmp_path)
    settlement.settle(job_id=job.pk)
    assert wallet(creator) == 900
    assert {row.character_id for row in royalties_of_job(job.pk)} == {paid.pk}
    prove()


def test_a_studio_in_another_currency_is_paid_in_it(tmp_path: Path) -> None:
    creator, character = make_user(), listed_character(fee=300, currency="JPY")
    fund(creator, 1000, "JPY")
    job = render(submit(creator, character), tmp_path)
    settlement.settle(job_id=job.pk)
    assert wallet(creator, "JPY") == 700
    assert balance(chart.PLATFORM_COMMISSION, "JPY") == 45
    prove()


def test_a_split_sheet_published_during_the_render_moves_nothing_already_promised(
    creator: User, character: Character, tmp_path: Path
) -> None:
    job = render(submit(creator, character), tmp_path)
    publish_split(character, (("newcomer", "newcomer@example.com", 1_000_000),))
    settlement.settle(job_id=job.pk)
    assert payables() == {"artist": 149, "voice": 42, "estate": 21}


def test_a_commission_raised_during_the_render_is_not_taken(
    settings: Any, creator: User, character: Character, tmp_path: Path
) -> None:
    job = render(submit(creator, character), tmp_path)
    settings.PLATFORM_COMMISSION_PPM = 500_000
    settlement.settle(job_id=job.pk)
    assert balance(chart.PLATFORM_COMMISSION) == 38


def test_a_clip_whose_licence_was_withdrawn_is_never_published(
    creator: User, character: Character, tmp_path: Path
) -> None:
    job = render(submit(creator, character), tmp_path)
    video = job.output.video
    characters.unlist(user=owner_of(character), character_id=character.pk)

    refused = settlement.settle(job_id=job.pk)

    assert (refused.state, refused.error_code) == ("refused", "not_listed")
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    assert not Clip.objects.exists()
    assert not RenderOutput.objects.exists()
    assert not default_storage.exists(video)
    assert list(files_whole()) == []
    prove()


def test_a_result_after_the_reservation_ended_is_thrown_away(
    creator: User, character: Character, tmp_path: Path
) -> None:
    job = render(submit(creator, character), tmp_path)
    with clock.frozen(clock.now() + dt.timedelta(hours=3)):
        holds.expire_due()
        failed = settlement.settle(job_id=job.pk)
    assert (failed.state, failed.error_code) == ("failed", "reservation_expired")
    assert (wallet(creator), Clip.objects.count()) == (1000, 0)
    assert list(files_whole()) == []
    prove()


def test_a_worker_that_died_before_settling_is_made_up_for(creator: User, character: Character, tmp_path: Path) -> None:
    job = render(submit(creator, character), tmp_path)
    ten = dt.timedelta(seconds=10)
    assert settlement.settle_waiting(longer_than=ten) == 0
    with clock.frozen(clock.now() + ten):
        assert unsettled(longer_than=ten) == [job.pk]
        assert settlement.settle_waiting(longer_than=ten) == 1
        assert settlement.settle_waiting(longer_than=ten) == 0
    prove()


def test_one_job_that_cannot_be_settled_does_not_keep_the_others(
    creator: User, character: Character, tmp_path: Path
) -> None:
    stuck = render(submit(creator, character), tmp_path)
    fine = render(submit(creator, character), tmp_path)
    RenderJob.objects.filter(pk=stuck.pk).update(card={**stuck.card, "lines": []})
    now = dt.timedelta(0)
    assert settlement.settle_waiting(longer_than=now) == 1
    stuck.refresh_from_db()
    fine.refresh_from_db()
    assert (stuck.state, fine.state) == ("rendered", "settled")
    assert held(creator) == 250


def test_files_of_lost_attempts_are_deleted_when_the_clip_is_settled(
    creator: User, character: Character, tmp_path: Path
) -> None:
    job = submit(creator, character)
    renders.claim(tier="storyboard", worker="lost")
    default_storage.save(f"clips/{job.pk}/1/video.mp4", (tmp_path / "leftover").open("w+b"))
    with clock.frozen(clock.now() + dt.timedelta(seconds=61)):
        renders.reap()
    render(job, tmp_path)
    settlement.settle(job_id=job.pk)
    assert default_storage.listdir(f"clips/{job.pk}")[0] == ["2"]
    assert list(files_whole()) == []


# -- looking at clips


def settled(user: User, character: Character, folder: Path, **options: Any) -> Clip:
    job = render(submit(user, character, **options), folder)
    settlement.settle(job_id=job.pk)
    return Clip.objects.get(job=job)


def test_a_clip_is_called_by_its_title_or_by_its_prompt(creator: User, character: Character, tmp_path: Path) -> None:
    assert settled(creator, character, tmp_path, title="Dusk").title == "Dusk"
    long = "A very slow walk along the sea at sunset with gulls above and boats far away"
    title = settled(creator, character, tmp_path, prompt=long).title
    assert title == "A very slow walk along the sea at sunset with gulls above…"


def test_a_clip_is_its_owners_until_they_show_it(creator: User, character: Character, tmp_path: Path) -> None:
    from django.contrib.auth.models import AnonymousUser

    from core.errors import NotFound

    clip, stranger = settled(creator, character, tmp_path), make_user()
    assert clip_for(user=creator, clip_id=clip.pk) == clip
    for viewer in (stranger, AnonymousUser()):
        with pytest.raises(NotFound):
            clip_for(user=viewer, clip_id=clip.pk)
    with pytest.raises(NotFound):
        clips.showcase(user=stranger, clip_id=clip.pk, shown=True)
    assert showcase(character.pk) == []

    clips.showcase(user=creator, clip_id=clip.pk, shown=True)

    assert showcase(character.pk) == [clip]
    assert clip_for(user=AnonymousUser(), clip_id=clip.pk) == clip
    clips.showcase(user=creator, clip_id=clip.pk, shown=False)
    assert showcase(character.pk) == []


def test_looking_at_many_clips_takes_as_few_queries_as_at_one(
    creator: User, character: Character, tmp_path: Path, assert_queries: Any
) -> None:
    for _ in range(3):
        settled(creator, character, tmp_path)
    with assert_queries(2):
        found = [(media_links(clip.job.output).video, list(clip.job.casting.all())) for clip in clips_of(creator)]
    assert len(found) == 3


def test_what_was_agreed_is_what_the_card_shows(creator: User, character: Character, tmp_path: Path) -> None:
    clip = settled(creator, character, tmp_path)
    assert clip.job.total_money == Money(250, "USD")
