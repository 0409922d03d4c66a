"""A person with a browser, as far as forms and links go: what the demonstration uses to do everything over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, BinaryIO
from urllib.parse import urljoin

import requests

# A page that takes longer than this on a laptop is broken.
TIMEOUT_SECONDS = 60


class VisitFailed(Exception):
    """A page did not do what a person would expect of it; the message says which, and what it answered."""


@dataclass
class Form:
    """A form as the page offers it: where it goes, and its fields with what they hold already."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._area: str | None = None
        self.errors: list[str] = []
        self._in_error = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-error" in given:
            self._in_error += 1
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag == "input" and name:
            self._input(form, name, given)
        elif tag == "select" and name:
            self._select = name
            form.names.add(name)
        elif tag == "option" and self._select and "selected" in given:
            form.values.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea" and name:
            self._area = name
            form.names.add(name)
            form.values[name] = [""]
        elif tag == "button" and name:
            form.names.add(name)

    def _input(self, form: Form, name: str, given: Mapping[str, str]) -> None:
        form.names.add(name)
        kind = given.get("type", "text")
        if kind in ("submit", "button", "file", "image"):
            return
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        form.values.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1].values[self._area] = [data.lstrip("\n")]
        if self._in_error and data.strip():
            self.errors.append(data.strip())
            self._in_error -= 1


class Visitor:
    """One person's session with one site."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        """Open a page, following redirects; anything but 200 is a failure."""
        return self._checked(self.session.get(urljoin(self.site, path), timeout=TIMEOUT_SECONDS))

    def submit(
        self,
        page: requests.Response | str,
        values: Mapping[str, str | Sequence[str]],
        *,
        files: Sequence[tuple[str, tuple[str, BinaryIO, str]]] = (),
        action: str = "",
        having: Sequence[str] = (),
    ) -> requests.Response:
        """Fill in the form that has the given fields (or the given action) and send it, keeping its other values.

        `having` names fields that tell the form from its neighbours and are sent as they stand.
        """
        shown = self.get(page) if isinstance(page, str) else page
        form = self._form(shown, {*values, *having, *(name for name, _ in files)}, action)
        sent: dict[str, Any] = {**form.values, **values}
        url = urljoin(shown.url, form.action)
        answer = self.session.post(
            url, data=sent, files=list(files) or None, headers={"Referer": shown.url}, timeout=TIMEOUT_SECONDS
        )
        return self._checked(answer)

    def _form(self, page: requests.Response, names: set[str], action: str) -> Form:
        reader = _FormReader()
        reader.feed(page.text)
        for form in reader.forms:
            if form.method == "post" and names <= form.names and action in form.action:
                return form
        raise VisitFailed(f"{page.url} has no form with {sorted(names)} (action {action or 'any'})")

    def _checked(self, answer: requests.Response) -> requests.Response:
        if answer.status_code >= 400:
            reader = _FormReader()
            reader.feed(answer.text)
            said = "; ".join(reader.errors) or answer.text[:600]
            raise VisitFailed(f"{answer.request.method} {answer.url} answered {answer.status_code}: {said}")
        return answer


class ApiClient:
    """The REST API with a person's token."""

    def __init__(self, site: str, token: str) -> None:
        self.site = site
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Any:
        """GET a resource and return its JSON."""
        return self._json(self.session.get(urljoin(self.site, path), timeout=TIMEOUT_SECONDS))

    def post(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Any:
        """POST JSON, with an idempotency key where the route asks for one, and return the answer's JSON."""
        headers = {"Idempotency-Key": key} if key else {}
        url = urljoin(self.site, path)
        return self._json(self.session.post(url, json=body, headers=headers, timeout=TIMEOUT_SECONDS))

    def _json(self, answer: requests.Response) -> Any:
        if answer.status_code >= 400:
            raise VisitFailed(
                f"{answer.request.method} {answer.url} answered {answer.status_code}: {answer.text[:600]}"
            )
        return answer.json()
