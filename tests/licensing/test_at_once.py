"""What happens when several do it at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from core.models import User
from licensing.models import Character, Decision, Studio
from licensing.services import characters, decisions, terms
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with its own connection, begun at one moment; return results or what was raised."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def admit(user: User, character: Character) -> str:
    with transaction.atomic():
        return decisions.record(user=user, request=factories.use_of(character)).verdict


def test_a_daily_cap_is_exact_however_many_ask_at_once(creator: User, studio: Studio) -> None:
    capped = factories.listed_character(studio, name="Kestra", daily_cap=3)
    verdicts = together(*[lambda: admit(creator, capped)] * 8)
    assert sorted(verdicts) == ["allow"] * 3 + ["deny"] * 5
    assert Decision.objects.filter(verdict="allow").count() == 3


def test_no_use_is_allowed_after_a_character_is_taken_out(creator: User, owner: User, tobble: Character) -> None:
    """Admissions that began before may commit before; none that commits later stands on a listing that is gone."""
    unlisted_at: list[Any] = []

    def take_out() -> None:
        characters.unlist(user=owner, character_id=tobble.pk)
        unlisted_at.append(Decision.objects.filter(verdict="allow").count())

    people = [factories.make_user() for _ in range(6)]
    together(take_out, *[lambda person=person: admit(person, tobble) for person in people])
    assert Decision.objects.filter(verdict="allow").count() == unlisted_at[0]
    assert admit(creator, tobble) == "deny"


def test_two_versions_published_at_once_follow_each_other(owner: User, tobble: Character) -> None:
    results = together(
        *[
            lambda fee=fee: (
                terms.publish(user=owner, character_id=tobble.pk, document=factories.terms_document(fee=fee)).version
            )
            for fee in (1, 2, 3)
        ]
    )
    assert sorted(results) == [2, 3, 4]
    assert list(tobble.terms.order_by("version").values_list("state", flat=True)) == ["retired"] * 3 + ["published"]


def test_two_studios_of_one_name_at_once_both_open(owner: User) -> None:
    from licensing.services import studios

    slugs = together(*[lambda: studios.create(user=owner, name="Twins").slug] * 3)
    assert len(set(slugs)) == 3 and all(slug.startswith("twins") for slug in slugs), slugs
