"""The rules, each a generator of reasons. All of them run; none looks at another's answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import Money
from licensing import territories
from licensing.names import NameHit
from licensing.policy.codes import Code
from licensing.policy.document import TermsDocument
from licensing.policy.request import Facts, UseRequest
from licensing.policy.verdict import Reason
from licensing.policy.vocabulary import (
    LARGEST_CAST,
    LONGEST_PROMPT,
    MAX_SECONDS,
    PURPOSES,
    TIERS,
    purpose_name,
    territory_name,
    theme_name,
    tier_name,
)

# Unicode's Cc and Cs, without what people press in a text field: Enter and Tab.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MOST_SPANS = 20


@dataclass(frozen=True)
class Case:
    """One request with everything the rules may look at."""

    terms: Mapping[str, TermsDocument]
    request: UseRequest
    facts: Facts

    @property
    def cast(self) -> tuple[str, ...]:
        """The characters asked for, each once, in the order asked."""
        return tuple(dict.fromkeys(self.request.characters))

    def offers(self) -> Iterator[tuple[str, str, TermsDocument]]:
        """Each character of the cast that has terms: id, name, terms."""
        for character in self.cast:
            if character in self.terms:
                yield character, self.facts.name_of(character), self.terms[character]

    def documents(self) -> list[TermsDocument]:
        """The terms of everyone in the cast who has some."""
        return [terms for _character, _name, terms in self.offers()]

    def unlicensed(self) -> list[NameHit]:
        """The names in the prompt that belong to no one in the cast."""
        hits = self.facts.reading.names if self.facts.reading else ()
        cast = set(self.cast)
        return [hit for hit in hits if not hit.characters & cast]


Rule = Callable[[Case], Iterator[Reason]]


def cast_is_named(case: Case) -> Iterator[Reason]:
    """One to four characters, none twice."""
    asked = case.request.characters
    if not asked:
        yield Reason(Code.NO_CHARACTERS, _("Choose at least one character."))
    if len(case.cast) > LARGEST_CAST:
        words = {"most": LARGEST_CAST, "count": len(case.cast)}
        yield Reason(
            Code.TOO_MANY_CHARACTERS,
            _("A clip has at most %(most)s characters; you chose %(count)s. Leave some out.") % words,
        )
    if len(case.cast) < len(asked):
        yield Reason(Code.DUPLICATE_CHARACTERS, _("A character is chosen twice. Choose each one once."))


def characters_are_offered(case: Case) -> Iterator[Reason]:
    """Listed, with published terms, and with rights affirmed by the studio."""
    for character in case.cast:
        name = {"name": case.facts.name_of(character)}
        listed, rights = case.facts.listed.get(character), case.facts.rights.get(character)
        if listed is None:
            yield Reason(Code.LISTING_UNKNOWN, _("We could not see whether %(name)s is listed.") % name, character)
        elif not listed:
            yield Reason(Code.NOT_LISTED, _("%(name)s is not in the catalogue.") % name, character)
        if character not in case.terms:
            yield Reason(Code.NO_TERMS, _("%(name)s has no published terms, so nothing is allowed.") % name, character)
        if rights is None:
            yield Reason(Code.RIGHTS_UNKNOWN, _("We could not see who holds the rights to %(name)s.") % name, character)
        elif not rights:
            yield Reason(
                Code.RIGHTS_NOT_AFFIRMED, _("The studio has not affirmed its rights to %(name)s.") % name, character
            )


def purpose_is_allowed(case: Case) -> Iterator[Reason]:
    """The purpose is one we know and one that the terms allow."""
    purpose = case.request.purpose
    if purpose not in PURPOSES:
        yield Reason(Code.PURPOSE_UNKNOWN, _("Say what the clip is for: personal, social, commercial or advertising."))
        return
    for character, name, terms in case.offers():
        if purpose not in terms.purposes:
            words = {"name": name, "purpose": purpose_name(purpose)}
            yield Reason(Code.PURPOSE_NOT_ALLOWED, _("%(name)s is not licensed for %(purpose)s.") % words, character)


def territory_is_allowed(case: Case) -> Iterator[Reason]:
    """The country exists and the terms allow it."""
    code = case.request.territory
    if code not in territories.codes():
        message = _("“%(code)s” is not a country we know. Choose where the clip will be shown.") % {"code": code[:20]}
        yield Reason(Code.TERRITORY_UNKNOWN, message if code else _("Choose the country where the clip will be shown."))
        return
    for character, name, terms in case.offers():
        if not terms.allows_territory(code):
            words = {"name": name, "country": territory_name(code)}
            yield Reason(Code.TERRITORY_NOT_ALLOWED, _("%(name)s is not licensed for %(country)s.") % words, character)


def window_is_open(case: Case) -> Iterator[Reason]:
    """Today is inside the licence window."""
    if case.facts.now is None:
        yield Reason(Code.TIME_UNKNOWN, _("The time of the check is not known."))
        return
    today = case.facts.now.date()
    for character, name, terms in case.offers():
        if terms.starts_on and today < terms.starts_on:
            words = {"name": name, "day": formats.date_format(terms.starts_on)}
            yield Reason(Code.WINDOW_NOT_BEGUN, _("%(name)s can be licensed from %(day)s on.") % words, character)
        if terms.ends_on and today > terms.ends_on:
            words = {"name": name, "day": formats.date_format(terms.ends_on)}
            yield Reason(Code.WINDOW_OVER, _("%(name)s could be licensed until %(day)s.") % words, character)


def tier_is_offered(case: Case) -> Iterator[Reason]:
    """The tier is one we know and one that the terms offer."""
    tier = case.request.tier
    if tier not in TIERS:
        yield Reason(Code.TIER_UNKNOWN, _("Choose a tier: storyboard or standard."))
        return
    for character, name, terms in case.offers():
        if tier not in terms.tiers:
            words = {"name": name, "tier": tier_name(tier)}
            yield Reason(Code.TIER_NOT_OFFERED, _("%(name)s is not offered at the %(tier)s tier.") % words, character)


def length_is_allowed(case: Case) -> Iterator[Reason]:
    """At least a second, and no longer than the terms (or we ourselves) allow."""
    seconds = case.request.seconds
    if seconds < 1:
        yield Reason(Code.SECONDS_TOO_SHORT, _("A clip is at least 1 second long."))
    if seconds > MAX_SECONDS:
        yield Reason(Code.SECONDS_TOO_LONG, _("A clip is at most %(most)s seconds long.") % {"most": MAX_SECONDS})
        return
    for character, name, terms in case.offers():
        longest = terms.tiers.get(case.request.tier)
        if longest is not None and seconds > longest:
            sentence = ngettext(
                "%(name)s is licensed for clips of at most %(count)s second at this tier.",
                "%(name)s is licensed for clips of at most %(count)s seconds at this tier.",
                longest,
            )
            yield Reason(Code.SECONDS_TOO_LONG, sentence % {"name": name, "count": longest}, character)


def prompt_is_readable(case: Case) -> Iterator[Reason]:
    """There is a prompt, of a length people write, made of characters people see; and it was read."""
    prompt = case.request.prompt
    if not prompt.strip():
        yield Reason(Code.PROMPT_EMPTY, _("Write what happens in the clip."))
    if len(prompt) > LONGEST_PROMPT:
        words = {"most": LONGEST_PROMPT, "length": len(prompt)}
        yield Reason(
            Code.PROMPT_TOO_LONG, _("The prompt has %(length)s characters; %(most)s is the most. Shorten it.") % words
        )
    unseen = [found.span() for found in islice(_CONTROLS.finditer(prompt), _MOST_SPANS)]
    if unseen:
        yield Reason(
            Code.PROMPT_CONTROL_CHARACTERS,
            _("The prompt contains control characters. Type it again as plain text."),
            spans=tuple(unseen),
        )
    if case.facts.reading is None:
        yield Reason(Code.PROMPT_NOT_READ, _("The prompt was not checked against the terms."))


def themes_are_allowed(case: Case) -> Iterator[Reason]:
    """The prompt touches no theme that the terms prohibit."""
    hits = case.facts.reading.themes if case.facts.reading else ()
    for character, name, terms in case.offers():
        for theme in terms.prohibited_themes:
            found = [hit for hit in hits if hit.theme == theme]
            if found:
                words = {"name": name, "theme": theme_name(theme), "word": found[0].text}
                yield Reason(
                    Code.THEME_PROHIBITED,
                    _("%(name)s may not appear with %(theme)s; the prompt says “%(word)s”.") % words,
                    character,
                    tuple((hit.start, hit.end) for hit in found),
                )


def names_are_licensed(case: Case) -> Iterator[Reason]:
    """Nobody known is named in the prompt without being in the cast."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for hit in case.unlicensed():
        spans.setdefault(hit.text.casefold(), []).append((hit.start, hit.end))
    for hit in case.unlicensed():
        places = spans.pop(hit.text.casefold(), None)
        if places:
            owner = min(hit.characters, default=None)
            yield Reason(
                Code.NAME_NOT_LICENSED,
                _("The prompt names %(name)s, who is not in the cast. Add them, or leave the name out.")
                % {"name": hit.text},
                owner,
                tuple(places),
            )


