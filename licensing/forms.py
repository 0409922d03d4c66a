"""The forms a studio fills in. They type and tidy what was written; the rules are the services' and the policy's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import BadInput
from core.money import Money, parse_money
from licensing import territories
from licensing.policy import MAX_SECONDS, PURPOSES, THEMES, TIERS, TermsDocument, purpose_name, theme_name, tier_name
from licensing.services import characters, rights, splits, studios
from licensing.services.splits import ShareIn

# Offered first: what most studios here are paid in. The rest follows by code.
_USUAL_CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CAD", "CHF", "AUD")
_FILE_TYPES = "image/png,image/jpeg,image/webp,image/gif"


def _currency_choices() -> list[tuple[str, str]]:
    names = territories.currency_names(get_language() or "en")
    rest = sorted(territories.currencies() - set(_USUAL_CURRENCIES))
    return [(code, f"{code} – {names[code]}") for code in (*_USUAL_CURRENCIES, *rest)]


class StudioForm(forms.Form):
    """A studio's name and what it says of itself."""

    name = forms.CharField(
        label=_("Studio name"),
        max_length=studios.LONGEST_NAME,
        help_text=_("As creators will see it beside your characters."),
        error_messages={"required": _("Give the studio a name.")},
    )
    about = forms.CharField(
        label=_("About the studio"),
        max_length=studios.LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A few sentences. You can leave this empty."),
    )


