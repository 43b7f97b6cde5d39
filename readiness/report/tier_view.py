"""The same scores against the targets of another risk tier: nothing is measured or scored again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from readiness.domain.assessment import Assessment


def at_tier(assessment: Assessment, tier: str, targets: Mapping[str, Mapping[str, float]]) -> Assessment:
    """Return an assessment with the targets of a risk tier (1 to 10, by criterion code) in place of its own.

    Scores, evidence and plan stay as they are, and so does the id: it names what was measured.

    Raises
    ------
    KeyError
        The rubric has no such tier, or none of its targets for a criterion.
    """
    chosen = targets[tier]
    return replace(
        assessment,
        project=replace(assessment.project, risk_tier=tier),
        criteria=tuple(replace(criterion, target=chosen[criterion.code]) for criterion in assessment.criteria),
    )


def tier_note(assessment: Assessment, tier: str) -> str:
    """Return in words that other targets are shown than those the project declares."""
    return (
        f"Shown against the targets of tier {tier}. The project declares {assessment.project.risk_tier}, and its "
        "report says so. Scores do not change with the tier, only what they are compared with."
    )
