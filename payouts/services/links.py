"""Addresses on our own site that Stripe and e-mails send people back to."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def page(name: str, *args: str, **query: str) -> str:
    """Return the absolute address of a page by its URL name and arguments, with a query."""
    address: str = settings.SITE_URL + reverse(name, args=args)
    return f"{address}?{urlencode(query)}" if query else address


def safe_path(path: str) -> str:
    """Return `path` when it is one on this site, else "" (an open redirect would lend our name to a stranger)."""
    here = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path[:300] if here else ""
