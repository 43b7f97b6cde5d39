"""What keeps a project below its targets and nobody has taken on yet."""

from __future__ import annotations

from collections.abc import Set

from readiness.domain.assessment import Assessment
from readiness.domain.remediation import Gap
from readiness.domain.rubric import Rubric
from readiness.engine.advise import cheapest
from readiness.engine.restore import rubric_of
from readiness.engine.score import criterion_score


def open_gaps(assessment: Assessment, loaded: Rubric, covered: Set[str] = frozenset()) -> tuple[Gap, ...]:
    """Return the proven caps, and per criterion the cheapest set of practices that reaches its target.

    Parameters
    ----------
    covered
        Practices that someone has taken on with a date, or that are waived: they count as done here. Where they alone
        reach the target, nothing is left open in that criterion.
    """
    rubric = rubric_of(assessment, loaded)
    gaps = []
    for record, criterion in zip(assessment.criteria, rubric.criteria, strict=True):
        caps = {cap.practice: cap.at for cap in record.caps if cap.state == "proven" and cap.practice not in covered}
        gaps += [Gap(record.id, practice, at) for practice, at in caps.items()]
        credits = {p.id: p.credit.low for p in record.practices if p.status != "not_applicable"}
        if criterion_score(criterion, rubric.scale, credits) >= record.target:
            continue
        credits |= {practice: 1.0 for practice in covered if practice in credits}
        if criterion_score(criterion, rubric.scale, credits) < record.target:
            missing = cheapest(criterion, rubric.scale, credits, record.target)
            gaps += [Gap(record.id, practice.id) for practice in missing if practice.id not in caps]
    return tuple(gaps)
