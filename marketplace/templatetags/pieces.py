"""Template tags of the design system: money, states, icons, fields, split bars (see `docs/design-system.md`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from core.money import PPM, UNIT, Money
from marketplace.templatetags.state_words import SHAPES, TONE_SHAPES, state_word

register = template.Library()

MINUS = "\N{MINUS SIGN}"
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
DYES = 8

MESSAGE_TONES = {"success": "allow", "warning": "hold", "error": "refuse"}


# -- money and numbers


def _amount(money: Money) -> str:
    """Write the absolute amount in the reader's language; prepaid and free units are counted, not priced."""
    if money.currency == UNIT:
        return ngettext("%(count)s generation", "%(count)s generations", money.minor) % {
            "count": number_format(money.minor)
        }
    return money.localized(get_language() or "en")


@register.simple_tag
def money(amount: Money | None, *, sign: bool = False) -> SafeString:
    """Print an amount with its currency and every minor unit, in figures that line up.

    `sign=True` writes + or − before it, as in a statement. None (no price set) prints a dash.
    """
    if amount is None:
        return mark_safe('<span class="money">–</span>')
    mark = MINUS if amount.minor < 0 else ("+" if sign and amount.minor > 0 else "")
    tone = " money-in" if sign and amount.minor > 0 else ""
    return format_html(
        '<span class="money{}">{}{}</span>', tone, mark, _amount(-amount if amount.minor < 0 else amount)
    )


@register.filter
def minor(value: Money | int) -> int:
    """Give a chart the whole number behind an amount: minor units, or the number itself."""
    return value.minor if isinstance(value, Money) else value


@register.filter
def is_money(value: object) -> bool:
    """Tell an amount from a plain number, for tables that hold either."""
    return isinstance(value, Money)


@register.filter
def percent(ppm: int) -> str:
    """Write parts per million as a percentage without losing any: 385000 is `38.5 %`, 1 is `0.0001 %`."""
    whole, rest = divmod(ppm, PPM // 100)
    decimals = f"{rest:04d}".rstrip("0")
    text = f"{whole}.{decimals}" if decimals else str(whole)
    return f"{number_format(text, decimal_pos=len(decimals))}\N{NO-BREAK SPACE}%"


@register.filter
def clock(seconds: float | None) -> str:
    """Write a length as a player does: 5 is `0:05`, 75 is `1:15`."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02d}"


# -- pictures


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """Draw a Lucide icon from the sprite. Without a label it is decoration and hidden from screen readers."""
    reader = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', reader, static("build/icons.svg"), name)


@register.simple_tag
def shape(name: str) -> SafeString:
    """Draw a state's shape by its own name or by a tone's (`allow`, `hold`, `refuse`, `lamp`, `quiet`)."""
    chosen = TONE_SHAPES.get(name, name)
    turning = " shape-turning" if chosen == "half" else ""
    return format_html(
        '<svg class="shape{}" viewBox="0 0 12 12" aria-hidden="true">{}</svg>', turning, mark_safe(SHAPES[chosen])
    )


@register.simple_tag
def ground(colour: str | None) -> SafeString:
    """Fill a tile with the art's own colour (`#rrggbb`; anything else is left to the theme).

    A picture and not a `style` attribute, because the content security policy allows no inline style.
    """
    if not colour or not HEX_COLOUR.fullmatch(colour):
        return mark_safe("")
    return format_html(
        '<svg class="ground" aria-hidden="true"><rect width="100%" height="100%" fill="{}"/></svg>', colour
    )


@register.simple_tag
def state_badge(state: str, *, word: str = "") -> SafeString:
    """Show a record's state as a word with its shape and colour. `word` replaces the word, not the rest."""
    shown = state_word(state)
    return format_html(
        '<span class="state tone-{}" data-state="{}">{}{}</span>',
        shown.tone,
        state,
        shape(shown.shape),
        word or shown.word,
    )


@register.filter
def tone(state: str) -> str:
    """Return the tone of a state or verdict, for a `tone-…` class."""
    return state_word(state).tone


# -- shares


class Share(Protocol):
    """A line of a split sheet as the bar needs it."""

    name: str
    ppm: int


def _read(share: Share | Mapping[str, Any], key: str) -> Any:
    return share.get(key, "") if isinstance(share, Mapping) else getattr(share, key, "")


@register.inclusion_tag("components/split_bar.html")
def split_bar(shares: Iterable[Share | Mapping[str, Any]], *, label: str = "") -> dict[str, Any]:
    """Draw who shares a fee: things with `name`, `ppm` (parts per million) and optionally `role`, `amount` and `state`.

    The list under the bar carries the exact percentages, so the drawing itself is only a picture.
    """
    lines, at = [], 0
    for index, share in enumerate(shares):
        ppm = int(_read(share, "ppm"))
        extra = {key: _read(share, key) for key in ("name", "role", "amount", "state")}
        lines.append(
            {**extra, "ppm": ppm, "x": f"{at / 10_000:g}", "width": f"{ppm / 10_000:g}", "dye": index % DYES + 1}
        )
        at += ppm
    return {"lines": lines, "label": label or gettext("How the fee is shared")}


# -- forms

WIDGET_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
)
WIDGET_CLASSES = {"textarea": "textarea", "checkbox": "checkbox", "select": "select", "text": "input", "money": "input"}


