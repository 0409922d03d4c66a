"""Pages that exist on a laptop only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.mail import kept_mail


def outbox(request: HttpRequest) -> HttpResponse:
    """Show the mail that was not sent."""
    return render(request, "marketplace/outbox.html", {"messages_kept": kept_mail()})
