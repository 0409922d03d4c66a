"""A repeated call gets the first one's answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from core import idempotency
from core.errors import BadInput, KeyReused
from core.models import IdempotencyRecord
from core.outbox import post
from core.topics import Topic

pytestmark = pytest.mark.django_db

INPUTS = {"prompt": "a fox", "seconds": 5}


@pytest.fixture
def calls() -> list[int]:
    return []


def once(calls: list[int], key: str = "k", inputs: dict[str, Any] | None = None, scope: str = "usr_1") -> Any:
    def run() -> dict[str, Any]:
        calls.append(1)
        return {"job": f"job_{len(calls)}"}

    with transaction.atomic():
        return idempotency.once(scope=scope, key=key, inputs=inputs or INPUTS, run=run)


def test_the_second_call_gets_the_first_ones_answer(calls: list[int]) -> None:
    first, second = once(calls), once(calls, inputs={"seconds": 5, "prompt": "a fox"})

    assert (first.answer, first.replayed) == ({"job": "job_1"}, False)
    assert (second.answer, second.replayed) == ({"job": "job_1"}, True)
    assert len(calls) == 1
    assert idempotency.find(scope="usr_1", key="k", inputs=INPUTS) == {"job": "job_1"}


def test_a_key_is_ones_own(calls: list[int]) -> None:
    assert once(calls).answer != once(calls, scope="usr_2").answer
    assert once(calls, key="other").answer == {"job": "job_3"}


def test_a_key_with_other_inputs_is_refused(calls: list[int]) -> None:
    once(calls)
    with pytest.raises(KeyReused):
        once(calls, inputs={"prompt": "a fox", "seconds": 6})
    with pytest.raises(KeyReused):
        idempotency.find(scope="usr_1", key="k", inputs={"seconds": "5", "prompt": "a fox"})
    assert len(calls) == 1


def test_a_failed_call_leaves_the_key_free(calls: list[int]) -> None:
    def fail() -> dict[str, Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        idempotency.once(scope="usr_1", key="k", inputs=INPUTS, run=fail)
    assert not IdempotencyRecord.objects.exists()
    assert once(calls).replayed is False


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_that_cannot_be_kept_is_bad_input(calls: list[int], key: str) -> None:
    with pytest.raises(BadInput) as refused:
        once(calls, key=key)
    assert refused.value.field == "Idempotency-Key"
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_it_needs_the_transaction_its_effect_belongs_to() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        idempotency.once(scope="s", key="k", inputs={}, run=dict)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_it_once() -> None:
    start = Barrier(8)

    def run() -> dict[str, Any]:
        return {"message": post(Topic.JOB_RESERVED, subject="job_1").pk}

    def call(_: int) -> Any:
        try:
            start.wait()
            with transaction.atomic():
                return idempotency.once(scope="s", key="k", inputs=INPUTS, run=run)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(call, range(8)))

    assert len({outcome.answer["message"] for outcome in outcomes}) == 1
    assert [outcome.replayed for outcome in outcomes].count(False) == 1


def test_a_fingerprint_is_of_the_values_not_of_their_order() -> None:
    one: Callable[..., str] = idempotency.fingerprint
    assert one({"a": 1, "b": [1, 2]}) == one({"b": [1, 2], "a": 1})
    assert one({"a": [1, 2]}) != one({"a": [2, 1]})
    assert one({"a": 1}) != one({"a": "1"})
