"""Verdicts and criteria taken back from a recorded assessment, so that one can plan, ask and compare later."""

from __future__ import annotations

from dataclasses import replace

from readiness.domain.assessment import Assessment, CriterionRecord, PracticeRecord
from readiness.domain.check import Effort, Strength
from readiness.domain.rubric import Criterion, EvidenceKind, Level, Practice, Rubric
from readiness.domain.scorecard import CREDIT, PracticeResult, Span, Status, Unknown


def results_of(assessment: Assessment) -> dict[str, PracticeResult]:
    """Return the verdict of every recorded practice: status, strength and credit, without evidence."""
    return {
        practice.id: PracticeResult(
            id=practice.id,
            status=Status(practice.status),
            machine_status=Status(practice.machine_status),
            strength=Strength(practice.strength),
            credit=Span(practice.credit.low, practice.credit.high),
            machine_credit=Span(practice.credit.low, practice.credit.high),
            reason=practice.reason,
            unknown=Unknown(practice.unknown) if practice.unknown else None,
            conflict=practice.conflict,
            waiver=practice.waiver,
            signed_by=practice.signed_by,
            lapsed=practice.lapsed,
        )
        for criterion in assessment.criteria
        for practice in criterion.practices
    }


def machine_results_of(assessment: Assessment) -> dict[str, PracticeResult]:
    """Return the verdict of every recorded practice as the machine left it, before signatures and waivers."""
    return {
        practice.id: _machine_result(practice) for criterion in assessment.criteria for practice in criterion.practices
    }


def _machine_result(record: PracticeRecord) -> PracticeResult:
    status = Status(record.machine_status)
    alone = record.status == record.machine_status and not record.conflict
    credit = CREDIT.get(status, Span(0, 0))
    if status is Status.PARTIAL and alone:
        credit = Span(record.credit.low, record.credit.high)  # it may only wait for a signature or stronger evidence
    # Weighing a signature puts its own words before the machine's reason.
    reason = record.reason if alone else record.reason.partition(": ")[2] or record.reason
    unknown = Unknown(record.unknown) if record.unknown and status is Status.UNKNOWN else None
    return PracticeResult(record.id, status, status, Strength(record.strength), credit, credit, reason, unknown)


def rubric_of(assessment: Assessment, loaded: Rubric) -> Rubric:
    """Return the rubric an assessment was made under: the one loaded, or its criteria as recorded where it differs.

    Limits: what a record does not hold (bands, the periods of signatures, the decision rule) is the loaded rubric's.
    """
    if assessment.rubric.digest == loaded.digest:
        return loaded
    tier = assessment.project.risk_tier
    targets = {criterion.code: criterion.target for criterion in assessment.criteria}
    criteria = tuple(_with_periods(criterion_of(criterion), loaded) for criterion in assessment.criteria)
    made = assessment.rubric
    return replace(
        loaded, id=made.id, version=made.version, digest=made.digest, criteria=criteria,
        targets={**loaded.targets, tier: targets}, crosswalks=(), questions=(),
    )  # fmt: skip


def _with_periods(criterion: Criterion, loaded: Rubric) -> Criterion:
    def merged(practice: Practice) -> Practice:
        known = loaded.practice(practice.id)
        if known is None:
            return practice
        return replace(
            practice, statement=known.statement, applies_when=known.applies_when,
            attestation_days=known.attestation_days, signed_justification=known.signed_justification,
        )  # fmt: skip

    return replace(criterion, practices=tuple(merged(practice) for practice in criterion.practices))


def criterion_of(record: CriterionRecord) -> Criterion:
    """Return a criterion as it was when it was recorded: levels, weights, marks and caps, without checks."""
    practices = tuple(_practice_of(practice) for practice in record.practices)
    return Criterion(record.id, record.code, record.title, record.question, {}, record.investment, {}, practices)


def _practice_of(record: PracticeRecord) -> Practice:
    return Practice(
        id=record.id,
        title=record.title,
        statement=record.statement,
        why=record.why,
        level=Level(record.level),
        domain=record.domain,
        weight=record.weight,
        essential=record.essential,
        anchor=record.anchor,
        cap=record.cap,
        applies_when=None,
        variants={},
        kind=EvidenceKind(record.evidence_kind),
        min_strength=None,
        counts=record.counts,
        does_not_count=record.does_not_count,
        signer_roles=record.signer_roles,
        attestation_days=365,
        signed_justification=False,
        remediation=record.remediation,
        effort=Effort(record.effort),
        sources=record.sources,
        lines=(),
    )
