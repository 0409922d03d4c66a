"""What speaks for and against releasing a payout, decided from values alone.

Each check has a grade: `pass`, `low`, `med` or `high`. A payout's risk is its worst grade. `high` blocks: no reviewer
can approve it and nothing is sent until the cause is gone. Semantics: graded checks as platforms that pay people out
(Open Collective, Polar, Gumroad) publish them; the numbers are ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from core.money import Money

GRADES = ("pass", "low", "med", "high")

# Money rarely leaves in the week after a bank account changed hands; a thief is in a hurry.
YOUNG_ACCOUNT = dt.timedelta(days=7)

# More than this many times what the payee usually gets is worth a question.
UNUSUAL_TIMES = 5


LABELS = {
    "books": "books",
    "onboarding": "account",
    "account_age": "age",
    "first_payout": "first",
    "usual_amount": "amount",
}


@dataclass(frozen=True)
class Check:
    """One check's outcome: its code, its grade and one sentence for the reviewer."""

    code: str
    grade: str
    sentence: str

    @property
    def label(self) -> str:
        """One word for a narrow column."""
        return LABELS[self.code]


@dataclass(frozen=True)
class PayoutFacts:
    """What the checks look at.

    `earlier` are the amounts of the payee's payouts that were sent before, in the same currency. `stated` is the
    statement's total, `itemised` the sum of its lines, `set_aside` what the ledger holds for this payout (None once
    the money has left: then there is nothing set aside to compare).
    """

    now: dt.datetime
    amount: Money
    stated: Money
    itemised: Money
    set_aside: Money | None
    account_state: str
    requirements: int
    account_changed_at: dt.datetime | None
    earlier: Sequence[Money]


def checks(facts: PayoutFacts) -> tuple[Check, ...]:
    """Grade everything we know about a payout, in the order a reviewer reads it."""
    return (_books(facts), _onboarding(facts), _account_age(facts), _first_payout(facts), _usual_amount(facts))


def worst(found: Sequence[Check]) -> str:
    """Return the worst grade among checks; `pass` when there are none."""
    return max((check.grade for check in found), key=GRADES.index, default="pass")


def _books(facts: PayoutFacts) -> Check:
    sums = {facts.amount.minor, facts.stated.minor, facts.itemised.minor}
    if facts.set_aside is not None:
        sums.add(facts.set_aside.minor)
    if len(sums) == 1:
        return Check("books", "pass", f"Payout, statement, its lines and the ledger all say {facts.amount}.")
    aside = f", ledger {facts.set_aside}" if facts.set_aside is not None else ""
    return Check(
        "books",
        "high",
        f"The sums differ: payout {facts.amount}, statement {facts.stated}, its lines {facts.itemised}{aside}. "
        "Hold it and call an engineer.",
    )


def _onboarding(facts: PayoutFacts) -> Check:
    if facts.account_state == "active":
        return Check("onboarding", "pass", "Stripe says this account may receive transfers.")
    due = f" Stripe still asks for {facts.requirements} more." if facts.requirements else ""
    return Check("onboarding", "high", f"The account is {facts.account_state}, so a transfer would be refused.{due}")


def _account_age(facts: PayoutFacts) -> Check:
    changed = facts.account_changed_at
    if changed is None:
        return Check("account_age", "med", "The account has not been active yet.")
    days = (facts.now - changed).days
    if facts.now - changed < YOUNG_ACCOUNT:
        when = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
        return Check("account_age", "med", f"The account was opened or changed {when}. Look who asked for it.")
    return Check("account_age", "pass", f"The account has been unchanged for {days} days.")


def _first_payout(facts: PayoutFacts) -> Check:
    if facts.earlier:
        return Check("first_payout", "pass", f"Payouts sent before this one: {len(facts.earlier)}.")
    return Check("first_payout", "low", "This is the payee's first payout in this currency.")


def _usual_amount(facts: PayoutFacts) -> Check:
    if not facts.earlier:
        return Check("usual_amount", "pass", "There is nothing to compare the amount with yet.")
    usual = _median(facts.earlier)
    if facts.amount.minor > UNUSUAL_TIMES * usual.minor:
        return Check("usual_amount", "med", f"More than {UNUSUAL_TIMES} times the usual {usual}.")
    return Check("usual_amount", "pass", f"In line with the usual {usual}.")


def _median(amounts: Sequence[Money]) -> Money:
    """Return the middle amount (the lower of two), so that one odd payout does not move what is usual."""
    ordered = sorted(amount.minor for amount in amounts)
    return Money(ordered[(len(ordered) - 1) // 2], amounts[0].currency)
