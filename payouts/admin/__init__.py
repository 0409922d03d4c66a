"""The staff portal: the payout queue with its reviews, and our records to look at."""

from __future__ import annotations

from django.contrib import admin

from payouts.admin import records, review
from payouts.admin.review import dashboard

__all__ = ["dashboard", "records", "review"]

admin.site.index_title = "Today"
