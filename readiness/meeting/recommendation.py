"""The decision rule: what the numbers recommend, and every reason for it. The chair decides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass

from readiness.domain.assessment import Assessment, CapRecord, CriterionRecord
from readiness.domain.meeting import Decision, Recommendation
from readiness.domain.remediation import Gap


@dataclass(frozen=True)
class Situation:
    """Everything the rule looks at.

    Attributes
    ----------
    assessment
        The snapshot with what was signed since.
    waived
        Practices with a waiver that counts.
    gaps
        Gaps that nobody has taken on and that are not waived.
    expired
        What has run out, by practice.
    taken_on
        Practices that an open condition covers.
    no_go_below
        A criterion that lies more than this below its target is a no-go.
    """

    assessment: Assessment
    waived: Set[str]
    gaps: tuple[Gap, ...]
    expired: Mapping[str, str]
    taken_on: Set[str]
    no_go_below: float

    @property
    def short(self) -> tuple[CriterionRecord, ...]:
        """Return the criteria whose proven score is below its target."""
        return tuple(c for c in self.assessment.criteria if c.score.low < c.target)

    @property
    def caps(self) -> tuple[tuple[CriterionRecord, CapRecord], ...]:
        """Return the proven caps with their criteria; an unrefuted one is no reason for anything here."""
        return tuple((c, cap) for c in self.assessment.criteria for cap in c.caps if cap.state == "proven")

    @property
    def unowned(self) -> tuple[str, ...]:
        """Return the practices that somebody must still take on or waive before a conditional go."""
        gaps = [gap.practice for gap in self.gaps]
        return tuple(dict.fromkeys([*gaps, *(p for p in self.expired if p not in self.taken_on | self.waived)]))


def recommended(situation: Situation) -> Recommendation:
    """Return no-go, deferred, conditional go or go, with its reasons.

    No-go: a proven cap without a waiver, or a criterion too far below its target. Go: every target is met by the
    proven score, no cap is active, nothing has expired. Conditional go: every gap is taken on with a date, or waived.
    Otherwise the decision is deferred until somebody answers for what is open. Closing a gap never makes it worse.

    Source: the rule is this product's own (rubrics/rubric.yaml, 2026); its limits are the organisation's to set.
    """
    stops = _stops(situation)
    if stops:
        return Recommendation(Decision.NO_GO, stops)
    if not situation.short and not situation.caps and not situation.expired:
        reason = "Every target is met by the proven score, no cap is active and nothing has expired."
        return Recommendation(Decision.GO, (reason,))
    if situation.unowned:
        return Recommendation(Decision.DEFERRED, _open(situation))
    return Recommendation(Decision.CONDITIONAL_GO, _conditions(situation))


def _stops(situation: Situation) -> tuple[str, ...]:
    capped = [
        f"{criterion.title} is held at {cap.at:g} by a proven defect: {_title(situation, cap.practice)}. "
        "No waiver covers it."
        for criterion, cap in situation.caps
        if cap.practice not in situation.waived
    ]
    far = [
        f"{criterion.title} is {_below(criterion)} below its target of {criterion.target:g}."
        for criterion in situation.short
        if criterion.target - criterion.score.low > situation.no_go_below
    ]
    return tuple(capped + far)


def _open(situation: Situation) -> tuple[str, ...]:
    reasons = []
    for practice in situation.unowned:
        why = situation.expired.get(practice)
        what = f", and {why}" if why else ""
        reasons.append(f"Nobody has taken on, and no waiver covers: {_title(situation, practice)}{what}.")
    return tuple(reasons)


def _conditions(situation: Situation) -> tuple[str, ...]:
    reasons = [
        f"{criterion.title} is {_below(criterion)} below its target of {criterion.target:g}; its gaps are taken on "
        "or waived."
        for criterion in situation.short
    ]
    reasons += [
        f"{criterion.title} is held at {cap.at:g} by a proven defect that is waived: {_title(situation, cap.practice)}."
        for criterion, cap in situation.caps
    ]
    reasons += [f"{_title(situation, practice)}: {why}." for practice, why in situation.expired.items()]
    return tuple(reasons)


def _below(criterion: CriterionRecord) -> str:
    """Return the distance to the target with one decimal; the score is cut there, so the distance is rounded up."""
    return f"{criterion.target - math.floor(round(criterion.score.low * 10, 6)) / 10:.1f}"


def _title(situation: Situation, practice: str) -> str:
    found = situation.assessment.practice(practice)
    return found.title if found else practice
