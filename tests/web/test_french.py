"""The French of the site: complete, kept in step with the source, well set, and what people really see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.test import Client
from django.urls import reverse

from core.models import User
from licensing.models import Character
from tests.factories import listed_character, make_user, owner_of
from tests.generation import stage

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "locale" / "fr" / "LC_MESSAGES"
UPDATE = "Update locale/fr as CONTRIBUTING.md says."

APPS = ("core", "ledger", "licensing", "generation", "payouts", "marketplace")
WRAPPERS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "pgettext": 2, "pgettext_lazy": 2}

HOLE = re.compile(r"%\(\w+\)s|%%")
NBSP = "\N{NO-BREAK SPACE}"
# What French sets apart from its word is kept with it by a space that does not break; its apostrophe is the curved one.
BADLY_SET = re.compile(rf" (?:[:;?!»]|%(?!\())|\w[;?!»]|«(?!{NBSP})|'")


def catalogue() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="fr")


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def forms(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


# -- the catalogue


def test_every_sentence_has_a_french_one() -> None:
    unsaid = [message.id for message in messages() if message.fuzzy or not all(forms(message.string))]
    assert not unsaid, UPDATE


def test_a_translation_has_the_holes_of_its_sentence() -> None:
    """The last form has them all; the singular may say its number in words."""
    for message in messages():
        ours, theirs = forms(message.id), forms(message.string)
        assert len(ours) == len(theirs), message.id
        assert sorted(set(HOLE.findall(ours[-1]))) == sorted(set(HOLE.findall(theirs[-1]))), message.id
        assert set(HOLE.findall(theirs[0])) <= set(HOLE.findall(ours[-1])), message.id


def test_french_is_set_as_french() -> None:
    said = [sentence for message in messages() for sentence in forms(message.string)]
    assert [sentence for sentence in said if BADLY_SET.search(re.sub(r"<[^>]+>", "", sentence))] == []


def test_the_catalogue_names_no_place_of_anybodys_machine() -> None:
    assert not [line for line in (FOLDER / "django.po").read_text().splitlines() if line.startswith("#:")]


def test_the_compiled_catalogue_is_in_step_with_the_written_one() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = {(_text(one.context), forms(one.id)): forms(one.string) for one in read_mo(file) if one.id}
    assert compiled == {(_text(one.context), forms(one.id)): forms(one.string) for one in messages()}, UPDATE


def _text(context: str | bytes | None) -> str:
    """A compiled catalogue gives contexts as bytes."""
    return context.decode() if isinstance(context, bytes) else context or ""


# -- the source


def spoken_in_python() -> Iterator[str]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRAPPERS:
                    said = node.args[WRAPPERS[node.func.id] - 1] if node.func.id != "ngettext" else node.args[0]
                    if isinstance(said, ast.Constant):
                        yield str(said.value)


def spoken_in_templates() -> Iterator[str]:
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        tagged = re.findall(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""", source)
        yield from (said.replace("%", "%%") for pair in tagged for said in pair if said)
        yield from re.findall(r"""\b_\("([^"]+)"\)""", source)
        yield from _blocks(source)


def _blocks(source: str) -> Iterator[str]:
    """The sentence of each `blocktranslate` (its singular), written as the catalogue writes it."""
    said: list[str] | None = None
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ", 1)[0]
        if token.token_type == TokenType.BLOCK and word in ("blocktranslate", "blocktrans"):
            said = []
        elif token.token_type == TokenType.BLOCK and said is not None:
            yield "".join(said)
            said = None
        elif said is not None and token.token_type == TokenType.TEXT:
            said.append(token.contents.replace("%", "%%"))
        elif said is not None and token.token_type == TokenType.VAR:
            said.append(f"%({token.contents})s")


def test_every_sentence_of_the_source_is_in_the_catalogue() -> None:
    known = {forms(message.id)[0] for message in messages()}
    assert {said for said in (*spoken_in_python(), *spoken_in_templates()) if said not in known} == set(), UPDATE


def test_no_sentence_has_stayed_in_the_catalogue_after_it_left_the_source() -> None:
    spoken = {*spoken_in_python(), *spoken_in_templates()}
    assert [one.id for one in messages() if forms(one.id)[0] not in spoken] == [], UPDATE


# -- the pages


@pytest.fixture(autouse=True)
def media_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fox(db: None) -> Character:
    return listed_character(
        name="Lantern Fox", fee=250, purposes=("personal", "social"), prohibited_themes=("violence",), daily_cap=9
    )


def reader(user: User | None = None, **options: Any) -> Client:
    client = Client(**options)
    if user:
        client.force_login(user)
    return client


