"""What a hold may do."""

from __future__ import annotations

from core.states import table

HOLD = table("hold", pending="captured released expired", captured="", released="", expired="")
