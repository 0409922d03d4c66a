"""The main job, once, over HTTP: from a studio's listing to a royalty in the bank."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from core.ids import new_id
from ledger import selectors as books
from marketplace.demo import cast, listing
from marketplace.demo.casting import Character
from marketplace.demo.people import api_client, join
from marketplace.demo.steps import Teller, amount, await_until
from marketplace.demo.visitor import ApiClient, VisitFailed, Visitor

# Left out of the seed: the demonstration lists this character itself.
LEADING_ROLE = next(role for role in cast.CHARACTERS if role.slug == "kestra-nine")
HOUSE = next(studio for studio in cast.STUDIOS if studio.slug == LEADING_ROLE.studio)
TOP_UP_MINOR = 1000
SECONDS = 5


@dataclass(frozen=True)
class Wish:
    """What the person who runs the demonstration asked for: their own picture, their own scene."""

    art: Path | None = None
    prompt: str = ""


class BadPicture(Exception):
    """The picture that was given cannot be used; the message says why and what would do."""


def check_art(path: Path) -> None:
    """Refuse at once what the site would refuse later. Raises BadPicture."""
    if not path.is_file():
        raise BadPicture(f"There is no file {path}.")
    try:
        with Image.open(path) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadPicture(f"{path} is not a picture that can be read ({error}). Give a PNG, JPEG or WebP.") from None
    if min(width, height) < 64:
        raise BadPicture(f"{path} is {width} × {height}; give a picture of 64 pixels or more on each side.")


def role_for(wish: Wish) -> Character:
    """Return who is listed: the leading role, or a newcomer with the given picture on the same terms."""
    if wish.art is None:
        return LEADING_ROLE
    name = re.sub(r"[\W_]+", " ", wish.art.stem).strip().title() or "Newcomer"
    newcomer = f"{name} {new_id('n')[-4:]}"
    return replace(
        LEADING_ROLE,
        slug="",
        name=newcomer,
        aliases=(),
        tagline="Brought to the house tonight.",
        story=f"{newcomer} came in from the street with one picture and a great deal of nerve.",
        prompts=("Walks through a snowy city at night, slow push-in",),
    )


class Story:
    """The steps, in order; each tells what it did. `result` is what `var/demo.json` keeps."""

    def __init__(self, site: str, wish: Wish, teller: Teller) -> None:
        self.site = site
        self.wish = wish
        self.tell = teller
        self.role = role_for(wish)
        self.result: dict[str, Any] = {}

    def play(self) -> dict[str, Any]:
        """Do the whole job and return what happened."""
        owner = self.list_a_character()
        api = self.fill_a_wallet()
        self.learn_why_not(api)
        self.make_a_clip(api)
        self.follow_the_fee(api)
        payout = self.ask_for_a_payout(owner)
        self.approve_twice(payout)
        self.see_it_paid(owner, payout)
        return self.result

    # -- the studio ---------------------------------------------------------------------------------------------------
    def list_a_character(self) -> Visitor:
        """A studio signs up, registers a character with its art, publishes terms and a split sheet, and lists it."""
        self.tell.step(f"{HOUSE.owner_name} signs up for {HOUSE.name} and lists {self.role.name}")
        owner = join(self.site, HOUSE.owner_name, HOUSE.owner_email)
        studio = listing.open_studio(owner, HOUSE.name, HOUSE.description)
        pictures = [self.wish.art] if self.wish.art else [cast.ART / name for name in self.role.art]
        self.character = self._standing(owner)
        if self.character is None:
            slug, notes = listing.list_character(owner, studio, self.role, pictures)
            self.character = requests.get(urljoin(self.site, f"/api/v1/characters/{slug}/"), timeout=30).json()
            for note in notes:
                self.tell.fact("picture", note)
        self.tell.fact("character", f"{self.character['id']}  {self.role.name}")
        self.tell.fact("terms", self.character["terms"]["sha256"][:16] + "…")
        return owner

    def _standing(self, owner: Visitor) -> dict[str, Any] | None:
        if self.wish.art:
            return None
        answer = requests.get(urljoin(self.site, f"/api/v1/characters/{self.role.slug}/"), timeout=30)
        found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
        return found

    # -- the creator --------------------------------------------------------------------------------------------------
    def fill_a_wallet(self) -> ApiClient:
        """A creator signs up, and pays money into a wallet through Stripe Checkout."""
        creator = cast.CREATORS[0]
        self.tell.step(f"{creator.name} signs up and tops up a wallet through Stripe Checkout")
        self.creator = join(self.site, creator.name, creator.email)
        api = api_client(self.creator)
        before = self._available(api)
        asked = {"minor": TOP_UP_MINOR, "currency": "USD"}
        top_up = api.post("/api/v1/top-ups/", asked, key=new_id("key"))
        pay_page = requests.post(top_up["checkout_url"], data={"action": "pay"}, allow_redirects=False, timeout=30)
        self.creator.get(pay_page.headers["Location"])
        await_until("the wallet", lambda: True if self._available(api) >= before + TOP_UP_MINOR else None)
        wallet = api.get("/api/v1/wallet/")
        self.tell.fact("top-up", f"{top_up['id']}  {amount(asked)}")
        self.tell.fact(
            "allowance", f"{wallet['allowance']['available']} units until {wallet['allowance']['resets_at']}"
        )
        self.tell.fact("wallet", ", ".join(amount(row["available"]) for row in wallet["balances"]))
        return api

    def _available(self, api: ApiClient) -> int:
        balances = api.get("/api/v1/wallet/")["balances"]
        return next((row["available"]["minor"] for row in balances if row["currency"] == "USD"), 0)

    def _brief(self, **changes: Any) -> dict[str, Any]:
        assert self.character is not None
        brief = {
            "characters": [self.character["id"]],
            "prompt": self.wish.prompt or self.role.prompts[0],
            "purpose": "social",
            "territory": "FR",
            "tier": "storyboard",
            "seconds": SECONDS,
        }
        return {**brief, **changes}

    def learn_why_not(self, api: ApiClient) -> None:
        """A request that breaks the terms is refused, with the rule and what would be allowed."""
        self.tell.step("A scene the terms forbid is refused, with what would be allowed instead")
        forbidden = next(
            theme for theme in ("weapons", "violence", "drugs") if theme in self.role.terms.prohibited_themes
        )
        scene = {"weapons": "waves a gun around", "violence": "starts a bloody fight", "drugs": "sells cocaine"}[
            forbidden
        ]
        refused = api.post("/api/v1/checks/", self._brief(prompt=f"{self.role.name} {scene} in a rainy city"))
        self.tell.fact("verdict", refused["verdict"])
        for reason in refused["reasons"]:
            self.tell.fact("because", f"{reason['code']}: {reason['message']}")
        for way in refused["alternatives"]:
            self.tell.fact("instead", way["label"])

    def make_a_clip(self, api: ApiClient) -> None:
        """The licence is checked, the price quoted, funds reserved, the clip rendered and paid."""
        self.tell.step("A scene they allow: quote, signed decision, reserved funds, render")
        quote = api.post("/api/v1/quotes/", self._brief())
        self.tell.fact("quote", f"{quote['id']}  {amount(quote['total'])} and {quote['card']['units']} units")
        for line in quote["card"]["lines"]:
            source = f"{line['units']} units of the allowance" if line["units"] else amount(line["amount"])
            self.tell.fact("", f"{line['kind']:<11} {line['name'] or line['about']:<20} {source}")
        job = api.post("/api/v1/generations/", {**self._brief(), "quote": quote["id"]}, key=new_id("key"))
        self.tell.fact("decision", job["decision"])
        self.tell.fact("job", f"{job['id']}  {job['state']}")
        ended = await_until("the render", lambda: self._ended(api, job["id"]), seconds=180)
        if ended["state"] != "settled":
            raise RuntimeError(f"the render {ended['state']}: {ended['error']}")
        self.result |= {"decision": job["decision"], "quote": quote["id"], "job": job["id"]}
        self._keep_clip(api, ended)

    def _ended(self, api: ApiClient, job_id: str) -> dict[str, Any] | None:
        job: dict[str, Any] = api.get(f"/api/v1/generations/{job_id}/")
        return job if job["state"] in ("settled", "failed", "refused", "cancelled") else None

    def _keep_clip(self, api: ApiClient, job: dict[str, Any]) -> None:
        clip = api.get(f"/api/v1/clips/{job['clip']}/")
        film = requests.get(urljoin(self.site, clip["files"]["video"]), timeout=60).content
        sha256 = hashlib.sha256(film).hexdigest()
        if sha256 != clip["sha256"]:
            raise RuntimeError("the downloaded clip is not the one that was rendered")
        stored = settings.MEDIA_ROOT / urlsplit(clip["files"]["video"]).path.removeprefix(settings.MEDIA_URL)
        path = stored.relative_to(settings.BASE_DIR) if stored.is_relative_to(settings.BASE_DIR) else stored
        self.result["clip"] = {
            "path": str(path),
            "sha256": sha256,
            "size": len(film),
            "duration": clip["duration_ms"] / 1000,
        }
        self.creator.submit(f"/clips/{job['clip']}/", {"show": "1"})
        self.tell.fact("clip", f"{job['clip']}  {len(film) // 1024} kB, {clip['duration_ms'] / 1000:g} s, H.264")
        self.tell.fact("", str(path))
        self.tell.fact("sha256", sha256)

    def follow_the_fee(self, api: ApiClient) -> None:
        """The books tell where the fee went."""
        self.tell.step("The fee is captured and split to the last cent")
        entries = books.entries_of(self.result["job"])
        self.result["entries"] = [entry.id for entry in entries]
        for entry in entries:
            self.tell.fact(entry.kind, entry.id)
            for address, money in entry.postings:
                self.tell.fact("", f"{address.text[:46]:<47} {money}")

    # -- the payee and the reviewers ----------------------------------------------------------------------------------
    def ask_for_a_payout(self, owner: Visitor) -> str:
        """The payee onboards with Stripe, closes a statement and asks for it to be paid."""
        self.tell.step("The payee onboards with Stripe Connect and asks for a payout")
        page = owner.get("/payee/")
        if "/onboard/" in page.text:
            form = owner.submit(page, {"country": "US"}, action="/onboard/")
            found = re.search(r'<form method="post" action="(/onboarding/[^"]+)"', form.text)
            if found is None:
                raise VisitFailed(f"{form.url} is not Stripe's onboarding form")
            given, surname = HOUSE.owner_name.split(" ", 1)
            person = {"given_name": given, "surname": surname, "country": "US", "iban": "000123456789"}
            sent = requests.post(
                urljoin(form.url, found[1]),
                data={**person, "action": "complete"},
                allow_redirects=False,
                timeout=30,
            )
            owner.get(sent.headers["Location"])
        page = await_until("Stripe to clear the account", lambda: _page_with(owner, "/payee/", "/payout/"), seconds=30)
        owner.submit(page, {}, action="/payout/")
        api = api_client(owner)
        payout = api.get("/api/v1/payouts/")["items"][0]
        self.tell.fact("statement", payout["statement"])
        self.tell.fact("payout", f"{payout['id']}  {amount(payout['amount'])}  {payout['state']}")
        self.result["statement"] = payout["statement"]
        self.owner_api = api
        return str(payout["id"])

    def approve_twice(self, payout: str) -> None:
        """Two different people of the staff look at the evidence and say yes."""
        self.tell.step("Two reviewers look at the evidence and approve")
        for reviewer in cast.REVIEWERS:
            visitor = join(self.site, reviewer.name, reviewer.email)
            visitor.submit(f"/staff/payouts/payout/{payout}/change/", {"note": "Seen."}, having=["evidence"])
            self.tell.fact("approved by", reviewer.name)

    def see_it_paid(self, owner: Visitor, payout: str) -> None:
        """The worker sends the transfer, and Stripe's news moves the payout to paid."""
        self.tell.step("The transfer is sent, and Stripe's webhooks say it is in the bank")
        look: Callable[[], dict[str, Any] | None] = lambda: self._paid(payout)  # noqa: E731
        paid = await_until("the bank", look, seconds=90)
        self.tell.fact("transfer", paid["transfer"])
        self.tell.fact("payout", f"{payout}  {amount(paid['amount'])}  {paid['state']}")
        self.result["payout"] = {"id": payout, "state": paid["state"], "transfer": paid["transfer"]}

    def _paid(self, payout: str) -> dict[str, Any] | None:
        found: dict[str, Any] = self.owner_api.get(f"/api/v1/payouts/{payout}/")
        if found["state"] in ("failed", "rejected", "held"):
            raise RuntimeError(f"the payout is {found['state']}: {found.get('reason', '')}")
        return found if found["state"] == "paid" else None


def _page_with(visitor: Visitor, path: str, words: str) -> requests.Response | None:
    page = visitor.get(path)
    return page if words in page.text else None
