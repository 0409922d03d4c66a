"""The licensing API: who can be licensed, and would this use be allowed."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.models import User
from licensing import selectors
from licensing.policy import UseRequest
from licensing.selectors import CatalogueQuery
from licensing.serializers import (
    CatalogueQuerySerializer,
    CharacterListSerializer,
    CharacterSerializer,
    CheckSerializer,
    UseRequestSerializer,
)
from licensing.services import decisions


class CharacterList(APIView):
    """Listed characters that can be licensed today."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="characters_list",
        tags=["characters"],
        parameters=[CatalogueQuerySerializer],
        responses=CharacterListSerializer,
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """List characters, newest first unless sorted otherwise, a page at a time."""
        asked = CatalogueQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        cards, following = selectors.cards_of(CatalogueQuery(**asked.validated_data))
        return Response(CharacterListSerializer({"results": cards, "next": _next(request, following)}).data)


class CharacterDetail(APIView):
    """One listed character."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="characters_retrieve", tags=["characters"], responses=CharacterSerializer, auth=[])
    def get(self, request: Request, slug: str) -> Response:
        """Show a character by its slug or id, with its terms in force."""
        return Response(CharacterSerializer(selectors.character_page(slug)).data)


class Checks(APIView):
    """The licence check, dry."""

    @extend_schema(
        operation_id="checks_create", tags=["checks"], request=UseRequestSerializer, responses=CheckSerializer
    )
    def post(self, request: Request) -> Response:
        """Say whether a use would be allowed, why not, and what would be instead. Records nothing."""
        asked = UseRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        assert isinstance(request.user, User)
        checked = decisions.check(user=request.user, request=UseRequest.from_json(asked.validated_data))
        return Response(CheckSerializer(checked).data)


def _next(request: Request, following: str | None) -> str | None:
    if following is None:
        return None
    query = request.query_params.copy()
    query["after"] = following
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


urlpatterns = [
    path("characters/", CharacterList.as_view(), name="api-characters"),
    path("characters/<slug:slug>/", CharacterDetail.as_view(), name="api-character"),
    path("checks/", Checks.as_view(), name="api-checks"),
]
