"""Our records about money, to look at. Nothing is added, changed or deleted here: money moves through services."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from payouts import selectors
from payouts.models import PayeeAccount, Statement, StatementLine, StripeEvent, TopUp

# Unfold's colours for what a state means.
STATE_LABELS = {
    "paid": "success",
    "active": "success",
    "closed": "info",
    "started": "info",
    "processing": "warning",
    "onboarding": "warning",
    "restricted": "danger",
    "failed": "danger",
    "disputed": "danger",
    "charged_back": "danger",
}


class ReadOnly:
    """Takes away every way to change a record."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds a record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes one."""
        return False


class RecordAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """A record's list and page, without any way to change it."""

    list_per_page = 50
    list_fullwidth = True
    actions: ClassVar[list[str]] = []

    @display(description="state", label=STATE_LABELS)  # type: ignore[untyped-decorator]
    def state_label(self, record: Any) -> str:
        """The record's state as a word with a colour."""
        return str(record.state)

    @display(description="amount", ordering="amount")  # type: ignore[untyped-decorator]
    def amount_text(self, record: Any) -> str:
        """The record's amount with its currency."""
        return str(record.money)


@admin.register(TopUp)
class TopUpAdmin(RecordAdmin):
    """Top-ups."""

    list_display = ("id", "user", "amount_text", "state_label", "created_at", "paid_at")
    list_filter = ("state", "currency")
    search_fields = ("id", "session", "payment_intent", "charge", "user__email")
    list_select_related = ("user",)


@admin.register(PayeeAccount)
class PayeeAccountAdmin(RecordAdmin):
    """Payees' accounts at Stripe."""

    list_display = ("payee", "studio", "stripe_account", "country", "state_label", "active_at", "checked_at")
    list_filter = ("state", "country")
    search_fields = ("stripe_account", "payee__name", "payee__email")
    list_select_related = ("payee__studio",)

    @display(description="studio")  # type: ignore[untyped-decorator]
    def studio(self, account: PayeeAccount) -> str:
        """The studio whose payee this is."""
        return account.payee.studio.name


class StatementLineInline(ReadOnly, TabularInline):  # type: ignore[misc]
    """A statement's royalties."""

    model = StatementLine
    fields = ("character", "job", "share", "base", "amount")
    readonly_fields = fields
    extra = 0
    per_page = 50
    ordering = ("-pk",)

    def character(self, line: StatementLine) -> str:
        """Who earned it."""
        return line.royalty.character.name

    def job(self, line: StatementLine) -> str:
        """The render job that was paid for."""
        return line.royalty.job

    def share(self, line: StatementLine) -> str:
        """The share in percent."""
        return selectors.percent(line.royalty.ppm)

    def base(self, line: StatementLine) -> str:
        """What the share is of, in minor units."""
        return f"{line.royalty.base}"

    def amount(self, line: StatementLine) -> str:
        """What was earned."""
        return str(line.royalty.money)


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    """Statements."""

    list_display = ("payee", "number", "amount_text", "state_label", "period_start", "period_end")
    list_filter = ("state", "currency")
    search_fields = ("id", "payee__name", "payee__email")
    list_select_related = ("payee",)
    inlines = (StatementLineInline,)


@admin.register(StripeEvent)
class StripeEventAdmin(RecordAdmin):
    """Stripe's news as it came in."""

    list_display = ("id", "type", "account", "object_id", "received_at", "outcome", "attempts")
    list_filter = ("type",)
    search_fields = ("id", "type", "account", "object_id")

    @display(  # type: ignore[untyped-decorator]
        description="outcome", label={"applied": "success", "noted": "info", "waiting": "warning", "failing": "danger"}
    )
    def outcome(self, event: StripeEvent) -> str:
        """What became of it: applied, noted (applied with a remark), waiting, or failing."""
        if event.applied_at is not None:
            return "noted" if event.error else "applied"
        return "failing" if event.error else "waiting"
