"""An assessment as its readers see it: final strings and rounded numbers, made once for screen, PDF and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import Assessment, CriterionRecord, PracticeRecord, StepRecord
from readiness.report import numbers, words
from readiness.report.practice_view import PracticeView, practice_view, shape


@dataclass(frozen=True)
class Mark:
    """One practice on the ladder: its status shape, and whether it is essential."""

    practice: str
    title: str
    shape: str
    essential: bool


@dataclass(frozen=True)
class LadderRow:
    """One criterion on the ladder.

    Attributes
    ----------
    low, high, machine, target
        Positions from 1 to 10; ``*_text`` are the same as printed.
    verdict
        met, open or short against the target.
    cap
        Where a proven cap closes the bar, or None.
    """

    id: str
    code: str
    name: str
    level: str
    low: float
    high: float
    low_text: str
    high_text: str
    machine_text: str
    target: float
    verdict: str
    against: str
    cap: float | None
    known: float
    known_text: str
    marks: dict[str, tuple[Mark, ...]]

    @property
    def label(self) -> str:
        """Return the row in words, for screen readers and alt texts."""
        capped = f", capped at {self.cap:g}" if self.cap is not None else ""
        return f"{self.name}: proven {self.low_text}, at most {self.high_text} of 10{capped}"


@dataclass(frozen=True)
class StepView:
    """One step of advice."""

    number: int
    criterion: str
    criterion_name: str
    title: str
    text: str
    before: str
    after: str
    effort: str
    opens_gate: bool
    actions: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Count:
    """A label with how many practices it has, and a second line."""

    key: str
    label: str
    detail: str
    number: int


@dataclass(frozen=True)
class Alert:
    """The one thing that stops the project, with where to see it."""

    lead: str
    text: str
    criterion: str
    practice: str


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
    """Everything printed about one assessment."""

    assessment_id: str
    name: str
    subtitle: str
    stamp: tuple[tuple[str, str], ...]
    score: str
    score_words: str
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

    def criterion(self, identity: str) -> CriterionView | None:
        """Return the criterion of this id, or None."""
        return next((criterion for criterion in self.criteria if criterion.row.id == identity), None)


def report_view(assessment: Assessment) -> ReportView:
    """Return the view of an assessment."""
    rows = tuple(_row(criterion) for criterion in assessment.criteria)
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
        level=weakest.level,
        reason=_reason(assessment, weakest),
        unknown=unknown,
        total=len(practices),
        known=assessment.completeness,
        known_text=f"{numbers.percent(assessment.completeness)} of the weight is known",
        next_text=_next(assessment),
        alert=_alert(assessment),
        rows=rows,
        statuses=_statuses(practices),
        unknowns=_unknowns(practices),
        steps=tuple(_step(assessment, number, step) for number, step in enumerate(assessment.advice, 1)),
        criteria=tuple(_criterion(criterion, row) for criterion, row in zip(assessment.criteria, rows, strict=True)),
        appendix=_appendix(assessment),
        guards=tuple(
            (guard.name, "in force" if guard.in_force else "not in force", guard.detail)
            for guard in assessment.isolation.guards
        ),
        guesses=tuple((guess.key, guess.value, guess.reason) for guess in assessment.project.guesses),
        problems=tuple((problem.where, problem.reason) for problem in (*assessment.errors, *assessment.skipped)),
    )


def _subtitle(assessment: Assessment) -> str:
    project = assessment.project
    parts = [words.TASK.get(project.task or "", "Task not declared")]
    if project.serving:
        parts.append(project.serving)
    if project.decides_about_people is not None:
        parts.append("decides about people" if project.decides_about_people else "does not decide about people")
    took = numbers.seconds(sum(assessment.duration_seconds.values()))
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


def _row(criterion: CriterionRecord) -> LadderRow:
    score, target = criterion.score, criterion.target
    verdict = "met" if score.low >= target else "open" if score.high >= target else "short"
    below = numbers.score(target - score.low) if verdict == "short" else ""
    against = {
        "met": f"target {target:g}",
        "open": f"target {target:g}, within reach",
        "short": f"target {target:g}, {below} below",
    }[verdict]
    proven = [cap.at for cap in criterion.caps if cap.state == "proven"]
    return LadderRow(
        id=criterion.id,
        code=criterion.code,
        name=words.SHORT_NAME.get(criterion.code, criterion.title),
        level=words.LEVEL[criterion.level],
        low=score.low,
        high=score.high,
        low_text=numbers.score(score.low),
        high_text=numbers.score(score.high),
        machine_text=numbers.score_span(criterion.machine),
        target=target,
        verdict=verdict,
        against=against,
        cap=min(proven, default=None),
        known=criterion.completeness,
        known_text=numbers.percent(criterion.completeness),
        marks={
            level: tuple(
                Mark(practice.id, practice.title, shape(practice), practice.essential)
                for practice in criterion.practices
                if practice.level == level
            )
            for level in ("beginner", "intermediate", "advanced")
        },
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
            holds = f" It is capped by: {practice.title.lower()}." if practice else ""
        elif step is not None:
            holds = f" It needs: {step.actions[0].title.lower()}" + (
                f" and {len(step.actions) - 1} more." if len(step.actions) > 1 else "."
            )
    return f"The weakest of six decides: {weakest.name}.{holds}"


def _next(assessment: Assessment) -> str:
    gaining = [step for step in assessment.advice if step.gain > 0]
    if not gaining:
        return words.NO_ADVICE
    rising = next((step for step in assessment.advice if step.overall_after > assessment.overall.low), None)
    if rising is None:
        return "No set of practices lifts the overall score further."
    count = assessment.advice.index(rising) + 1
    work = "One step lifts" if count == 1 else f"{count} steps lift"
    return f"{work} {numbers.score(assessment.overall.low)} to {numbers.score(rising.overall_after)}."


def _alert(assessment: Assessment) -> Alert | None:
    proven = [(cap, criterion) for criterion in assessment.criteria for cap in criterion.caps if cap.state == "proven"]
    if not proven:
        return None
    cap, criterion = min(proven, key=lambda pair: (pair[0].at, pair[1].score.low))
    practice = assessment.practice(cap.practice)
    if practice is None:
        return None
    grave = sorted(practice.findings, key=lambda finding: -list(words.SEVERITY).index(finding.severity))
    what = grave[0].message if grave else practice.reason
    name = words.SHORT_NAME.get(criterion.code, criterion.title)
    others = f" {len(proven) - 1} more caps hold." if len(proven) > 1 else ""
    text = f"{what.rstrip('.')}. This caps {name} at {cap.at:g} until it is fixed.{others}"
    return Alert(f"No-go at tier {assessment.project.risk_tier}.", text, criterion.id, practice.id)


def _statuses(practices: list[PracticeRecord]) -> tuple[Count, ...]:
    shapes = [shape(practice) for practice in practices]
    return tuple(Count(key, label, "", shapes.count(key)) for key, label in words.STATUS.items() if key in shapes)


def _unknowns(practices: list[PracticeRecord]) -> tuple[Count, ...]:
    kinds = [practice.unknown for practice in practices if practice.status == "unknown"]
    counts = [Count(key, label, detail, kinds.count(key)) for key, (label, detail) in words.UNKNOWN.items()]
    return tuple(sorted((count for count in counts if count.number), key=lambda count: -count.number))


def _step(assessment: Assessment, number: int, step: StepRecord) -> StepView:
    criterion = assessment.criterion(step.criterion)
    name = words.SHORT_NAME.get(criterion.code, criterion.title) if criterion else step.criterion
    first = step.actions[0]
    more = f" and {len(step.actions) - 1} more" if len(step.actions) > 1 else ""
    efforts = [words.EFFORT[action.effort] for action in step.actions]
    kinds = [f"{efforts.count(effort)} {effort}" for effort in words.EFFORT.values() if effort in efforts]
    return StepView(
        number=number,
        criterion=step.criterion,
        criterion_name=name,
        title=f"{first.title}{more}",
        text=first.fix,
        before=numbers.score(step.before),
        after=numbers.score(step.after),
        effort=efforts[0] if len(efforts) == 1 else ", ".join(kinds),
        opens_gate=step.kind == "gate",
        actions=tuple((a.practice, a.title, a.fix, words.EFFORT[a.effort]) for a in step.actions),
    )


def _criterion(criterion: CriterionRecord, row: LadderRow) -> CriterionView:
    practices = tuple(practice_view(practice) for practice in criterion.practices)
    capped = f", capped at {row.cap:g}" if row.cap is not None else ""
    levels = []
    for level in ("beginner", "intermediate", "advanced"):
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
        *((f"Indicator {name}", f"{value:g}") for name, value in assessment.indicators.items()),
    )
