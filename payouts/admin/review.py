"""The payout queue and the page where two people decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core import clock
from core.errors import BadInput, MarqueeError
from core.models import User
from payouts import selectors
from payouts.admin.records import RecordAdmin
from payouts.forms import ApproveForm, NoteForm, ReasonForm
from payouts.models import Payout
from payouts.services import reviews, transfers
from payouts.services.reviews import REASONS

Decision = Callable[[HttpRequest, str, User], str]


@admin.register(Payout)
class PayoutAdmin(RecordAdmin):
    """Payouts: a queue instead of a list, a review page instead of a form."""

    search_fields = ("id", "payee__name", "payee__email", "transfer")

    def get_urls(self) -> list[URLPattern]:
        """Add the address decisions are posted to."""
        decide = path("<str:payout_id>/decide/", self.admin_site.admin_view(self.decide), name="payouts_payout_decide")
        return [decide, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the queue."""
        if not self.has_view_permission(request):
            raise Http404
        which = request.GET.get("show", "open")
        which = which if which in selectors.FILTERS else "open"
        rows = selectors.queue(which)
        context = {
            **self._base(request, "Payouts"),
            "rows": rows,
            "which": which,
            "filters": list(selectors.FILTERS),
            "totals": selectors.totals(rows),
            "clean": sum(1 for row in rows if row.risk == "pass"),
            "needing": sum(1 for row in rows if row.risk != "pass"),
        }
        return TemplateResponse(request, "payouts/staff/queue.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one payout with everything a decision needs."""
        page = selectors.review_page(object_id) if self.has_view_permission(request) else None
        if page is None:
            raise Http404
        return TemplateResponse(request, "payouts/staff/payout.html", self._review_context(request, page))

    def decide(self, request: HttpRequest, payout_id: str) -> HttpResponse:
        """Carry out a decision, then show the payout again with what came of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        act = _DECISIONS.get(request.POST.get("action", ""))
        if act is None or not self.has_view_permission(request):
            raise Http404
        try:
            messages.success(request, act(request, payout_id, _reviewer(request)))
        except MarqueeError as error:
            messages.error(request, error.message)
        return redirect(reverse("admin:payouts_payout_change", args=[payout_id]))

    def _base(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "is_fullwidth": "1"}

    def _review_context(self, request: HttpRequest, page: selectors.ReviewPage) -> dict[str, Any]:
        payout = page.row.payout
        return {
            **self._base(request, f"Payout to {payout.payee.name}"),
            "page": page,
            "row": page.row,
            "evidence": page.evidence,
            "payout": payout,
            "steps": selectors.timeline(payout),
            "needed": selectors.APPROVERS_NEEDED,
            "refusal": _why_not(payout, _reviewer(request)),
            "reasons": REASONS,
            "review_day": (clock.today() + dt.timedelta(days=7)).isoformat(),
            "said_yes": any(yes.reviewer_id == request.user.pk for yes in page.row.approvals),
        }


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Give the portal's home its numbers (unfold's DASHBOARD_CALLBACK)."""
    if request.user.has_perm("payouts.view_payout"):
        context.update({"numbers": selectors.numbers(), "rows": selectors.queue("open", limit=8)})
    return context


def _reviewer(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _why_not(payout: Payout, reviewer: User) -> str:
    """Say why this person may not decide here, or "" when they may."""
    try:
        reviews.check_reviewer(payout, reviewer)
    except MarqueeError as error:
        return error.message
    return ""


def _read(form: ApproveForm | ReasonForm | NoteForm) -> Mapping[str, Any]:
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise BadInput(f"{field.replace('_', ' ').capitalize()}: {errors[0]}", field=field)
    return form.cleaned_data


def _approve(request: HttpRequest, payout_id: str, reviewer: User) -> str:
    said = _read(ApproveForm(request.POST))
    payout = reviews.approve(
        payout_id=payout_id, reviewer=reviewer, evidence_sha256=said["evidence"], note=said["note"]
    )
    if payout.state == "approved":
        return "Approved by two people. The transfer is being sent."
    return f"Your approval is noted: 1 of {selectors.APPROVERS_NEEDED}. It needs another person."


def _hold(request: HttpRequest, payout_id: str, reviewer: User) -> str:
    said = _read(ReasonForm(request.POST))
    reviews.hold(payout_id=payout_id, reviewer=reviewer, **said)
    return "On hold. The payee was told why and what would end it."


def _reject(request: HttpRequest, payout_id: str, reviewer: User) -> str:
    said = _read(ReasonForm(request.POST))
    reviews.reject(payout_id=payout_id, reviewer=reviewer, code=said["code"], message=said["message"], fix=said["fix"])
    return "Rejected. The money is back in the payee's balance."


def _release(request: HttpRequest, payout_id: str, reviewer: User) -> str:
    reviews.release(payout_id=payout_id, reviewer=reviewer, note=_read(NoteForm(request.POST))["note"])
    return "Released from hold. It needs two approvals afresh."


def _give_up(request: HttpRequest, payout_id: str, reviewer: User) -> str:
    transfers.give_up(payout_id=payout_id, reviewer=reviewer)
    return "Stripe has no such transfer. The money is back in the payee's balance."


_DECISIONS: dict[str, Decision] = {
    "approve": _approve,
    "hold": _hold,
    "reject": _reject,
    "release": _release,
    "give_up": _give_up,
}
