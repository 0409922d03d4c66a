"""What a creator can spend, and what the house charges."""

from __future__ import annotations

from django.conf import settings

from core.money import zero
from generation.pricing import Funds, Rates
from ledger import selectors as books


def funds_of(user_id: str, currency: str) -> Funds:
    """Return what a creator can spend on a clip in one currency, now."""
    wallet = next((row.available for row in books.wallet(user_id) if row.currency == currency), zero(currency))
    return Funds(allowance=books.daily_units(user_id, settings.DAILY_ALLOWANCE_UNITS).available, wallet=wallet)


def rates() -> Rates:
    """Return the house's prices in force."""
    return Rates(
        unit_price_minor=settings.RENDER_UNIT_PRICE_MINOR,
        daily_units=settings.DAILY_ALLOWANCE_UNITS,
        commission_ppm=settings.PLATFORM_COMMISSION_PPM,
        tax_point=settings.TAX_POINT,
    )
