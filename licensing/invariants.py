"""What must be true of licensing at every moment; `manage.py check_ledger` asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery, Sum

from core.money import PPM
from ledger.invariants import Violation, invariant
from licensing.guards import LICENSING_RULES
from licensing.models import Decision, DecisionTerms, RoyaltyLine, SplitSheet, Terms
from licensing.policy import TermsDocument
from licensing.services import decisions

# Read in parts, so that checking years of decisions needs no more memory than checking a day's.
_CHUNK = 500


@invariant("L0", "the database keeps what was agreed: every trigger of licensing stands guard")
def guards() -> Iterator[Violation]:
    """Name each trigger that is missing or disabled."""
    for name in LICENSING_RULES.missing():
        yield Violation(name, "this trigger is missing; migrate again")


@invariant("L1", "each fee was divided whole: a job's royalty lines sum to the fee its decision names")
def fees_divided_whole() -> Iterator[Violation]:
    """Sum the lines of each job and character against the decision's fee; a waived fee has no lines at all."""
    agreed = DecisionTerms.objects.filter(decision=OuterRef("decision"), character=OuterRef("character"))
    sums = (
        RoyaltyLine.objects.values("job", "character")
        .annotate(sum=Sum("amount"), fee=Subquery(agreed.values("fee_minor")[:1]))
        .filter(Q(fee__isnull=True) | ~Q(sum=F("fee")))
    )
    for job, character, minor, fee in sums.order_by("job").values_list("job", "character", "sum", "fee"):
        yield Violation(job, f"its lines for {character} sum to {int(minor)}, the decision's fee is {fee}")
    strangers = RoyaltyLine.objects.exclude(currency=F("decision__currency"))
    for job, currency in strangers.order_by("job").values_list("job", "currency").distinct():
        yield Violation(job, f"it has lines in {currency}, the decision is in another currency")


@invariant("L2", "each line is less than one minor unit from its exact part")
def lines_near_their_exact_part() -> Iterator[Violation]:
    """Compare what was posted with the recorded millionths."""
    off = RoyaltyLine.objects.filter(
        Q(exact_micro__gte=(F("amount") + 1) * PPM) | Q(exact_micro__lte=(F("amount") - 1) * PPM)
    )
    for line in off.order_by("pk"):
        yield Violation(line.job, f"{line.role} got {line.amount} for {line.exact_micro} millionths")


@invariant("L3", "every decision is as it was signed")
def decisions_genuine() -> Iterator[Violation]:
    """Verify each signature, and the columns against the signed body."""
    for decision in Decision.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        if not decisions.verify(decision):
            yield Violation(decision.pk, "its signature does not match what is stored")


@invariant("L4", "every split sheet in force sums to 1 000 000 parts per million")
def sheets_whole() -> Iterator[Violation]:
    """Sum the shares of each sheet that is or was in force."""
    sheets = SplitSheet.objects.exclude(state="draft").annotate(sum=Sum("shares__ppm", default=0)).exclude(sum=PPM)
    for sheet, whole in sheets.values_list("pk", "sum"):
        yield Violation(sheet, f"its shares sum to {whole} ppm")


@invariant("L5", "published terms are what their SHA-256 says")
def terms_named_by_content() -> Iterator[Violation]:
    """Hash each published document again."""
    for terms in Terms.objects.exclude(state="draft").order_by("pk").iterator(chunk_size=_CHUNK):
        if TermsDocument.from_json(terms.document).sha256 != terms.sha256:
            yield Violation(terms.pk, "its document does not hash to its name")
