"""An assessment as its readers see it: final strings and rounded numbers, made once for screen, PDF and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import Assessment, CriterionRecord, PracticeRecord, ProjectRecord
from readiness.report import numbers, words
from readiness.report.ladder_view import LEVELS, LadderRow, Mark, in_words, ladder_row
from readiness.report.plan_view import StepView, next_text, step_view
from readiness.report.practice_view import FindingView, PracticeView, finding_view, practice_view, shape
from readiness.report.reasons import sentence, unknown_kind
from readiness.report.related_view import RelatedView, related_views
from readiness.report.stops_view import Alert, CapView, alert, caps, shortfall, verdict_of
from readiness.report.unknown_view import UnknownGroup, unknown_groups

__all__ = [
    "Alert",
    "CapView",
    "Count",
    "CriterionView",
    "LadderRow",
    "Mark",
    "PracticeView",
    "RelatedView",
    "ReportView",
    "StepView",
    "UnknownGroup",
    "report_view",
]


@dataclass(frozen=True)
class Count:
    """A label with how many practices it has, and a second line."""

    key: str
    label: str
    detail: str
    number: int


@dataclass(frozen=True)
class CriterionView:
    """A criterion with its ladder row and practices."""

    row: LadderRow
    question: str
    summary: str
    practices: tuple[PracticeView, ...]
    levels: tuple[tuple[str, str], ...]
    investment: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportView:
    """Everything printed about one assessment.

    Attributes
    ----------
    verdict
        met, open or short: how the six criteria stand against their targets; ``verdict_text`` says it with the tier.
    loose
        Findings of checks that feed no practice.
    in_words
        The overall score as one says it, and how much of everything is assessed.
    tier_note
        Where other targets are shown than those of the assessment, which; empty otherwise.
    """

    assessment_id: str
    name: str
    subtitle: str
    stamp: tuple[tuple[str, str], ...]
    score: str
    score_words: str
    in_words: str
    level: str
    reason: str
    unknown: int
    total: int
    known: float
    known_text: str
    next_text: str
    alert: Alert | None
    rows: tuple[LadderRow, ...]
    statuses: tuple[Count, ...]
    unknowns: tuple[Count, ...]
    steps: tuple[StepView, ...]
    criteria: tuple[CriterionView, ...]
    appendix: tuple[tuple[str, str], ...]
    guards: tuple[tuple[str, str, str], ...]
    guesses: tuple[tuple[str, str, str], ...]
    problems: tuple[tuple[str, str], ...]
    verdict: str
    verdict_text: str
    shortfall: str
    caps: tuple[CapView, ...]
    unknown_groups: tuple[UnknownGroup, ...]
    related: tuple[RelatedView, ...]
    stages: tuple[tuple[str, str], ...]
    loose: tuple[FindingView, ...]
    tier_note: str = ""

    def criterion(self, identity: str) -> CriterionView | None:
        """Return the criterion of this id, or None."""
        return next((criterion for criterion in self.criteria if criterion.row.id == identity), None)


def report_view(assessment: Assessment) -> ReportView:
    """Return the view of an assessment."""
    rows = tuple(ladder_row(criterion) for criterion in assessment.criteria)
    practices = [practice for criterion in assessment.criteria for practice in criterion.practices]
    unknown = sum(practice.status == "unknown" for practice in practices)
    weakest = next(row for row in rows if row.id == assessment.weakest)
    return ReportView(
        assessment_id=assessment.id,
        name=assessment.project.name,
        subtitle=_subtitle(assessment),
        stamp=_stamp(assessment),
        score=numbers.score(assessment.overall.low),
        score_words=f"proven, {numbers.score(assessment.overall.high)} at most",
        in_words=in_words(
            numbers.score(assessment.overall.low),
            numbers.score(assessment.overall.high),
            numbers.percent(assessment.completeness),
        ),
        level=weakest.level,
        reason=_reason(assessment, weakest),
        unknown=unknown,
        total=len(practices),
        known=assessment.completeness,
        known_text=f"{numbers.percent(assessment.completeness)} of the weight is known",
        next_text=next_text(assessment),
        alert=alert(assessment),
        rows=rows,
        statuses=_statuses(practices),
        unknowns=_unknowns(practices),
        steps=tuple(step_view(assessment, number, step) for number, step in enumerate(assessment.advice, 1)),
        criteria=tuple(
            _criterion(criterion, row, assessment.project)
            for criterion, row in zip(assessment.criteria, rows, strict=True)
        ),
        appendix=_appendix(assessment),
        guards=tuple(
            (guard.name, "in force" if guard.in_force else "not in force", guard.detail)
            for guard in assessment.isolation.guards
        ),
        guesses=tuple((guess.key, guess.value, guess.reason) for guess in assessment.project.guesses),
        problems=tuple(
            (problem.where, sentence(problem.reason)) for problem in (*assessment.errors, *assessment.skipped)
        ),
        verdict=verdict_of(rows),
        verdict_text=f"{words.READY[verdict_of(rows)]} {assessment.project.risk_tier}",
        shortfall=shortfall(rows),
        caps=caps(assessment),
        unknown_groups=unknown_groups(assessment),
        related=related_views(assessment),
        stages=tuple(
            (words.STAGE.get(name, name), numbers.seconds(took)) for name, took in assessment.duration_seconds.items()
        ),
        loose=_loose(assessment),
    )


def _loose(assessment: Assessment) -> tuple[FindingView, ...]:
    fed = {check.check for criterion in assessment.criteria for p in criterion.practices for check in p.checks}
    return tuple(finding_view(finding) for finding in assessment.findings if finding.check not in fed)


def _subtitle(assessment: Assessment) -> str:
    project = assessment.project
    parts = [words.TASK.get(project.task or "", "Task not declared")]
    if project.serving:
        parts.append(project.serving)
    if project.decides_about_people is not None:
        parts.append("decides about people" if project.decides_about_people else "does not decide about people")
    spent = assessment.duration_seconds
    took = numbers.seconds(spent.get("total", sum(spent.values())))
    return f"{', '.join(parts)}. Assessed {numbers.moment(assessment.created_at)}, in {took}."


def _stamp(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    project, rubric = assessment.project, assessment.rubric
    commit = [("commit", numbers.short(project.commit))] if project.commit else []
    return (
        *commit,
        ("trust level", assessment.trust),
        ("tier", project.risk_tier),
        (f"rubric {rubric.version}", numbers.short(rubric.digest)),
        ("snapshot", numbers.short(assessment.id)),
    )


def _reason(assessment: Assessment, weakest: LadderRow) -> str:
    """Return which criterion decides and the one thing that holds it."""
    criterion = assessment.criterion(assessment.weakest)
    holds = ""
    if criterion is not None:
        proven = [cap for cap in criterion.caps if cap.state == "proven"]
        step = next((step for step in assessment.advice if step.criterion == criterion.id and step.gain > 0), None)
        if proven:
            practice = assessment.practice(min(proven, key=lambda cap: cap.at).practice)
            holds = f" “{practice.title}” fails and caps it." if practice else ""
        elif step is not None:
            holds = f" It needs: {words.inside(step_view(assessment, 1, step).title)}."
    return f"The weakest of six decides: {weakest.name}.{holds}"


def _statuses(practices: list[PracticeRecord]) -> tuple[Count, ...]:
    shapes = [shape(practice) for practice in practices]
    return tuple(Count(key, label, "", shapes.count(key)) for key, label in words.STATUS.items() if key in shapes)


def _unknowns(practices: list[PracticeRecord]) -> tuple[Count, ...]:
    kinds = [unknown_kind(practice) for practice in practices if practice.status == "unknown"]
    counts = [Count(key, label, detail, kinds.count(key)) for key, (label, detail) in words.UNKNOWN.items()]
    return tuple(sorted((count for count in counts if count.number), key=lambda count: -count.number))


def _criterion(criterion: CriterionRecord, row: LadderRow, project: ProjectRecord) -> CriterionView:
    practices = tuple(practice_view(practice, project) for practice in criterion.practices)
    capped = f", capped at {row.cap:g}" if row.cap is not None else ""
    levels = []
    for level in LEVELS:
        marks = row.marks[level]
        passed = sum(mark.shape == "pass" for mark in marks)
        levels.append((level, f"{passed} of {len(marks)} pass"))
    return CriterionView(
        row=row,
        question=criterion.question,
        summary=f"{row.level}{capped}. {row.against.capitalize()}. {row.known_text} of the weight is known.",
        practices=practices,
        levels=tuple(levels),
        investment=tuple((key.replace("_", " "), text) for key, text in (criterion.investment or {}).items()),
    )


def _appendix(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    project, rubric = assessment.project, assessment.rubric
    isolation = assessment.isolation
    held = "no foreign code was loaded"
    if isolation.started:
        held = f"{'isolated' if isolation.isolated else 'weakly isolated'} on {isolation.platform}"
    return (
        ("Tool", f"{assessment.tool.name} {assessment.tool.version}"),
        ("Assessment", assessment.id),
        ("Project digest", project.root_digest),
        ("Commit", project.commit or words.UNSTATED),
        ("Manifest", project.manifest or "none, everything was inferred"),
        ("Model digest", project.model or "no model file"),
        ("Data digest", project.data or "no table"),
        ("Rubric", f"{rubric.id} {rubric.version}, {rubric.digest}"),
        ("Trust level", assessment.trust),
        ("Isolation", held),
        ("Engine", assessment.engine),
        ("Seed", str(assessment.seed)),
        ("Files read", f"{project.files:,}"),
        *((f"Domain {name}", place) for name, place in project.domains.items()),
        *(
            (words.INDICATOR.get(name, f"Indicator {name}"), f"{value:g}")
            for name, value in assessment.indicators.items()
        ),
    )
