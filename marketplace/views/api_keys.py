"""The page where a person makes and ends tokens for the REST API."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import api_keys
from core.http_types import SignedInRequest


@login_required
@require_http_methods(["GET", "POST"])
def keys(request: SignedInRequest) -> HttpResponse:
    """List a person's keys; POST makes one and shows its secret this once."""
    secret = ""
    if request.method == "POST":
        _key, secret = api_keys.issue(user=request.user, name=request.POST.get("name", ""))
    listed = request.user.api_keys.order_by("-created_at")
    return render(request, "marketplace/api_keys.html", {"keys": listed, "secret": secret})


@login_required
@require_POST
def revoke(request: SignedInRequest, key_id: str) -> HttpResponse:
    """End a key at once."""
    api_keys.revoke(user=request.user, key_id=key_id)
    messages.success(request, _("The key is revoked. Requests with it are refused from now on."))
    return redirect("api_keys")
