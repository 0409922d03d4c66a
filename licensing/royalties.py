"""How one licence fee is divided: the platform's commission first, then the split sheet. Values in, values out.

Worked example (250 cents, commission 15 %, sheet 70/20/10 %): the commission is 37.5 cents, half up 38; the net 212 is
148.4 / 42.4 / 21.2 exactly, and 149 / 42 / 21 in whole cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import PPM, Money, allocate, share_half_up

COMMISSION_ROLE = "platform"

# How a line's whole amount came from its exact part.
HALF_UP = "half_up"
LARGEST_REMAINDER = "largest_remainder"


@dataclass(frozen=True)
class Share:
    """One line of a split sheet: who, as what, and how many parts per million of the fee after commission."""

    payee_id: str
    role: str
    ppm: int


@dataclass(frozen=True)
class LineOut:
    """One person's part of one fee.

    `payee_id` is None for the platform. `base` is what the rate applies to, in minor units; `exact_micro` the exact
    part in millionths of a minor unit; `amount` the whole minor units to post.
    """

    payee_id: str | None
    role: str
    rule: str
    ppm: int
    base: int
    exact_micro: int
    amount: int


def royalty_lines(fee: Money, commission_ppm: int, shares: Sequence[Share]) -> tuple[LineOut, ...]:
    """Divide a fee; the lines' amounts sum to it exactly.

    Rounds: the commission half up; the rest by largest remainder, ties to the earlier share. Every amount is less than
    one minor unit from its exact part. A share of zero gets no line, and neither does a fee of zero: nothing was
    earned. A share whose whole part is 0 keeps its line, so that its fraction is owed in writing.

    Raises ValueError for a negative fee, a commission outside 0..1 000 000 ppm, or shares that do not sum to 1 000 000.
    """
    _check(fee, commission_ppm, shares)
    if not fee:
        return ()
    commission = share_half_up(fee.minor, commission_ppm)
    net = fee.minor - commission
    lines = []
    if commission_ppm:
        lines.append(
            LineOut(None, COMMISSION_ROLE, HALF_UP, commission_ppm, fee.minor, fee.minor * commission_ppm, commission)
        )
    parts = allocate(net, [share.ppm for share in shares])
    lines += [
        LineOut(share.payee_id, share.role, LARGEST_REMAINDER, share.ppm, net, net * share.ppm, part)
        for share, part in zip(shares, parts, strict=True)
        if share.ppm
    ]
    return tuple(lines)


def _check(fee: Money, commission_ppm: int, shares: Sequence[Share]) -> None:
    if fee.minor < 0:
        raise ValueError(f"a fee is never negative, but this one is {fee}")
    if not 0 <= commission_ppm <= PPM:
        raise ValueError(f"a commission is 0 to {PPM} parts per million, not {commission_ppm}")
    whole = sum(share.ppm for share in shares)
    if whole != PPM or any(share.ppm < 0 for share in shares):
        raise ValueError(f"the shares sum to {whole} parts per million; they must sum to {PPM}")
