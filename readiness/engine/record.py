"""The assessment record put together from verdicts, scores and advice; its id is a digest of what can be recomputed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass, replace
from typing import TypeVar, cast

from readiness.domain import assessment as records
from readiness.domain.check import Check
from readiness.domain.finding import Finding, Location
from readiness.domain.measure import Measurement
from readiness.domain.remediation import Action, Plan
from readiness.domain.rubric import Criterion, Practice, Rubric
from readiness.domain.scorecard import CriterionScore, PracticeResult, Scorecard, Span
from readiness.engine.advise import gains
from readiness.engine.run import CheckRun

# Left out of the id: they differ between two runs on the same project, rubric, seed and versions.
_SURROGATE = re.compile("[\ud800-\udfff]")
T = TypeVar("T")
_PASSING = ("id", "created_at", "duration_seconds", "isolation")


@dataclass(frozen=True)
class Run:
    """Everything that one run produced, before it is written down."""

    rubric: Rubric
    checks: Mapping[str, Check]
    runs: tuple[CheckRun, ...]
    scorecard: Scorecard
    plan: Plan


def criterion_records(run: Run, variants: Mapping[str, str]) -> tuple[records.CriterionRecord, ...]:
    """Return the six criteria with the text and verdict of every practice.

    Parameters
    ----------
    variants
        Wording of the practices whose statement depends on the kind of project, by practice id.
    """
    gain = gains(run.plan, run.scorecard)
    return tuple(
        _criterion(run, criterion, score, gain, variants)
        for criterion, score in zip(run.rubric.criteria, run.scorecard.criteria, strict=True)
    )


def _criterion(
    run: Run,
    criterion: Criterion,
    score: CriterionScore,
    gain: Mapping[str, float],
    variants: Mapping[str, str],
) -> records.CriterionRecord:
    practices = tuple(
        _practice(run, practice, result, gain[practice.id], variants.get(practice.id, practice.statement))
        for practice, result in zip(criterion.practices, score.practices, strict=True)
    )
    return records.CriterionRecord(
        id=criterion.id,
        code=criterion.code,
        title=criterion.title,
        question=criterion.question,
        score=interval(score.score),
        machine=interval(score.machine),
        level=score.level,
        completeness=score.completeness,
        target=score.target,
        caps=tuple(
            records.CapRecord(cap.practice, cap.at, "proven" if cap.proven else "unrefuted") for cap in score.caps
        ),
        investment=criterion.investment,
        practices=practices,
    )


def _practice(
    run: Run, practice: Practice, result: PracticeResult, gain: float, statement: str
) -> records.PracticeRecord:
    return records.PracticeRecord(
        id=practice.id,
        title=practice.title,
        statement=statement,
        why=practice.why,
        level=practice.level.value,
        domain=practice.domain,
        weight=practice.weight,
        essential=practice.essential,
        anchor=practice.anchor,
        cap=practice.cap,
        evidence_kind=practice.kind.value,
        counts=practice.counts,
        does_not_count=practice.does_not_count,
        status=result.status.value,
        machine_status=result.machine_status.value,
        waiting=result.waiting,
        strength=result.strength.value,
        credit=interval(result.credit),
        reason=result.reason,
        unknown=result.unknown.value if result.unknown else None,
        evidence=tuple(
            records.EvidenceRecord(e.location.path, e.location.line, e.why, e.location.snippet, e.location.snippet_line)
            for e in result.evidence
        ),
        measurements=tuple(_measurement(m) for m in result.measurements),
        findings=tuple(_finding(f, practice.id) for f in result.findings),
        checks=_lines(run, practice, result),
        conflict=result.conflict,
        waiver=result.waiver,
        signed_by=result.signed_by,
        lapsed=result.lapsed,
        signer_roles=practice.signer_roles,
        remediation=practice.remediation,
        effort=practice.effort.value,
        gain=gain,
        sources=practice.sources,
        related=run.rubric.related(practice.id),
    )


def _lines(run: Run, practice: Practice, result: PracticeResult) -> tuple[records.LineRecord, ...]:
    return tuple(
        records.LineRecord(
            check=verdict.check,
            title=run.checks[verdict.check].title,
            status=verdict.status.value,
            strength=verdict.strength.value,
            reason=verdict.reason,
            measure=line.measure or "",
            passes=str(line.passes) if line.passes else "",
        )
        for verdict, line in zip(result.lines, practice.lines, strict=False)
    )


def interval(span: Span) -> records.Interval:
    """Return a span as it is recorded."""
    return records.Interval(span.low, span.high)


def measurement_records(runs: Iterable[CheckRun]) -> tuple[records.MeasurementRecord, ...]:
    """Return the flat table of every number measured, in the order of the checks."""
    return tuple(_measurement(m) for run in runs for m in run.result.measurements)


def _measurement(measurement: Measurement) -> records.MeasurementRecord:
    fields = {**measurement.__dict__, "unit": measurement.unit.label}
    return records.MeasurementRecord(**fields)


def finding_records(runs: Iterable[CheckRun], rubric: Rubric) -> tuple[records.FindingRecord, ...]:
    """Return every finding, gravest first, with the first practice that its check feeds."""
    feeds: dict[str, str] = {}
    for _, practice in rubric.practices():
        for line in practice.lines:
            feeds.setdefault(line.check, practice.id)
    found = sorted((f for run in runs for f in run.result.findings), key=lambda finding: -finding.severity.rank)
    return tuple(_finding(finding, feeds.get(finding.check)) for finding in found)


def _finding(finding: Finding, practice: str | None) -> records.FindingRecord:
    return records.FindingRecord(
        finding.check,
        practice,
        finding.severity.value,
        finding.message,
        finding.column,
        _location(finding.location),
        finding.fix,
    )


def _location(location: Location | None) -> records.LocationRecord | None:
    return records.LocationRecord(**location.__dict__) if location else None


def step_records(plan: Plan, rubric: Rubric, results: Mapping[str, PracticeResult]) -> tuple[records.StepRecord, ...]:
    """Return the plan's steps; an action's fix is the gravest finding's where there is one, else the practice's."""
    return tuple(
        records.StepRecord(
            criterion=step.criterion,
            kind=step.kind,
            before=step.before,
            after=step.after,
            gain=step.gain,
            cost=step.cost,
            overall_after=step.overall_after,
            actions=tuple(_action(action, rubric, results) for action in step.actions),
        )
        for step in plan.steps
    )


def _action(action: Action, rubric: Rubric, results: Mapping[str, PracticeResult]) -> records.ActionRecord:
    practice = rubric.practice(action.practice)
    title = practice.title if practice else action.practice
    fix = _fix(results, action.practice) or action.fix
    return records.ActionRecord(action.practice, title, action.effort.value, fix)


def _fix(results: Mapping[str, PracticeResult], practice: str) -> str:
    findings = sorted(results[practice].findings, key=lambda finding: -finding.severity.rank)
    return next((finding.fix for finding in findings if finding.fix), "")


def sealed(assessment: records.Assessment) -> records.Assessment:
    """Return the assessment with its id: SHA-256 of everything but times, volatile measurements and isolation."""
    assessment = scrubbed(assessment)
    content = asdict(assessment)
    for name in _PASSING:
        del content[name]
    _without_volatile(content)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return replace(assessment, id=hashlib.sha256(text.encode()).hexdigest())


def scrubbed(value: T) -> T:
    """Return a record with every lone surrogate replaced: no file format can carry one."""
    changed: object = value
    if isinstance(value, str):
        changed = value.encode("utf-8", "replace").decode() if _SURROGATE.search(value) else value
    elif is_dataclass(value) and not isinstance(value, type):
        changed = replace(value, **{name: scrubbed(item) for name, item in vars(value).items()})
    elif isinstance(value, tuple | list):
        changed = type(value)(scrubbed(item) for item in value)
    elif isinstance(value, Mapping):
        changed = {scrubbed(key): scrubbed(item) for key, item in value.items()}
    return cast("T", changed)


def _without_volatile(node: object) -> None:
    """Drop volatile measurements wherever they stand, in place."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "measurements":
                node[key] = [entry for entry in value if not entry["volatile"]]
            else:
                _without_volatile(value)
    elif isinstance(node, list | tuple):
        for entry in node:
            _without_volatile(entry)
