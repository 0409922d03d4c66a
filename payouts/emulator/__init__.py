"""A local stand-in for the parts of Stripe that Marquee calls. For laptops and tests; the product never imports it.

It speaks HTTP, so the real SDK is always in the path: `manage.py stripe_emulator`, or in a test

    with running_emulator(webhook_url=…) as emulator:
        gateway = StripeGateway(secret_key="sk_test_emulator", api_base=emulator.base_url)

    server     listens, and routes to      api     one call: key, fault, idempotency, parameters, handler, record
    accounts links checkout payments refunds transfers bank_payouts balances events    the resources
    pages markup    what people see        controls faults    what tests make happen
    world store     state and time         postman            signed webhooks until they are taken

What it promises is what docs.stripe.com says, for API version 2026-10-28.endive. It imports nothing of the product.
"""

from __future__ import annotations

from payouts.emulator.options import EmulatorOptions
from payouts.emulator.postman import sign
from payouts.emulator.server import Emulator, running_emulator
from payouts.emulator.wire import Request, Response

__all__ = ["Emulator", "EmulatorOptions", "Request", "Response", "running_emulator", "sign"]
