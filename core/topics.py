"""The vocabulary of the outbox: each topic, what its subject is, who posts it and who listens."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """A kind of news. The comment names the subject."""

    JOB_RESERVED = "job.reserved"  # render job id; generation rings the tier's doorbell
    JOB_SETTLED = "job.settled"  # render job id; the creator is told, dashboards roll up
    JOB_ENDED = "job.ended"  # render job id that failed, was cancelled or refused
    STRIPE_EVENT_RECEIVED = "stripe_event.received"  # stored event id; payouts applies it
    PAYOUT_APPROVED = "payout.approved"  # payout id; payouts sends the transfer
    PAYOUT_CHANGED = "payout.changed"  # payout id; the payee is told
    PAYEE_INVITED = "payee.invited"  # payee id; an e-mail asks them to onboard
