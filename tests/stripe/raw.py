"""Calls that the SDK would not make: to show how the emulator refuses them."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from payouts.emulator import Emulator


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.text)
        return decoded

    @property
    def code(self) -> str | None:
        return self.body["error"].get("code")

    @property
    def param(self) -> str | None:
        return self.body["error"].get("param")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def call(
    emulator: Emulator, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
) -> Answer:
    """Make a call: dicts go as JSON to /v2 and as a form elsewhere; redirects are answers."""
    is_json = path.startswith(("/v2", "/_control"))
    encoded = (json.dumps(body) if is_json else urllib.parse.urlencode(body)).encode() if body is not None else None
    sent = {"Authorization": "Bearer sk_test_raw", **{name.replace("_", "-"): text for name, text in headers.items()}}
    if key:
        sent["Idempotency-Key"] = key
    request = urllib.request.Request(emulator.base_url + path, data=encoded, headers=sent, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
    try:
        with opener.open(request, timeout=5) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as failure:
        return Answer(failure.code, dict(failure.headers), failure.read().decode())
