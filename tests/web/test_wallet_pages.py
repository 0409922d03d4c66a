"""The wallet: what it says, and money into it over real HTTP to the Stripe stand-in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import User
from core.money import Money
from generation.models import RenderJob
from generation.services import requests, takes
from ledger import chart
from ledger.services import grants, holds
from marketplace.selectors.wallets import available_to
from payouts.emulator import Emulator, running_emulator
from payouts.models import TopUp
from payouts.services import topups
from tests.factories import listed_character, make_user
from tests.generation import stage
from tests.generation.conftest import use_renderer  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

# What one page may ask of the database, the session and the reader included.
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def folders_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_KEY_FILE = tmp_path / "key.pem"


@pytest.fixture
def stripe(settings: Any) -> Iterator[Emulator]:
    with running_emulator(payout_delay_seconds=60) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running


@pytest.fixture
def cleo() -> User:
    return make_user("cleo@example.com", name="Cleo")


@pytest.fixture
def web(cleo: User) -> Client:
    client = Client()
    client.force_login(cleo)
    return client


def page(web: Client, url: str = "/wallet/", status: int = 200) -> str:
    """Read a page as people do: its words, one blank between them, without the scripts' business."""
    answer = web.get(url)
    assert answer.status_code == status
    return words(answer.content.decode())


def words(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def press(web: Client, **data: str) -> Any:
    return web.post("/wallet/top-up/", {"currency": "USD", "choice": "25", "key": "pressed", **data})


# -- reading


def test_only_its_owner_reads_a_wallet(web: Client) -> None:
    answer = Client().get("/wallet/")

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_an_empty_wallet_says_what_it_is_for(web: Client) -> None:
    said = page(web)

    assert "$0.00" in said
    assert "Nothing has moved yet" in said
    assert "30 of 30 generations left" in said
    assert "00:00 UTC" in said


def test_today_s_allowance_is_told_in_the_reader_s_zone_and_in_utc(web: Client, cleo: User) -> None:
    cleo.time_zone = "Asia/Tokyo"
    cleo.save()

    said = page(web)

    assert "09:00 Asia/Tokyo (00:00 UTC)" in said


def test_a_zone_nobody_knows_reads_as_utc(web: Client, cleo: User) -> None:
    cleo.time_zone = "Mars/Olympus"
    cleo.save()

    assert "00:00 UTC" in page(web)


def test_units_in_use_are_told_apart_from_those_left(web: Client, cleo: User) -> None:
    grant = grants.ensure_daily(user_id=cleo.pk, units=30)
    until = clock.now() + dt.timedelta(hours=1)
    holds.reserve(source=chart.grant(grant.pk), amount=Money(4, "UNIT"), cause="job_x", actor=cleo.pk, expires_at=until)

    html = web.get("/wallet/").content.decode()

    assert "26 of 30 generations left" in words(html)
    assert (html.count('class="lit"'), html.count('class="held"'), html.count('class="out"')) == (26, 4, 0)


def test_the_statement_says_what_each_movement_was(web: Client, cleo: User, use_renderer: Any) -> None:  # noqa: F811
    use_renderer()
    stage.fund(cleo, 2000)
    marnie, aldous = listed_character(name="Marnie"), listed_character(name="Aldous")
    made = stage.submit(cleo, marnie, aldous, title="By the sea")
    takes.make_next(tier="storyboard", worker="test")
    stage.submit(cleo, marnie, title="Still waiting")
    dropped = stage.submit(cleo, aldous, title="Never mind")
    requests.cancel(user=cleo, job_id=dropped.pk)

    html = web.get("/wallet/").content.decode()
    said = words(html)

    assert "“By the sea” Clip with Marnie and Aldous: render and licence fees" in said
    assert "“Still waiting” Set aside for a clip with Marnie, which is being made" in said
    assert "Returned: “Never mind” You cancelled the clip" in said
    assert "$2.50 set aside for clips that are being made" in said
    clip = RenderJob.objects.get(pk=made.pk).clip
    assert reverse("clip", args=[clip.pk]) in html
    assert reverse("job", args=[dropped.pk]) in html


def test_a_failed_clip_s_money_is_seen_to_come_back(web: Client, cleo: User, use_renderer: Any) -> None:  # noqa: F811
    def fall(frame: int) -> None:
        raise RuntimeError("the set fell over")

    use_renderer(fall)
    stage.fund(cleo, 1000)
    stage.submit(cleo, listed_character(), title="Unlucky")
    while takes.make_next(tier="storyboard", worker="test"):
        pass

    said = page(web)

    assert "Returned: “Unlucky” The clip could not be made, so it costs nothing" in said
    assert "+$2.50" in said


def test_older_lines_are_a_page_away_and_none_is_lost(web: Client, cleo: User) -> None:
    for _ in range(60):
        stage.fund(cleo, 100)

    first = web.get("/wallet/").content.decode()
    older = re.search(r'href="([^"]*before=\d+[^"]*)" rel="next"', first)
    assert older is not None
    second = web.get(older[1].replace("&amp;", "&")).content.decode()

    rows = [html.count('data-label="Balance"') for html in (first, second)]
    assert rows == [50, 10]
    assert 'rel="next"' not in second
    assert 'rel="prev"' in second


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "１２"])
def test_a_page_that_is_none_is_not_found(web: Client, before: str) -> None:
    assert web.get("/wallet/", {"before": before}).status_code == 404


