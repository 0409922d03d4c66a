"""The pages hold together: links lead somewhere, the README has its two commands, and no page knows a machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import GUIDES, PAGES, ROOT, prose_of, text_of

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:")
# A folder of some machine's, as people paste them.
MACHINE = re.compile(r"(?<![\w.<$])/(?:work|tmp|home|root|Users)/")


def anchors(page: Path) -> set[str]:
    """The places headings make, as code hosts make them: lower case, hyphens for spaces, punctuation left out."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {word.replace(" ", "-") for word in words}


def broken(page: Path) -> list[str]:
    found = []
    for target in LINK.findall(prose_of(page)):
        if target.startswith(ELSEWHERE):
            continue
        name, _, place = target.partition("#")
        there = (page.parent / name) if name else page
        if not there.exists() or (place and place not in anchors(there)):
            found.append(target)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](gone.md) [d](https://example.com)\n```\n[e](x.md)\n```\n")
    assert broken(page) == ["#three", "gone.md"]


def test_every_picture_is_there_and_has_words_for_who_cannot_see_it() -> None:
    shown = [(page, words, target) for page in PAGES for words, target in PICTURE.findall(prose_of(page))]
    assert [target for _, words, target in shown if not words] == []
    if not (ROOT / "docs" / "images").is_dir():
        pytest.skip("docs/images is made by `make screenshots`, which needs Chromium")
    assert [target for page, _, target in shown if not (page.parent / target).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_folder_of_somebodys_machine(page: Path) -> None:
    assert MACHINE.findall(page.read_text(encoding="utf-8")) == []


def test_the_readme_gives_the_two_commands_as_they_are_typed() -> None:
    readme = text_of("README.md")
    blocks = re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert "make demo\n" in blocks
    assert "make test\n" in blocks
    assert any(line.startswith("make demo SERVE=0") for block in blocks for line in block.splitlines())
    assert any(re.match(r"make demo ART=\S+ PROMPT=", line) for block in blocks for line in block.splitlines())


def test_the_readme_tells_every_step_of_the_demonstration() -> None:
    told = re.findall(r"^\d+\. ", text_of("README.md"), re.MULTILINE)
    sources = (ROOT / "marketplace/demo/story.py", ROOT / "marketplace/management/commands/demo.py")
    steps = sum(source.read_text(encoding="utf-8").count("tell.step(") for source in sources)
    assert len(told) == steps


def test_the_readme_maps_every_room_of_the_house() -> None:
    house = text_of("README.md").partition("## The house")[2].partition("##")[0]
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"marketplace"}
    assert [app for app in sorted(apps) if f"{app}/" not in house] == []


def test_the_index_names_every_guide() -> None:
    index = text_of("docs/README.md")
    assert [name for name in GUIDES if name != "README.md" and f"({name})" not in index] == []
