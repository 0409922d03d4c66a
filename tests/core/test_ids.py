"""Ids say what they are, sort by time, and cannot be guessed."""

from __future__ import annotations

import time

import pytest

from core.ids import ID_LENGTH, new_id


def test_an_id_says_what_it_is_of() -> None:
    prefix, body = new_id("job").split("_")
    assert prefix == "job"
    assert len(body) == 26
    assert set(body) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_the_longest_prefix_fits_its_column() -> None:
    assert len(new_id("abcde")) == ID_LENGTH


def test_a_later_id_sorts_after_an_earlier_one() -> None:
    ids = []
    for _ in range(5):
        ids.append(new_id("job"))
        time.sleep(0.002)
    assert ids == sorted(ids)


def test_the_clock_of_an_id_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_469_918_176_385 * 1_000_000)
    # The specification's own example: 1469918176385 ms is written 01ARYZ6S41.
    assert new_id("x").removeprefix("x_").startswith("01aryz6s41")


def test_ids_of_one_millisecond_do_not_collide() -> None:
    assert len({new_id("job") for _ in range(10_000)}) == 10_000
