"""How an emulator is started: where it listens, where it keeps its state, whom it tells, how fast its clock runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from payouts.emulator.wire import Request, Response

Observer = Callable[[Request, Response], None]


@dataclass(frozen=True)
class EmulatorOptions:
    """Every switch, with the value a laptop wants.

    `store` is a SQLite path or ":memory:". An empty webhook URL delivers nothing (the events are still recorded).
    Seconds: `settle_seconds` from a payment to available money, `payout_delay_seconds` from a transfer to the bank
    payout and again until that is paid, `async_seconds` until a "pay later" payment is through, `link_seconds` an
    onboarding link lives, `webhook_retry_seconds` before the first retry of a webhook (doubling from there).
    `observer` sees each API call after its answer is made; `log_path` gets the same as JSON lines.
    """

    host: str = "127.0.0.1"
    port: int = 0
    store: str = ":memory:"
    webhook_url: str = ""
    connect_webhook_url: str = ""
    webhook_secret: str = "whsec_emulator"
    connect_webhook_secret: str = "whsec_emulator_connect"
    settle_seconds: int = 0
    payout_delay_seconds: int = 2
    async_seconds: int = 5
    link_seconds: int = 300
    webhook_retry_seconds: float = 1.0
    log_path: str = ""
    observer: Observer | None = None
