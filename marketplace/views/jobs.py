"""One render job: where it is, live, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.http_types import SignedInRequest
from generation.pricing import Card
from generation.selectors.jobs import job_for, place_in_queue
from generation.services import requests as clip_requests
from licensing import selectors as licences
from marketplace import cards

# What htmx takes as "stop asking": the answer is swapped in and the trigger is gone.
_STOP = 286


def _steps(job: Any) -> list[dict[str, Any]]:
    """Lay a job's history out as a timeline."""
    ended = job.state in ("failed", "cancelled", "refused")
    steps: list[dict[str, Any]] = [
        {"word": _("Licence checked, funds set aside"), "step": "done", "at": job.created_at}
    ]
    for state, word in (
        ("rendering", _("Rendering")),
        ("rendered", _("Rendered")),
        ("settled", _("Paid and shared out")),
    ):
        at = getattr(job, f"{state}_at")
        if at and not (state == "rendering" and job.state == "rendering"):
            steps.append({"word": word, "step": "done", "at": at})
        elif job.state == state:
            steps.append({"word": word, "step": "now", "at": at})
        elif not ended:
            steps.append({"word": word, "step": "todo"})
    if ended:
        word = {"failed": _("Failed"), "cancelled": _("Cancelled"), "refused": _("Refused")}[job.state]
        note = job.error_message or _("What was set aside is back where it came from.")
        steps.append({"word": word, "step": "failed", "at": getattr(job, f"{job.state}_at"), "note": note})
    return steps


def _progress(job: Any) -> dict[str, Any]:
    """Say what is happening now, with a percentage where it can be told."""
    if job.state == "reserved":
        ahead = place_in_queue(job) or 0
        word = ngettext("%(count)s clip is before yours", "%(count)s clips are before yours", ahead) % {"count": ahead}
        return {"word": word if ahead else _("You are next"), "value": None}
    if job.cancel_asked_at and job.state == "rendering":
        return {"word": _("Stopping"), "value": None}
    words = {"preparing": _("Setting the scene"), "drawing": _("Drawing"), "encoding": _("Developing the film")}
    value = 100 * job.step // job.steps if job.steps else None
    return {"word": words.get(job.stage, _("Rendering")), "value": value}


def _context(request: SignedInRequest, job_id: str) -> dict[str, Any]:
    job = job_for(user=request.user, job_id=job_id)
    running = job.state in ("reserved", "rendering", "rendered", "held")
    return {
        "job": job,
        "running": running,
        "steps": _steps(job),
        "progress": _progress(job) if running else None,
        "can_cancel": job.state in ("reserved", "rendering") and not job.cancel_asked_at,
        "clip": getattr(job, "clip", None),
    }


@login_required
@require_safe
def job(request: SignedInRequest, job_id: str) -> HttpResponse:
    """Show one of my jobs; it asks for its own progress while it runs."""
    context = _context(request, job_id)
    shown = context["job"]
    cast = licences.cast_members([row.character_id for row in shown.casting.all()])
    context |= {"cast": cast, "price": cards.card_view(Card.from_json(shown.card))}
    return render(request, "marketplace/job.html", context)


@login_required
@require_safe
def progress(request: SignedInRequest, job_id: str) -> HttpResponse:
    """Answer only what moves; when the clip is there, send the browser to it."""
    context = _context(request, job_id)
    response = render(request, "marketplace/job_progress.html", context)
    if context["clip"] is not None:
        response["HX-Redirect"] = reverse("clip", args=[context["clip"].pk])
    elif not context["running"]:
        response.status_code = _STOP
    return response


@login_required
@require_POST
def cancel(request: SignedInRequest, job_id: str) -> HttpResponse:
    """Take a job back; what was set aside returns."""
    clip_requests.cancel(user=request.user, job_id=job_id)
    messages.success(request, _("Cancelled. What was set aside is back where it came from."))
    return redirect("job", job_id=job_id)
