"""The pages people see: paying a checkout, onboarding a payee, and a look at what has happened."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs

from payouts.emulator import accounts, checkout, links, markup
from payouts.emulator.balances import balance_body
from payouts.emulator.wire import Body, Refusal, Request, Response
from payouts.emulator.world import World

RECENT = 12

# Filled in beforehand, so that a demonstration is one click. Both are the ones Stripe's own test pages suggest.
SAMPLE_IBAN = "DE89 3704 0044 0532 0130 00"
SAMPLE_NUMBER = "000123456789"

_KINDS = ("checkout.session", "payment_intent", "charge", "transfer", "refund", "v2.core.account", "payout", "event")


def answer(world: World, request: Request) -> Response:
    """Answer a browser. Unknown addresses are 404."""
    pay = re.fullmatch(r"/c/pay/(\w+)", request.path)
    link = re.fullmatch(r"/onboarding/(link_\w+)", request.path)
    form = re.fullmatch(r"/onboarding/(form_\w+)", request.path)
    if request.path == "/":
        return _html(_index(world))
    if pay:
        return _pay(world, request, pay[1])
    if link:
        return _open_link(world, link[1])
    if form and request.method == "POST":
        return _submit_form(world, request, form[1])
    return _html(markup.page("Not found", "<h1>There is nothing here.</h1>"), 404)


def _html(body: bytes, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(status, body, headers, content_type="text/html; charset=utf-8")


def _go(address: str) -> Response:
    return Response(303, b"", {"Location": address, "Cache-Control": "no-store"}, content_type="text/plain")


def _field(request: Request, name: str) -> str:
    return parse_qs(request.body.decode("utf-8", "replace")).get(name, [""])[0].strip()


def _pay(world: World, request: Request, session_id: str) -> Response:
    session = world.store.get(session_id, kind="checkout.session")
    if session is None:
        return _html(markup.page("Not found", "<h1>There is no such payment.</h1>"), 404)
    if request.method == "POST":
        return _try_to_pay(world, request, session)
    if session["status"] == "complete":
        return _go(_success_address(session))
    if session["status"] == "expired":
        return _html(markup.page("Expired", "<h1>This payment has expired.</h1><p>Go back and start again.</p>"), 410)
    return _html(_pay_page(session, ""))


def _try_to_pay(world: World, request: Request, session: Body) -> Response:
    action = _field(request, "action")
    try:
        with world.store.transaction():
            if action == "decline":
                checkout.decline_session(world, session["id"])
            elif action in {"later", "later_fail"}:
                outcome = checkout.FAIL if action == "later_fail" else checkout.SUCCEED
                session = checkout.pay_session_later(world, session["id"], outcome=outcome)
            else:
                session = checkout.pay_session(world, session["id"])
    except Refusal as refusal:
        return _html(_pay_page(session, str(refusal)), 400)
    world.wake.set()
    if action == "decline":
        return _html(_pay_page(session, "Your card was declined. Try another."), 402)
    return _go(_success_address(session))


def _success_address(session: Body) -> str:
    address: str = session["success_url"]
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _pay_page(session: Body, problem: str) -> bytes:
    product = session["_product"]
    note = (session["custom_text"]["submit"] or {}).get("message", "")
    back = session["cancel_url"]
    leave = f'<a class="button" href="{escape(back)}">Cancel and go back</a>' if back else ""
    inside = (
        f"<h1>{escape(product['name'])}</h1>"
        f'<div class="amount">{markup.money(session["amount_total"], session["currency"])}</div>'
        f"<p>{escape(product.get('description', ''))}</p>"
        f"<p>Receipt to {escape(session['customer_email'] or 'you')}</p>"
        + (f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "")
        + '<form method="post">'
        '<button class="main" name="action" value="pay">Pay</button>'
        '<button name="action" value="decline">Decline the card</button>'
        '<button name="action" value="later">Pay later (bank debit)</button>'
        '<button name="action" value="later_fail">Pay later, and let it fail</button>'
        f"</form>{leave}<p>{escape(note)}</p>"
    )
    return markup.page(f"Pay {product['name']}", inside)


def _open_link(world: World, link_id: str) -> Response:
    with world.store.transaction():
        try:
            link, usable = links.open_link(world, link_id)
        except KeyError:
            return _html(markup.page("Not found", "<h1>There is no such link.</h1>"), 404)
    if not usable:
        return _go(link["refresh_url"])
    return _html(_onboarding_page(world, link, {}, ""))


def _onboarding_page(world: World, link: Body, typed: dict[str, str], problem: str) -> bytes:
    account = accounts.find_account(world, link["account"])
    country = account["identity"]["country"] or ""
    fields = {
        "given_name": "First name",
        "surname": "Last name",
        "country": "Country",
        "iban": "IBAN or account number",
    }
    values = {"country": country, "iban": SAMPLE_IBAN if country == "DE" else SAMPLE_NUMBER, **typed}
    inputs = "".join(
        f'<label>{label}<input name="{name}" value="{escape(values.get(name, ""))}" autocomplete="off"></label>'
        for name, label in fields.items()
    )
    inside = (
        f"<h1>Get paid as {escape(account['display_name'] or account['id'])}</h1>"
        "<p>Tell us who you are and where your money should go.</p>"
        + (f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else "")
        + f'<form method="post" action="/onboarding/{link["form"]}">{inputs}'
        '<button class="main" name="action" value="complete">Complete onboarding</button>'
        '<button name="action" value="leave">Leave it unfinished</button></form>'
    )
    return markup.page("Get paid", inside)


def _submit_form(world: World, request: Request, form_id: str) -> Response:
    found = world.store.find("_account_link", form=form_id)
    if not found:
        return _html(markup.page("Not found", "<h1>There is no such form.</h1>"), 404)
    link = found[0]
    if _field(request, "action") != "leave":
        typed = {name: _field(request, name) for name in ("given_name", "surname", "country", "iban")}
        problem = _problem_with(typed)
        if problem:
            return _html(_onboarding_page(world, link, typed, problem), 400)
        with world.store.transaction():
            names = {name: typed[name] for name in ("given_name", "surname", "country")}
            accounts.onboard(world, link["account"], **names)
    with world.store.transaction():
        links.returned(world, link)
    world.wake.set()
    return _go(link["return_url"])


def _problem_with(typed: dict[str, str]) -> str:
    if not typed["given_name"] or not typed["surname"]:
        return "Write your first and last name."
    if not re.fullmatch(r"[A-Za-z]{2}", typed["country"]):
        return "Write the country as two letters, like DE or US."
    number = typed["iban"].replace(" ", "").upper()
    if re.match(r"[A-Z]{2}\d{2}", number) and not _iban_holds(number):
        return "This IBAN has a wrong digit. Check it."
    if not re.fullmatch(r"[A-Z0-9]{4,34}", number):
        return "Write an IBAN or an account number."
    return ""


def _iban_holds(number: str) -> bool:
    """Check an IBAN's two check digits (ISO 13616: the rearranged number is 1 modulo 97)."""
    rearranged = number[4:] + number[:4]
    digits = "".join(str(int(character, 36)) for character in rearranged if character.isalnum())
    return int(digits) % 97 == 1


