"""What a clip costs and what pays for it. Pure: values in, values out.

Two things are paid for. Rendering is counted in units (one unit is five seconds of the storyboard tier): the day's free
allowance pays as many as it has, the wallet the rest, at a price per unit. Licence fees are always money; a character
whose terms say so waives its fee when the allowance alone pays for the whole render.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from core.errors import BadInput
from core.money import Money, exponent, share_half_up, total, zero

SECONDS_PER_BLOCK = 5

# Units for each started block of five seconds. The standard tier runs on a GPU, hence its weight.
UNITS_PER_BLOCK = {"storyboard": 1, "standard": 4}

# The price of a unit is set in minor units of a currency with this many decimals.
_PRICE_EXPONENT = 2

LineKind = Literal["render", "licence", "commission", "tax"]
LineSource = Literal["allowance", "wallet"]


def units_for(tier: str, seconds: int) -> int:
    """Return how many units a render costs: one block for each five seconds begun, times the tier's weight.

    Raises BadInput for a tier without a price or a length below one second.
    """
    if tier not in UNITS_PER_BLOCK:
        sentence = _("There is no tier “%(tier)s”. Choose one of: %(tiers)s.")
        raise BadInput(sentence % {"tier": tier, "tiers": ", ".join(UNITS_PER_BLOCK)}, field="tier")
    if seconds < 1:
        raise BadInput(_("A clip lasts at least one second."), field="seconds")
    return -(-seconds // SECONDS_PER_BLOCK) * UNITS_PER_BLOCK[tier]


def unit_price(currency: str, price_minor: int) -> Money:
    """Return what one unit costs in a currency, from a price in minor units of a two-decimal currency.

    40 is 0.40 USD, 0.400 KWD and, because a yen has no parts, 1 JPY: rounded up to a whole minor unit. This writes the
    same number in another currency's notation; nothing is exchanged.
    """
    shift = exponent(currency) - _PRICE_EXPONENT
    minor = price_minor * 10**shift if shift >= 0 else -(-price_minor // 10**-shift)
    return Money(minor, currency)


@dataclass(frozen=True)
class Fee:
    """One character's licence fee as decided; `waivable` when its terms let the free allowance stand in for it."""

    character: str
    name: str
    amount: Money
    waivable: bool = False


@dataclass(frozen=True)
class FundingPlan:
    """How much from where: units from the allowance, the rest from the wallet; `short_by` is what the wallet lacks."""

    allowance_units: int
    wallet_units: int
    render: Money
    fees: tuple[Fee, ...]
    waived: tuple[Fee, ...]
    total: Money
    short_by: Money


def plan_funding(
    *, units_needed: int, allowance_available: int, price: Money, fees: Sequence[Fee], wallet_available: Money
) -> FundingPlan:
    """Say what pays for a job: first the day's allowance, then the wallet.

    `price` is of one unit; it, the fees and the wallet are in one currency. `fees` in the answer are those charged.
    """
    from_allowance = max(0, min(units_needed, allowance_available))
    from_wallet = units_needed - from_allowance
    free_render = from_wallet == 0
    waived = tuple(fee for fee in fees if fee.waivable and free_render and fee.amount)
    charged = tuple(fee for fee in fees if fee not in waived)
    render = price * from_wallet
    due = total((fee.amount for fee in charged), price.currency) + render
    missing = max(0, due.minor - wallet_available.minor)
    return FundingPlan(
        allowance_units=from_allowance,
        wallet_units=from_wallet,
        render=render,
        fees=charged,
        waived=waived,
        total=due,
        short_by=Money(missing, price.currency),
    )


