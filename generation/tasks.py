"""Rings for render workers, and the chores that make a lost ring harmless."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Mapping
from typing import Any

from celery import shared_task

from core import chores, outbox
from core.topics import Topic
from generation.selectors import jobs
from generation.services import renders, settlement, takes

# A ring that was heard has led to a claim by now; after this long it counts as lost.
RING_AGAIN = dt.timedelta(seconds=5)

# A worker settles what it rendered at once; after this long it must have died in between.
SETTLE_AGAIN = dt.timedelta(seconds=10)


@shared_task(name="generation.tasks.render_next", ignore_result=True)
def render_next(tier: str) -> None:
    """Render whoever waits first in a tier, and ring again while others wait."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    if takes.make_next(tier=tier, worker=worker) and tier in jobs.tiers_waiting():
        ring(tier)


def ring(tier: str) -> None:
    """Wake a worker of a tier. The message says nothing else: the worker claims whoever is next."""
    render_next.apply_async(args=(tier,), queue=f"render.{tier}")


@outbox.handler(Topic.JOB_RESERVED)
def ring_for(subject: str, payload: Mapping[str, Any]) -> None:
    """Ring for a job that waits."""
    ring(payload["tier"])


@chores.chore(name="take jobs back from lost workers", every_seconds=15)
def reap() -> None:
    """Free jobs whose worker was not heard of, and end those whose reservation ran out."""
    renders.reap()


@chores.chore(name="ring for jobs that wait", every_seconds=10)
def ring_again() -> None:
    """Ring for tiers in which somebody waits longer than a ring takes."""
    for tier in jobs.tiers_waiting(longer_than=RING_AGAIN):
        ring(tier)


@chores.chore(name="settle finished renders", every_seconds=5)
def settle_again() -> None:
    """Settle what a worker rendered and did not live to settle."""
    settlement.settle_waiting(longer_than=SETTLE_AGAIN)