def _index(world: World) -> bytes:
    balance = balance_body(world, "")
    sums = ", ".join(markup.money(part["amount"], part["currency"]) for part in balance["available"])
    waiting = ", ".join(markup.money(part["amount"], part["currency"]) for part in balance["pending"])
    inside = (
        "<h1>Stripe stand-in</h1>"
        f"<p>Platform balance: {sums} available, {waiting} pending. Point STRIPE_API_BASE at "
        f"<code>{escape(world.base_url)}</code>.</p>" + "".join(_table(world, kind) for kind in _KINDS)
    )
    return markup.page("Stripe stand-in", inside, wide=True)


def _table(world: World, kind: str) -> str:
    found = world.store.find(kind, account=None)[:RECENT]
    rows = "".join(
        f"<tr><td><code>{escape(body['id'])}</code></td><td>{escape(_gist(body))}</td></tr>" for body in found
    )
    return f"<h1>{escape(kind)}</h1><table>{rows or '<tr><td>none yet</td></tr>'}</table>"


def _gist(body: Body) -> str:
    if body["object"] == "event":
        return str(body["type"])
    if body["object"] == "v2.core.account":
        state = "can receive transfers" if accounts.transfers_active(body) else "not onboarded"
        return f"{body['display_name']}: {state}"
    minor = int(body["amount_total"] if "amount_total" in body else body["amount"])
    state = body.get("status") or ("reversed" if body.get("reversed") else "sent")
    return f"{markup.money(minor, body['currency'])}, {state}"
