"""REST: quotes, generations and clips, under `/api/v1/`."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import BadInput
from core.models import User
from generation.models import Clip, RenderJob
from generation.selectors import clips, jobs
from generation.serializers import (
    BriefSerializer,
    ClipSerializer,
    GenerationSerializer,
    JobDetailSerializer,
    JobSerializer,
    QuoteSerializer,
)
from generation.services import quotes, requests

KEY_HEADER = "Idempotency-Key"
_KEY = OpenApiParameter(
    KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 255 characters of your choice; repeating a call with the same key makes one clip.",
)
_REFUSED = {
    402: OpenApiResponse(description="The wallet lacks `missing`; `next_steps` say what would help."),
    403: OpenApiResponse(description="The licence check said no; `reasons` say why, `alternatives` what would do."),
}


class NewestFirst(CursorPagination):
    """Pages that do not shift when rows are added."""

    ordering = "-created_at"
    page_size = 25
    page_size_query_param = "limit"
    max_page_size = 100


def _user(request: Request) -> User:
    return cast(User, request.user)


class QuotesView(APIView):
    """Prices promised for ten minutes."""

    @extend_schema(operation_id="quotes_create", request=BriefSerializer, responses={201: QuoteSerializer, **_REFUSED})
    def post(self, request: Request) -> Response:
        """Promise a price. Nothing is reserved."""
        asked = BriefSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        quote = quotes.make_quote(user=_user(request), request=asked.brief())
        return Response(QuoteSerializer(quote).data, status=201)


class GenerationsView(ListAPIView[RenderJob]):
    """Requests for clips."""

    serializer_class = JobSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[RenderJob]:
        """The person's own."""
        return jobs.jobs_of(_user(self.request))

    @extend_schema(operation_id="generations_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your requests, newest first."""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        operation_id="generations_create",
        parameters=[_KEY],
        request=GenerationSerializer,
        responses={202: JobDetailSerializer, **_REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Ask for a clip: the licence is checked, the funds are reserved, the render is queued."""
        key = request.headers.get(KEY_HEADER, "")
        if not key:
            sentence = _("Send a header %(header)s with a key of your choice, so that a retry is safe.")
            raise BadInput(sentence % {"header": KEY_HEADER})
        asked = GenerationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        job = requests.submit(
            user=_user(request),
            request=asked.brief(),
            key=key,
            quote_id=values["quote"],
            max_total=values["max_total"],
            seed=values["seed"],
            title=values["title"],
        )
        location = reverse("api-generation", args=[job.pk])
        return Response(JobDetailSerializer(job).data, status=202, headers={"Location": location})


class GenerationView(APIView):
    """One request for a clip."""

    @extend_schema(operation_id="generations_retrieve", responses=JobDetailSerializer)
    def get(self, request: Request, job_id: str) -> Response:
        """Say how far it is."""
        return Response(JobDetailSerializer(jobs.job_for(user=_user(request), job_id=job_id)).data)


class CancelGenerationView(APIView):
    """Taking a request back."""

    @extend_schema(operation_id="generations_cancel", request=None, responses=JobDetailSerializer)
    def post(self, request: Request, job_id: str) -> Response:
        """Cancel: at once while it waits; while it is rendered, at the render's next sign of life."""
        job = requests.cancel(user=_user(request), job_id=job_id)
        return Response(JobDetailSerializer(job).data)


class ClipsView(ListAPIView[Clip]):
    """Finished clips."""

    serializer_class = ClipSerializer
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Clip]:
        """The person's own."""
        return clips.clips_of(_user(self.request))

    @extend_schema(operation_id="clips_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your clips, newest first."""
        return self.list(request, *args, **kwargs)


class ClipView(APIView):
    """One finished clip."""

    @extend_schema(operation_id="clips_retrieve", responses=ClipSerializer)
    def get(self, request: Request, clip_id: str) -> Response:
        """Return a clip with links to its files."""
        return Response(ClipSerializer(clips.clip_for(user=_user(request), clip_id=clip_id)).data)


urlpatterns = [
    path("quotes/", QuotesView.as_view(), name="api-quotes"),
    path("generations/", GenerationsView.as_view(), name="api-generations"),
    path("generations/<str:job_id>/", GenerationView.as_view(), name="api-generation"),
    path("generations/<str:job_id>/cancel/", CancelGenerationView.as_view(), name="api-generation-cancel"),
    path("clips/", ClipsView.as_view(), name="api-clips"),
    path("clips/<str:clip_id>/", ClipView.as_view(), name="api-clip"),
]
