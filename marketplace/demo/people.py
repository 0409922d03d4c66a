"""Signing up, in and on: what each person of the demonstration does before anything else, over HTTP."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from core.models import User
from marketplace.demo.seed import PASSWORD
from marketplace.demo.steps import await_until
from marketplace.demo.visitor import ApiClient, Visitor


def join(site: str, name: str, email: str) -> Visitor:
    """Sign a person in, or up: with a confirmed e-mail, read where a laptop's mail can be read."""
    visitor = Visitor(site)
    if User.objects.filter(email=email).exists():
        return sign_in(visitor, email)
    visitor.submit("/account/signup/", {"name": name, "email": email, "password1": PASSWORD})
    link = await_until("the confirmation mail", lambda: _confirmation_link(visitor, email), seconds=20)
    page = visitor.get(link)
    if "account/confirm-email" in page.url:
        visitor.submit(page, {}, action="confirm-email")
    return sign_in(visitor, email)


def sign_in(visitor: Visitor, email: str) -> Visitor:
    """Sign in with the password, unless already in."""
    page = visitor.get("/account/login/")
    if 'name="login"' in page.text:
        visitor.submit(page, {"login": email, "password": PASSWORD})
    return visitor


def _confirmation_link(visitor: Visitor, email: str) -> str | None:
    page = visitor.get("/dev/outbox/").text
    for letter in page.split("data-mail-to=")[1:]:
        found = re.search(r"https?://[^\s\"<]+/confirm-email/[^\s\"<]+", letter)
        if letter.startswith(f'"{email}"') and found:
            return urlsplit(found[0]).path
    return None


def api_client(visitor: Visitor) -> ApiClient:
    """Make an API key on its page, and return a client that uses it."""
    page = visitor.submit("/account/keys/", {"name": "Demonstration"})
    found = re.search(r"data-api-key[^>]*>\s*([^<\s]+)", page.text)
    if found is None:
        raise ValueError("the keys page showed no new key")
    return ApiClient(visitor.site, found[1])
