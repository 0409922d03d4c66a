"""The terms editor: the form, the same in plain words, and a bench to try requests on before anything is published."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import BadInput
from core.http_types import SignedInRequest
from licensing import selectors as licences
from licensing import territories
from licensing.forms import TermsForm
from licensing.names import NameIndex
from licensing.policy import MAX_SECONDS, PURPOSES, TIERS, Facts, TermsDocument, UseRequest, Verdict, decide
from licensing.policy.plain import in_plain_words
from licensing.selectors.situation import read_prompt
from licensing.services import terms
from marketplace import cards
from marketplace.views import studio_parts

_TRY = "try_"
# What the form of a first version begins with. Countries and fees are the studio's to give: nothing is granted unseen.
_BEGINNING: dict[str, Any] = {
    "purposes": ["personal", "social"],
    "seconds_storyboard": 10,
    "prohibited_themes": ["sexual", "hate", "self_harm"],
}


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a character's terms as a form; POST publishes them, or only tries a request on them (`try`)."""
    character = licences.character_for(request.user, slug)
    history = licences.terms_history(character.pk)
    in_force = next((version for version in history if version.state == "published"), None)
    if request.method == "GET":
        shown = TermsForm.values_of(in_force.document) if in_force else _BEGINNING
        return _page(request, character, TermsForm(initial=shown), history, in_force.document if in_force else None)
    form = TermsForm(request.POST)
    document = form.cleaned_data["document"] if form.is_valid() else None
    if document is not None and "try" not in request.POST:
        try:
            published = terms.publish(user=request.user, character_id=character.pk, document=document)
        except BadInput as problem:
            studio_parts.blame(form, problem)
        else:
            messages.success(request, _said(published, in_force))
            return redirect("character_terms", slug=slug)
    return _page(request, character, form, history, document)


def _said(published: Any, before: licences.TermsView | None) -> str:
    if before and before.id == published.pk:
        return _("Nothing changed: version %(version)s stays in force.") % {"version": published.version}
    return _("Version %(version)s is published. It holds for new requests from now on.") % {
        "version": published.version
    }


def _page(
    request: HttpRequest,
    character: Any,
    form: TermsForm,
    history: tuple[licences.TermsView, ...],
    document: TermsDocument | None,
) -> HttpResponse:
    names = territories.names(get_language() or "en")
    others = _ticks(form, [item for item in names.items() if item[0] not in territories.WELL_KNOWN])
    context = {
        "studio": character.studio,
        "character": character,
        "steps": studio_parts.steps(character, "character_terms"),
        "form": form,
        "details": {code: cards.purpose_detail(code) for code in PURPOSES},
        "often": _ticks(form, [(code, names[code]) for code in territories.WELL_KNOWN]),
        "others": others,
        "others_open": any(country["on"] for country in others),
        "tiers": [(tier, cards.tier_label(tier)) for tier in TIERS],
        "purposes": [(code, cards.purpose_label(code)) for code in PURPOSES],
        "most_seconds": MAX_SECONDS,
        "history": history,
        "countries": names,
        "bench": _bench(request.POST),
        **_answers(character, document, request.POST),
    }
    return render(request, "marketplace/studio_terms.html", context, status=422 if form.errors else 200)


def _ticks(form: TermsForm, countries: list[tuple[str, str]]) -> list[dict[str, Any]]:
    chosen = set(form["territories"].value() or ())
    return [{"value": code, "label": name, "on": code in chosen} for code, name in countries]


@login_required
@require_POST
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """Answer the form as it stands: its plain words, and what the bench's request would be told. Nothing is kept."""
    character = licences.character_for(request.user, slug)
    form = TermsForm(request.POST)
    document = form.cleaned_data["document"] if form.is_valid() else None
    context = {"form": form, **_answers(character, document, request.POST)}
    return render(request, "marketplace/studio_terms_answer.html", context)


def _answers(character: Any, document: TermsDocument | None, data: QueryDict) -> dict[str, Any]:
    if document is None:
        return {"plain": (), "verdict": None}
    verdict = try_out(document, _request(character.pk, data), character.name) if data.get("try_prompt") else None
    return {
        "plain": in_plain_words(document),
        "verdict": _verdict_view(verdict) if verdict else None,
        "alternatives": _alternatives(verdict) if verdict else [],
    }


def _bench(data: QueryDict) -> dict[str, str]:
    """What the bench's own fields hold."""
    first = {"prompt": "", "purpose": PURPOSES[0], "territory": "US", "tier": TIERS[0], "seconds": "5"}
    return {name: data.get(_TRY + name, value) for name, value in first.items()}


def _request(character_id: str, data: QueryDict) -> UseRequest:
    bench = _bench(data)
    seconds = bench["seconds"]
    return UseRequest(
        characters=(character_id,),
        prompt=bench["prompt"],
        purpose=bench["purpose"],
        territory=bench["territory"],
        tier=bench["tier"],
        seconds=int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 6 else 0,
    )


def try_out(document: TermsDocument, request: UseRequest, name: str) -> Verdict:
    """Decide a made-up request on terms that nobody has agreed to: as if listed, affirmed, and not used yet today."""
    character = request.characters[0]
    names = NameIndex([(character, name)])
    facts = Facts(
        now=clock.now(),
        uses_today={character: 0},
        listed={character: True},
        rights={character: True},
        reading=read_prompt(request.prompt, names),
        names={character: name},
    )
    return decide({character: document}, request, facts, read=lambda prompt: read_prompt(prompt, names))


def _verdict_view(verdict: Verdict) -> dict[str, Any]:
    view = cards.verdict_view(verdict)
    if verdict.allowed:
        fee = verdict.total
        view["title"] = _("A creator may make this")
        if fee is not None:
            amount = fee.localized(get_language() or "en")
            view["summary"] = _("The fee is %(amount)s.") % {"amount": amount} if fee else _("There is no fee.")
    else:
        view["title"] = _("A creator would be refused")
    return view


def _alternatives(verdict: Verdict) -> list[dict[str, str]]:
    """What the creator would be offered instead; a press writes it into the bench."""
    return [
        {
            "label": way.label,
            "changes": ""
            if "wait_until" in way.changes
            else json.dumps({_TRY + name: value for name, value in way.changes.items()}),
        }
        for way in verdict.alternatives
    ]