@dataclass(frozen=True)
class CardLine:
    """One line of a price card, as parts a page can word in its own language.

    `about` is the tier, the character's id or a rule's name; `name` what a person calls it. An `included` line is part
    of others and not added. `units` count what the line draws in units; `waived` is the fee that was not charged.
    """

    kind: LineKind
    about: str
    amount: Money
    source: LineSource
    name: str = ""
    units: int = 0
    ppm: int = 0
    included: bool = False
    waived: Money | None = None

    def to_json(self) -> dict[str, Any]:
        """Write the line as JSON values."""
        return {
            "kind": self.kind,
            "about": self.about,
            "name": self.name,
            "amount": money_json(self.amount),
            "source": self.source,
            "units": self.units,
            "ppm": self.ppm,
            "included": self.included,
            "waived": money_json(self.waived) if self.waived else None,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> CardLine:
        """Read a line written by `to_json`."""
        waived = money_from_json(value["waived"]) if value["waived"] else None
        return cls(**{**value, "amount": money_from_json(value["amount"]), "waived": waived})


@dataclass(frozen=True)
class Card:
    """A price card: what is shown, agreed to, reserved and settled, line by line.

    `total` is what the wallet pays; `units` what the allowance pays.
    """

    seconds: int
    currency: str
    lines: tuple[CardLine, ...]

    @property
    def total(self) -> Money:
        """What the wallet pays."""
        return total((line.amount for line in self.lines if not line.included), self.currency)

    @property
    def units(self) -> int:
        """What the allowance pays, in units."""
        return sum(line.units for line in self.lines if line.source == "allowance")

    @property
    def render(self) -> Money:
        """The money part of the render."""
        return total((line.amount for line in self.lines if line.kind == "render"), self.currency)

    @property
    def commission_ppm(self) -> int:
        """The platform's part of each fee, in parts per million, as agreed with this card."""
        return next((line.ppm for line in self.lines if line.kind == "commission"), 0)

    @property
    def licence_lines(self) -> tuple[CardLine, ...]:
        """The fee lines, one a character, in the order of the cast."""
        return tuple(line for line in self.lines if line.kind == "licence")

    def fee_of(self, character: str) -> Money:
        """Return the fee charged for a character; nothing when it was waived."""
        return next((line.amount for line in self.licence_lines if line.about == character), zero(self.currency))

    def to_json(self) -> dict[str, Any]:
        """Write the card as JSON values; `from_json` gives it back exactly."""
        return {
            "seconds": self.seconds,
            "currency": self.currency,
            "lines": [line.to_json() for line in self.lines],
            "total": money_json(self.total),
            "units": self.units,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Card:
        """Read a card written by `to_json`."""
        return cls(
            seconds=value["seconds"],
            currency=value["currency"],
            lines=tuple(CardLine.from_json(line) for line in value["lines"]),
        )


def make_card(
    plan: FundingPlan, *, tier: str, seconds: int, fees: Sequence[Fee], commission_ppm: int, tax: str
) -> Card:
    """Lay a funding plan out as the lines people see. `fees` gives the order of the cast; `tax` names the tax point.

    The commission is a part of the fees, shown so that nothing is hidden; each fee's part is rounded half up, exactly
    as settlement takes it.
    """
    currency = plan.total.currency
    nothing = zero(currency)
    commission = sum(share_half_up(fee.amount.minor, commission_ppm) for fee in plan.fees)
    lines = [
        *_render_lines(plan, tier),
        *(_licence_line(fee, waived=fee in plan.waived) for fee in fees),
        CardLine("commission", "platform", Money(commission, currency), "wallet", ppm=commission_ppm, included=True),
        CardLine("tax", tax, nothing, "wallet"),
    ]
    return Card(seconds=seconds, currency=currency, lines=tuple(lines))


def _render_lines(plan: FundingPlan, tier: str) -> list[CardLine]:
    lines = []
    if plan.allowance_units:
        lines.append(CardLine("render", tier, zero(plan.total.currency), "allowance", units=plan.allowance_units))
    if plan.wallet_units:
        lines.append(CardLine("render", tier, plan.render, "wallet", units=plan.wallet_units))
    return lines


def _licence_line(fee: Fee, *, waived: bool) -> CardLine:
    charged = zero(fee.amount.currency) if waived else fee.amount
    return CardLine("licence", fee.character, charged, "wallet", name=fee.name, waived=fee.amount if waived else None)


@dataclass(frozen=True)
class NextStep:
    """Something that would make the clip affordable: `shorten` to so many seconds, `wait` for the next day's allowance,
    or `top_up` by an amount."""

    kind: Literal["shorten", "wait", "top_up"]
    seconds: int = 0
    amount: Money | None = None

    def to_json(self) -> dict[str, Any]:
        """Write the step as JSON values."""
        return {
            "kind": self.kind,
            **({"seconds": self.seconds} if self.seconds else {}),
            **({"amount": money_json(self.amount)} if self.amount else {}),
        }


def next_steps(
    plan: FundingPlan, *, tier: str, daily_units: int, price: Money, fees: Sequence[Fee], wallet_available: Money
) -> tuple[NextStep, ...]:
    """List what would make a plan that falls short affordable, cheapest first; empty when it does not fall short.

    A shorter clip and tomorrow's allowance cost no more money, so they come before a top-up.
    """
    if not plan.short_by:
        return ()

    def affordable(units: int, allowance: int) -> bool:
        trial = plan_funding(
            units_needed=units, allowance_available=allowance, price=price, fees=fees, wallet_available=wallet_available
        )
        return not trial.short_by

    steps: list[NextStep] = []
    needed = plan.allowance_units + plan.wallet_units
    block = UNITS_PER_BLOCK[tier]
    shorter = next((units for units in range(needed - block, 0, -block) if affordable(units, plan.allowance_units)), 0)
    if shorter:
        steps.append(NextStep("shorten", seconds=shorter // block * SECONDS_PER_BLOCK))
    if affordable(needed, daily_units):
        steps.append(NextStep("wait"))
    steps.append(NextStep("top_up", amount=plan.short_by))
    return tuple(steps)


@dataclass(frozen=True)
class Funds:
    """What a creator can spend now: units left of the day's allowance, money in the wallet."""

    allowance: int
    wallet: Money


@dataclass(frozen=True)
class Rates:
    """The house's prices: a unit in minor units of a two-decimal currency, the daily allowance, the commission, tax."""

    unit_price_minor: int
    daily_units: int
    commission_ppm: int
    tax_point: str


@dataclass(frozen=True)
class Price:
    """A clip's price card, what the wallet lacks for it, and what would help, cheapest first."""

    card: Card
    short_by: Money
    steps: tuple[NextStep, ...]


def price_clip(*, tier: str, seconds: int, fees: Sequence[Fee], funds: Funds, rates: Rates) -> Price:
    """Price one clip for one creator. The fees are in the wallet's currency, in the order of the cast.

    Raises BadInput as `units_for` does.
    """
    price = unit_price(funds.wallet.currency, rates.unit_price_minor)
    plan = plan_funding(
        units_needed=units_for(tier, seconds),
        allowance_available=funds.allowance,
        price=price,
        fees=fees,
        wallet_available=funds.wallet,
    )
    card = make_card(
        plan, tier=tier, seconds=seconds, fees=fees, commission_ppm=rates.commission_ppm, tax=rates.tax_point
    )
    steps = next_steps(
        plan, tier=tier, daily_units=rates.daily_units, price=price, fees=fees, wallet_available=funds.wallet
    )
    return Price(card, plan.short_by, steps)


def money_json(money: Money) -> dict[str, Any]:
    """Write an amount as the API does: `{"minor": 250, "currency": "USD"}`."""
    return {"minor": money.minor, "currency": money.currency}


def money_from_json(value: dict[str, Any]) -> Money:
    """Read an amount written by `money_json`."""
    return Money(value["minor"], value["currency"])
