"""This app's addresses where the project puts them."""

from __future__ import annotations

from django.urls import include, path

from marketplace.views.media import media

urlpatterns = [path("api/v1/", include("generation.api")), path("media/<path:name>", media)]
