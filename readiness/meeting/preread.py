"""One page to read before the meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from readiness.domain.assessment import Assessment, Interval, StepRecord
from readiness.meeting.coverage import expiring

STEPS = 5
DAYS = 30


@dataclass(frozen=True)
class Row:
    """One criterion against its target; ``verdict`` is met, undecided or short."""

    title: str
    score: Interval
    target: float
    verdict: str
    completeness: float


@dataclass(frozen=True)
class Preread:
    """What everybody should know before the meeting.

    Attributes
    ----------
    caps
        (criterion, score it is held at, practice title) of the proven ones.
    steps
        The steps of the plan that gain most for their effort.
    unknown
        Number of unknown practices by reason.
    expiring
        What runs out within 30 days, by practice.
    """

    tier: str
    overall: Interval
    completeness: float
    rows: tuple[Row, ...]
    caps: tuple[tuple[str, float, str], ...]
    steps: tuple[StepRecord, ...]
    unknown: Mapping[str, int]
    expiring: Mapping[str, str]


def preread(assessment: Assessment, today: date) -> Preread:
    """Return the page for an assessment with everything signed in it."""
    titles = {practice.id: practice.title for criterion in assessment.criteria for practice in criterion.practices}
    every = [practice for criterion in assessment.criteria for practice in criterion.practices]
    steps = [step for step in assessment.advice if step.gain > 0]
    return Preread(
        tier=assessment.project.risk_tier,
        overall=assessment.overall,
        completeness=assessment.completeness,
        rows=tuple(
            Row(c.title, c.score, c.target, verdict(c.score, c.target), c.completeness) for c in assessment.criteria
        ),
        caps=tuple(
            (criterion.title, cap.at, titles.get(cap.practice, cap.practice))
            for criterion in assessment.criteria
            for cap in criterion.caps
            if cap.state == "proven"
        ),
        steps=tuple(sorted(steps, key=lambda step: -step.gain / step.cost)[:STEPS]),
        unknown=dict(Counter(practice.unknown or "unknown" for practice in every if practice.status == "unknown")),
        expiring=expiring(assessment, today, DAYS),
    )


def verdict(score: Interval, target: float) -> str:
    """Return met when the proven end reaches the target, short when not even the possible end does, else undecided."""
    if score.low >= target:
        return "met"
    return "short" if score.high < target else "undecided"
