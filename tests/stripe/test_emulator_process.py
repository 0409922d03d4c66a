"""The emulator as a process of its own: started by the command, stopped, and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.money import Money
from payouts.emulator import running_emulator
from payouts.gateway import GatewayBusy, StripeGateway
from tests.stripe.conftest import KEY, gateway_for, open_account, open_topup, yesterday
from tests.stripe.openapi import check_log
from tests.stripe.raw import call
from tests.stripe.sink import Sink, running_sink

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def emulator_process(port: int, folder: Path, *switches: str) -> Iterator[StripeGateway]:
    """Run `manage.py stripe_emulator`; give a gateway once it answers; stop it as a supervisor does."""
    command = [sys.executable, "manage.py", "stripe_emulator", "--port", str(port), *switches]
    command += ["--store", str(folder / "state" / "stripe.sqlite3"), "--log", str(folder / "log.jsonl")]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.PIPE, text=True)
    gateway = StripeGateway(secret_key=KEY, api_base=f"http://127.0.0.1:{port}", timeout=(1, 2))
    try:
        wait_until_it_answers(gateway, process)
        yield gateway
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def wait_until_it_answers(gateway: StripeGateway, process: subprocess.Popen[str]) -> None:
    """Wait until the process listens; fail when it ended instead."""
    for _ in range(200):
        assert process.poll() is None
        try:
            gateway.balance()
        except GatewayBusy:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the emulator did not start")


@pytest.mark.processes
def test_a_restart_keeps_everything_and_the_log_is_stripes_language(tmp_path: Path) -> None:
    port = free_port()
    with running_sink() as sink, emulator_process(port, tmp_path, *telling(sink)) as gateway:
        session = open_topup(gateway)
        account = open_account(gateway)
        sink.wait_for(1)

    with running_sink() as sink, emulator_process(port, tmp_path, *telling(sink)) as gateway:
        assert open_topup(gateway) == session  # the key is remembered
        assert gateway.fetch_recipient(account_id=account).payee_id == "pay_1"

    assert check_log(tmp_path / "log.jsonl") == []
    assert KEY not in (tmp_path / "log.jsonl").read_text()


def telling(sink: Sink) -> list[str]:
    """Return the switches that send every webhook to a sink."""
    return ["--webhook", sink.url, "--connect-webhook", sink.url]


@pytest.mark.processes
def test_a_taken_port_is_named_in_the_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "manage.py", "stripe_emulator", "--port", str(port), "--store", ":memory:"]

        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in ended.stderr


def test_plans_and_undelivered_webhooks_outlive_a_restart(tmp_path: Path) -> None:
    switches = {"store": str(tmp_path / "s.sqlite3"), "payout_delay_seconds": 60}
    with running_emulator(webhook_url="http://127.0.0.1:9/", webhook_retry_seconds=0.01, **switches) as first:
        gateway = gateway_for(first)
        account = open_account(gateway, first)
        first.control("pay", session=open_topup(gateway))
        gateway.send_transfer(
            payout_id="p", amount=Money(1500, "USD"), account_id=account, transfer_group="g", idempotency_key="k"
        )

    with running_emulator(**switches) as second:
        second.control("advance", seconds=61)
        gateway = gateway_for(second)

        assert gateway.balance().available_in("USD") == Money(3325, "USD")
        assert second.events("payout.created")
        missed = list(gateway.list_events(created_after=yesterday(), undelivered_only=True))
        assert "checkout.session.completed" in {event.type for event in missed}


def test_controls_work_over_http(tmp_path: Path) -> None:
    with running_emulator() as emulator:
        answer = call(emulator, "POST", "/_control/add_funds", {"amount": 700, "currency": "eur"})

        assert answer.body["object"] == "topup"
        assert gateway_for(emulator).balance().available_in("EUR") == Money(700, "EUR")
