"""Errors we raised on purpose, shown to a person as a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import MarqueeError
from core.http import status_of


class ErrorPages:
    """Turns a MarqueeError that no view caught into a page (or a toast, for a request htmx made)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the error's own sentence and status."""
        if not isinstance(exception, MarqueeError):
            return None
        return render(request, "error.html", {"error": exception}, status=status_of(exception))
