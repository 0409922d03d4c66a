"""Request types for views that have made sure who is asking."""

from __future__ import annotations

from django.http import HttpRequest

from core.models import User


class SignedInRequest(HttpRequest):
    """A request whose view sits behind `login_required`: `user` is a person."""

    user: User
