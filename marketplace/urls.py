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
from marketplace.views import (
    api_keys,
    catalogue,
    clips,
    components,
    development,
    docs,
    jobs,
    landing,
    language,
    make,
    media,
    payee,
    studio,
    studio_character,
    studio_earnings,
    studio_splits,
    studio_terms,
    wallet,
)
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

money: list[URLPattern | URLResolver] = [
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/top-up/", wallet.top_up, name="top_up"),
    path("wallet/top-ups/<str:top_up_id>/", wallet.top_up_return, name="top_up_return"),
    path("payee/", payee.home, name="payee"),
    path("payee/refresh/", payee.refresh, name="payee_refresh"),
    path("payee/<str:payee_id>/onboard/", payee.onboard, name="payee_onboard"),
    path("payee/<str:payee_id>/<str:currency>/payout/", payee.payout_request, name="payout_request"),
    path("payouts/<str:payout_id>/cancel/", payee.payout_cancel, name="payout_cancel"),
    path("statements/<str:statement_id>/", payee.statement, name="statement"),
    path("statements/<str:statement_id>/lines.csv", payee.statement_file, name="statement_file"),
]

studios: list[URLPattern | URLResolver] = [
    path("studio/", studio.home, name="studio"),
    path("studio/new/", studio.new, name="studio_new"),
    path("studio/characters/<slug:slug>/", studio_character.edit, name="character_edit"),
    path("studio/characters/<slug:slug>/pictures/", studio_character.add_pictures, name="picture_add"),
    path("studio/pictures/<str:picture_id>/remove/", studio_character.remove_picture, name="picture_remove"),
    path("studio/pictures/<str:picture_id>/first/", studio_character.put_picture_first, name="picture_first"),
    path("studio/characters/<slug:slug>/rights/", studio_character.affirm_rights, name="rights_affirm"),
    path("studio/characters/<slug:slug>/terms/", studio_terms.edit, name="character_terms"),
    path("studio/characters/<slug:slug>/terms/preview/", studio_terms.preview, name="terms_preview"),
    path("studio/characters/<slug:slug>/splits/", studio_splits.edit, name="character_splits"),
    path("studio/characters/<slug:slug>/list/", studio_character.listing, name="character_list"),
    path("studio/characters/<slug:slug>/unlist/", studio_character.unlist, name="character_unlist"),
    path("studio/<slug:slug>/characters/new/", studio_character.new, name="character_new"),
    path("studio/<slug:slug>/earnings/", studio_earnings.earnings, name="studio_earnings"),
]

people: list[URLPattern | URLResolver] = [
    path("account/keys/", api_keys.keys, name="api_keys"),
    path("account/keys/<str:key_id>/revoke/", api_keys.revoke, name="api_key_revoke"),
    path("account/", include("allauth.urls")),
    path("language/", language.choose, name="set_language"),
    path("docs/errors", docs.errors, name="error_docs"),
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
    *studios,
    *money,
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
