"""The addresses these tests need: ours, and the names of pages that Stripe and e-mails lead back to."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from payouts import api, webhooks


def page(request: HttpRequest, **rest: str) -> HttpResponse:
    """Stand in for a page."""
    return HttpResponse("page")


urlpatterns = [
    path("", page, name="landing"),
    path("account/", include("allauth.urls")),
    path("staff/", admin.site.urls),
    path("wallet/", page, name="wallet"),
    path("wallet/return/", page, name="top-up-return"),
    path("payee/", page, name="payee-home"),
    path("payee/onboard/", page, name="payee-onboard"),
    path("jobs/<str:id>/", page, name="job"),
    path("api/v1/", include(api.urlpatterns)),
    *webhooks.urlpatterns,
]
