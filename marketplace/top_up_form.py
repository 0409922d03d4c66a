"""The form that puts money into a wallet: three amounts to press, or one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.errors import BadInput
from core.money import Money, exponent, parse_money
from payouts.services import topups

# In whole major units of the currency.
AMOUNTS = (10, 25, 50)
OWN = "own"


class TopUpForm(forms.Form):
    """An amount in one currency; `cleaned_data["money"]` is it."""

    # The field for one's own amount is hidden until it is chosen; a browser cannot point at a hidden field.
    use_required_attribute = False

    choice = forms.ChoiceField(label=gettext_lazy("How much?"), widget=forms.RadioSelect, initial=str(AMOUNTS[1]))
    own = forms.CharField(
        label=gettext_lazy("Your amount"),
        max_length=20,
        error_messages={"required": gettext_lazy("Write how much you want to pay in, like 12.50.")},
    )

    def __init__(self, *args: Any, currency: str, needed: Money | None = None, **options: Any) -> None:
        """`needed` presets the amount: that much, but not below the least a top-up may be, nor above the most."""
        super().__init__(*args, **options)
        self.currency = currency
        self.least, self.most = topups.limits(currency)
        amounts = [(str(major), _words(_major(major, currency))) for major in AMOUNTS]
        self.fields["own"].required = not self.is_bound or self.data.get("choice") == OWN
        choices: Any = self.fields["choice"]
        choices.choices = [*amounts, (OWN, _("Other"))]
        self.fields["own"].help_text = _("From %(least)s to %(most)s.") % {
            "least": _words(self.least),
            "most": _words(self.most),
        }
        if needed is not None:
            self._preset(needed)

    def _preset(self, needed: Money) -> None:
        amount = Money(min(max(needed.minor, self.least.minor), self.most.minor), self.currency)
        fitting = [str(major) for major in AMOUNTS if _major(major, self.currency) == amount]
        self.initial = {"choice": fitting[0]} if fitting else {"choice": OWN, "own": f"{amount.decimal:f}"}

    def clean(self) -> dict[str, Any]:
        """Read the amount that was chosen or typed."""
        data = super().clean() or self.cleaned_data
        choice = data.get("choice")
        if choice == OWN:
            data["money"] = self._own(data["own"]) if "own" in data else None
        elif choice:
            data["money"] = _major(int(choice), self.currency)
        return data

    def _own(self, typed: str) -> Money | None:
        try:
            money = parse_money(typed, self.currency)
        except BadInput:
            self.add_error("own", _("That is not an amount of %(currency)s. Write it like 12.50.") % self._facts())
            return None
        if money < self.least:
            self.add_error("own", _("That is too little: a top-up is %(least)s or more.") % self._facts())
        elif self.most < money:
            self.add_error("own", _("That is too much at once: a top-up is %(most)s or less.") % self._facts())
        return money

    def _facts(self) -> dict[str, str]:
        return {"currency": self.currency, "least": _words(self.least), "most": _words(self.most)}


def _major(major: int, currency: str) -> Money:
    return Money(major * 10 ** exponent(currency), currency)


def _words(amount: Money) -> str:
    return amount.localized(get_language() or "en")