def _kind(bound: BoundField) -> str:
    """Tell how a field is drawn from its widget; `CheckboxSelectMultiple` and `RadioSelect` become cards."""
    widget = bound.field.widget
    return next((kind for cls, kind in WIDGET_KINDS if isinstance(widget, cls)), "text")


def _described_by(bound: BoundField, help_text: str) -> str:
    ids = [f"{bound.id_for_label}_helptext"] if help_text else []
    return " ".join([*ids, f"{bound.id_for_label}_error"] if bound.errors else ids)


def _attributes(bound: BoundField, kind: str, help_text: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    own_class = str(bound.field.widget.attrs.get("class", ""))
    attributes: dict[str, Any] = {"class": f"{WIDGET_CLASSES.get(kind, '')} {own_class}".strip()}
    if described := _described_by(bound, help_text):
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if kind == "money":
        attributes.update({"inputmode": "decimal", "autocomplete": "off"})
    return attributes | {key.replace("_", "-"): value for key, value in extra.items()}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    kind: str = "",
    label: str = "",
    help: str = "",
    currency: str = "",
    details: Any = None,
    **attrs: Any,
) -> dict[str, Any]:
    """Draw any form field with its label, help and errors beside it.

    `kind` overrides what the widget says: `money` (give `currency`), `choices` (cards), `file` (drop zone). `details`
    maps a choice's value to the small line under it. Further keywords become attributes of the control (`hx_get` is
    `hx-get`).
    """
    kind = kind or ("money" if currency else _kind(bound))
    help_text = help or str(bound.help_text or "")
    attributes = _attributes(bound, kind, help_text, attrs)
    return {
        "field": bound,
        "kind": kind,
        "label": label or bound.label,
        "help_text": help_text,
        "currency": currency,
        "control": "" if kind == "choices" else bound.as_widget(attrs=attributes),
        "choices": _choices(bound, details or {}) if kind == "choices" else [],
        "hidden": bound.is_hidden,
    }


def _choices(bound: BoundField, details: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List a choice field's options with the small line that explains each."""
    drawn = []
    for option in bound.subwidgets:
        value = str(option.data.get("value", ""))
        control = "checkbox" if option.data.get("type") == "checkbox" else "radio"
        option.data["attrs"] = {**option.data.get("attrs", {}), "class": control}
        drawn.append({"tag": option.tag(), "label": option.choice_label, "detail": details.get(value, "")})
    return drawn


@register.inclusion_tag("components/button.html")
def button(label: str, **options: Any) -> dict[str, Any]:
    """Draw a button or, with `href`, a link that looks like one.

    Options: `tone` (primary, ghost, danger), `icon`, `size` (sm, lg), `type`, `name`, `value`, `id`, `form_id`,
    `disabled`, `opens` (id of the dialog it opens).
    """
    return {"label": label, **options}


# -- the frame


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str, icon_name: str = "") -> SafeString:
    """Link to a named page, marked when the reader is there; nothing when this site has no such page."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return mark_safe("")
    path = getattr(context.get("request"), "path", "")
    here = path == url or (url.count("/") > 1 and path.startswith(url))
    current = mark_safe(' aria-current="page"') if here else ""
    return format_html(
        '<a href="{}"{}>{}<span>{}</span></a>', url, current, icon(icon_name) if icon_name else "", label
    )


@register.filter
def message_tone(tags: str | None) -> str:
    """Turn the level of a Django message into a tone."""
    return next((tone_name for level, tone_name in MESSAGE_TONES.items() if level in (tags or "").split()), "quiet")


@register.filter
def undo_url(tags: str | None) -> str:
    """Read the address that takes back what a message reports, from its tag `undo:/path`."""
    return next((tag.removeprefix("undo:") for tag in (tags or "").split() if tag.startswith("undo:/")), "")
