"""The main job in a real browser, as the three people who must love it: studio, creator, reviewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from marketplace.demo import cast
from tests.browser.conftest import House
from tests.browser.person import PATIENCE_MS, PHONE, Person
from tests.stripe.openapi import check_log

pytestmark = [pytest.mark.browser, pytest.mark.processes]

RENDER_MS = 150_000
OWNER = "noor@paperlantern.example"
ROLE = "Lantern Fox"


@pytest.fixture(scope="module")
def studio(browser: Browser, house: House, shots: Path | None) -> Iterator[Person]:
    person = Person(browser, house.url, shots)
    yield person
    person.leave()


@pytest.fixture(scope="module")
def creator(browser: Browser, house: House, shots: Path | None) -> Iterator[Person]:
    person = Person(browser, house.url, shots, color_scheme="dark")
    yield person
    person.leave()


def test_1_a_studio_signs_up_and_lists_a_character(studio: Person) -> None:
    studio.sign_up("Noor Abadi", OWNER)
    page = studio.go("/studio/new/")
    page.locator("input[name=name]").first.fill("Paper Lantern")
    page.get_by_role("button", name=re.compile("studio", re.I)).last.click()
    page.wait_for_load_state()
    studio.go("/studio/")
    page.locator('a[href$="/characters/new/"]').first.click()

    page.locator("input[name=name]").fill(ROLE)
    page.locator("input[name=tagline]").fill("Carries the evening from door to door.")
    page.locator("input[type=file]").first.set_input_files(cast.ART / "sorrel-hush.png")
    page.locator("form:has(input[name=tagline]) button.btn-primary:visible").first.click()
    page.wait_for_url("**/studio/characters/**")
    here = page.url.removeprefix(studio.site)

    studio.go(f"{here}rights/")
    page.locator("input[name=agreed]").check()
    page.locator("form:has(input[name=agreed]) button.btn-primary:visible").first.click()
    page.wait_for_load_state()

    studio.go(f"{here}terms/")
    for purpose in ("personal", "social"):
        page.locator(f"input[name=purposes][value={purpose}]").check()
    page.locator("input[name=worldwide]").check()
    page.locator("input[name=prohibited_themes][value=violence]").check()
    page.locator("input[name=seconds_storyboard]").fill("8")
    page.locator("input[name=fee_storyboard_personal]").fill("1.00")
    page.locator("input[name=fee_storyboard_social]").fill("2.50")
    page.wait_for_timeout(800)
    studio.check_access()
    studio.shoot("terms")
    page.locator(
        "form[action*='terms'] button.btn-primary, form:has(input[name=worldwide]) button.btn-primary"
    ).last.click()
    page.wait_for_load_state()

    studio.go(f"{here}splits/")
    rows = (("studio", "Noor Abadi", OWNER, "70"), ("artist", "Lin Okafor", "lin@paperlantern.example", "30"))
    for number, row in enumerate(rows):
        for name, value in zip(("role", "name", "email", "percent"), row, strict=True):
            page.locator(f"input[name=form-{number}-{name}]").fill(value)
    studio.check_access()
    studio.shoot("splits")
    page.locator("form[data-split-form] button.btn-primary:visible").first.click()
    page.wait_for_load_state()

    studio.go(f"{here}list/")
    page.locator(f"form[action='{here}list/'] button").click()
    page.wait_for_load_state()
    studio.go("/characters/?text=lantern")
    expect(page.get_by_role("link", name=ROLE)).to_be_visible()


def test_2_a_creator_tops_up_through_checkout(creator: Person) -> None:
    creator.sign_up("Theo Brandt", "theo@creators.example")
    page = creator.go("/wallet/")
    creator.check_access()
    page.locator("form[action*='top-up'] button.btn-primary").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    page.wait_for_url("**/wallet/top-ups/**")
    creator.go("/wallet/")
    expect(page.get_by_text(re.compile(r"\$(10|25)\.00")).first).to_be_visible(timeout=PATIENCE_MS)


def test_3_a_refusal_says_why_and_one_press_mends_it(creator: Person) -> None:
    page = creator.go("/characters/?text=lantern")
    page.get_by_role("link", name=ROLE).click()
    creator.check_access()
    page.get_by_role("link", name="Use in a clip").click()
    page.locator("textarea[name=prompt]").fill("Lantern Fox walks through a snowy forest at night, slow push-in")
    page.locator("select[name=territory]").select_option("FR")
    page.locator("input[name=purpose][value=advertising]").check()

    expect(page.locator('[data-verdict="refuse"]')).to_be_visible(timeout=PATIENCE_MS)
    creator.check_access()
    creator.shoot("refused")
    page.locator("[data-changes*='social']").first.click()
    expect(page.locator('[data-verdict="allow"]')).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".price-card")).to_contain_text("$2.50")
    creator.check_access()
    creator.shoot("make")


def test_4_the_clip_is_made_and_takes_the_stage(creator: Person) -> None:
    page = creator.page
    page.get_by_role("button", name=re.compile("Make it")).click()
    page.wait_for_url("**/jobs/**")
    creator.check_access()
    creator.shoot("job")
    page.wait_for_url("**/clips/clp_**", timeout=RENDER_MS)
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    assert page.evaluate("document.querySelector('video').videoWidth") == 1280
    creator.check_access()
    page.get_by_role("button", name="Show it on the character's page").click()
    page.wait_for_load_state()
    creator.shoot("clip")
    creator.go("/wallet/")
    creator.shoot("wallet")
    creator.go("/clips/")
    creator.check_access()


def test_5_the_payee_onboards_and_asks_for_a_payout(studio: Person) -> None:
    page = studio.go("/payee/")
    page.locator("select[name=country]").select_option("DE")
    page.get_by_role("button", name="Set up payouts").click()
    page.locator("input[name=given_name]").fill("Noor")
    page.locator("input[name=surname]").fill("Abadi")
    page.get_by_role("button", name="Complete onboarding").click()
    page.wait_for_url("**/payee/**")
    request = page.locator("form[action*='/payout/'] button")
    for _ in range(20):
        if request.count():
            break
        page.wait_for_timeout(1000)
        studio.go("/payee/")
    studio.check_access()
    request.first.click()
    page.wait_for_load_state()
    studio.check_access()
    studio.shoot("payee")
    studio.go("/studio/")
    studio.check_access()
    studio.shoot("studio")


def test_6_two_reviewers_release_it(browser: Browser, house: House, shots: Path | None) -> None:
    for number, reviewer in enumerate(cast.REVIEWERS):
        person = Person(browser, house.url, shots)
        person.sign_in(reviewer.email)
        page = person.go("/staff/payouts/payout/")
        if number == 0:
            person.shoot("payouts")
        page.get_by_text("Noor Abadi").first.click()
        page.wait_for_url("**/staff/payouts/payout/pay_**")
        if number == 1:
            person.shoot("review")
        page.locator("#approve").click()
        page.wait_for_load_state()
        person.sees("needs another person" if number == 0 else "Approved by two people")
        person.context.close()


def test_7_the_money_arrives_and_the_books_are_proved(studio: Person, house: House) -> None:
    page = studio.go("/payee/")
    for _ in range(40):
        if page.locator('[data-state="paid"]').count():
            break
        page.wait_for_timeout(1000)
        studio.go("/payee/")
    expect(page.locator('[data-state="paid"]').first).to_be_visible()
    assert "FAILED" not in house.manage("check_ledger")


def test_8_every_call_to_stripe_keeps_to_its_published_api(house: House) -> None:
    assert check_log(house.var / "log" / "stripe-calls.jsonl") == []


@pytest.mark.parametrize(
    ("name", "path"),
    [("landing", "/"), ("catalogue", "/characters/"), ("character", "/characters/kestra-nine/"), ("make", "/make/")],
)
def test_pages_fit_a_phone_and_everyone(
    name: str, path: str, browser: Browser, house: House, shots: Path | None
) -> None:
    for kind, viewport in (("phone-", PHONE), ("", None)):
        settings = {"viewport": viewport} if viewport else {"color_scheme": "dark"}
        person = Person(browser, house.url, shots, **settings)
        person.sign_in(cast.CREATORS[0].email)
        page = person.go(path)
        page.wait_for_timeout(700)
        person.check_access()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px"
        if kind or name != "make":
            person.shoot(f"{kind}{name}")
        person.leave()
