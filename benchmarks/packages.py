"""The packages the benchmarks need besides the product: installed when they are missing."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements" / "bench.txt"


def missing(requirements: Path = REQUIREMENTS) -> list[str]:
    """Return the pinned requirements this environment does not have in just that version."""
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)", requirements.read_text(encoding="utf-8"), re.M)
    return [f"{name}=={wanted}" for name, wanted in pins if _installed(name) != wanted]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def install_missing() -> None:
    """Install what is missing with pip. Raises subprocess.CalledProcessError when pip cannot."""
    wanted = missing()
    if wanted:
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, *wanted], check=True)
