"""Characters: registering, editing, putting them in the shop window and taking them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit, lifecycle
from core.errors import BadInput, Conflict
from core.models import User
from licensing import locks
from licensing.models import Character, CharacterName, Studio
from licensing.names import usable
from licensing.selectors.access import character_for, studio_for
from licensing.services.naming import clean_line, clean_text, free_slug
from licensing.services.rights import TEXT_VERSION
from licensing.words import keys

LONGEST_NAME = 80
LONGEST_TAGLINE = 140
LONGEST_STORY = 4000
MOST_ALIASES = 12


def register(
    *, user: User, studio_id: str, name: str, aliases: Sequence[str] = (), tagline: str = "", story: str = ""
) -> Character:
    """Add a character to a studio, as a draft nobody else sees.

    Raises NotFound when the studio is not this person's, BadInput for a name that is empty, too long or too common.
    """
    studio = studio_for(user, studio_id)
    fields = _checked(name=name, aliases=aliases, tagline=tagline, story=story)
    with transaction.atomic():
        character = _insert(studio, fields)
        _file_names(character)
        audit.record(
            tag="character.registered", actor=user.pk, subject=character.pk, facts={"name": name, "studio": studio.pk}
        )
    return character


def edit(
    *, user: User, character_id: str, name: str, aliases: Sequence[str] = (), tagline: str = "", story: str = ""
) -> Character:
    """Change what is said about a character; its address stays. Raises NotFound, or BadInput as `register` does."""
    fields = _checked(name=name, aliases=aliases, tagline=tagline, story=story)
    character = character_for(user, character_id)
    with transaction.atomic():
        locks.change_terms(character.pk)
        character = Character.objects.select_for_update().select_related("studio").get(pk=character.pk)
        changed = sorted(key for key, value in fields.items() if getattr(character, key) != value)
        for key, value in fields.items():
            setattr(character, key, value)
        character.search_text = _search_text(character)
        character.save(update_fields=[*fields, "search_text"])
        _file_names(character)
        audit.record(tag="character.edited", actor=user.pk, subject=character.pk, facts={"changed": changed})
    return character


def missing_for_listing(character: Character) -> list[str]:
    """Say what a character still needs before it can be listed, one sentence each; empty when it is ready."""
    claim = character.rights_claims.order_by("-version").first()
    needs = [
        (character.assets.exists(), _("Add at least one reference picture.")),
        (claim is not None and claim.text_version == TEXT_VERSION, _("Affirm that the studio holds the rights.")),
        (character.terms.filter(state="published").exists(), _("Publish terms.")),
        (character.split_sheets.filter(state="in_force").exists(), _("Publish a split sheet.")),
    ]
    return [sentence for there, sentence in needs if not there]


def list_it(*, user: User, character_id: str) -> Character:
    """Put a character in the shop window. Raises Conflict naming what is missing; repeating it does nothing."""
    character = character_for(user, character_id)
    with transaction.atomic():
        locks.change_terms(character.pk)
        missing = missing_for_listing(character)
        if missing:
            raise Conflict(
                _("%(name)s cannot be listed yet. %(missing)s")
                % {"name": character.name, "missing": " ".join(missing)},
                missing=missing,
            )
        lifecycle.advance(character, "listed", actor=user.pk)
    return character


def unlist(*, user: User, character_id: str, reason: str = "") -> Character:
    """Take a character out of the shop window at once: no new use is allowed, and renders not yet begun are refused.

    Clips already delivered keep their licence.
    """
    character = character_for(user, character_id)
    with transaction.atomic():
        locks.change_terms(character.pk)
        lifecycle.advance(character, "unlisted", actor=user.pk, reason=clean_line(reason, 200, "reason"))
    return character


def _checked(*, name: str, aliases: Sequence[str], tagline: str, story: str) -> dict[str, object]:
    name = clean_line(name, LONGEST_NAME, "name")
    if not name:
        raise BadInput(_("Give the character a name."), field="name")
    _check_usable(name, "name")
    return {
        "name": name,
        "aliases": _aliases(aliases, name),
        "tagline": clean_line(tagline, LONGEST_TAGLINE, "tagline"),
        "story": clean_text(story, LONGEST_STORY, "story"),
    }


def _aliases(aliases: Iterable[str], name: str) -> list[str]:
    kept: dict[tuple[str, ...], str] = {}
    for alias in aliases:
        line = clean_line(alias, LONGEST_NAME, "aliases")
        if line and keys(line) != keys(name):
            _check_usable(line, "aliases")
            kept.setdefault(keys(line), line)
    if len(kept) > MOST_ALIASES:
        raise BadInput(_("A character has at most %(most)s aliases.") % {"most": MOST_ALIASES}, field="aliases")
    return list(kept.values())


def _check_usable(name: str, field: str) -> None:
    if not usable(name):
        raise BadInput(
            _("“%(name)s” is too common a word, or too short, to be found in prompts. Choose another.")
            % {"name": name},
            field=field,
        )


def _insert(studio: Studio, fields: dict[str, object]) -> Character:
    character = Character(studio=studio, **fields)
    character.search_text = _search_text(character)
    character.slug = free_slug(Character, character.name, "character")
    try:
        with transaction.atomic():
            character.save(force_insert=True)
    except IntegrityError:
        character.slug = free_slug(Character, character.name, "character", unique=True)
        character.save(force_insert=True)
    return character


def _search_text(character: Character) -> str:
    said = (character.name, *character.aliases, character.tagline, character.studio.name)
    return " ".join(" ".join(keys(text)) for text in said)


def _file_names(character: Character) -> None:
    """File the name and aliases under their first words, where a prompt's words look them up."""
    character.names.all().delete()
    CharacterName.objects.bulk_create(
        CharacterName(character=character, text=text, first_word=keys(text)[0])
        for text in (character.name, *character.aliases)
    )
