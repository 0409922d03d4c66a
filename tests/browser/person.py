"""One person in front of one browser window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from marketplace.demo.seed import PASSWORD

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 20_000


class Person:
    """Signs up or in, goes to pages, fills in forms; keeps what the console complained of."""

    def __init__(self, browser: Browser, site: str, shots: Path | None, **context: Any) -> None:
        self.site = site
        self.shots = shots
        self.context = browser.new_context(viewport=context.pop("viewport", DESKTOP), **context)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, said: ConsoleMessage) -> None:
        """Keep an error of ours; what another site's page complains of is its own affair."""
        where = said.location["url"]
        if said.type == "error" and where.startswith(self.site):
            self.complaints.append(f"{where}: {said.text}")

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site + path)
        return self.page

    def sign_up(self, name: str, email: str) -> None:
        """Make an account and confirm its address with the link in the letter."""
        page = self.go("/account/signup/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Create my account").click()
        page.wait_for_url("**/confirm-email/")
        self.go("/dev/outbox/")
        page.locator(f'[data-mail-to="{email}"] a[href*="confirm-email"]').first.click()
        page.locator("form[action*='confirm-email'] button").click()
        page.wait_for_load_state()

    def sign_in(self, email: str) -> None:
        """Sign in with the demo's password."""
        page = self.go("/account/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/account/login" not in url)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page when pictures were asked for."""
        if self.shots:
            self.page.wait_for_timeout(500)
            self.page.screenshot(path=self.shots / f"{name}.png")

    def check_access(self) -> None:
        """The page has no serious or critical accessibility violation, as axe sees it."""
        found = Axe().run(self.page).response["violations"]
        grave = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        told = [{"rule": rule["id"], "where": [node["target"] for node in rule["nodes"]][:4]} for rule in grave]
        assert told == [], f"{self.page.url}: {json.dumps(told, indent=1)}"

    def sees(self, text: str) -> None:
        """Wait until a text is on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def leave(self) -> None:
        """Close the window; nothing may have gone wrong in it."""
        self.context.close()
        assert not self.complaints, self.complaints