def words(response: Any) -> str:
    """Everything a reader meets: the text, and what screen readers, fields and titles say."""
    assert response.status_code == 200
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    spoken = re.findall(r'(?:aria-label|placeholder|title|alt|content)="([^"]+)"', page)
    return unescape(" ".join(" ".join([re.sub(r"<[^>]+>", " ", page), *spoken]).split(" ")))


def english_left(text: str) -> list[str]:
    """The English sentences of the catalogue that a page still says; short words could be anything, even French."""
    joined = " ".join(text.split())
    return [
        sentence
        for message in messages()
        for sentence in forms(message.id)
        if "%(" not in sentence and sentence.strip().count(" ") >= 2 and sentence not in forms(message.string)
        if " ".join(sentence.replace("%%", "%").split()) in joined
    ]


def addresses(fox: Character) -> list[str]:
    slug, studio = fox.slug, fox.studio.slug
    return [
        "/",
        "/characters/",
        "/characters/?text=nobody-of-this-name",
        reverse("character", args=[slug]),
        "/make/",
        "/clips/",
        "/wallet/",
        "/payee/",
        "/studio/",
        "/studio/new/",
        reverse("studio_earnings", args=[studio]),
        reverse("character_new", args=[studio]),
        *(reverse(name, args=[slug]) for name in ("character_edit", "rights_affirm", "character_terms")),
        *(reverse(name, args=[slug]) for name in ("character_splits", "character_list")),
        "/account/keys/",
        "/account/email/",
        "/account/logout/",
    ]


def asked(fox: Character, purpose: str = "social") -> dict[str, Any]:
    return {
        "characters": [fox.pk],
        "prompt": "traverse une rue sous la neige",
        "purpose": purpose,
        "territory": "FR",
        "tier": "storyboard",
        "seconds": "5",
        "aspect": "landscape",
    }


def test_the_pages_speak_french_to_whoever_asks_for_it(fox: Character) -> None:
    web = reader(owner_of(fox), headers={"Accept-Language": "fr-CA, fr;q=0.9, en;q=0.5"})
    for address in addresses(fox):
        answer = web.get(address)
        assert '<html lang="fr">' in answer.content.decode(), address
        assert english_left(words(answer)) == [], address


def test_the_doors_speak_french(db: None) -> None:
    web = reader(headers={"Accept-Language": "fr"})
    for address in ("/account/login/", "/account/signup/", "/account/password/reset/", "/"):
        assert english_left(words(web.get(address))) == [], address


def test_the_pages_speak_english_to_everyone_else(fox: Character) -> None:
    assert english_left(words(reader(headers={"Accept-Language": "de"}).get("/")))


def test_amounts_are_written_the_french_way(fox: Character) -> None:
    web = reader(owner_of(fox), headers={"Accept-Language": "fr"})
    for address in ("/", "/characters/", reverse("character", args=[fox.slug])):
        said = words(web.get(address))
        assert f"2,50{NBSP}$US" in said, address
        assert "$2.50" not in said, address


def test_terms_are_told_in_french_words(fox: Character) -> None:
    said = words(reader(headers={"Accept-Language": "fr"}).get(reverse("character", args=[fox.slug])))
    for sentence in ("Sans date de fin", f"9{NBSP}utilisations par jour et par créateur", "Violence", "Partout"):
        assert sentence in said


def test_a_refusal_and_what_would_do_instead_are_french(fox: Character) -> None:
    web = reader(make_user(), headers={"Accept-Language": "fr"})
    said = words(web.post("/make/check/", asked(fox, purpose="advertising")))
    assert f"La licence pour Lantern Fox ne couvre pas cet usage{NBSP}: publicité." in said
    assert f"Choisir l’usage «{NBSP}réseaux sociaux{NBSP}»" in said
    assert english_left(said) == []


def test_a_price_adds_up_in_french(fox: Character) -> None:
    creator = make_user()
    stage.fund(creator, 1000)
    said = words(reader(creator, headers={"Accept-Language": "fr"}).post("/make/check/", asked(fox)))
    assert f"Licence{NBSP}: Lantern Fox" in said
    assert f"Réaliser pour 2,50{NBSP}$US" in said


# -- the choice


def test_the_switch_in_the_header_changes_the_language_and_stays(fox: Character) -> None:
    web = reader(headers={"Accept-Language": "en"})
    assert web.post(reverse("set_language"), {"language": "fr", "next": "/characters/"})["Location"] == "/characters/"
    assert "Personnages" in words(web.get("/characters/"))


def test_letters_follow_the_language_of_the_pages(db: None) -> None:
    someone = make_user()
    reader(someone).post(reverse("set_language"), {"language": "fr"})
    someone.refresh_from_db()
    assert someone.language == "fr"


def test_a_language_we_do_not_speak_changes_nothing(db: None) -> None:
    someone = make_user()
    reader(someone).post(reverse("set_language"), {"language": "tlh"})
    someone.refresh_from_db()
    assert someone.language == "en"
