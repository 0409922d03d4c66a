"""The nearest requests that would be allowed, found by deciding again on small changes.

First every single change is tried, then pairs, then threes; the first round that finds something is the answer. A
change is only tried when a reason calls for it, so nothing is proposed that does not help.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import territories
from licensing.policy.codes import Code
from licensing.policy.request import Reading
from licensing.policy.rules import Case, by_currency
from licensing.policy.verdict import Alternative, Reason
from licensing.policy.vocabulary import (
    LARGEST_CAST,
    MAX_SECONDS,
    PURPOSES,
    TIERS,
    purpose_name,
    territory_name,
    tier_name,
)
from licensing.words import without

# Enough to choose from; more would be a list, not a suggestion.
MOST_ALTERNATIVES = 6
MOST_COUNTRIES = 3
# Deciding again this often takes a few milliseconds; a request with more wrong than that needs a person's eyes.
MOST_TRIES = 300
MOST_CHANGES_AT_ONCE = 3

Reader = Callable[[str], Reading]


@dataclass(frozen=True)
class Draft:
    """A request being changed; `cuts` are places of the original prompt to leave out, cut all at once at the end."""

    case: Case
    cuts: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Change:
    """One thing that could be done.

    Two changes of one `kind` exclude each other; `label` is told the outcome; changes with a higher `turn` come after
    those they depend on (the length after the tier).
    """

    kind: str
    label: Callable[[Case], str]
    apply: Callable[[Draft], Draft]
    turn: int = 0


def nearest(
    case: Case, reasons: Sequence[Reason], *, is_allowed: Callable[[Case], bool], read: Reader | None
) -> tuple[Alternative, ...]:
    """Return what could be asked instead, nearest first; empty when nothing small helps."""
    changes = list(_changes(case, reasons, read))
    tries = 0
    for size in range(1, MOST_CHANGES_AT_ONCE + 1):
        found: dict[str, Alternative] = {}
        for chosen in combinations(changes, size):
            if len({change.kind for change in chosen}) < size or tries >= MOST_TRIES:
                continue
            tries += 1
            other = _outcome(case, chosen, read)
            if is_allowed(other):
                alternative = _alternative(case, other, chosen)
                found.setdefault(repr(alternative.changes), alternative)
        if found:
            return tuple(found.values())[:MOST_ALTERNATIVES]
    return ()


def _outcome(case: Case, chosen: Sequence[Change], read: Reader | None) -> Case:
    draft = Draft(case)
    for change in sorted(chosen, key=lambda one: one.turn):
        draft = change.apply(draft)
    if draft.cuts and read is not None:
        prompt = without(case.request.prompt, draft.cuts)
        draft = _with(draft, prompt=prompt)
        draft = replace(draft, case=replace(draft.case, facts=replace(draft.case.facts, reading=read(prompt))))
    return draft.case


def _alternative(before: Case, after: Case, chosen: Sequence[Change]) -> Alternative:
    old, new = before.request.to_json(), after.request.to_json()
    changes: dict[str, Any] = {name: value for name, value in new.items() if value != old[name]}
    if after.facts.now is not None and after.facts.now != before.facts.now:
        changes["wait_until"] = after.facts.now.isoformat()
    label = _(" and ").join(change.label(after) for change in chosen)
    return Alternative(label[:1].upper() + label[1:], changes)


def _changes(case: Case, reasons: Sequence[Reason], read: Reader | None) -> Iterator[Change]:
    """The changes that the reasons call for, the ones that give up least first."""
    codes = {reason.code for reason in reasons}
    if Code.DUPLICATE_CHARACTERS in codes:
        yield _change("cast", _("choose each character once"), characters=case.cast)
    if Code.NAME_NOT_LICENSED in codes:
        yield from _additions(case)
    if codes & {Code.SECONDS_TOO_LONG, Code.SECONDS_TOO_SHORT, Code.TIER_NOT_OFFERED}:
        yield Change("length", _length_label, _fit_length, turn=1)
    if codes & {Code.TIER_NOT_OFFERED, Code.SECONDS_TOO_LONG}:
        yield from _tiers(case)
    if Code.PURPOSE_NOT_ALLOWED in codes:
        yield from _purposes(case)
    if Code.TERRITORY_NOT_ALLOWED in codes:
        yield from _countries(case)
    if read is not None:
        yield from _cuts(case, reasons)
    yield from _smaller_casts(case, reasons)
    yield from _waits(case, codes)


def _with(draft: Draft, **fields: Any) -> Draft:
    return replace(draft, case=replace(draft.case, request=replace(draft.case.request, **fields)))


def _change(kind: str, label: str, **fields: Any) -> Change:
    return Change(kind, partial(_say, label), partial(_with, **fields))


def _say(label: str, _outcome: Case) -> str:
    return label


def _add(draft: Draft, characters: tuple[str, ...]) -> Draft:
    return _with(draft, characters=tuple(dict.fromkeys((*draft.case.cast, *characters))))


def _fit_length(draft: Draft) -> Draft:
    request = draft.case.request
    offered = [terms.tiers[request.tier] for terms in draft.case.documents() if request.tier in terms.tiers]
    return _with(draft, seconds=max(1, min(request.seconds, MAX_SECONDS, *offered)))


def _length_label(outcome: Case) -> str:
    seconds = outcome.request.seconds
    return ngettext("make it %(count)s second long", "make it %(count)s seconds long", seconds) % {"count": seconds}


def _purposes(case: Case) -> Iterator[Change]:
    for purpose in PURPOSES:
        if purpose != case.request.purpose and all(purpose in terms.purposes for terms in case.documents()):
            yield _change("purpose", _("choose %(purpose)s") % {"purpose": purpose_name(purpose)}, purpose=purpose)


def _tiers(case: Case) -> Iterator[Change]:
    for tier in TIERS:
        if tier != case.request.tier and all(tier in terms.tiers for terms in case.documents()):
            yield _change("tier", _("use the %(tier)s tier") % {"tier": tier_name(tier)}, tier=tier)


def _countries(case: Case) -> Iterator[Change]:
    every = [*territories.WELL_KNOWN, *sorted(territories.codes() - set(territories.WELL_KNOWN))]
    allowed = [code for code in every if all(terms.allows_territory(code) for terms in case.documents())]
    for code in allowed[:MOST_COUNTRIES]:
        yield _change("territory", _("choose %(country)s") % {"country": territory_name(code)}, territory=code)


def _cuts(case: Case, reasons: Sequence[Reason]) -> Iterator[Change]:
    """Cut the words that are in the way, all of a kind together."""
    for code in (Code.THEME_PROHIBITED, Code.NAME_NOT_LICENSED):
        spans = frozenset(span for reason in reasons if reason.code == code for span in reason.spans)
        if spans:
            texts = dict.fromkeys(case.request.prompt[start:end] for start, end in sorted(spans))
            label = _("leave out %(words)s") % {"words": ", ".join(f"“{text}”" for text in texts)}
            yield Change(code.value, partial(_say, label), partial(_cut, spans=spans))


def _cut(draft: Draft, spans: frozenset[tuple[int, int]]) -> Draft:
    return replace(draft, cuts=draft.cuts | spans)


def _additions(case: Case) -> Iterator[Change]:
    """Add whoever is named: all of them at once, or one; of several with one name, any."""
    named = {hit.characters: hit.text.casefold() for hit in case.unlicensed()}
    known = {text: sorted(owners & set(case.terms)) for owners, text in named.items()}
    everyone = tuple(dict.fromkeys(owners[0] for owners in known.values() if owners))
    if len(everyone) > 1:
        yield Change("add", partial(_say, _added(case, everyone)), partial(_add, characters=everyone))
    for text, owners in known.items():
        for character in owners:
            label = partial(_say, _added(case, (character,)))
            yield Change(f"add {text}", label, partial(_add, characters=(character,)))


def _added(case: Case, characters: tuple[str, ...]) -> str:
    return _("add %(name)s to the cast") % {"name": _(" and ").join(map(case.facts.name_of, characters))}


def _smaller_casts(case: Case, reasons: Sequence[Reason]) -> Iterator[Change]:
    """Keep those priced in one currency, keep as many as fit, or leave out the one whose terms are in the way."""
    groups = by_currency(case)
    for currency, cast in groups.items() if len(groups) > 1 else ():
        names = ", ".join(map(case.facts.name_of, cast))
        label = _("keep only %(names)s (%(currency)s)") % {"names": names, "currency": currency}
        yield _keep(label, cast)
    if len(case.cast) > LARGEST_CAST:
        yield _keep(_("keep the first %(count)s characters") % {"count": LARGEST_CAST}, case.cast[:LARGEST_CAST])
    blamed = {reason.character for reason in reasons if reason.code != Code.NAME_NOT_LICENSED}
    for character in case.cast if len(case.cast) > 1 else ():
        if character in blamed:
            label = _("leave out %(words)s") % {"words": case.facts.name_of(character)}
            yield _keep(label, tuple(one for one in case.cast if one != character))


def _keep(label: str, cast: tuple[str, ...]) -> Change:
    """Keep some of the cast, and take the names of the others out of the prompt."""

    def keep(draft: Draft) -> Draft:
        reading = draft.case.facts.reading
        gone = set(draft.case.cast) - set(cast)
        hits = reading.names if reading else ()
        spans = frozenset(
            (hit.start, hit.end) for hit in hits if hit.characters & gone and not hit.characters & set(cast)
        )
        return _cut(_with(draft, characters=cast), spans)

    return Change("cast", partial(_say, label), keep)


def _waits(case: Case, codes: set[Code]) -> Iterator[Change]:
    now = case.facts.now
    if now is None:
        return
    if Code.DAILY_CAP_REACHED in codes:
        midnight = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time.min, tzinfo=now.tzinfo)
        yield _wait(_("wait until 00:00 UTC, when your daily uses start anew"), midnight)
    if Code.WINDOW_NOT_BEGUN in codes:
        first = max(terms.starts_on for terms in case.documents() if terms.starts_on)
        opening = dt.datetime.combine(first, dt.time.min, tzinfo=now.tzinfo)
        yield _wait(_("wait until %(day)s") % {"day": formats.date_format(first)}, opening)


def _wait(label: str, moment: dt.datetime) -> Change:
    def wait(draft: Draft) -> Draft:
        fresh = dict.fromkeys(draft.case.facts.uses_today, 0)
        facts = replace(draft.case.facts, now=moment, uses_today=fresh)
        return replace(draft, case=replace(draft.case, facts=facts))

    return Change("wait", partial(_say, label), wait)
