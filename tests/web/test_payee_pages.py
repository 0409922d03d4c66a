"""Being paid: earnings, Stripe's account, one press for a payout, statements line by line; each sees only their own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, lifecycle
from core.models import User
from core.money import Money
from ledger import invariants
from licensing.models import Payee
from marketplace import payee_words
from marketplace.selectors.payees import EarnedMonth, earnings_table
from payouts.emulator import Emulator, running_emulator
from payouts.models import PayeeAccount, Payout, Statement
from payouts.services import reviews
from tests.factories import listed_character, make_user
from tests.payouts.world import Earner, approve, earner, person, reviewer

pytestmark = pytest.mark.django_db

# What one page may ask of the database, the session and the reader included.
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Any) -> None:
    """Folders of our own; fees go whole to whoever earns them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DECISION_KEY_FILE = tmp_path / "key.pem"
    settings.PLATFORM_COMMISSION_PPM = 0


@pytest.fixture
def stripe(settings: Any) -> Iterator[Emulator]:
    with running_emulator(payout_delay_seconds=60) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running


@pytest.fixture
def mira() -> Earner:
    return earner("Mira")


@pytest.fixture
def web(mira: Earner) -> Client:
    return signed_in(mira.user)


@pytest.fixture
def ready(mira: Earner) -> Earner:
    """Mira, whom Stripe can pay."""
    PayeeAccount.objects.create(payee=mira.payee, stripe_account="acct_mira", country="FR", state="active")
    return mira


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())


def page(web: Client, url: str = "/payee/") -> str:
    answer = web.get(url)
    assert answer.status_code == 200
    return words(answer.content.decode())


def ask(web: Client, mira: Earner, currency: str = "USD") -> str:
    """Press the button and return what the page then says in passing."""
    answer = web.post(reverse("payout_request", args=[mira.payee.pk, currency]))
    assert (answer.status_code, answer["Location"]) == (302, f"/payee/#{mira.payee.pk}")
    return told(answer)[-1]


