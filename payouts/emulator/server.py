"""The HTTP server: one thread a connection, and `running_emulator` to have one for the length of a `with`."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from payouts.emulator import api, balances, bank_payouts, checkout, controls, pages, refunds
from payouts.emulator.options import EmulatorOptions
from payouts.emulator.postman import Postman
from payouts.emulator.wire import Body, Refusal, Request, Response, json_response
from payouts.emulator.world import World

LARGEST_BODY_BYTES = 2_000_000

_PLANNERS: tuple[ModuleType, ...] = (balances, bank_payouts, checkout, refunds)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, writes the answer."""

    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet: two, and the other side's delayed acknowledgement costs 40 ms a call.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent: the request log and the index page tell more than a line per call."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY_BYTES:
            self.send_error(413)
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, headers, self.rfile.read(length))
        response = route(self.server.world, request)
        if response.hang_seconds:
            time.sleep(response.hang_seconds)
        if response.dropped:
            self._cut_the_line()
            return
        self._write(response)

    def _write(self, response: Response) -> None:
        try:
            self.send_response(response.status)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _cut_the_line(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # The standard 5 pending connections are too few for a page full of parallel calls.
    request_queue_size = 128
    world: World


def route(world: World, request: Request) -> Response:
    """Answer an API call, a control, or a browser."""
    world.run_agenda()
    if request.path.startswith(("/v1/", "/v2/")):
        response = api.answer(world, request)
        world.wake.set()
        return response
    if request.path.startswith("/_control/"):
        return _control(world, request)
    return pages.answer(world, request)


def _control(world: World, request: Request) -> Response:
    try:
        arguments = json.loads(request.body or b"{}")
        return json_response(200, controls.operate(world, request.path.removeprefix("/_control/"), arguments))
    except Refusal as refusal:
        return json_response(refusal.status, refusal.body(is_v2=False))
    except ValueError:
        return json_response(400, {"error": {"message": "A control takes a JSON object."}})


class Emulator:
    """A running stand-in for Stripe. `base_url` is what STRIPE_API_BASE wants."""

    def __init__(self, options: EmulatorOptions) -> None:
        """Start listening and delivering. Raises OSError when the port is taken."""
        self.options = options
        self.world = World(options)
        for planner in _PLANNERS:
            self.world.verbs.update(planner.AGENDA)
        self._server = _Server((options.host, options.port), _Handler)
        self._server.world = self.world
        self.base_url = f"http://{options.host}:{self._server.server_address[1]}"
        self.world.base_url = self.base_url
        self._postman = Postman(self.world)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self._postman.start()

    def control(self, name: str, **arguments: Any) -> Body:
        """Make something happen (see payouts.emulator.controls): `control("pay", session="cs_…")`."""
        return controls.operate(self.world, name, arguments)

    def objects(self, kind: str) -> list[Body]:
        """Return every object of a kind ("transfer", "v2.core.account" …) of all accounts, oldest first."""
        return list(reversed(self.world.store.find(kind, account=None)))

    def events(self, kind: str | None = None) -> list[Body]:
        """Return the events so far, of both kinds and all accounts, oldest first; only those of a type if given."""
        found = [*self.world.store.find("event", account=None), *self.world.store.find("v2.core.event", account=None)]
        ordered = sorted(found, key=lambda event: self._place(event["id"]))
        return [event for event in ordered if kind is None or event["type"] == kind]

    def _place(self, event_id: str) -> int:
        return int(self.world.store.rows("SELECT seq FROM objects WHERE id = ?", event_id)[0]["seq"])

    def wait_until_delivered(self, timeout_seconds: float = 10.0) -> None:
        """Wait until every webhook has been taken. Raises TimeoutError with what is left."""
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            left = self.world.store.rows("SELECT event, outcome FROM deliveries WHERE done = 0")
            if not left:
                return
            self.world.wake.set()
            time.sleep(0.02)
        raise TimeoutError(f"{len(left)} webhooks not taken; the first: {dict(left[0])}")

    def stop(self) -> None:
        """Stop listening and delivering; what is not delivered yet is kept for the next start."""
        self._server.shutdown()
        self._server.server_close()
        self._postman.stop()
        self._thread.join(timeout=5)
        self.world.store.close()


@contextmanager
def running_emulator(options: EmulatorOptions | None = None, **switches: Any) -> Iterator[Emulator]:
    """Run an emulator for the length of a `with`; `switches` are fields of EmulatorOptions."""
    emulator = Emulator(options or EmulatorOptions(**switches))
    try:
        yield emulator
    finally:
        emulator.stop()
