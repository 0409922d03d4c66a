"""Reading licensing. Nothing here writes, and no number of queries grows with the number of rows."""

from __future__ import annotations

from licensing.selectors.access import character_for, picture_for, studio_for
from licensing.selectors.casts import CastMember, cast_members
from licensing.selectors.catalogue import (
    LARGEST_PAGE,
    CataloguePage,
    CatalogueQuery,
    CharacterCard,
    Facet,
    FacetOption,
    cards_of,
    catalogue,
)
from licensing.selectors.characters import (
    CharacterPage,
    CharacterRow,
    LikenessView,
    PictureView,
    ShareView,
    SheetView,
    TermsView,
    character_page,
    characters_of,
    likenesses,
    sheet_in_force,
    terms_history,
    terms_in_force,
)
from licensing.selectors.royalties import (
    PayeeView,
    RoyaltyRow,
    payee_for,
    payees_of,
    royalties_between,
    royalties_of_job,
)
from licensing.selectors.situation import CastTerms
from licensing.selectors.studios import (
    CharacterEarnings,
    EarnedDay,
    StudioDashboard,
    StudioView,
    earned_by_day,
    earnings_by_character,
    studio_dashboard,
    studios_of,
)

__all__ = [
    "LARGEST_PAGE",
    "CastMember",
    "CastTerms",
    "CataloguePage",
    "CatalogueQuery",
    "CharacterCard",
    "CharacterEarnings",
    "CharacterPage",
    "CharacterRow",
    "EarnedDay",
    "Facet",
    "FacetOption",
    "LikenessView",
    "PayeeView",
    "PictureView",
    "RoyaltyRow",
    "ShareView",
    "SheetView",
    "StudioDashboard",
    "StudioView",
    "TermsView",
    "cards_of",
    "cast_members",
    "catalogue",
    "character_for",
    "character_page",
    "characters_of",
    "earned_by_day",
    "earnings_by_character",
    "likenesses",
    "payee_for",
    "payees_of",
    "picture_for",
    "royalties_between",
    "royalties_of_job",
    "sheet_in_force",
    "studio_dashboard",
    "studio_for",
    "studios_of",
    "terms_history",
    "terms_in_force",
]
