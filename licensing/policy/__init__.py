"""The licence check: what terms say, what is asked, and the verdict with every reason. Pure: values in, values out.

`decide(terms, request, facts)` runs every rule and collects all reasons. It never allows what it does not know: a
missing fact makes the verdict `needs_information`, never `allow`.
"""

from __future__ import annotations

from licensing.policy.codes import Code
from licensing.policy.decide import decide, judge
from licensing.policy.document import TermsDocument
from licensing.policy.request import Facts, Reading, UseRequest
from licensing.policy.verdict import ALLOW, DENY, NEEDS_INFORMATION, Alternative, Reason, Verdict
from licensing.policy.vocabulary import (
    LARGEST_CAST,
    LONGEST_PROMPT,
    MAX_SECONDS,
    PURPOSES,
    THEMES,
    TIERS,
    purpose_name,
    theme_name,
    tier_name,
)

__all__ = [
    "ALLOW",
    "DENY",
    "LARGEST_CAST",
    "LONGEST_PROMPT",
    "MAX_SECONDS",
    "NEEDS_INFORMATION",
    "PURPOSES",
    "THEMES",
    "TIERS",
    "Alternative",
    "Code",
    "Facts",
    "Reading",
    "Reason",
    "TermsDocument",
    "UseRequest",
    "Verdict",
    "decide",
    "judge",
    "purpose_name",
    "theme_name",
    "tier_name",
]
