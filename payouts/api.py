"""REST: a person's wallet, top-ups, statements and payouts. Each sees their own and nothing else."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import idempotency
from core.errors import BadInput
from core.models import User
from core.money import Money
from payouts import selectors
from payouts.serializers import (
    PayoutAnswer,
    PayoutAsked,
    PayoutPage,
    StatementPage,
    TopUpAnswer,
    TopUpAsked,
    WalletAnswer,
)
from payouts.services import payouts, topups

PAGE_SIZE = 50

KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Yours, 1 to 255 characters: a repeat with it gives the first call's answer and does nothing again.",
)
BEFORE = OpenApiParameter("before", str, description="The `next` of the page above.")


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(key) <= idempotency.LONGEST_KEY:
        raise BadInput(
            f"Send an Idempotency-Key header of 1 to {idempotency.LONGEST_KEY} characters.", field="Idempotency-Key"
        )
    return key


def _person(request: Request) -> User:
    """Return who asks; the permission class has refused everybody else."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("this view is for people who have signed in")
    return user


def _page(rows: QuerySet[Any], request: Request) -> dict[str, Any]:
    """Return a page of rows, newest first: ids sort by time, so the last one's id is where the next page begins."""
    before = request.query_params.get("before", "")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    return {"items": found, "next": found[-1].pk if more else None}


class WalletView(APIView):
    """A person's wallet."""

    @extend_schema(
        summary="Balances, today's allowance and the newest movements",
        parameters=[OpenApiParameter("currency", str), OpenApiParameter("before", int)],
        responses=WalletAnswer,
    )
    def get(self, request: Request) -> Response:
        """Answer with the wallet; `currency` chooses whose movements are listed."""
        before = request.query_params.get("before", "")
        if before and not before.isdigit():
            raise BadInput("`before` is the `next` of an earlier answer: a whole number.", field="before")
        currency = request.query_params.get("currency", "")
        page = selectors.wallet_page(_person(request), currency, before=int(before) if before else None)
        return Response(WalletAnswer(page).data)


class TopUpsView(APIView):
    """Money into the wallet."""

    @extend_schema(summary="Start a top-up", parameters=[KEY], request=TopUpAsked, responses={201: TopUpAnswer})
    def post(self, request: Request) -> Response:
        """Start a top-up and answer with the pay page's address."""
        key = _key(request)
        asked = TopUpAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        amount = Money(asked.validated_data["minor"], asked.validated_data["currency"])
        started = topups.start(user=_person(request), amount=amount, key=key)
        answer = TopUpAnswer(started.top_up, context={"url": started.url})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class StatementsView(APIView):
    """What a payee earned."""

    @extend_schema(summary="Your statements", parameters=[BEFORE], responses=StatementPage)
    def get(self, request: Request) -> Response:
        """List the statements of every payee this person is."""
        rows = selectors.statements_of(_person(request)).filter(state="closed")
        return Response(StatementPage(_page(rows, request)).data)


class PayoutsView(APIView):
    """Money out to a payee."""

    @extend_schema(summary="Your payouts", parameters=[BEFORE], responses=PayoutPage)
    def get(self, request: Request) -> Response:
        """List the payouts of every payee this person is."""
        return Response(PayoutPage(_page(selectors.payouts_of(_person(request)), request)).data)

    @extend_schema(
        summary="Ask for a statement to be paid out",
        parameters=[KEY],
        request=PayoutAsked,
        responses={201: PayoutAnswer},
    )
    def post(self, request: Request) -> Response:
        """Ask for a payout; two people of ours release it."""
        key, user = _key(request), _person(request)
        asked = PayoutAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        statement_id = asked.validated_data["statement"]

        def ask() -> dict[str, Any]:
            return {"payout": payouts.request(statement_id=statement_id, user=user).pk}

        with transaction.atomic():
            kept = idempotency.once(scope=f"payout:{user.pk}", key=key, inputs={"statement": statement_id}, run=ask)
        payout = selectors.payout_for(user=user, payout_id=kept.answer["payout"])
        headers = {"Location": f"/api/v1/payouts/{payout.pk}/"}
        return Response(PayoutAnswer(payout).data, status=status.HTTP_201_CREATED, headers=headers)


class PayoutView(APIView):
    """One payout."""

    @extend_schema(summary="One of your payouts", responses=PayoutAnswer)
    def get(self, request: Request, payout_id: str) -> Response:
        """Answer with a payout of this person's."""
        return Response(PayoutAnswer(selectors.payout_for(user=_person(request), payout_id=payout_id)).data)


urlpatterns = [
    path("wallet/", WalletView.as_view(), name="api-wallet"),
    path("top-ups/", TopUpsView.as_view(), name="api-top-ups"),
    path("statements/", StatementsView.as_view(), name="api-statements"),
    path("payouts/", PayoutsView.as_view(), name="api-payouts"),
    path("payouts/<str:payout_id>/", PayoutView.as_view(), name="api-payout"),
]
