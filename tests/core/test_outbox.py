"""News goes out after the commit, at least once, in order for one subject; and chores are done again and again."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from core import chores, clock, outbox
from core.models import OutboxMessage
from core.topics import Topic

pytestmark = pytest.mark.django_db

TOPIC = Topic.JOB_SETTLED


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """What the only listener of the topic was told."""
    got: list[tuple[str, Mapping[str, Any]]] = []
    monkeypatch.setitem(outbox._handlers, TOPIC, [lambda subject, payload: got.append((subject, payload))])
    return got


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call of the topic's only listener; it fails for the subject `bad`."""
    got: list[str] = []

    def handle(subject: str, payload: Mapping[str, Any]) -> None:
        got.append(subject)
        if subject == "bad":
            raise RuntimeError("the mail server is away")

    monkeypatch.setitem(outbox._handlers, TOPIC, [handle])
    return got


def test_news_is_delivered_once_with_its_payload(heard: list[Any]) -> None:
    outbox.post(TOPIC, subject="job_1", payload={"amount": 5})

    assert [outbox.deliver(), outbox.deliver()] == [1, 0]
    assert heard == [("job_1", {"amount": 5})]
    assert OutboxMessage.objects.get().delivered_at is not None


def test_news_of_what_was_taken_back_never_goes_out(heard: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.post(TOPIC, subject="job_1")
        raise ZeroDivisionError
    assert outbox.deliver() == 0
    assert heard == []


def test_every_listener_of_a_topic_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[str] = []
    monkeypatch.setitem(outbox._handlers, TOPIC, [])
    for name in ("first", "second"):
        outbox.handler(TOPIC)(lambda subject, payload, name=name: got.append(name))
    outbox.post(TOPIC, subject="job_1")
    outbox.deliver()
    assert got == ["first", "second"]


def test_a_failing_message_waits_longer_each_time_and_alone(failing: list[str]) -> None:
    start = clock.now()
    with clock.frozen(start):
        outbox.post(TOPIC, subject="bad")
        outbox.post(TOPIC, subject="good")
        assert outbox.deliver() == 2
        assert outbox.deliver() == 0
    message = OutboxMessage.objects.get(subject="bad")
    assert (message.attempts, message.delivered_at, message.due_at - start) == (1, None, dt.timedelta(seconds=1))
    assert message.last_error == "RuntimeError: the mail server is away"
    with clock.frozen(start + dt.timedelta(seconds=1)):
        assert outbox.deliver() == 1
        message.refresh_from_db()
        assert message.due_at - clock.now() == dt.timedelta(seconds=2)
    assert failing == ["bad", "good", "bad"]


def test_after_twelve_attempts_a_person_must_look(failing: list[str]) -> None:
    outbox.post(TOPIC, subject="bad")
    moment, waits = clock.now(), []
    for _ in range(20):
        moment += dt.timedelta(seconds=outbox.LONGEST_WAIT_SECONDS)
        with clock.frozen(moment):
            outbox.deliver()
            waits.append((OutboxMessage.objects.get().due_at - moment).total_seconds())
    message = OutboxMessage.objects.get()
    assert (message.attempts, message.given_up_at is not None) == (outbox.MOST_ATTEMPTS, True)
    assert waits[:12] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert len(failing) == 12


def test_later_news_of_one_subject_waits_for_the_earlier(failing: list[str]) -> None:
    start = clock.now()
    with clock.frozen(start):
        outbox.post(TOPIC, subject="bad", payload={"n": 1})
        outbox.post(TOPIC, subject="bad", payload={"n": 2})
        assert outbox.deliver() == 1
        assert outbox.deliver() == 0
    OutboxMessage.objects.filter(payload__n=1).update(delivered_at=start)
    with clock.frozen(start + dt.timedelta(seconds=1)):
        assert outbox.deliver() == 1
    assert OutboxMessage.objects.get(payload__n=2).attempts == 1


def test_a_relay_that_died_at_work_leaves_its_message_to_the_next(
    heard: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.post(TOPIC, subject="job_1")
    start = clock.now()
    with clock.frozen(start):
        assert len(outbox._claim(50)) == 1  # and here it died
        assert outbox.deliver() == 0
    with clock.frozen(start + outbox.CLAIM):
        assert outbox.deliver() == 1
    assert [subject for subject, _ in heard] == ["job_1"]


def test_a_topic_nobody_knows_any_more_is_kept_with_its_error() -> None:
    OutboxMessage.objects.create(topic="old.topic", subject="x")
    outbox.deliver()
    assert "old.topic" in OutboxMessage.objects.get().last_error


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_deliver_each_message_once(heard: list[Any]) -> None:
    for number in range(40):
        outbox.post(TOPIC, subject=f"job_{number}")

    def relay() -> None:
        try:
            while outbox.deliver(limit=3):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(relay) for _ in range(4)]:
            done.result()
    outbox.deliver()

    assert sorted(subject for subject, _ in heard) == sorted(f"job_{number}" for number in range(40))


@pytest.fixture
def no_other_chores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "_chores", {})


def test_a_chore_is_done_when_due_and_a_failing_one_keeps_no_other(
    no_other_chores: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now, done = [1000.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def fail() -> None:
        raise RuntimeError("no")

    chores.chore(name="failing", every_seconds=5)(fail)
    chores.chore(name="good", every_seconds=2)(lambda: done.append(now[0]))
    with caplog.at_level(logging.ERROR):
        assert chores.run_due() == ["failing", "good"]
    assert chores.run_due() == []
    now[0] += 2
    assert chores.run_due() == ["good"]
    now[0] += 3
    assert chores.run_due() == ["failing", "good"]
    assert done == [1000, 1002, 1005]
    assert "chore failing failed" in caplog.text


def test_the_relay_empties_the_outbox_and_does_the_chores(heard: list[Any], no_other_chores: None) -> None:
    done: list[str] = []
    register: Callable[[Callable[[], object]], object] = chores.chore(name="sweep", every_seconds=60)
    register(lambda: done.append("sweep"))
    outbox.post(TOPIC, subject="job_1")

    call_command("relay", "--once")

    assert ([subject for subject, _ in heard], done) == (["job_1"], ["sweep"])