def test_each_currency_has_its_own_section(web: Client, cleo: User) -> None:
    stage.fund(cleo, 1234)
    stage.fund(cleo, 5678, "EUR")

    dollars, euros = page(web), page(web, "/wallet/?currency=EUR")

    assert "Available $12.34" in dollars
    assert "Available €56.78" in euros
    assert "+$12.34" not in euros
    assert "EUR €56.78" in dollars


def test_a_word_that_is_no_currency_shows_the_main_one(web: Client, cleo: User) -> None:
    stage.fund(cleo, 1234)

    assert "Available $12.34" in page(web, "/wallet/?currency=UNIT")


def test_the_main_currency_is_the_one_that_holds_money(cleo: User) -> None:
    assert available_to(cleo) == Money(0, "USD")
    stage.fund(cleo, 5678, "EUR")
    assert available_to(cleo) == Money(5678, "EUR")
    stage.fund(cleo, 1, "USD")
    assert available_to(cleo) == Money(1, "USD")


def test_every_page_s_header_shows_what_the_wallet_holds(web: Client, cleo: User) -> None:
    stage.fund(cleo, 4321)

    assert 'aria-label="Wallet: $43.21"' in web.get("/clips/").content.decode()
    assert "wallet-chip" not in Client().get("/characters/").content.decode()


def test_the_header_looks_into_the_wallet_once(web: Client, cleo: User) -> None:
    stage.fund(cleo, 4321)

    with CaptureQueriesContext(connection) as asked:
        web.get("/clips/")

    assert sum("ledger_account" in query["sql"] for query in asked.captured_queries) == 1


def test_a_long_history_costs_no_more_queries(web: Client, cleo: User) -> None:
    stage.fund(cleo, 5000)
    stage.fund(cleo, 5000, "EUR")
    characters = [listed_character() for _ in range(3)]
    for number in range(8):
        stage.submit(cleo, characters[number % 3], tier="storyboard")
        TopUp.objects.create(user=cleo, amount=500, currency="USD", state="processing", session=f"cs_{number}")

    with CaptureQueriesContext(connection) as asked:
        web.get("/wallet/?currency=USD")

    assert len(asked.captured_queries) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked.captured_queries)


def test_the_wallet_speaks_french(web: Client, cleo: User) -> None:
    stage.fund(cleo, 1234)

    said = words(web.get("/wallet/", headers={"Accept-Language": "fr"}).content.decode())

    assert "12,34" in said
    assert "$12.34" not in said


# -- the form


def test_a_clip_that_needs_money_presets_the_amount_and_the_way_back(web: Client) -> None:
    html = web.get("/wallet/?needed=1210&currency=EUR&next=/make/%3Fprompt%3Dsea").content.decode()

    assert "Your clip needs €12.10 more" in words(html)
    assert re.search(r'name="own"[^>]*value="12.10"|value="12.10"[^>]*name="own"', html)
    assert re.search(r'value="own"[^>]*checked', html)
    assert 'name="next" value="/make/?prompt=sea"' in html


@pytest.mark.parametrize(("needed", "preset"), [("1", "5.00"), ("500", "5.00"), ("99999999999", "500.00")])
def test_the_preset_stays_within_what_a_top_up_may_be(web: Client, needed: str, preset: str) -> None:
    html = web.get(f"/wallet/?needed={needed}").content.decode()

    assert f'value="{preset}"' in html


@pytest.mark.parametrize("needed", ["", "-5", "1e9", "١٢", "abc", "9" * 30])
def test_what_is_no_amount_presets_nothing(web: Client, needed: str) -> None:
    html = web.get("/wallet/", {"needed": needed}).content.decode()

    assert re.search(r'value="25"[^>]*checked', html)


