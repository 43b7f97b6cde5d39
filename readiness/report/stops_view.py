"""What stops the project: proven and unrefuted caps, and the gravest of them as the one alert."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import Assessment, CapRecord, CriterionRecord, PracticeRecord
from readiness.report import words
from readiness.report.ladder_view import LadderRow
from readiness.report.reasons import sentence, told


@dataclass(frozen=True)
class Alert:
    """The one thing that stops the project, with where to see it."""

    lead: str
    text: str
    criterion: str
    practice: str


@dataclass(frozen=True)
class CapView:
    """A practice that holds a criterion down; an unrefuted one lowers the proven end only."""

    criterion: str
    criterion_name: str
    practice: str
    title: str
    at: str
    proven: bool
    text: str


def verdict_of(rows: tuple[LadderRow, ...]) -> str:
    """Return met when every target is met, short when one cannot be met as things are or a cap is proven, else open."""
    if any(row.verdict == "short" or row.cap is not None for row in rows):
        return "short"
    return "open" if any(row.verdict == "open" for row in rows) else "met"


def shortfall(rows: tuple[LadderRow, ...]) -> str:
    """Return which criteria stay below their target even at most, furthest first; empty when none does."""
    short = sorted((row for row in rows if row.verdict == "short"), key=lambda row: row.low - row.target)
    named = [f"{row.name} (proven {row.against.partition(', ')[2]})" for row in short[:2]]
    more = f" and {len(short) - 2} more" if len(short) > 2 else ""
    return f"Below the target even at most: {', '.join(named)}{more}." if short else ""


def caps(assessment: Assessment) -> tuple[CapView, ...]:
    """Return every cap in force, proven ones first, lowest first."""
    found = [
        _cap(criterion, cap, practice)
        for criterion in assessment.criteria
        for cap in sorted(criterion.caps, key=lambda cap: cap.at)
        if (practice := assessment.practice(cap.practice)) is not None
    ]
    return tuple(sorted(found, key=lambda cap: not cap.proven))


def _cap(criterion: CriterionRecord, cap: CapRecord, practice: PracticeRecord) -> CapView:
    proven = cap.state == "proven"
    return CapView(
        criterion=criterion.id,
        criterion_name=words.SHORT_NAME.get(criterion.code, criterion.title),
        practice=practice.id,
        title=practice.title,
        at=f"{cap.at:g}",
        proven=proven,
        text=gravest(practice) if proven else sentence(told(practice.reason)),
    )


def gravest(practice: PracticeRecord) -> str:
    """Return the message of a practice's gravest finding, or its reason where it has none, as a sentence."""
    grave = sorted(practice.findings, key=lambda finding: -list(words.SEVERITY).index(finding.severity))
    return sentence(grave[0].message, grave[0].column) if grave else sentence(told(practice.reason))


def alert(assessment: Assessment) -> Alert | None:
    """Return the lowest proven cap in words, or None."""
    proven = [(cap, criterion) for criterion in assessment.criteria for cap in criterion.caps if cap.state == "proven"]
    if not proven:
        return None
    cap, criterion = min(proven, key=lambda pair: (pair[0].at, pair[1].score.low))
    practice = assessment.practice(cap.practice)
    if practice is None:
        return None
    name = words.SHORT_NAME.get(criterion.code, criterion.title)
    others = {1: "", 2: " One more cap holds."}.get(len(proven), f" {len(proven) - 1} more caps hold.")
    what = gravest(practice).rstrip(".")
    text = f"{what}. This caps {name} at {cap.at:g} until it is fixed.{others}"
    return Alert(f"No-go at tier {assessment.project.risk_tier}.", text, criterion.id, practice.id)
