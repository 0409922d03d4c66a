"""The site's addresses, and stand-ins for the pages that Stripe and e-mails lead back to, while one is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from marketplace.urls import urlpatterns as site


def page(request: HttpRequest, **rest: str) -> HttpResponse:
    """Stand in for a page."""
    return HttpResponse("page")


# First, so that a name the site has too is found there.
urlpatterns = [
    path("stand-in/top-ups/<str:top_up_id>/", page, name="top_up_return"),
    path("stand-in/payee/", page, name="payee"),
    path("stand-in/payee/onboard/", page, name="payee_refresh"),
    *site,
]
