"""Characters as people and renderers see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.models import User
from licensing.models import Character, CharacterAsset, SplitSheet, Studio, Terms
from licensing.policy import TermsDocument
from licensing.policy.plain import PlainClause, in_plain_words


@dataclass(frozen=True)
class PictureView:
    """A reference picture; `file` and `tile` are storage names, `notes` say what was converted."""

    id: str
    position: int
    original_name: str
    file: str
    tile: str
    width: int
    height: int
    has_alpha: bool
    notes: tuple[str, ...]

    @property
    def url(self) -> str:
        """A link to the full picture, good for a while."""
        return default_storage.url(self.file)

    @property
    def tile_url(self) -> str:
        """A link to the small picture, good for a while."""
        return default_storage.url(self.tile)


@dataclass(frozen=True)
class TermsView:
    """One version of a character's terms."""

    id: str
    version: int
    sha256: str
    state: str
    document: TermsDocument
    published_at: dt.datetime | None
    retired_at: dt.datetime | None

    @property
    def plain(self) -> tuple[PlainClause, ...]:
        """What it says, in plain words of the active language."""
        return in_plain_words(self.document)


@dataclass(frozen=True)
class ShareView:
    """One line of a split sheet; `claimed` once the payee has an account here."""

    payee_id: str
    name: str
    email: str
    role: str
    ppm: int
    claimed: bool


@dataclass(frozen=True)
class SheetView:
    """A split sheet with its lines in order."""

    id: str
    version: int
    in_force_at: dt.datetime | None
    shares: tuple[ShareView, ...]


@dataclass(frozen=True)
class CharacterPage:
    """Everything the page of one character shows."""

    id: str
    slug: str
    name: str
    aliases: tuple[str, ...]
    tagline: str
    story: str
    state: str
    tile_colour: str
    studio_id: str
    studio: str
    studio_slug: str
    studio_about: str
    pictures: tuple[PictureView, ...]
    terms: TermsView | None
    listed_at: dt.datetime | None

    @property
    def listed(self) -> bool:
        """Whether it can be licensed now."""
        return self.state == "listed"


@dataclass(frozen=True)
class LikenessView:
    """What a renderer needs of one character: its name and its pictures' storage names, best first."""

    character_id: str
    name: str
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class CharacterRow:
    """One character in its studio's own list."""

    id: str
    slug: str
    name: str
    state: str
    tile_colour: str
    tile: PictureView | None
    pictures: int
    terms_version: int | None
    sheet_version: int | None
    rights_affirmed: bool


def character_page(slug: str, *, viewer: User | None = None) -> CharacterPage:
    """Return a listed character's page, or any character's to the people of its studio. Three queries.

    Raises NotFound otherwise: a draft, an unlisted character and one that never was look the same from outside.
    """
    visible = Q(state="listed")
    if viewer is not None:
        visible |= Q(studio__memberships__user=viewer)
    published = Prefetch("terms", Terms.objects.filter(state="published"), to_attr="published_terms")
    found = (
        Character.objects.filter(visible, Q(slug=slug) | Q(pk=slug))
        .select_related("studio")
        .prefetch_related("assets", published)
        .distinct()
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such character in the catalogue."), character=slug)
    terms: list[Terms] = getattr(found, "published_terms", [])
    return CharacterPage(
        id=found.pk,
        slug=found.slug,
        name=found.name,
        aliases=tuple(found.aliases),
        tagline=found.tagline,
        story=found.story,
        state=found.state,
        tile_colour=found.tile_colour,
        studio_id=found.studio_id,
        studio=found.studio.name,
        studio_slug=found.studio.slug,
        studio_about=found.studio.about,
        pictures=tuple(map(picture_view, found.assets.all())),
        terms=terms_view(terms[0]) if terms else None,
        listed_at=found.listed_at,
    )


def picture_view(asset: CharacterAsset) -> PictureView:
    """Show one stored picture."""
    return PictureView(
        id=asset.pk,
        position=asset.position,
        original_name=asset.original_name,
        file=asset.file,
        tile=asset.tile,
        width=asset.width,
        height=asset.height,
        has_alpha=asset.has_alpha,
        notes=tuple(asset.notes),
    )


def terms_view(terms: Terms) -> TermsView:
    """Show one stored version of terms."""
    return TermsView(
        id=terms.pk,
        version=terms.version,
        sha256=terms.sha256,
        state=terms.state,
        document=TermsDocument.from_json(terms.document),
        published_at=terms.published_at,
        retired_at=terms.retired_at,
    )


def terms_in_force(character_id: str) -> TermsView | None:
    """Return a character's published terms, or None. One query."""
    found = Terms.objects.filter(character=character_id, state="published").first()
    return terms_view(found) if found else None


def terms_history(character_id: str) -> tuple[TermsView, ...]:
    """Return every published version of a character's terms, newest first. One query."""
    found = Terms.objects.filter(character=character_id, state__in=("published", "retired"))
    return tuple(map(terms_view, found.order_by("-version")))


def sheet_in_force(character_id: str) -> SheetView | None:
    """Return the split sheet that shares a character's fees, or None. Two queries."""
    sheet = SplitSheet.objects.filter(character=character_id, state="in_force").first()
    if sheet is None:
        return None
    return SheetView(
        id=sheet.pk,
        version=sheet.version,
        in_force_at=sheet.in_force_at,
        shares=tuple(
            ShareView(row.payee_id, row.payee.name, row.payee.email, row.role, row.ppm, row.payee.user_id is not None)
            for row in sheet.shares.select_related("payee")
        ),
    )


def likenesses(character_ids: Sequence[str]) -> tuple[LikenessView, ...]:
    """Return what a renderer needs of each character, in the order given. Two queries."""
    found = Character.objects.prefetch_related("assets").in_bulk(list(character_ids))
    return tuple(
        LikenessView(one.pk, one.name, tuple(asset.file for asset in one.assets.all()))
        for one in (found[character] for character in character_ids if character in found)
    )


def characters_of(studio: Studio) -> tuple[CharacterRow, ...]:
    """Return a studio's characters by name, with what each has. Four queries."""
    found = (
        studio.characters.annotate(claims=Count("rights_claims"))
        .prefetch_related(
            "assets",
            Prefetch("terms", Terms.objects.filter(state="published"), to_attr="published_terms"),
            Prefetch("split_sheets", SplitSheet.objects.filter(state="in_force"), to_attr="sheets_in_force"),
        )
        .order_by("name", "pk")
    )
    return tuple(map(_row, found))


def _row(character: Character) -> CharacterRow:
    pictures = list(character.assets.all())
    terms: list[Terms] = getattr(character, "published_terms", [])
    sheets: list[SplitSheet] = getattr(character, "sheets_in_force", [])
    return CharacterRow(
        id=character.pk,
        slug=character.slug,
        name=character.name,
        state=character.state,
        tile_colour=character.tile_colour,
        tile=picture_view(pictures[0]) if pictures else None,
        pictures=len(pictures),
        terms_version=terms[0].version if terms else None,
        sheet_version=sheets[0].version if sheets else None,
        rights_affirmed=getattr(character, "claims", 0) > 0,
    )
