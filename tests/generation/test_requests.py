"""Asking for a clip: what is checked, reserved and recorded, and what is not when something is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core import clock
from core.errors import BadInput, Conflict, InsufficientFunds, KeyReused, LicenceRefused, NotFound, StepRefused
from core.models import AuditEvent, OutboxMessage, User
from core.money import Money
from generation.models import RenderJob, RenderModel
from generation.pricing import Card
from generation.selectors.jobs import job_for, jobs_of, place_in_queue
from generation.selectors.previews import preview
from generation.services import quotes, renders, requests
from licensing.models import Character, Decision
from licensing.services import characters
from tests.factories import listed_character, make_user, owner_of, terms_document
from tests.generation.stage import brief, fund, held, prove, submit, units_left, wallet

pytestmark = pytest.mark.django_db


def test_a_request_reserves_units_and_fee_and_makes_one_job(creator: User, character: Character) -> None:
    job = submit(creator, character, seconds=10, title="  Sunset ", seed=7)

    assert (job.state, job.tier, job.seed, job.title) == ("reserved", "storyboard", 7, "Sunset")
    assert (job.width, job.height) == (1280, 720)
    assert (wallet(creator), held(creator), units_left(creator)) == (750, 250, 28)
    assert [(f.source, f.hold.amount) for f in job.funding.order_by("pk")] == [("allowance", 2), ("wallet", 250)]
    assert [casting.character_id for casting in job.casting.all()] == [character.pk]
    card = Card.from_json(job.card)
    assert (card.total, card.units) == (Money(250, "USD"), 2)
    assert job.decision.verdict == "allow"
    prove()


def test_the_job_tells_the_audit_trail_and_rings_for_its_tier(creator: User, character: Character) -> None:
    job = submit(creator, character)
    line = AuditEvent.objects.get(tag="render_job.reserved")
    assert (line.actor, line.subject, line.facts["total"]["minor"]) == (creator.pk, job.pk, 250)
    (news,) = OutboxMessage.objects.filter(topic="job.reserved")
    assert (news.subject, news.payload) == (job.pk, {"tier": "storyboard"})


def test_the_same_key_makes_one_job_and_charges_once(creator: User, character: Character) -> None:
    first = submit(creator, character, key="same")
    again = submit(creator, character, key="same")
    assert first.pk == again.pk
    assert (wallet(creator), held(creator), Decision.objects.count()) == (750, 250, 1)


def test_the_same_key_with_other_values_is_refused(creator: User, character: Character) -> None:
    submit(creator, character, key="same", seed=1)
    for changes in ({"seed": 2}, {"seed": 1, "seconds": 6}, {"seed": 1, "title": "Other"}):
        with pytest.raises(KeyReused):
            submit(creator, character, key="same", **changes)
    assert RenderJob.objects.count() == 1


def test_two_people_may_use_the_same_key(creator: User, character: Character) -> None:
    other = make_user()
    fund(other, 1000)
    assert submit(creator, character, key="same").pk != submit(other, character, key="same").pk


def test_a_refused_use_reserves_nothing_and_is_recorded(creator: User) -> None:
    shy = listed_character(purposes=["personal"])
    with pytest.raises(LicenceRefused) as refused:
        submit(creator, shy, purpose="advertising")

    assert [reason["code"] for reason in refused.value.facts["reasons"]] == ["purpose_not_allowed"]
    assert refused.value.facts["alternatives"]
    decision = Decision.objects.get(pk=refused.value.facts["decision"])
    assert decision.verdict == "deny"
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    assert not RenderJob.objects.exists()
    assert not OutboxMessage.objects.filter(topic="job.reserved").exists()
    prove()


def test_a_refused_key_may_be_used_again_once_it_is_allowed(creator: User, character: Character) -> None:
    characters.unlist(user=owner_of(character), character_id=character.pk)
    with pytest.raises(LicenceRefused):
        submit(creator, character, key="same")
    characters.list_it(user=owner_of(character), character_id=character.pk)
    assert submit(creator, character, key="same").state == "reserved"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"prompt": ""}, "prompt_empty"),
        ({"prompt": "word " * 2000}, "prompt_too_long"),
        ({"prompt": "a\x07bell"}, "prompt_control_characters"),
        ({"territory": "ZZ"}, "territory_unknown"),
        ({"purpose": "world domination"}, "purpose_unknown"),
        ({"seconds": 0}, "seconds_too_short"),
        ({"seconds": 9999}, "seconds_too_long"),
        ({"characters": ()}, "no_characters"),
        ({"characters": ("chr_nobody",)}, "not_listed"),
    ],
)
def test_a_request_that_makes_no_sense_says_why(
    creator: User, character: Character, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(LicenceRefused) as refused:
        submit(creator, character, **changes)
    assert code in [reason["code"] for reason in refused.value.facts["reasons"]]
    assert preview(user=creator, request=brief(character, **changes)).card is None
    prove()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"title": "x" * 81}, "at most 80"),
        ({"title": "two\nlines"}, "control characters"),
        ({"tier": "cinema"}, "not on offer"),
        ({"tier": "standard"}, "not on offer"),
        ({"aspect": "round"}, "aspect"),
        ({"key": "k" * 256}, "255 characters"),
    ],
)
def test_a_value_that_makes_no_sense_says_what_to_give(
    creator: User, character: Character, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        submit(creator, character, **changes)
    assert (wallet(creator), Decision.objects.count()) == (1000, 0)


@pytest.mark.parametrize(("aspect", "size"), [("portrait", (720, 1280)), ("square", (720, 720))])
def test_a_clip_may_be_upright_or_square(
    creator: User, character: Character, aspect: str, size: tuple[int, int]
) -> None:
    job = submit(creator, character, aspect=aspect)
    assert (job.width, job.height) == size


def test_the_standard_tier_opens_with_an_enabled_model(creator: User, character: Character) -> None:
    RenderModel.objects.create(name="ltx", tier="standard", pipeline="LTXPipeline", path="/models/ltx")
    job = submit(creator, character, tier="standard", aspect="portrait")
    assert (job.width, job.height, Card.from_json(job.card).units) == (512, 768, 4)


def test_a_request_without_a_seed_gets_one_of_its_own(creator: User, character: Character) -> None:
    assert submit(creator, character).seed != submit(creator, character).seed


def test_missing_funds_are_named_with_what_would_help(character: Character) -> None:
    poor = make_user()
    fund(poor, 100)
    with pytest.raises(InsufficientFunds) as short:
        submit(poor, character)

    assert short.value.facts["missing"] == {"minor": 150, "currency": "USD"}
    assert short.value.facts["needed"] == {"minor": 250, "currency": "USD"}
    assert short.value.facts["available"] == {"minor": 100, "currency": "USD"}
    assert [step["kind"] for step in short.value.facts["next_steps"]] == ["top_up"]
    assert (wallet(poor), units_left(poor), Decision.objects.count()) == (100, 30, 0)
    prove()


def test_what_the_allowance_lacks_is_paid_from_the_wallet(settings: Any, creator: User, character: Character) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 3
    submit(creator, character, seconds=10)
    job = submit(creator, character, seconds=20)
    assert (job.total, Card.from_json(job.card).units) == (250 + 3 * 40, 1)
    assert wallet(creator) == 1000 - 250 - 370


def test_an_eligible_fee_is_waived_when_the_allowance_pays_the_render(settings: Any) -> None:
    settings.DAILY_ALLOWANCE_UNITS = 1
    broke, free = make_user(), listed_character(free=True)
    job = submit(broke, free)
    assert job.total == 0
    assert [f.source for f in job.funding.all()] == ["allowance"]
    with pytest.raises(InsufficientFunds):
        submit(broke, free)


def test_every_character_of_the_cast_is_licensed_and_paid(creator: User, character: Character) -> None:
    other = listed_character(fee=120)
    job = submit(creator, other, character)
    assert [casting.character_id for casting in job.casting.all()] == [other.pk, character.pk]
    assert job.total == 370


# -- holding us to a price


def test_a_quote_is_honoured_at_its_price(creator: User, character: Character) -> None:
    quote = quotes.make_quote(user=creator, request=brief(character))
    assert (quote.total, quote.currency) == (250, "USD")
    assert (wallet(creator), held(creator)) == (1000, 0)
    job = submit(creator, character, quote_id=quote.pk)
    assert job.quote_id == quote.pk


def test_a_price_above_the_quote_is_not_charged(creator: User, character: Character) -> None:
    quote = quotes.make_quote(user=creator, request=brief(character))
    raise_fee(character, 300)
    with pytest.raises(Conflict) as risen:
        submit(creator, character, quote_id=quote.pk)
    assert risen.value.facts["price"] == {"minor": 300, "currency": "USD"}
    assert risen.value.facts["quoted"] == {"minor": 250, "currency": "USD"}
    assert wallet(creator) == 1000


def test_a_price_below_the_quote_is_the_one_charged(creator: User, character: Character) -> None:
    quote = quotes.make_quote(user=creator, request=brief(character))
    raise_fee(character, 200)
    assert submit(creator, character, quote_id=quote.pk).total == 200


def test_a_quote_is_over_after_ten_minutes(creator: User, character: Character) -> None:
    quote = quotes.make_quote(user=creator, request=brief(character))
    with clock.frozen(quote.expires_at), pytest.raises(Conflict, match="over"):
        submit(creator, character, quote_id=quote.pk)
    with clock.frozen(quote.expires_at - dt.timedelta(seconds=1)):
        assert submit(creator, character, quote_id=quote.pk).total == 250


def test_a_quote_is_for_its_owner_and_its_request(creator: User, character: Character) -> None:
    quote = quotes.make_quote(user=creator, request=brief(character))
    other = make_user()
    fund(other, 1000)
    with pytest.raises(NotFound):
        submit(other, character, quote_id=quote.pk)
    with pytest.raises(BadInput, match="another request"):
        submit(creator, character, quote_id=quote.pk, seconds=6)
    with pytest.raises(BadInput, match="another request"):
        submit(creator, character, quote_id=quote.pk, aspect="square")


def test_no_quote_is_made_for_what_is_not_allowed(creator: User, character: Character) -> None:
    with pytest.raises(LicenceRefused) as refused:
        quotes.make_quote(user=creator, request=brief(character, territory="ZZ"))
    assert refused.value.facts["reasons"]


def test_the_most_one_would_pay_is_respected(creator: User, character: Character) -> None:
    with pytest.raises(Conflict) as above:
        submit(creator, character, max_total=Money(249, "USD"))
    assert above.value.facts["price"] == {"minor": 250, "currency": "USD"}
    with pytest.raises(BadInput, match="USD"):
        submit(creator, character, max_total=Money(250, "EUR"))
    assert submit(creator, character, max_total=Money(250, "USD")).total == 250


def raise_fee(character: Character, minor: int) -> None:
    from licensing.services import terms

    terms.publish(user=owner_of(character), character_id=character.pk, document=terms_document(fee=minor))


# -- looking and taking back


def test_the_preview_writes_nothing(creator: User, character: Character) -> None:
    before = AuditEvent.objects.count()
    seen = preview(user=creator, request=brief(character, seconds=10))
    assert seen.card is not None
    assert (seen.card.total, seen.card.units, seen.short_by) == (Money(250, "USD"), 2, Money(0, "USD"))
    assert (AuditEvent.objects.count(), units_left(creator), wallet(creator)) == (before, 30, 1000)


def test_the_preview_says_what_is_missing(character: Character) -> None:
    seen = preview(user=make_user(), request=brief(character))
    assert seen.short_by == Money(250, "USD")
    assert [step.kind for step in seen.steps] == ["top_up"]


def test_a_waiting_job_is_cancelled_at_once_and_everything_goes_back(creator: User, character: Character) -> None:
    job = submit(creator, character)
    cancelled = requests.cancel(user=creator, job_id=job.pk)
    assert cancelled.state == "cancelled"
    assert (wallet(creator), held(creator), units_left(creator)) == (1000, 0, 30)
    assert OutboxMessage.objects.filter(topic="job.ended", subject=job.pk).count() == 1
    assert requests.cancel(user=creator, job_id=job.pk).state == "cancelled"
    assert OutboxMessage.objects.filter(topic="job.ended").count() == 1
    prove()


def test_a_job_being_rendered_is_asked_to_stop(creator: User, character: Character) -> None:
    job = submit(creator, character)
    renders.claim(tier="storyboard", worker="w1")
    asked = requests.cancel(user=creator, job_id=job.pk)
    assert (asked.state, asked.cancel_asked_at is not None) == ("rendering", True)
    first = asked.cancel_asked_at
    assert requests.cancel(user=creator, job_id=job.pk).cancel_asked_at == first


def test_nobody_sees_or_cancels_anothers_job(creator: User, character: Character) -> None:
    job, stranger = submit(creator, character), make_user()
    with pytest.raises(NotFound):
        requests.cancel(user=stranger, job_id=job.pk)
    with pytest.raises(NotFound):
        job_for(user=stranger, job_id=job.pk)
    assert job_for(user=creator, job_id=job.pk) == job
    assert not jobs_of(stranger).exists()


def test_the_place_in_the_queue_counts_those_before(creator: User, character: Character) -> None:
    first, second = submit(creator, character), submit(creator, character)
    assert (place_in_queue(first), place_in_queue(second)) == (0, 1)
    renders.claim(tier="storyboard", worker="w1")
    first.refresh_from_db()
    assert (place_in_queue(first), place_in_queue(second)) == (None, 0)


def test_a_job_that_ended_does_not_end_again(creator: User, character: Character) -> None:
    from generation.services import endings

    job = submit(creator, character)
    requests.cancel(user=creator, job_id=job.pk)
    job.refresh_from_db()
    with pytest.raises(StepRefused):
        endings.end(job=job, state=endings.FAILED, actor="system:test")