def told(answer: Any) -> list[str]:
    """Return what waits to be said in passing, oldest first."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def prove() -> None:
    broken = [(finding.code, violation) for finding in invariants.run() for violation in finding.violations]
    assert not broken, broken


# -- who sees it


def test_nobody_sees_earnings_without_signing_in() -> None:
    assert Client().get("/payee/").status_code == 302


def test_who_shares_in_nothing_learns_how_it_begins() -> None:
    someone = person("Nils")

    said = page(signed_in(someone))

    assert "No studio shares with you yet" in said
    assert someone.email in said


def test_who_was_invited_finds_their_earnings_at_their_first_sign_in() -> None:
    # given a split sheet that names an address nobody here has
    listed_character(shares=[("voice", "vito@example.com", 1_000_000)])
    vito = make_user("vito@example.com", name="Vito")
    Payee.objects.update(user=None)

    # when that person comes
    web = signed_in(vito)

    # then they are that payee
    assert "as Vito" in page(web)
    assert Payee.objects.get(email="vito@example.com").user == vito


def test_an_address_that_is_not_proved_claims_nothing() -> None:
    listed_character(shares=[("voice", "vito@example.com", 1_000_000)])
    impostor = make_user("vito@example.com", verified=False)

    said = page(signed_in(impostor))

    assert "No studio shares with you yet" in said


def test_an_address_proved_later_claims_then() -> None:
    listed_character(shares=[("voice", "vito@example.com", 1_000_000)])
    vito = make_user("other@example.com", name="Vito")
    web = signed_in(vito)
    assert "No studio shares with you yet" in page(web)

    address = EmailAddress.objects.create(user=vito, email="vito@example.com", verified=False, primary=False)
    key = EmailConfirmationHMAC(address).key
    web.post(reverse("account_confirm_email", args=[key]))

    assert "as Vito" in page(web)


# -- the account at Stripe


def test_earnings_wait_while_payouts_are_not_set_up(web: Client, mira: Earner) -> None:
    mira.earn(1234, times=2)

    html = web.get("/payee/").content.decode()

    assert "$24.68 from 2 uses, on no statement yet" in words(html)
    assert "It is kept for you. You can ask for it once payouts are set up." in words(html)
    assert "Ask for" not in words(html)
    assert '<option value="FR">France</option>' in html


def test_setting_up_leads_to_stripe_and_back_to_ready(web: Client, mira: Earner, stripe: Emulator) -> None:
    mira.earn(500)

    # the first press opens the account and leads to Stripe's form
    answer = web.post(reverse("payee_onboard", args=[mira.payee.pk]), {"country": "FR"})
    assert answer.status_code == 303
    assert answer["Location"].startswith(stripe.base_url)

    # half-way, the page names in words what Stripe still asks for
    web.get(f"/payee/?payee={mira.payee.pk}")
    half = page(web)
    assert "Stripe needs: your first name your last name your address a bank account to pay into" in half
    assert "identity." not in half

    # a used-up link gives a fresh one
    fresh = web.get(f"{reverse('payee_refresh')}?payee={mira.payee.pk}")
    assert fresh.status_code == 303
    assert fresh["Location"] != answer["Location"]

    # and coming back from a finished form makes the payee ready
    account = PayeeAccount.objects.get()
    stripe.control("onboard", account=account.stripe_account)
    back = web.get(f"/payee/?payee={mira.payee.pk}", follow=True)
    assert "Stripe can pay you now." in told(back)[-1]
    assert "Stripe can pay you into your account in France." in words(back.content.decode())
    assert "Ask for $5.00" in words(back.content.decode())


def test_an_account_stripe_restricts_says_what_it_needs(web: Client, mira: Earner, stripe: Emulator) -> None:
    account = mira.onboard(stripe)
    stripe.control("require_more", account=account.stripe_account, description="identity.individual.documents.primary")

    web.get(f"/payee/?payee={mira.payee.pk}")

    said = page(web)
    assert "Restricted Stripe needs something more Stripe needs: a photo of an identity document" in said
    assert "Continue at Stripe" in said


def test_no_country_opens_no_account(web: Client, mira: Earner, stripe: Emulator) -> None:
    answer = web.post(reverse("payee_onboard", args=[mira.payee.pk]), {"country": "KP"})

    assert "Choose the country" in told(answer)[-1]
    assert not PayeeAccount.objects.exists()


def test_a_silent_stripe_changes_nothing(web: Client, mira: Earner, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    answer = web.post(reverse("payee_onboard", args=[mira.payee.pk]), {"country": "FR"})

    assert answer.status_code == 302
    assert "Stripe does not answer" in told(answer)[-1]
    assert not PayeeAccount.objects.exists()


def test_a_paper_stripe_invents_tomorrow_is_still_named() -> None:
    assert payee_words.papers(["identity.individual.shoe_size", "external_account", "external_account"]) == [
        "one thing more (shoe size)",
        "a bank account to pay into",
    ]


# -- asking for money


def test_one_press_closes_a_statement_and_asks_for_it(web: Client, ready: Earner) -> None:
    ready.earn(1234)
    ready.earn(111)

    said = ask(web, ready)

    payout = Payout.objects.get()
    assert said == "You asked for $13.45. Two people look at it before it is sent."
    assert (payout.amount, payout.state, payout.statement.state) == (1345, "requested", "closed")
    said = page(web)
    assert "Nothing new since your last payout." in said
    assert "Two people of ours look at it, usually within two working days." in said
    prove()


def test_a_double_press_asks_once(web: Client, ready: Earner) -> None:
    ready.earn(1234)

    said = [ask(web, ready), ask(web, ready)]

    assert said == ["You asked for $12.34. Two people look at it before it is sent."] * 2
    assert Payout.objects.count() == Statement.objects.count() == 1
    prove()


def test_one_press_also_asks_for_what_a_statement_left_behind(web: Client, ready: Earner) -> None:
    ready.earn(1000)
    ready.state()
    ready.earn(234)
    assert "$2.34 from 1 use, on no statement yet · $10.00 on statements below" in page(web)

    said = ask(web, ready)

    assert "$12.34" in said
    assert sorted(Payout.objects.values_list("amount", flat=True)) == [234, 1000]


def test_currencies_are_asked_for_apart(web: Client, ready: Earner) -> None:
    ready.earn(1000)
    ready.earn(2000, "EUR")

    ask(web, ready, "EUR")

    assert [(payout.amount, payout.currency) for payout in Payout.objects.all()] == [(2000, "EUR")]
    assert "Ask for $10.00" in page(web)


def test_nothing_is_asked_for_where_nothing_is_due(web: Client, ready: Earner) -> None:
    assert ask(web, ready) == "There is nothing new to ask for in USD."
    assert not Statement.objects.exists()


def test_who_is_not_set_up_closes_no_statement(web: Client, mira: Earner) -> None:
    mira.earn(1234)

    assert "Set up payouts first" in ask(web, mira)
    assert not Statement.objects.exists()


def test_a_request_can_be_taken_back_and_made_again(web: Client, ready: Earner) -> None:
    ready.earn(1234)
    ask(web, ready)
    payout = Payout.objects.get()
    assert reverse("payout_cancel", args=[payout.pk]) in web.get("/payee/").content.decode()

    web.post(reverse("payout_cancel", args=[payout.pk]))

    said = page(web)
    assert "Ask for $12.34" in said
    assert "Taken back by you" in said
    ask(web, ready)
    assert Payout.objects.filter(state="requested").count() == 1
    prove()


def test_money_on_its_way_cannot_be_taken_back(web: Client, ready: Earner) -> None:
    ready.earn(1234)
    ask(web, ready)
    payout = approve(Payout.objects.get(), reviewer("Rosa"), reviewer("Tom"))
    _go(payout, "sending")

    answer = web.post(reverse("payout_cancel", args=[payout.pk]))

    assert "on its way already" in told(answer)[-1]
    assert Payout.objects.get().state == "sending"
    assert reverse("payout_cancel", args=[payout.pk]) not in web.get("/payee/").content.decode()


def _go(payout: Payout, state: str) -> None:
    with transaction.atomic():
        lifecycle.advance(Payout.objects.select_for_update().get(pk=payout.pk), state, actor="system:test")


def test_the_timeline_follows_the_money(web: Client, ready: Earner) -> None:
    ready.earn(1234)
    ask(web, ready)
    payout = approve(Payout.objects.get(), reviewer("Rosa"), reviewer("Tom"))
    assert _marks(web) == ["done", "done", "now", "todo"]

    _go(payout, "sending")
    _go(payout, "sent")
    assert _marks(web) == ["done", "done", "done", "now"]
    assert "Stripe pays it into your bank, usually within a few days." in page(web)

    _go(payout, "paid")
    assert _marks(web) == ["done", "done", "done", "done"]
    assert "Earlier payouts $12.34 Paid" in page(web)


def _marks(web: Client) -> list[str]:
    return re.findall(r'data-step="(\w+)"', web.get("/payee/").content.decode())


@pytest.mark.parametrize("decide", [reviews.hold, reviews.reject])
def test_a_reviewer_s_reason_reaches_the_payee(web: Client, ready: Earner, decide: Any) -> None:
    ready.earn(1234)
    ask(web, ready)

    decide(
        payout_id=Payout.objects.get().pk,
        reviewer=reviewer("Rosa"),
        code="identity_check",
        message="The name on the bank account is another one.",
        fix="Correct it with Stripe.",
    )

    said = page(web)
    assert "The name on the bank account is another one. Correct it with Stripe." in said
    assert ("Ask for $12.34" in said) == (decide is reviews.reject)


# -- statements


def test_a_statement_shows_its_lines_and_what_each_character_earned(web: Client, mira: Earner) -> None:
    mira.earn(1234, times=2)
    statement = mira.state()

    said = page(web, reverse("statement", args=[statement.pk]))

    assert f"{mira.studio.name} Statement no. 1" in said
    assert "Total $24.68" in said
    assert f"{mira.character.name} 100 % 2 uses · $24.68" in said
    assert "2 lines" in said
    assert "A clip its maker keeps private · artist" in said
    assert "$12.34 100 % $12.34" in said
    assert "not asked for yet" in said


def test_a_statement_s_file_adds_up(web: Client, mira: Earner) -> None:
    mira.earn(1234, times=3)
    mira.earn(5)
    statement = mira.state()

    answer = web.get(reverse("statement_file", args=[statement.pk]))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="marquee-statement-1-USD.csv"' in answer["Content-Disposition"]
    assert sum(int(row["amount_minor"]) for row in rows) == statement.total == 3707
    assert {row["amount"] for row in rows} == {"12.34", "0.05"}
    assert {row["share_ppm"] for row in rows} == {"1000000"}


def test_a_name_is_never_a_formula_in_a_spreadsheet(web: Client) -> None:
    mira = earner("Mira")
    mira.character.name = '=HYPERLINK("https://evil.example")'
    mira.character.save()
    mira.earn(5)

    body = signed_in(mira.user).get(reverse("statement_file", args=[mira.state().pk])).content.decode()

    (row,) = csv.DictReader(io.StringIO(body))
    assert row["character"] == '\'=HYPERLINK("https://evil.example")'


def test_months_are_drawn_without_gaps_and_small_characters_together() -> None:
    def cell(month: int, character: str, minor: int) -> EarnedMonth:
        return EarnedMonth("pye_1", dt.date(2026, month, 1), character, Money(minor, "USD"))

    cells = [cell(8, "A", 100), *(cell(10, name, 50 - place) for place, name in enumerate("BCDEFGH"))]
    with clock.frozen(dt.datetime(2026, 11, 5, tzinfo=dt.UTC)):
        table = earnings_table(cells, "USD")

    assert table is not None
    assert (table.characters, table.others) == (("A", "B", "C", "D", "E", "F"), True)
    assert [month.month for month, _ in table.rows] == [8, 9, 10, 11]
    assert [sum(amount.minor for amount in amounts) for _, amounts in table.rows] == [100, 0, 329, 0]
    assert table.rows[2][1][-1] == Money(45 + 44, "USD")
    assert earnings_table(cells, "EUR") is None


# -- doors that stay shut


def test_another_person_s_pages_are_not_found(mira: Earner) -> None:
    mira.earn(1234)
    statement = mira.state()
    PayeeAccount.objects.create(payee=mira.payee, stripe_account="acct_mira", country="FR", state="active")
    ask(signed_in(mira.user), mira)
    payout = Payout.objects.get()
    eve = signed_in(earner("Eve").user)

    seen = [
        eve.get(reverse("statement", args=[statement.pk])),
        eve.get(reverse("statement_file", args=[statement.pk])),
        eve.get(f"/payee/?payee={mira.payee.pk}"),
        eve.get(f"/payee/refresh/?payee={mira.payee.pk}"),
        eve.post(reverse("payee_onboard", args=[mira.payee.pk]), {"country": "FR"}),
        eve.post(reverse("payout_request", args=[mira.payee.pk, "USD"])),
        eve.post(reverse("payout_cancel", args=[payout.pk])),
    ]

    assert [answer.status_code for answer in seen] == [404] * 7
    assert Payout.objects.get().state == "requested"
    assert mira.user.email not in eve.get("/payee/").content.decode()


def test_nothing_changes_by_a_link(web: Client, ready: Earner) -> None:
    for name, *args in (
        ("payee_onboard", ready.payee.pk),
        ("payout_request", ready.payee.pk, "USD"),
        ("payout_cancel", "pay_x"),
    ):
        assert web.get(reverse(name, args=args)).status_code == 405


def test_many_rows_cost_no_more_queries(web: Client, ready: Earner) -> None:
    for number in range(5):
        ready.earn(1000 + number, times=3)
        ask(web, ready)
    ready.earn(77, times=4)
    ready.earn(88, "EUR", times=2)
    statement = Statement.objects.filter(payee=ready.payee).first()
    assert statement is not None

    for url in ("/payee/", reverse("statement", args=[statement.pk]), reverse("statement_file", args=[statement.pk])):
        with CaptureQueriesContext(connection) as asked:
            assert web.get(url).status_code == 200
        assert len(asked.captured_queries) <= MOST_QUERIES, "\n".join(query["sql"] for query in asked.captured_queries)


def test_the_pages_carry_nothing_inline(web: Client, ready: Earner) -> None:
    ready.earn(1234)
    ask(web, ready)

    for url in ("/payee/", reverse("statement", args=[Statement.objects.get().pk])):
        html = web.get(url).content.decode()
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html


def test_stripe_leads_back_to_pages_that_are_there(web: Client, mira: Earner, stripe: Emulator) -> None:
    web.post(reverse("payee_onboard", args=[mira.payee.pk]), {"country": "FR"})
    (link,) = stripe.objects("_account_link")
    stripe.control("onboard", account=link["account"])

    back, fresh = (urlsplit(link[name]) for name in ("return_url", "refresh_url"))

    assert web.get(f"{back.path}?{back.query}")["Location"] == f"/payee/#{mira.payee.pk}"
    assert web.get(f"{fresh.path}?{fresh.query}")["Location"].startswith(stripe.base_url)
