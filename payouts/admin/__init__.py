"""The staff portal: the payout queue with its reviews, and our records to look at."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from payouts.admin import records, review
from payouts.admin.review import dashboard

__all__ = ["dashboard", "records", "review"]

# Staff sign in where everybody does, so that one door has the locks.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
