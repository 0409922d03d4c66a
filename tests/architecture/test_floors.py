"""The house keeps its shape: imports and foreign keys point down, doors stay locked, files stay short."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"core": 2, "ledger": 3, "licensing": 4, "generation": 5, "payouts": 5, "marketplace": 6}
OUR_APPS = sorted(FLOORS)
LONGEST_FILE = 400
LONGEST_FUNCTION = 70


def _product_files() -> list[Path]:
    return [
        path
        for app in OUR_APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    ]


def test_imports_go_down_the_floors() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_foreign_keys_point_down_the_floors() -> None:
    wrong = []
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in FLOORS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if target is None or field.auto_created or not hasattr(target, "_meta"):
                continue
            there = target._meta.app_label
            if there in FLOORS and there != here and FLOORS[there] >= FLOORS[here]:
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert wrong == []


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return found


def test_stripe_is_imported_by_the_gateway_alone() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in _product_files()
        if any(name == "stripe" or name.startswith("stripe.") for name in _imported(path))
        and not str(path.relative_to(ROOT)).startswith("payouts/gateway")
    ]
    assert guilty == []


def test_torch_and_diffusers_live_in_the_rendering_room() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in _product_files()
        if {name.split(".")[0] for name in _imported(path)} & {"torch", "diffusers", "transformers", "peft"}
        and not str(path.relative_to(ROOT)).startswith("generation/rendering/")
    ]
    assert guilty == []


def test_the_product_never_imports_the_stripe_emulator() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in _product_files()
        if any(name.startswith("payouts.emulator") for name in _imported(path))
        and not str(path.relative_to(ROOT)).startswith("payouts/emulator/")
        and path.name != "stripe_emulator.py"
    ]
    assert guilty == []


def test_another_apps_models_are_a_locked_door() -> None:
    guilty = []
    for path in _product_files():
        app = path.relative_to(ROOT).parts[0]
        for name in _imported(path):
            owner = name.split(".")[0]
            if owner in FLOORS and owner not in (app, "core") and name == f"{owner}.models":
                guilty.append(f"{path.relative_to(ROOT)} imports {name}")
    assert guilty == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_file_is_called_by_a_word_that_says_nothing(name: str) -> None:
    assert [str(path) for path in _product_files() if path.stem == name] == []


def test_files_and_functions_stay_short() -> None:
    long = []
    for path in _product_files():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} has {length} lines")
    assert long == []


def test_money_code_knows_no_float() -> None:
    guilty = []
    rooms = ["ledger", "payouts"]
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    files += [ROOT / "core/money.py", ROOT / "licensing/royalties.py", ROOT / "generation/pricing.py"]
    for path in files:
        if "emulator" in path.parts or not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


def test_a_web_process_loads_neither_torch_nor_diffusers() -> None:
    code = (
        "import django, os, sys; os.environ['DJANGO_SETTINGS_MODULE']='marketplace.settings'; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([m for m in ('torch','diffusers','transformers','cv2','av') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
