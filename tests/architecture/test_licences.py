"""Every package we stand on may be used, and `docs/licences.md` says under which licence.

`python -m tests.architecture.test_licences` prints the page.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "licences.md"

# What the packages' own files say where their metadata does not.
READ_BY_HAND = {
    "django-allauth": "MIT",
    "torch": "BSD-3-Clause",
    "opencv-python-headless": "Apache-2.0",
    "tokenizers": "Apache-2.0",
}

INTRODUCTION = """# What Marquee stands on

Every Python package the product runs on, with its version and licence. None is GPL or AGPL; LGPL is allowed (used
unchanged, as a library). PyAV's wheel carries FFmpeg's libraries with x264 and x265 (GPL codecs): H.264 is touched in
one module, `generation/rendering/encoding.py`, so that another encoder can take its place.

| package | version | licence |
| --- | --- | --- |
"""


def _pinned() -> list[str]:
    text = (ROOT / "requirements.txt").read_text() + (ROOT / "requirements" / "web.txt").read_text()
    return sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", text, re.M)), key=str.lower)


def _closure(names: list[str]) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        for need in found[name].requires or []:
            if "extra ==" not in need:
                waiting.append(re.split(r"[^A-Za-z0-9_.-]", need, maxsplit=1)[0])
    return found


def _licence(name: str, package: Distribution) -> str:
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    said = package.metadata.get("License-Expression") or ""
    if said:
        return str(said)
    classes = [
        value.rsplit("::", 1)[-1].strip()
        for value in package.metadata.get_all("Classifier") or []
        if value.startswith("License ::") and value != "License :: OSI Approved"
    ]
    return ", ".join(classes) or (package.metadata.get("License") or "").splitlines()[0][:60]


def page() -> str:
    """Write the licences page from what is installed."""
    rows = [
        f"| {name} | {package.version} | {_licence(name, package)} |"
        for name, package in sorted(_closure(_pinned()).items())
        if not name.startswith(("nvidia-", "cuda-", "triton"))
    ]
    return INTRODUCTION + "\n".join(rows) + "\n"


def test_no_package_is_gpl_or_unlicensed() -> None:
    wrong = []
    for name, package in _closure(_pinned()).items():
        licence = _licence(name, package)
        if not licence or re.search(r"(?<!L)A?GPL|General Public", licence.replace("Lesser General Public", "LGPL")):
            wrong.append(f"{name}: {licence or 'says nothing'}")
    assert wrong == []


def test_the_licences_page_lists_every_package() -> None:
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", PAGE.read_text(encoding="utf-8"), re.M))
    assert set(_closure(_pinned())) - listed == set()


if __name__ == "__main__":
    print(page(), end="")
