"""Forms of the shop window."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.models import User


class SignupForm(forms.Form):
    """What we ask besides e-mail and password."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name (allauth calls this once the person exists)."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])