def test_nobody_is_led_off_the_site(web: Client) -> None:
    html = web.get("/wallet/?needed=500&next=https://evil.example/").content.decode()

    assert "evil.example" not in html[html.index("<main") : html.index("</main>")]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Write how much you want to pay in"),
        ("4.99", "That is too little: a top-up is $5.00 or more"),
        ("500.01", "That is too much at once: a top-up is $500.00 or less"),
        ("ten", "That is not an amount of USD"),
        ("-7", "That is not an amount of USD"),
        ("7.555", "That is not an amount of USD"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(web: Client, typed: str, complaint: str) -> None:
    answer = press(web, choice="own", own=typed)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert complaint in words(html)
    assert 'aria-invalid="true"' in html
    assert not TopUp.objects.exists()


def test_a_top_up_is_never_started_by_a_link(web: Client) -> None:
    assert web.get("/wallet/top-up/").status_code == 405


# -- paying


def test_a_top_up_leads_to_stripe_and_back_to_the_clip(web: Client, cleo: User, stripe: Emulator) -> None:
    # given a creator who was on the way to a clip
    answer = press(web, choice="own", own="12,50", next="/make/?prompt=sea")
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{stripe.base_url}/c/pay/")
    top_up = TopUp.objects.get()

    # when they have paid and Stripe sends them back, before any webhook
    stripe.control("pay", session=top_up.session)
    (session,) = stripe.objects("checkout.session")
    back = urlsplit(session["success_url"])
    html = web.get(f"{back.path}?{back.query}", follow=True).content.decode()

    # then the page says so, the money is there, and the way back is open
    assert "$12.50 is in your wallet" in words(html)
    assert 'href="/make/?prompt=sea">Back to your clip' in html
    assert available_to(cleo) == Money(1250, "USD")
    assert "Top-up You paid it in through Stripe" in page(web)


def test_a_double_press_pays_one_page(web: Client, stripe: Emulator) -> None:
    first, second = press(web), press(web)

    assert first["Location"] == second["Location"]
    assert TopUp.objects.count() == 1


def test_another_amount_on_the_same_page_is_another_top_up(web: Client, stripe: Emulator) -> None:
    first, second = press(web), press(web, choice="50")

    assert (first.status_code, second.status_code) == (303, 303)
    assert sorted(TopUp.objects.values_list("amount", flat=True)) == [2500, 5000]


def test_pressing_an_old_page_again_charges_nothing(web: Client, stripe: Emulator) -> None:
    press(web)
    top_up = TopUp.objects.get()
    stripe.control("pay", session=top_up.session)
    topups.sync(top_up=top_up)

    again = press(web)

    assert again.status_code == 409
    assert "nothing new was charged" in words(again.content.decode())
    assert TopUp.objects.count() == 1
    key = re.search(r'name="key" value="([^"]+)"', again.content.decode())
    assert key is not None
    assert press(web, key=key[1]).status_code == 303


def test_turning_back_at_stripe_is_not_called_paid(web: Client, cleo: User, stripe: Emulator) -> None:
    press(web, next="/make/")
    top_up = TopUp.objects.get()

    said = page(web, reverse("top_up_return", args=[top_up.pk]))

    assert "This top-up is not finished" in said
    assert "Try again" in said
    assert available_to(cleo) == Money(0, "USD")


def test_a_bank_debit_is_processing_until_stripe_says_paid(web: Client, cleo: User, stripe: Emulator) -> None:
    press(web)
    top_up = TopUp.objects.get()
    here = reverse("top_up_return", args=[top_up.pk])
    stripe.control("pay_later", session=top_up.session)

    # while the bank works, the page asks again by itself
    waiting = web.get(here).content.decode()
    assert "$25.00 is on its way" in words(waiting)
    assert f'hx-get="{here}"' in waiting
    assert web.get(here, headers={"HX-Request": "true"}).status_code == 200
    assert "$25.00 on its way from your bank" in page(web)

    # once it is paid, it stops asking
    stripe.control("advance", seconds=10 * 24 * 3600)
    done = web.get(here, headers={"HX-Request": "true"})
    assert done.status_code == 286
    assert "$25.00 is in your wallet" in done.content.decode()
    assert "hx-get" not in done.content.decode()


def test_a_page_left_unpaid_offers_another_try(web: Client, stripe: Emulator) -> None:
    press(web, choice="50")
    top_up = TopUp.objects.get()
    stripe.control("expire", session=top_up.session)

    html = web.get(reverse("top_up_return", args=[top_up.pk])).content.decode()

    assert "This top-up did not go through" in words(html)
    assert "/wallet/?needed=5000&amp;currency=USD#top-up" in html


def test_a_silent_stripe_is_said_and_the_same_press_works_later(web: Client, stripe: Emulator, settings: Any) -> None:
    base, settings.STRIPE_API_BASE = settings.STRIPE_API_BASE, "http://127.0.0.1:9"

    silent = press(web)
    assert silent.status_code == 503
    assert "Stripe does not answer right now. Nothing was paid." in words(silent.content.decode())
    assert 'name="key" value="pressed"' in silent.content.decode()

    settings.STRIPE_API_BASE = base
    assert press(web).status_code == 303
    assert TopUp.objects.count() == 1


def test_another_person_s_top_up_is_not_found(web: Client) -> None:
    theirs = TopUp.objects.create(user=make_user(), amount=500, currency="USD")

    assert web.get(reverse("top_up_return", args=[theirs.pk])).status_code == 404


def test_the_pages_carry_nothing_inline(web: Client, cleo: User) -> None:
    stage.fund(cleo, 100)
    top_up = TopUp.objects.create(user=cleo, amount=500, currency="USD", state="processing")

    for url in ("/wallet/", reverse("top_up_return", args=[top_up.pk])):
        html = web.get(url).content.decode()
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html