def cap_is_not_reached(case: Case) -> Iterator[Reason]:
    """The creator has a use left today where the terms cap them. The day is UTC's."""
    for character, name, terms in case.offers():
        if terms.daily_cap is None:
            continue
        used = case.facts.uses_today.get(character)
        if used is None:
            yield Reason(
                Code.USES_UNKNOWN, _("We could not count your uses of %(name)s today.") % {"name": name}, character
            )
        elif used >= terms.daily_cap:
            sentence = ngettext(
                "You have used %(name)s once today, which is the daily cap. It starts anew at 00:00 UTC.",
                "You have used %(name)s %(count)s times today, which is the daily cap. It starts anew at 00:00 UTC.",
                terms.daily_cap,
            )
            yield Reason(Code.DAILY_CAP_REACHED, sentence % {"name": name, "count": terms.daily_cap}, character)


def one_currency_prices_all(case: Case) -> Iterator[Reason]:
    """All fees of one clip are in one currency: nothing is ever exchanged."""
    groups = by_currency(case)
    if len(groups) > 1:
        listed = "; ".join(
            f"{currency}: {', '.join(map(case.facts.name_of, cast))}" for currency, cast in groups.items()
        )
        yield Reason(
            Code.CURRENCIES_DIFFER,
            _("These characters are priced in different currencies (%(listed)s). Choose characters of one currency.")
            % {"listed": listed},
        )


def by_currency(case: Case) -> dict[str, tuple[str, ...]]:
    """The characters of the cast by the currency their fees are in, in the order asked."""
    groups: dict[str, tuple[str, ...]] = {}
    for character, _name, terms in case.offers():
        groups[terms.currency] = (*groups.get(terms.currency, ()), character)
    return groups


def fees_of(case: Case) -> dict[str, Money]:
    """The fee of each character whose terms name one for this tier and purpose."""
    fees = {}
    for character, _name, terms in case.offers():
        fee = terms.fee(case.request.tier, case.request.purpose)
        if fee is not None:
            fees[character] = fee
    return fees


RULES: tuple[Rule, ...] = (
    cast_is_named,
    characters_are_offered,
    purpose_is_allowed,
    territory_is_allowed,
    window_is_open,
    tier_is_offered,
    length_is_allowed,
    prompt_is_readable,
    themes_are_allowed,
    names_are_licensed,
    cap_is_not_reached,
    one_currency_prices_all,
)
