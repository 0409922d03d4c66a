"""What a top-up, a statement and a payout may do."""

from __future__ import annotations

from core.states import table

TOP_UP = table(
    "top-up",
    started="processing paid failed abandoned",
    processing="paid failed",
    paid="partly_refunded refunded disputed",
    partly_refunded="refunded disputed",
    disputed="paid charged_back",
    failed="",
    abandoned="",
    refunded="",
    charged_back="",
)
STATEMENT = table("statement", open="closed", closed="")
PAYOUT = table(
    "payout",
    requested="held approved rejected cancelled",
    held="requested rejected cancelled",
    approved="requested held sending cancelled",
    sending="sent unknown failed",
    unknown="sent failed",
    sent="paid failed",
    # Not final: Stripe may move a bank payout from paid to failed.
    paid="failed",
    failed="",
    rejected="",
    cancelled="",
)
PAYEE_ACCOUNT = table(
    "payee account",
    onboarding="active restricted closed",
    active="restricted closed",
    restricted="active closed",
    closed="",
)
TRANSFER_ATTEMPT = table(
    "transfer attempt", sending="sent refused unknown", unknown="sent refused", sent="", refused=""
)
