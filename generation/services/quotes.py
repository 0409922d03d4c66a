"""Prices promised for a while."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core import audit, clock
from core.errors import LicenceRefused
from core.models import User
from generation.briefs import ClipBrief
from generation.models import Quote
from generation.pricing import money_json
from generation.selectors.previews import preview

QUOTE_LIFETIME = dt.timedelta(minutes=10)


def make_quote(*, user: User, request: ClipBrief, language: str = "") -> Quote:
    """Promise a price for ten minutes, whether or not the wallet covers it now. Nothing is reserved.

    Raises LicenceRefused, with the reasons, when the use is not allowed; BadInput when a value makes no sense.
    """
    seen = preview(user=user, request=request, language=language)
    if seen.card is None:
        verdict = seen.checked.verdict
        raise LicenceRefused(" ".join(reason.message for reason in verdict.reasons), **verdict.to_json())
    now = clock.now()
    with transaction.atomic():
        quote = Quote.objects.create(
            user=user,
            request=request.to_json(),
            card=seen.card.to_json(),
            total=seen.card.total.minor,
            currency=seen.card.currency,
            created_at=now,
            expires_at=now + QUOTE_LIFETIME,
        )
        facts = {"total": money_json(seen.card.total), "units": seen.card.units}
        audit.record(tag="quote.made", actor=user.pk, subject=quote.pk, facts=facts)
    return quote
