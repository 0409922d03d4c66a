"""The reader's language: kept in the browser as Django does it, and with the account, for letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from core.models import User
from marketplace.arrivals import remember_language


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and of the letters to whoever is signed in; then go back to `next`."""
    if isinstance(request.user, User):
        remember_language(user=request.user, language=request.POST.get("language", ""))
    return set_language(request)
