"""Decisions: the licence check, dry or binding, and the signed record of it.

A binding decision is made inside the caller's transaction, with the reservation and the job that stand on it:

    with decisions.refusals_kept():
        with transaction.atomic():
            decision = decisions.require(user=user, request=request)
            ...

An allowed use is recorded there and falls with the rest if a later step fails. A refused one raises LicenceRefused,
which rolls all of it back; `refusals_kept` then records the refusal in a transaction of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, clock
from core.errors import LicenceRefused
from core.ids import new_id
from core.models import User
from core.money import Money
from licensing import locks, signing
from licensing.models import Decision, DecisionTerms
from licensing.policy import (
    ALLOW,
    LARGEST_CAST,
    LONGEST_PROMPT,
    Code,
    Reason,
    TermsDocument,
    UseRequest,
    Verdict,
    decide,
    judge,
)
from licensing.selectors.situation import CastTerms, Situation, situation_of

# Refused decisions waiting for the caller's transaction to be gone; None where nobody would record them.
_refused: ContextVar[list[Decision] | None] = ContextVar("refused_decisions", default=None)


@dataclass(frozen=True)
class Checked:
    """A dry check: the verdict, and the terms of each character of the cast that has some, in the order asked."""

    request: UseRequest
    verdict: Verdict
    terms: tuple[CastTerms, ...]


def check(*, user: User, request: UseRequest, lang: str = "") -> Checked:
    """Check a request without recording anything. Sentences are in `lang`, or in the active language."""
    with translation.override(lang or translation.get_language() or "en"):
        situation = situation_of(user, request)
        verdict = decide(situation.documents, request, situation.facts, read=situation.read)
    return Checked(request, verdict, _cast_terms(situation, request))


def record(*, user: User, request: UseRequest) -> Decision:
    """Decide, bindingly, and record the verdict, whatever it is, in the caller's transaction.

    Locks: terms of the cast (shared), then this creator's uses of it; so no use is allowed after a revocation commits,
    and a daily cap is exact. Raises RuntimeError outside a transaction.
    """
    decision, situation = _decide(user, request)
    _save(decision, situation, request)
    return decision


def require(*, user: User, request: UseRequest) -> Decision:
    """Decide, bindingly; record and return the decision when it allows the use.

    Locks as `record`. Raises LicenceRefused with the decision's id, its reasons and the nearest alternatives, in the
    active language, and RuntimeError outside a transaction or outside `refusals_kept`, where a refusal would be lost.
    """
    waiting = _refused.get()
    if waiting is None:
        raise RuntimeError(
            "require() needs refusals_kept() around the transaction, or the refusal would not be recorded"
        )
    decision, situation = _decide(user, request)
    if decision.verdict == ALLOW:
        _save(decision, situation, request)
        return decision
    waiting.append(decision)
    raise refusal(decision, decide(situation.documents, request, situation.facts, read=situation.read))


@contextmanager
def refusals_kept() -> Iterator[None]:
    """Record what `require` refuses inside, once the transaction it was refused in is rolled back."""
    waiting: list[Decision] = []
    token = _refused.set(waiting)
    try:
        yield
    except LicenceRefused:
        with transaction.atomic():
            for decision in waiting:
                _keep(decision)
        raise
    finally:
        _refused.reset(token)


def refusal(decision: Decision, verdict: Verdict) -> LicenceRefused:
    """Word a refused decision as an error: one sentence, and the facts a page or a client needs to go on."""
    return LicenceRefused(
        " ".join(reason.message for reason in verdict.reasons),
        decision=decision.pk,
        verdict=verdict.verdict,
        reasons=[reason.to_json() for reason in verdict.reasons],
        alternatives=[alternative.to_json() for alternative in verdict.alternatives],
    )


def recheck(*, decision: Decision) -> Reason | None:
    """Look again before a render begins; return what stops it, or None.

    Only two things do: a character taken out of the catalogue since, and a record that is not as it was signed. Newer
    terms do not: what was agreed stands (docs/decisions/2026-11-23-what-stops-a-paid-render.md).
    """
    if decision.verdict != ALLOW or not verify(decision):
        return Reason(Code.DECISION_NOT_GENUINE, _("The recorded decision does not allow this use as it is stored."))
    for row in decision.terms_used.select_related("character").order_by("pk"):
        if row.character.state != "listed":
            sentence = _("%(name)s was taken out of the catalogue before the render began.")
            return Reason(Code.NOT_LISTED, sentence % {"name": row.character.name}, row.character_id)
    return None


def verify(decision: Decision) -> bool:
    """Say whether a decision is as it was signed, columns included."""
    body = decision.body
    columns = {
        "id": decision.pk,
        "user": decision.user_id,
        "verdict": decision.verdict,
        "request_sha256": decision.request_sha256,
        "currency": decision.currency,
        "fee": decision.fee_minor,
        "decided_at": decision.decided_at.isoformat(),
    }
    if any(body.get(name) != value for name, value in columns.items()):
        return False
    return signing.is_signed(body, signing.Signature(decision.key_id, decision.signature))


def terms_used(decision: Decision) -> tuple[CastTerms, ...]:
    """Return the terms an allowed decision stands on, in the order of its cast, with the fee of each. One query."""
    rows = decision.terms_used.select_related("character", "terms").order_by("pk")
    return tuple(
        CastTerms(
            character_id=row.character_id,
            name=row.character.name,
            terms_id=row.terms_id,
            version=row.terms.version,
            sha256=row.terms.sha256,
            document=TermsDocument.from_json(row.terms.document),
            sheet_id=row.sheet_id,
            fee=Money(row.fee_minor, decision.currency),
        )
        for row in rows
    )


def _cast_terms(situation: Situation, request: UseRequest) -> tuple[CastTerms, ...]:
    return tuple(situation.terms[one] for one in dict.fromkeys(request.characters) if one in situation.terms)


def _decide(user: User, request: UseRequest) -> tuple[Decision, Situation]:
    """Lock, read afresh, judge, sign. The record is in English whoever asks: the creator is answered in theirs."""
    if not connection.in_atomic_block:
        raise RuntimeError("a binding decision needs the transaction it belongs to")
    cast = request.characters[: 4 * LARGEST_CAST]
    locks.share_terms(cast)
    locks.count_uses(user.pk, cast)
    with translation.override("en"):
        situation = situation_of(user, request)
        verdict = judge(situation.documents, request, situation.facts)
        body: dict[str, Any] = _writable(_body(user, request, situation, verdict))
    signature = signing.sign(body)
    decision = Decision(
        id=body["id"],
        user=user,
        verdict=verdict.verdict,
        body=body,
        request_sha256=body["request_sha256"],
        fee_minor=body["fee"],
        currency=verdict.currency,
        key_id=signature.key_id,
        signature=signature.text,
        decided_at=dt.datetime.fromisoformat(body["decided_at"]),
    )
    return decision, situation


def _body(user: User, request: UseRequest, situation: Situation, verdict: Verdict) -> dict[str, Any]:
    held = _cast_terms(situation, request)
    return {
        "id": new_id("dec"),
        "user": user.pk,
        "request": _shortened(request).to_json(),
        "request_sha256": request.sha256,
        "terms": [
            {"character": one.character_id, "id": one.terms_id, "version": one.version, "sha256": one.sha256}
            for one in held
        ],
        "split_sheets": {one.character_id: one.sheet_id for one in held},
        "verdict": verdict.verdict,
        "reasons": [reason.to_json() for reason in verdict.reasons],
        "fees": {character: fee.minor for character, fee in verdict.fees.items()},
        "fee": verdict.total.minor if verdict.total else 0,
        "currency": verdict.currency,
        "commission_ppm": settings.PLATFORM_COMMISSION_PPM,
        "decided_at": (situation.facts.now or clock.now()).isoformat(),
    }


def _shortened(request: UseRequest) -> UseRequest:
    """No more of a request than was read: whatever is longer was refused for it."""
    return replace(
        request,
        characters=tuple(one[:64] for one in request.characters[: 4 * LARGEST_CAST]),
        prompt=request.prompt[: LONGEST_PROMPT + 1],
        purpose=request.purpose[:64],
        territory=request.territory[:64],
        tier=request.tier[:64],
    )


def _writable(value: Any) -> Any:
    """JSON values as a database can keep them: no NUL and no lone surrogate in any text."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _writable(inner) for name, inner in value.items()}
    return [_writable(inner) for inner in value] if isinstance(value, list) else value


def _save(decision: Decision, situation: Situation, request: UseRequest) -> None:
    _keep(decision)
    if decision.verdict != ALLOW:
        return
    DecisionTerms.objects.bulk_create(
        DecisionTerms(
            decision=decision,
            character_id=held.character_id,
            terms_id=held.terms_id,
            sheet_id=held.sheet_id,
            fee_minor=held.fee.minor if held.fee else 0,
        )
        for held in _cast_terms(situation, request)
    )


def _keep(decision: Decision) -> None:
    decision.save(force_insert=True)
    audit.record(
        tag="decision.recorded",
        actor=decision.user_id,
        subject=decision.pk,
        facts={
            "verdict": decision.verdict,
            "reasons": [reason["code"] for reason in decision.body["reasons"]],
            "fee": decision.fee_minor,
            "currency": decision.currency,
        },
    )