class CharacterForm(forms.Form):
    """A character's words. `aliases` are one a line, and come out as a list."""

    name = forms.CharField(
        label=_("Name"),
        max_length=characters.LONGEST_NAME,
        help_text=_("Prompts that use this name need a licence, in any spelling of capitals and accents."),
        error_messages={"required": _("Give the character a name.")},
    )
    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: nicknames and translations, which are protected as the name is."),
    )
    tagline = forms.CharField(
        label=_("In one line"),
        max_length=characters.LONGEST_TAGLINE,
        required=False,
        help_text=_("Who this is, in a few words, for the catalogue."),
    )
    story = forms.CharField(
        label=_("Story"),
        max_length=characters.LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Where the character comes from, how they speak and move, what they never do."),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        shown = dict(initial or {})
        aliases = shown.get("aliases", "")
        shown["aliases"] = aliases if isinstance(aliases, str) else "\n".join(aliases)
        super().__init__(data, initial=shown)

    def clean_aliases(self) -> list[str]:
        """One alias a line; empty lines are dropped."""
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class PictureForm(forms.Form):
    """One reference picture."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.ClearableFileInput(attrs={"accept": _FILE_TYPES}),
        help_text=_("PNG, JPEG, WebP or GIF, at least 64 pixels on each side. A transparent background works best."),
        error_messages={"required": _("Choose a picture."), "empty": _("This file is empty.")},
    )


class RightsForm(forms.Form):
    """The affirmation; `text_version` says which text was shown."""

    agreed = forms.BooleanField(
        label=_("I affirm this for the studio."),
        error_messages={"required": _("Tick the box to affirm that the studio holds the rights.")},
    )
    text_version = forms.CharField(widget=forms.HiddenInput, initial=rights.TEXT_VERSION)


@dataclass(frozen=True)
class FeeRow:
    """One tier of the fee table as a template shows it: its name, its length field, one fee field a purpose."""

    tier: str
    label: str
    seconds: forms.BoundField
    fees: tuple[forms.BoundField, ...]


class TermsForm(forms.Form):
    """What a studio offers. When valid, `cleaned_data["document"]` is the terms document.

    A tier is offered by giving its longest clip; its fees are fields `fee_<tier>_<purpose>`, written as amounts of the
    chosen currency ("2.50").
    """

    purposes = forms.MultipleChoiceField(
        label=_("What for"),
        choices=lambda: [(code, purpose_name(code).capitalize()) for code in PURPOSES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one purpose.")},
    )
    worldwide = forms.BooleanField(label=_("Everywhere in the world"), required=False)
    territories = forms.MultipleChoiceField(
        label=_("Or only in these countries"),
        choices=lambda: list(territories.names(get_language() or "en").items()),
        required=False,
    )
    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty to begin at once. Days are UTC days."),
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty for no end. Clips made before keep their licence."),
    )
    prohibited_themes = forms.MultipleChoiceField(
        label=_("Never with"),
        choices=lambda: [(code, theme_name(code).capitalize()) for code in THEMES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Prompts that touch these themes are refused for this character."),
    )
    daily_cap = forms.IntegerField(
        label=_("Uses a day for each creator"),
        required=False,
        help_text=_("Leave empty for no cap."),
    )
    currency = forms.ChoiceField(
        label=_("Currency of the fees"),
        choices=_currency_choices,
        help_text=_("Creators pay in it and your payees are paid in it; nothing is exchanged."),
    )
    free_allowance_eligible = forms.BooleanField(
        label=_("Free in daily-allowance clips"),
        required=False,
        help_text=_("No fee when the daily allowance pays for the whole render."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = settings.PLATFORM_CURRENCY
        for tier in TIERS:
            self.fields[f"seconds_{tier}"] = forms.IntegerField(
                label=_("Longest clip, in seconds"),
                required=False,
                help_text=_("1 to %(most)s; leave empty not to offer this tier.") % {"most": MAX_SECONDS},
            )
            for purpose in PURPOSES:
                self.fields[f"fee_{tier}_{purpose}"] = forms.CharField(
                    label=purpose_name(purpose).capitalize(),
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )

    @staticmethod
    def values_of(document: TermsDocument) -> dict[str, Any]:
        """Return the initial values that show a document."""
        values: dict[str, Any] = {
            **document.to_json(),
            "worldwide": document.worldwide,
            "territories": [code for code in document.territories if code != territories.WORLD],
            "starts_on": document.starts_on,
            "ends_on": document.ends_on,
        }
        for tier, seconds in document.tiers.items():
            values[f"seconds_{tier}"] = seconds
            for purpose, minor in document.fees[tier].items():
                values[f"fee_{tier}_{purpose}"] = str(Money(minor, document.currency).decimal)
        return values

    @property
    def fee_rows(self) -> tuple[FeeRow, ...]:
        """The fee table for a template: a row a tier, a field a purpose."""
        return tuple(
            FeeRow(tier, tier_name(tier).capitalize(), self[f"seconds_{tier}"], self._fee_fields(tier))
            for tier in TIERS
        )

    def _fee_fields(self, tier: str) -> tuple[forms.BoundField, ...]:
        return tuple(self[f"fee_{tier}_{purpose}"] for purpose in PURPOSES)

    def clean(self) -> dict[str, Any]:
        """Build the document; each thing wrong is said beside its field."""
        values = super().clean() or self.cleaned_data
        fees = self._fees(values)
        if self.errors:
            return values
        try:
            values["document"] = TermsDocument.from_json(
                {
                    "purposes": values["purposes"],
                    "territories": [territories.WORLD] if values["worldwide"] else values["territories"],
                    "starts_on": values["starts_on"],
                    "ends_on": values["ends_on"],
                    "tiers": {tier: values[f"seconds_{tier}"] for tier in fees},
                    "prohibited_themes": values["prohibited_themes"],
                    "daily_cap": values["daily_cap"],
                    "currency": values["currency"],
                    "fees": fees,
                    "free_allowance_eligible": values["free_allowance_eligible"],
                }
            )
        except BadInput as problem:
            self.add_error(self._field_of(problem, fees), problem.message)
        return values

    def _fees(self, values: dict[str, Any]) -> dict[str, dict[str, int]]:
        """Read the fees of each offered tier and chosen purpose; one that cannot be read is an error beside it."""
        fees: dict[str, dict[str, int]] = {}
        for tier in TIERS:
            if values.get(f"seconds_{tier}") is None:
                continue
            fees[tier] = {}
            for purpose in values.get("purposes", ()):
                name = f"fee_{tier}_{purpose}"
                written = values.get(name, "")
                if written and "currency" in values:
                    try:
                        fees[tier][purpose] = parse_money(written, values["currency"]).minor
                    except BadInput as problem:
                        self.add_error(name, problem.message)
        return fees

    def _field_of(self, problem: BadInput, tiers: Iterable[str]) -> str | None:
        """Where to show what the document refused: its own field, the fee's, or the first length for tiers."""
        field = (problem.field or "").replace("fees.", "fee_").replace(".", "_")
        if field == "tiers":
            field = f"seconds_{next(iter(tiers), TIERS[0])}"
        return field if field in self.fields else None


class ShareForm(forms.Form):
    """One line of a split sheet; the share is written in per cent, with up to four decimals."""

    role = forms.CharField(label=_("For"), max_length=splits.LONGEST_ROLE, help_text=_("Artist, voice, estate …"))
    name = forms.CharField(label=_("Name"), max_length=splits.LONGEST_NAME)
    email = forms.EmailField(label=_("E-mail"), help_text=_("We invite them to be paid at this address."))
    percent = forms.CharField(
        label=_("Share, %"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_percent(self) -> int:
        """Return the share in parts per million."""
        written: str = self.cleaned_data["percent"].strip().rstrip("%").strip()
        try:
            return splits.parse_percent(written)
        except BadInput as problem:
            raise forms.ValidationError(problem.message) from None


# Django's form sets are generic for the type checker alone.
if TYPE_CHECKING:
    _ShareFormSet = forms.BaseFormSet[ShareForm]
else:
    _ShareFormSet = forms.BaseFormSet


class BaseSplitFormSet(_ShareFormSet):
    """The lines of a split sheet. When valid, `shares` are what `splits.publish` takes; empty lines are left out."""

    @property
    def shares(self) -> list[ShareIn]:
        """The lines that were filled in, in order."""
        filled = (form.cleaned_data for form in self._filled())
        return [ShareIn(row["role"], row["name"], row["email"], row["percent"]) for row in filled]

    def clean(self) -> None:
        """Check the lines together, and say what is wrong beside the line, or above them all."""
        if any(form.errors for form in self.forms):
            return
        filled = self._filled()
        try:
            splits.check(self.shares)
        except BadInput as problem:
            line, field = _line_of(problem.field or "")
            if line is None:
                raise forms.ValidationError(problem.message) from None
            filled[line].add_error("percent" if field == "ppm" else field, problem.message)

    def _filled(self) -> list[ShareForm]:
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]


SplitFormSet = forms.formset_factory(ShareForm, formset=BaseSplitFormSet, extra=3, max_num=splits.MOST_SHARES)


def split_rows(shares: Iterable[Any]) -> list[dict[str, str]]:
    """Return the initial values that show a sheet's lines (role, name, email, ppm)."""
    return [
        {"role": share.role, "name": share.name, "email": share.email, "percent": splits.percent(share.ppm)}
        for share in shares
    ]


def _line_of(field: str) -> tuple[int | None, str]:
    parts = field.split(".")
    return (int(parts[1]), parts[2]) if len(parts) == 3 and parts[1].isdigit() else (None, field)
