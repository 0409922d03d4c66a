"""What must be true of jobs and clips at every moment: `manage.py check_ledger` asks, `check_media` asks the store."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from generation import storage
from generation.models import Clip, JobFunding, RenderJob, RenderOutput
from generation.pricing import Card
from generation.services.endings import CANCELLED, FAILED, REFUSED
from ledger.invariants import Violation, invariant
from licensing.services import decisions

# How many jobs are in memory at once.
_CHUNK = 500


@invariant(
    "I3.jobs", "a job's holds follow it: captured whole when it settled, given back when it ended without a clip"
)
def holds_follow_jobs() -> Iterator[Violation]:
    """Compare every job's state with its holds'. Two queries."""
    whole = Q(hold__state="captured", hold__captured=F("hold__amount"))
    unpaid = JobFunding.objects.filter(~whole, job__state="settled")
    for job_id, hold_id, state in unpaid.values_list("job_id", "hold_id", "hold__state"):
        yield Violation(job_id, f"settled, but hold {hold_id} is {state} and not captured whole")
    kept = Q(job__state__in=(CANCELLED, FAILED, REFUSED), hold__state="pending")
    charged = ~Q(job__state="settled") & Q(hold__state="captured")
    wrong = JobFunding.objects.filter(kept | charged)
    for job_id, hold_id, job_state, state in wrong.values_list("job_id", "hold_id", "job__state", "hold__state"):
        yield Violation(job_id, f"{job_state}, but hold {hold_id} is {state}")


@invariant("I5", "every clip stands on a genuine decision that allowed just this, before its render began")
def clips_are_decided() -> Iterator[Violation]:
    """Read each clip's job with its decision, and check the signature."""
    clips = Clip.objects.select_related("job__decision").prefetch_related("job__casting").order_by("pk")
    for clip in clips.iterator(chunk_size=_CHUNK):
        fault = _undecided(clip.job)
        if fault:
            yield Violation(clip.pk, fault)


def _undecided(job: RenderJob) -> str:
    decision = job.decision
    if decision.verdict != "allow":
        return f"decision {decision.pk} is {decision.verdict}"
    if job.rendering_at is None or decision.decided_at > job.rendering_at:
        return f"decision {decision.pk} was made after the render began"
    if decision.user_id != job.user_id or decision.body["request"] != _request(job):
        return f"decision {decision.pk} is about another request"
    return "" if decisions.verify(decision) else f"decision {decision.pk} is not as it was signed"


def _request(job: RenderJob) -> dict[str, object]:
    return {
        "characters": [casting.character_id for casting in job.casting.all()],
        "prompt": job.prompt,
        "purpose": job.purpose,
        "territory": job.territory,
        "tier": job.tier,
        "seconds": job.seconds,
    }


@invariant("I8", "every settled job has one clip and the files of one attempt, and no other job has a clip")
def settled_jobs_have_clips() -> Iterator[Violation]:
    """Compare jobs with clips and outputs, both ways. Two queries."""
    has_clip = Exists(Clip.objects.filter(job=OuterRef("pk")))
    has_output = Exists(RenderOutput.objects.filter(job=OuterRef("pk"), attempt=OuterRef("attempt")))
    for job in RenderJob.objects.filter(~has_clip | ~has_output, state="settled"):
        yield Violation(job.pk, "settled without a clip or without the files of its last attempt")
    for job in RenderJob.objects.filter(has_clip).exclude(state="settled"):
        yield Violation(job.pk, f"{job.state}, but it has a clip")


@invariant("I13", "a clip cost what its decision and its price card said, and every part of it went to someone")
def clips_cost_what_was_agreed() -> Iterator[Violation]:
    """Compare each settled job's card with its decision's fees, its captures and its royalty lines."""
    settled = RenderJob.objects.filter(state="settled").select_related("decision").order_by("pk")
    for job in _with_money(settled).iterator(chunk_size=_CHUNK):
        for fault in _price_faults(job):
            yield Violation(job.pk, fault)


def _with_money(found: QuerySet[RenderJob]) -> QuerySet[RenderJob]:
    return found.prefetch_related("funding__hold", "decision__terms_used__terms", "decision__royalty_lines")


def _price_faults(job: RenderJob) -> Iterator[str]:
    card = Card.from_json(job.card)
    free = all(line.source == "allowance" for line in card.lines if line.kind == "render")
    for row in job.decision.terms_used.all():
        charged, waivable = card.fee_of(row.character_id).minor, row.terms.document["free_allowance_eligible"]
        waived = charged == 0 and waivable and free
        if charged != row.fee_minor and not waived:
            yield f"{charged} was charged for {row.character_id}, its decision says {row.fee_minor}"
    captured = sum(f.hold.captured for f in job.funding.all() if f.source == JobFunding.Source.WALLET)
    if captured != card.total.minor or job.total != captured:
        yield f"{captured} {job.currency} was captured, its card says {card.total}"
    shared = sum(line.amount for line in job.decision.royalty_lines.all() if line.job == job.pk)
    fees = sum(line.amount.minor for line in card.licence_lines)
    if shared != fees:
        yield f"{shared} of {fees} in fees was shared out"


def files_whole() -> Iterator[Violation]:
    """I10: name clips whose video is missing or not as it was stored, and stored files that no clip points to.

    Reads every video once, so it is for nights, not for every minute.
    """
    kept: dict[str, int] = {}
    for output in RenderOutput.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        kept[output.job_id] = output.attempt
        if not storage.holds_whole(output.video, size=output.size, sha256=output.sha256):
            yield Violation(output.job_id, f"{output.video} is missing or not as it was stored")
        for name in (output.poster, output.preview):
            if not default_storage.exists(name):
                yield Violation(output.job_id, f"{name} is missing")
    rendering = set(RenderJob.objects.filter(state="rendering").values_list("pk", flat=True))
    for job_id, attempt in storage.attempts():
        if job_id not in rendering and kept.get(job_id) != attempt:
            yield Violation(job_id, f"nothing points to the files of attempt {attempt}")
