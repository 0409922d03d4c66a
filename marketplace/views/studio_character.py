"""A character on its way into the catalogue: its words, its pictures, the rights to it, and listing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import BadInput, Conflict
from core.http_types import SignedInRequest
from licensing import selectors as licences
from licensing.forms import CharacterForm, RightsForm
from licensing.services import characters, pictures, rights
from marketplace.selectors import studios as books
from marketplace.views import studio_parts

# What the pictures' upload of a new character could not take, until its page has said so.
_PROBLEMS = "picture_problems"


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a character: its words and, if they are at hand, its pictures."""
    studio = licences.studio_for(request.user, slug)
    form = CharacterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            character = characters.register(user=request.user, studio_id=studio.pk, **form.cleaned_data)
        except BadInput as problem:
            studio_parts.blame(form, problem)
        else:
            request.session[_PROBLEMS] = _take_in(request, character.pk)
            return redirect("character_edit", slug=character.slug)
    context = {
        "studio": studio,
        "form": form,
        "steps": studio_parts.steps_ahead(),
        "action": reverse("character_new", args=[slug]),
    }
    return render(request, "marketplace/studio_character.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show and change a character's words, beside its pictures."""
    character = licences.character_for(request.user, slug)
    if request.method == "GET":
        return _page(request, character, problems=request.session.pop(_PROBLEMS, []))
    form = CharacterForm(request.POST)
    if form.is_valid():
        try:
            characters.edit(user=request.user, character_id=character.pk, **form.cleaned_data)
        except BadInput as problem:
            studio_parts.blame(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("character_edit", slug=slug)
    return _page(request, character, form=form)


def _page(
    request: SignedInRequest, character: Any, *, form: CharacterForm | None = None, problems: Sequence[Any] = ()
) -> HttpResponse:
    page = licences.character_page(character.slug, viewer=request.user)
    words = {"name": page.name, "aliases": page.aliases, "tagline": page.tagline, "story": page.story}
    context = {
        "studio": character.studio,
        "character": character,
        "form": form or CharacterForm(initial=words),
        "pictures": page.pictures,
        "problems": problems,
        "steps": studio_parts.steps(character, "character_edit"),
        "action": reverse("character_edit", args=[character.slug]),
        "see_page": _("See its page") if page.listed else "",
    }
    wrong = request.method == "POST" and (problems or (form is not None and form.errors))
    return render(request, "marketplace/studio_character.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def add_pictures(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take in any number of pictures; each that cannot be used is named with what to do, the others stay."""
    character = licences.character_for(request.user, slug)
    problems = _take_in(request, character.pk)
    if not request.FILES.getlist("pictures"):
        problems = [{"name": _("No picture came with that."), "message": _("Choose one or more files first.")}]
    if problems:
        return _page(request, character, problems=problems)
    messages.success(request, _("The pictures are in."))
    return redirect(reverse("character_edit", args=[slug]) + "#pictures")


def _take_in(request: SignedInRequest, character_id: str) -> list[dict[str, str]]:
    """Add every picture of an upload, and say of each that could not be added what is wrong with it."""
    problems = []
    for file in request.FILES.getlist("pictures"):
        try:
            pictures.add(user=request.user, character_id=character_id, name=file.name or "", content=file)
        except BadInput as problem:
            problems.append({"name": file.name or "", "message": problem.message})
    return problems


@login_required
@require_POST
def remove_picture(request: SignedInRequest, picture_id: str) -> HttpResponse:
    """Let one picture go."""
    character = licences.picture_for(request.user, picture_id).character
    try:
        pictures.remove(user=request.user, picture_id=picture_id)
    except Conflict as problem:
        return _page(request, character, problems=[{"name": "", "message": problem.message}])
    messages.success(request, _("The picture is removed."))
    return redirect(reverse("character_edit", args=[character.slug]) + "#pictures")


@login_required
@require_POST
def put_picture_first(request: SignedInRequest, picture_id: str) -> HttpResponse:
    """Make one picture the character's poster."""
    character = licences.picture_for(request.user, picture_id).character
    others = [asset.pk for asset in character.assets.all() if asset.pk != picture_id]
    pictures.reorder(user=request.user, character_id=character.pk, picture_ids=[picture_id, *others])
    return redirect(reverse("character_edit", args=[character.slug]) + "#pictures")


@login_required
@require_http_methods(["GET", "POST"])
def affirm_rights(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the text a studio affirms; POST affirms it."""
    character = licences.character_for(request.user, slug)
    form = RightsForm(request.POST or None, initial={"text_version": rights.TEXT_VERSION})
    if request.method == "POST" and form.is_valid():
        try:
            rights.affirm(user=request.user, character_id=character.pk, **form.cleaned_data)
        except BadInput as problem:
            studio_parts.blame(form, problem)
        else:
            messages.success(request, _("Affirmed. The text, your name and the time are kept."))
            return redirect("character_terms", slug=slug)
    claims = books.claims(character)
    context = {
        "studio": character.studio,
        "character": character,
        "form": form,
        "text": rights.TEXT,
        "text_version": rights.TEXT_VERSION,
        "standing": next((claim for claim in claims if claim.text_version == rights.TEXT_VERSION), None),
        "earlier": [claim for claim in claims if claim.text_version != rights.TEXT_VERSION],
        "steps": studio_parts.steps(character, "rights_affirm"),
    }
    return render(request, "marketplace/studio_rights.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def listing(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what is missing before a character can be listed; POST lists it."""
    character = licences.character_for(request.user, slug)
    problem = ""
    if request.method == "POST":
        try:
            characters.list_it(user=request.user, character_id=character.pk)
        except Conflict as refused:
            problem = refused.message
        else:
            messages.success(request, _("%(name)s is in the catalogue.") % {"name": character.name})
            return redirect("character_list", slug=slug)
    page = licences.character_page(character.slug, viewer=request.user)
    stages = studio_parts.steps(character, "character_list")
    context = {
        "studio": character.studio,
        "character": character,
        "steps": stages,
        "checks": [stage | {"sentence": _sentence(stage)} for stage in stages[:-1]],
        "missing": any(not stage["done"] for stage in stages[:-1]),
        "listed": page.listed,
        "problem": problem,
        "tile": _tile(page),
    }
    return render(request, "marketplace/studio_listing.html", context, status=409 if problem else 200)


def _sentence(stage: dict[str, Any]) -> str:
    """Say what a step brought, or what it still needs."""
    there, needed = {
        1: (_("It has a reference picture"), _("Add at least one reference picture")),
        2: (_("The rights are affirmed"), _("Affirm that the studio holds the rights")),
        3: (_("Terms are published"), _("Publish terms")),
        4: (_("A split sheet is in force"), _("Publish a split sheet")),
    }[stage["number"]]
    return there if stage["done"] else needed


def _tile(page: licences.CharacterPage) -> dict[str, Any]:
    document = page.terms.document if page.terms else None
    return {
        "url": reverse("character", args=[page.slug]),
        "name": page.name,
        "studio": page.studio,
        "art": page.pictures[0].tile_url if page.pictures else "",
        "ground": page.tile_colour,
        "fee": document.lowest_fee if document else None,
        "uses": document.purposes if document else (),
    }


@login_required
@require_POST
def unlist(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a character out of the catalogue."""
    character = licences.character_for(request.user, slug)
    characters.unlist(user=request.user, character_id=character.pk, reason=request.POST.get("reason", ""))
    messages.success(
        request, _("%(name)s is out of the catalogue. Listing it again is one press.") % {"name": character.name}
    )
    return redirect("character_list", slug=slug)
