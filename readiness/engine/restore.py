"""Verdicts and criteria taken back from a recorded assessment, so that one can plan, ask and compare later."""

from __future__ import annotations

from readiness.domain.assessment import Assessment, CriterionRecord, PracticeRecord
from readiness.domain.check import Effort, Strength
from readiness.domain.rubric import Criterion, EvidenceKind, Level, Practice
from readiness.domain.scorecard import PracticeResult, Span, Status


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
        )
        for criterion in assessment.criteria
        for practice in criterion.practices
    }


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
        attestation_days=0,
        signed_justification=False,
        remediation=record.remediation,
        effort=Effort(record.effort),
        sources=record.sources,
        lines=(),
    )
