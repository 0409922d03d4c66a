"""The verdict: every rule runs, every reason is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from licensing.policy.alternatives import nearest
from licensing.policy.document import TermsDocument
from licensing.policy.request import Facts, Reading, UseRequest
from licensing.policy.rules import RULES, Case, by_currency, fees_of
from licensing.policy.verdict import ALLOW, DENY, NEEDS_INFORMATION, Reason, Verdict

Reader = Callable[[str], Reading]


def judge(terms: Mapping[str, TermsDocument], request: UseRequest, facts: Facts) -> Verdict:
    """Decide without looking for alternatives: `deny` if anything is forbidden, else `needs_information` if anything is
    missing, else `allow`. Total: it answers for any values and raises nothing.
    """
    return _judge(Case(terms, request, facts))


def decide(
    terms: Mapping[str, TermsDocument], request: UseRequest, facts: Facts, *, read: Reader | None = None
) -> Verdict:
    """Decide, and when the answer is not `allow`, find the nearest requests that would be allowed.

    `terms` and `facts` may cover more characters than the request names (those its prompt names, for instance), so that
    adding them can be judged. `read` reads a changed prompt again; without it no change of the prompt is proposed.
    """
    case = Case(terms, request, facts)
    verdict = _judge(case)
    if verdict.allowed:
        return verdict
    alternatives = nearest(case, verdict.reasons, is_allowed=_is_allowed, read=read)
    return Verdict(verdict.verdict, verdict.reasons, alternatives, verdict.fees, verdict.currency)


def _judge(case: Case) -> Verdict:
    reasons = _reasons(case)
    currencies = by_currency(case)
    currency = next(iter(currencies)) if len(currencies) == 1 else ""
    if not reasons:
        answer = ALLOW
    elif all(reason.missing for reason in reasons):
        answer = NEEDS_INFORMATION
    else:
        answer = DENY
    return Verdict(answer, reasons, (), fees_of(case), currency)


def _is_allowed(case: Case) -> bool:
    """As `_reasons`, but done at the first one."""
    return not any(True for rule in RULES for _reason in rule(case))


def _reasons(case: Case) -> tuple[Reason, ...]:
    return tuple(reason for rule in RULES for reason in rule(case))
