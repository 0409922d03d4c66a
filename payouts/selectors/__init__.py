"""Looking only: what a person may see, and what a reviewer decides on."""

from __future__ import annotations

from payouts.selectors.evidence import APPROVERS_NEEDED, SET_ASIDE, Evidence, evidence, live_approvals
from payouts.selectors.people import (
    PayeePart,
    Step,
    WalletPage,
    payee_dashboard,
    payout_for,
    payouts_of,
    timeline,
    top_up_for,
    top_ups_of,
    wallet_page,
)
from payouts.selectors.queue import (
    FILTERS,
    Numbers,
    QueueRow,
    ReviewPage,
    numbers,
    queue,
    review_page,
    totals,
)
from payouts.selectors.statements import (
    CharacterTotal,
    LineView,
    StatementView,
    Unstated,
    percent,
    statement_for,
    statement_view,
    statements_of,
    unstated,
)

__all__ = [
    "APPROVERS_NEEDED",
    "FILTERS",
    "SET_ASIDE",
    "CharacterTotal",
    "Evidence",
    "LineView",
    "Numbers",
    "PayeePart",
    "QueueRow",
    "ReviewPage",
    "StatementView",
    "Step",
    "Unstated",
    "WalletPage",
    "evidence",
    "live_approvals",
    "numbers",
    "payee_dashboard",
    "payout_for",
    "payouts_of",
    "percent",
    "queue",
    "review_page",
    "statement_for",
    "statement_view",
    "statements_of",
    "timeline",
    "top_up_for",
    "top_ups_of",
    "totals",
    "unstated",
    "wallet_page",
]
