"""`docs/money.md` says what the books do: its chart is the chart, and its entries can be posted."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.money import Money, exponent
from ledger import chart, selectors
from ledger.chart import Address
from ledger.services import entries
from ledger.services.entries import Line
from tests.ledger.books import red, usd

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "money.md").read_text(encoding="utf-8")
ENTRY = re.compile(r"^```entry\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def table(heading: str) -> dict[str, str]:
    """The rows of one table as {first cell without backticks: second cell}."""
    rows = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {name.strip("`"): text for name, text in cells}


def families() -> dict[str, Callable[..., Address]]:
    functions = inspect.getmembers(chart, inspect.isfunction)
    return {name: function for name, function in functions if function.__module__ == "ledger.chart"}


def test_the_table_of_shared_accounts_is_the_charts() -> None:
    assert table("Shared account") == {address.text: purpose for address, purpose in chart.SHARED.items()}
    assert not any(address.guarded for address in chart.SHARED)


def test_every_shared_address_has_its_purpose() -> None:
    constants = {value for name, value in vars(chart).items() if name.isupper() and isinstance(value, Address)}
    assert constants == set(chart.SHARED)


def test_the_table_of_guarded_accounts_is_the_charts() -> None:
    documented = table("Guarded account")
    assert documented == {
        f"{name}:<{parameter.replace('_', ' ')}>": inspect.getdoc(function)
        for name, function in families().items()
        for parameter in inspect.signature(function).parameters
    }
    for name, function in families().items():
        address = function(Address("x") if name == "held" else "x")
        assert (address.text, address.guarded) == (f"{name}:x", True)


def worked() -> Iterator[tuple[str, str, list[Line]]]:
    for block in ENTRY.findall(PAGE):
        head, *lines = block.strip().splitlines()
        kind, key = head.split()
        yield kind, key, [line_of(*line.split()) for line in lines]


def line_of(text: str, amount: str, currency: str) -> Line:
    shared = {address.text: address for address in chart.SHARED}
    assert text in shared or text.partition(":")[0] in families()
    places = len(amount.partition(".")[2])
    assert places == exponent(currency)
    return Line(shared.get(text, Address(text, guarded=True)), Money(int(amount.replace(".", "")), currency))


@pytest.mark.django_db
def test_the_worked_entries_can_be_posted_in_their_order() -> None:
    kinds = set()
    for kind, key, lines in worked():
        assert key.startswith(kind) or kind in ("stripe_fee", "reversal")
        entries.write(kind=kind, key=key, lines=lines, cause=key, actor="system:test")
        kinds.add(kind)

    # The page shows no hold rows, so of the checks only the one about holds could mind.
    assert red() <= {"I3"}
    assert selectors.balance(chart.wallet("usr_ada"), "USD") == usd(2000 - 270 - 450)
    assert selectors.balance(chart.held(chart.wallet("usr_ada")), "USD") == usd(0)
    assert selectors.balance(chart.payable("pye_studio"), "USD") == usd(149)
    assert selectors.balance(chart.STRIPE_CLEARING, "USD") == usd(-2000 + 88)
    assert kinds >= {"top_up", "grant", "reserve", "capture", "release", "expire", "reversal"}


def test_every_kind_the_product_posts_has_a_worked_entry() -> None:
    root = Path(__file__).resolve().parents[2]
    posted = set()
    for app in ("ledger", "licensing", "generation", "payouts", "marketplace"):
        for path in (root / app).rglob("services/*.py"):
            text = path.read_text(encoding="utf-8")
            if "ledger" in (app, *re.findall(r"from (ledger)", text)):
                posted |= set(re.findall(r'\bkind="(\w+)"', text))
    assert posted - {kind for kind, _, _ in worked()} == set()
