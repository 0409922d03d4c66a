"""What a reviewer fills in. Every decision names the evidence it was taken on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from core import clock
from payouts.services.reviews import REASONS

REVIEW_DAYS = 7


class ApproveForm(forms.Form):
    """A yes."""

    evidence = forms.CharField(max_length=64, min_length=64, widget=forms.HiddenInput)
    note = forms.CharField(max_length=500, required=False, strip=True)


class ReasonForm(forms.Form):
    """A hold or a refusal, with what the payee reads."""

    code = forms.ChoiceField(choices=list(REASONS.items()))
    message = forms.CharField(max_length=1000, strip=True)
    fix = forms.CharField(max_length=1000, required=False, strip=True)
    review_by = forms.DateField(required=False)

    def clean_review_by(self) -> dt.datetime | None:
        """Return the end of the day the hold is to be looked at again; a week from now unless given."""
        day: Any = self.cleaned_data["review_by"]
        if day is None:
            return clock.now() + dt.timedelta(days=REVIEW_DAYS)
        if day < clock.today():
            raise forms.ValidationError("Choose a day that is not over.")
        return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)), dt.UTC)


class NoteForm(forms.Form):
    """A note to colleagues."""

    note = forms.CharField(max_length=500, required=False, strip=True)
