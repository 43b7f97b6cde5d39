"""Verdicts taken back from a recorded assessment, so that a plan can be made without assessing again."""

from __future__ import annotations

from readiness.domain.assessment import Assessment
from readiness.domain.check import Strength
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
