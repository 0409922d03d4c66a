"""`docs/operator.md` names every variable, command, event and invariant there is, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands

from core.models import User
from generation.models import RenderModel
from generation.rendering import recipes
from ledger import invariants
from marketplace.env import Environment, read
from marketplace.processes import programs
from payouts.services import reviews
from payouts.services.events import HANDLERS
from tests.docs.pages import PAGES, ROOT, table, text_of
from tests.marketplace.test_env import PRODUCTION

GUIDE = text_of("docs/operator.md")
# Who reads them is not ours: boto3.
CREDENTIALS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}

# Where the guide tells the value itself, the field it becomes.
DEFAULTS = {
    "DAILY_ALLOWANCE_UNITS": "daily_allowance_units",
    "RENDER_UNIT_PRICE_MINOR": "unit_price_minor",
    "PLATFORM_CURRENCY": "platform_currency",
    "PLATFORM_COMMISSION_PPM": "commission_ppm",
    "TRUSTED_PROXY_COUNT": "trusted_proxies",
    "RENDER_LEASE_SECONDS": "render_lease_seconds",
    "SITE_URL": "site_url",
    "CELERY_BROKER_URL": "broker_url",
    "STRIPE_API_BASE": "stripe_base",
    "DEFAULT_FROM_EMAIL": "from_email",
}


class Listening(dict[str, str]):
    """Variables that remember what they were asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self.asked.add(name)
        return super().get(name, default)


def asked_for(tmp_path: Path) -> set[str]:
    variables = Listening(PRODUCTION)
    read(variables, tmp_path)
    return variables.asked


def starts_without(name: str, tmp_path: Path) -> bool:
    try:
        read({key: value for key, value in PRODUCTION.items() if key != name}, tmp_path)
    except ImproperlyConfigured:
        return False
    return True


def test_the_table_of_variables_is_what_the_environment_reads(tmp_path: Path) -> None:
    rows = [row[0] for row in table(GUIDE, "Variable")]
    assert set(rows) == asked_for(tmp_path)
    assert len(rows) == len(set(rows))


def test_the_variables_called_required_are_those_production_does_not_start_without(tmp_path: Path) -> None:
    told = {row[0] for row in table(GUIDE, "Variable") if row[1] == "required"}
    needed = {name for name in asked_for(tmp_path) - {"MARQUEE_ENV"} if not starts_without(name, tmp_path)}
    assert told == needed


def test_the_values_told_for_what_is_not_set_are_the_real_ones(tmp_path: Path) -> None:
    environment: Environment = read({}, tmp_path)
    told = {row[0]: row[2] for row in table(GUIDE, "Variable")}
    assert {name: told[name] for name in DEFAULTS} == {
        name: str(getattr(environment, field)) for name, field in DEFAULTS.items()
    }


def test_the_other_variables_are_those_settings_reads_by_itself() -> None:
    settings = (ROOT / "marketplace/settings.py").read_text(encoding="utf-8")
    read_there = set(re.findall(r"""os\.environ\.get\(["'](\w+)["']""", settings)) - {"PYTEST_XDIST_WORKER"}
    assert {row[0] for row in table(GUIDE, "Also")} == read_there | CREDENTIALS


def test_every_invariant_has_its_row() -> None:
    assert {row[0] for row in table(GUIDE, "Code")} == registered()


def registered() -> set[str]:
    """The code of every invariant, as their modules write it."""
    found: set[str] = set()
    for module in ROOT.glob("*/invariants.py"):
        found |= set(re.findall(r'^@invariant\(\s*"([\w.]+)"', module.read_text(encoding="utf-8"), re.MULTILINE))
    return found


@pytest.mark.django_db
def test_the_invariants_that_are_written_are_those_that_run() -> None:
    assert {finding.code for finding in invariants.run()} == registered()


def test_every_event_we_act_on_is_asked_for_and_no_other() -> None:
    told = {event for row in table(GUIDE, "Endpoint") for event in re.findall(r"[\w.]+(?:\[…\]|\*)?", row[2])} - {"and"}
    assert {event.removesuffix("*").removesuffix("…]") for event in told} == set(HANDLERS)


def commands() -> Iterator[str]:
    for page in PAGES:
        yield from re.findall(r"manage\.py (\w+)", page.read_text(encoding="utf-8"))


def test_every_command_any_page_names_is_there() -> None:
    assert set(commands()) - set(get_commands()) == set()


def test_every_make_target_any_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"(?m)(?:`|^)make (\w+)", page.read_text(encoding="utf-8"))}
    assert named - targets == set()


def test_the_processes_are_those_one_machine_starts(tmp_path: Path) -> None:
    started = {program.name for program in programs(port=8000, emulator_port=None, var=tmp_path)}
    assert {row[0] for row in table(GUIDE, "Process")} == started | {"gpu"}
    queues = set(re.findall(r"-Q ([\w.,]+)", GUIDE))
    assert queues == {"default,money", "render.storyboard", "render.standard"}


@pytest.mark.django_db
def test_a_reviewer_is_appointed_as_the_guide_says(make_user: object) -> None:
    # given
    User.objects.create_user("rosa@marquee.example")
    (command,) = re.findall(r"^python manage\.py (appoint_reviewer .+)$", GUIDE, re.MULTILINE)

    # when
    call_command(*command.split())

    # then
    assert User.objects.get(email="rosa@marquee.example").has_perm(reviews.PERMISSION)


def test_the_fields_of_a_model_are_the_registrys() -> None:
    fields = [field.name for field in RenderModel._meta.concrete_fields if field.name != "id"]
    rows = table(GUIDE, "Field")
    assert [row[0] for row in rows] == fields
    defaults = {field.name: field.default for field in RenderModel._meta.concrete_fields}
    told = {row[0]: row[1] for row in rows if row[0] not in ("name", "tier", "pipeline", "path", "enabled")}
    assert told == {name: str(defaults[name]) for name in told}


def test_the_pipelines_and_number_types_named_are_those_we_can_run() -> None:
    rows = {row[0]: row[2] for row in table(GUIDE, "Field")}
    assert [name for name in recipes.PIPELINES if name not in rows["pipeline"]] == []
    assert [name for name in recipes.DTYPES if name not in rows["dtype"]] == []
