"""Every address of the site, in one place."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from generation import api as generation_api
from licensing import api as licensing_api
from marketplace.views import api_keys, catalogue, clips, components, development, jobs, landing, make, media
from payouts import api as payouts_api
from payouts import webhooks

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def _healthy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


pages: list[URLPattern | URLResolver] = [
    path("", landing.landing, name="landing"),
    path("characters/", catalogue.catalogue, name="catalogue"),
    path("characters/<slug:slug>/", catalogue.character, name="character"),
    path("make/", make.make, name="make_clip"),
    path("make/check/", make.check, name="make_check"),
    path("jobs/<str:job_id>/", jobs.job, name="job"),
    path("jobs/<str:job_id>/progress/", jobs.progress, name="job_progress"),
    path("jobs/<str:job_id>/cancel/", jobs.cancel, name="job_cancel"),
    path("clips/", clips.my_clips, name="my_clips"),
    path("clips/<str:clip_id>/", clips.clip, name="clip"),
    path("clips/<str:clip_id>/showcase/", clips.showcase, name="clip_showcase"),
]

people: list[URLPattern | URLResolver] = [
    path("account/keys/", api_keys.keys, name="api_keys"),
    path("account/keys/<str:key_id>/revoke/", api_keys.revoke, name="api_key_revoke"),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("staff/", admin.site.urls),
]

api: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api_docs"),
    *licensing_api.urlpatterns,
    *generation_api.urlpatterns,
    *payouts_api.urlpatterns,
]

urlpatterns: list[URLPattern | URLResolver] = [
    *pages,
    *people,
    path("api/v1/", include(api)),
    *webhooks.urlpatterns,
    path("healthz", _healthy, name="healthz"),
    path("media/<path:name>", media.media, name="media"),
]

if not settings.PRODUCTION:
    urlpatterns += [
        path("dev/outbox/", development.outbox, name="dev_outbox"),
        path("dev/components/", components.components, name="components"),
    ]
