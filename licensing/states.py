"""What terms, split sheets and characters may do."""

from __future__ import annotations

from core.states import table

CHARACTER = table("character", draft="listed", listed="unlisted", unlisted="listed")
TERMS = table("terms", draft="in_review published", in_review="draft published", published="retired", retired="")
SPLIT_SHEET = table("split sheet", draft="in_force", in_force="superseded", superseded="")
