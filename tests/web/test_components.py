"""The design system keeps its promises: exact money, words for every state, errors beside fields, nothing inline."""

from __future__ import annotations

import gzip
import importlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from core.money import UNIT, Money
from core.states import StateTable
from marketplace.templatetags.state_words import SHAPES, STATE_WORDS, TONES, state_word
from marketplace.views.components import components

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "static" / "build"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATE_MODULES = ("ledger.states", "licensing.states", "generation.states", "payouts.states", "marketplace.states")


def drawn(source: str, language: str = "en", **context: object) -> str:
    """Draw a template with the design system's tags loaded."""
    with translation.override(language):
        return Template("{% load pieces %}" + source).render(Context(context))


def plain(html: str) -> str:
    """Leave the text a person reads, with any kind of space as one plain space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def state_tables() -> Iterator[StateTable]:
    """Find every state table the apps declare."""
    for name in STATE_MODULES:
        if (ROOT / (name.replace(".", "/") + ".py")).exists():
            yield from (
                value for value in vars(importlib.import_module(name)).values() if isinstance(value, StateTable)
            )


class Tags(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


# -- money


@pytest.mark.parametrize(
    ("minor", "currency", "language", "words"),
    [
        (250, "USD", "en", "$2.50"),
        (250, "EUR", "fr", "2,50 €"),
        (1200, "JPY", "en", "¥1,200"),
        (1, "USD", "en", "$0.01"),
        (-1999, "USD", "en", "\N{MINUS SIGN}$19.99"),
        (1, UNIT, "en", "1 generation"),
        (30, UNIT, "en", "30 generations"),
    ],
)
def test_an_amount_is_written_exactly_as_its_reader_writes_it(
    minor: int, currency: str, language: str, words: str
) -> None:
    assert plain(drawn("{% money m %}", language, m=Money(minor, currency))) == words


def test_an_amount_with_three_decimals_keeps_all_three() -> None:
    assert "1,234.567" in plain(drawn("{% money m %}", m=Money(1_234_567, "KWD")))


def test_a_statement_shows_what_came_in_and_what_went_out() -> None:
    assert plain(drawn("{% money m sign=True %}", m=Money(2000, "USD"))) == "+$20.00"
    assert plain(drawn("{% money m sign=True %}", m=Money(-310, "USD"))) == "\N{MINUS SIGN}$3.10"
    assert plain(drawn("{% money m sign=True %}", m=Money(0, "USD"))) == "$0.00"


def test_a_missing_price_is_a_dash_and_not_zero() -> None:
    assert plain(drawn("{% money m %}", m=None)) == "–"


@pytest.mark.parametrize(
    ("ppm", "words"), [(1_000_000, "100 %"), (385_000, "38.5 %"), (1, "0.0001 %"), (333_333, "33.3333 %"), (0, "0 %")]
)
def test_a_share_is_written_without_losing_a_part_per_million(ppm: int, words: str) -> None:
    assert plain(drawn("{{ ppm|percent }}", ppm=ppm)) == words


def test_a_length_is_written_as_a_player_does() -> None:
    assert drawn("{{ 75|clock }} {{ 5|clock }}") == "1:15 0:05"


# -- states


def test_every_state_of_every_record_has_its_word() -> None:
    states = {state for table in state_tables() for state in table.steps}
    assert states, "no state table was found: this test would pass on nothing"
    assert states - set(STATE_WORDS) == set()


def test_every_state_has_a_known_tone_and_shape() -> None:
    assert {shown.tone for shown in STATE_WORDS.values()} <= set(TONES)
    assert {shown.shape for shown in STATE_WORDS.values()} <= set(SHAPES)


def test_a_badge_says_the_state_in_a_word_and_a_shape_not_in_colour_alone() -> None:
    badge = drawn('{% state_badge "taken_down" %}')
    assert plain(badge) == "Taken down"
    assert '<svg class="shape' in badge


def test_a_state_nobody_listed_is_shown_quietly_by_its_name() -> None:
    assert state_word("half_dreamt").word == "Half dreamt"
    assert state_word("half_dreamt").tone == "quiet"


# -- shares and colours


def test_the_split_bar_fills_its_width_and_lists_every_payee() -> None:
    shares = [{"name": "Studio", "ppm": 450_000}, {"name": "Artist", "ppm": 385_001}, {"name": "Voice", "ppm": 164_999}]
    html = drawn("{% split_bar shares %}", shares=shares)
    parts = [part for part in Tags(html).of("rect") if "dye-" in (part["class"] or "")]
    assert sum(float(part["width"] or 0) for part in parts) == pytest.approx(100)
    assert [float(part["x"] or 0) for part in parts] == pytest.approx([0, 45, 83.5001])
    assert "38.5001\N{NO-BREAK SPACE}%" in html


def test_a_tile_takes_only_a_plain_colour_from_the_art() -> None:
    assert 'fill="#2f5d62"' in drawn('{% ground "#2f5d62" %}')
    assert drawn("{% ground colour %}", colour='red"/><script>') == ""
    assert drawn("{% ground colour %}", colour=None) == ""


# -- forms


class FeeForm(forms.Form):
    """What a studio asks for one use."""

    fee = forms.CharField(label="Fee", help_text="For one clip.")
    purpose = forms.ChoiceField(choices=[("social", "Social"), ("personal", "Personal")], widget=forms.RadioSelect)


def test_an_error_stands_beside_its_field_and_is_announced_with_it() -> None:
    html = drawn('{% field form.fee currency="USD" %}', form=FeeForm({"fee": ""}))
    control = Tags(html).of("input")[0]
    assert control["aria-invalid"] == "true"
    for described in (control["aria-describedby"] or "").split():
        assert f'id="{described}"' in html
    assert "This field is required." in html
    assert "For one clip." in html
    assert "USD" in plain(html)


def test_a_choice_is_drawn_as_cards_that_explain_themselves() -> None:
    form = FeeForm({"fee": "2.50", "purpose": "social"})
    html = drawn("{% field form.purpose details=details %}", form=form, details={"social": "On your own accounts"})
    radios = Tags(html).of("input")
    assert [radio["value"] for radio in radios if "checked" in radio] == ["social"]
    assert {radio["class"] for radio in radios} == {"radio"}
    assert "On your own accounts" in html


def test_a_label_written_by_a_stranger_is_never_markup() -> None:
    html = drawn("{% button label href=url %}", label="<script>x</script>", url='"><b>')
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_page_that_does_not_exist_leaves_no_dead_link() -> None:
    assert drawn('{% nav_link "no_such_page" "Nowhere" %}') == ""


# -- the style page and the frame


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_style_page_draws_every_component(language: str) -> None:
    request = RequestFactory().get("/dev/components")
    request.user = AnonymousUser()
    with translation.override(language):
        html = components(request).content.decode()
    for name in (
        "verdict",
        "price-card",
        "timeline-steps",
        "split-bar",
        "ledger",
        "film-strip",
        "sign-board",
        "dropzone",
    ):
        assert f'class="{name}' in html, name
    assert len(Tags(html).of("main")) == 1
    ids = [str(attributes["id"]) for _, attributes in Tags(html).found if attributes.get("id")]
    assert sorted(ids) == sorted(set(ids))


def test_no_template_needs_an_inline_script_handler_or_style() -> None:
    inline = re.compile(
        r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|\shx-on[:-]|<script(?![^>]*\b(?:src|type=\"application/json\"))"
    )
    # The staff portal is left out of the policy: its framework's own scripts need more than we allow elsewhere.
    pages = [path for path in TEMPLATES if not {"admin", "staff"} & set(path.parts)]
    guilty = [str(path.relative_to(ROOT)) for path in pages if inline.search(path.read_text())]
    assert guilty == [], (
        "the content security policy refuses inline code: use a data attribute, a class or an SVG attribute"
    )


def test_every_icon_a_template_names_is_in_the_built_sprite() -> None:
    drawn_icons = set(re.findall(r'<symbol id="([^"]+)"', (BUILD / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'\{%\s*icon\s+"([a-z0-9-]+)"', path.read_text())}
    assert named - drawn_icons == set(), "run npm run build"


def weight(*names: str) -> int:
    """Weigh built files as they travel: gzipped, in bytes."""
    return sum(len(gzip.compress((BUILD / name).read_bytes(), 9)) for name in names)


def test_what_a_page_downloads_stays_within_the_budget() -> None:
    page = weight("app.css", "app.js", "theme.js")
    assert page <= 60_000
    assert page + weight("chart.js") <= 110_000


def test_the_fonts_stay_within_the_budget() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "static" / "fonts").glob("*.woff2")) <= 70_000
