"""The living style page: every component of the design system with realistic data, in both themes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.views.specimens import specimens


def components(request: HttpRequest) -> HttpResponse:
    """Show the style page. It reads nothing and changes nothing; only development serves it."""
    return render(request, "marketplace/components.html", specimens())
