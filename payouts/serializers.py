"""What the API takes and gives. Amounts are whole minor units with their currency, never decimals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from payouts.models import Payout, Statement, TopUp


class MoneyAnswer(serializers.Serializer[Any]):
    """An amount."""

    minor = serializers.IntegerField(help_text="Whole minor units: 250 is 2.50 USD.")
    currency = serializers.CharField(help_text="ISO 4217 code.")


class BalanceAnswer(serializers.Serializer[Any]):
    """One currency of a wallet."""

    currency = serializers.CharField()
    available = MoneyAnswer()
    held = MoneyAnswer()


class AllowanceAnswer(serializers.Serializer[Any]):
    """Today's free units."""

    total = serializers.IntegerField()
    available = serializers.IntegerField()
    held = serializers.IntegerField()
    resets_at = serializers.DateTimeField()


class WalletLineAnswer(serializers.Serializer[Any]):
    """One movement of a wallet, and the balance right after it."""

    entry = serializers.CharField(source="entry_id")
    kind = serializers.CharField()
    cause = serializers.CharField()
    at = serializers.DateTimeField()
    amount = MoneyAnswer()
    balance = MoneyAnswer()


class WalletAnswer(serializers.Serializer[Any]):
    """A wallet."""

    balances = BalanceAnswer(many=True)
    allowance = AllowanceAnswer(source="units")
    currency = serializers.CharField(help_text="The currency whose lines are listed.")
    lines = WalletLineAnswer(source="lines.rows", many=True)
    next = serializers.IntegerField(source="lines.next", allow_null=True, help_text="Pass as `before` for older lines.")


class StatementAnswer(serializers.ModelSerializer[Statement]):
    """A closed statement."""

    payee = serializers.CharField(source="payee_id")
    total = MoneyAnswer(source="money")

    class Meta:
        model = Statement
        fields = ("id", "payee", "number", "total", "state", "period_start", "period_end", "closed_at")


class PayoutAnswer(serializers.ModelSerializer[Payout]):
    """A payout as its payee sees it."""

    payee = serializers.CharField(source="payee_id")
    statement = serializers.CharField(source="statement_id")
    amount = MoneyAnswer(source="money")

    class Meta:
        model = Payout
        fields = (
            "id",
            "payee",
            "statement",
            "amount",
            "state",
            "reason_code",
            "reason",
            "transfer",
            "created_at",
            "approved_at",
            "sent_at",
            "paid_at",
            "failed_at",
        )


class StatementPage(serializers.Serializer[Any]):
    """Some statements, newest first."""

    items = StatementAnswer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Pass as `before` for older ones.")


class PayoutPage(serializers.Serializer[Any]):
    """Some payouts, newest first."""

    items = PayoutAnswer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Pass as `before` for older ones.")


class PayoutAsked(serializers.Serializer[Any]):
    """A request for a payout."""

    statement = serializers.CharField(max_length=32, help_text="Id of the closed statement to pay out.")


class TopUpAsked(serializers.Serializer[Any]):
    """A request for a top-up."""

    minor = serializers.IntegerField(min_value=1, max_value=999_999_999, help_text="Whole minor units.")
    currency = serializers.RegexField(r"^[A-Z]{3}$", help_text="ISO 4217 code in capitals.")


class TopUpAnswer(serializers.ModelSerializer[TopUp]):
    """A top-up, and the pay page to open in a browser."""

    amount = MoneyAnswer(source="money")
    checkout_url = serializers.SerializerMethodField()

    class Meta:
        model = TopUp
        fields = ("id", "amount", "state", "created_at", "checkout_url")

    def get_checkout_url(self, top_up: TopUp) -> str:
        """Return the pay page's address."""
        return str(self.context["url"])
