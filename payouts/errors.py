"""What can go wrong here beyond the common tree."""

from __future__ import annotations

from core.errors import Conflict, NotAllowed


class EvidenceChanged(Conflict):
    """What the reviewer saw is no longer so; they must look again before deciding."""

    code = "evidence_changed"


class SamePerson(NotAllowed):
    """Four eyes: this person asked for the money, stands to get it, or has already said yes once."""

    code = "same_person"


class OnboardingUnfinished(Conflict):
    """The payee's account at Stripe cannot receive money yet."""

    code = "onboarding_unfinished"


class StripeDisagrees(Conflict):
    """Stripe's object and our own row tell of different money. Nothing was booked; a person must look."""

    code = "stripe_disagrees"
