"""One practice as its readers see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.domain.assessment import (
    EvidenceRecord,
    FindingRecord,
    MeasurementRecord,
    PracticeRecord,
    ProjectRecord,
)
from readiness.report import numbers, words
from readiness.report.interval_view import IntervalPlot, families, interval_plots
from readiness.report.reasons import sentence, signs, told, unknown_kind


@dataclass(frozen=True)
class NumberView:
    """One measured number in words: what, its value, interval, n, and where.

    Attributes
    ----------
    number
        The value as it was measured, for sorting; None where there is none.
    plotted
        True when it stands in one of the practice's interval plots.
    """

    name: str
    about: str
    value: str
    interval: str
    n: str
    method: str
    check: str
    volatile: bool
    number: float | None = None
    plotted: bool = False


@dataclass(frozen=True)
class EvidenceView:
    """A place of the project with its source lines."""

    path: str
    line: int | None
    place: str
    why: str
    snippet: str
    first_line: int


@dataclass(frozen=True)
class FindingView:
    """Something that needs work."""

    severity: str
    message: str
    place: str
    path: str
    line: int | None
    snippet: str
    first_line: int
    fix: str
    check: str


@dataclass(frozen=True)
class PracticeView:
    """Everything printed about one practice."""

    id: str
    title: str
    statement: str
    why: str
    level: str
    shape: str
    status: str
    strength: str
    marks: str
    essential: bool
    cap: float | None
    reason: str
    findings: tuple[FindingView, ...]
    evidence: tuple[EvidenceView, ...]
    figures: tuple[NumberView, ...]
    intervals: tuple[MeasurementRecord, ...]
    checks: tuple[tuple[str, str, str, str], ...]
    counts: str
    does_not_count: str
    remediation: str
    effort: str
    gain: str
    related: tuple[str, ...]
    sources: tuple[str, ...]
    signed_by: tuple[str, ...]
    lapsed: tuple[str, ...]
    waiver: str
    conflict: bool
    signer_roles: tuple[str, ...]
    plots: tuple[IntervalPlot, ...]
    evidence_kind: str
    unknown_label: str


def shape(practice: PracticeRecord) -> str:
    """Return the status shape: the status, or pending for a partial that only waits."""
    return "pending" if practice.status == "partial" and practice.waiting else practice.status


def practice_view(practice: PracticeRecord, project: ProjectRecord | None = None) -> PracticeView:
    """Return the view of a practice.

    Parameters
    ----------
    project
        Gives the numbers of the owner's limits for the interval plots.
    """
    kind = shape(practice)
    marks = [f"weight {practice.weight:g}", practice.level]
    if practice.essential:
        marks.insert(0, "essential")
    return PracticeView(
        id=practice.id,
        title=practice.title,
        statement=practice.statement,
        why=practice.why,
        level=practice.level,
        shape=kind,
        status=words.STATUS[kind],
        strength="" if practice.status in ("unknown", "not_applicable") else words.STRENGTH[practice.strength],
        marks=", ".join(marks),
        essential=practice.essential,
        cap=practice.cap,
        reason=_reason(practice),
        findings=tuple(finding_view(finding) for finding in practice.findings),
        evidence=tuple(_evidence(evidence) for evidence in practice.evidence),
        figures=_figures(practice),
        intervals=tuple(m for m in practice.measurements if m.low is not None or m.value is None),
        checks=tuple((c.check, c.title, words.STATUS[c.status], sentence(told(c.reason))) for c in practice.checks),
        counts=practice.counts,
        does_not_count=practice.does_not_count,
        remediation=practice.remediation,
        effort=words.EFFORT[practice.effort],
        gain=f"+{numbers.score(practice.gain)} with the step it belongs to" if practice.gain > 0 else "no gain alone",
        related=practice.related,
        sources=practice.sources,
        signed_by=practice.signed_by,
        lapsed=practice.lapsed,
        waiver=practice.waiver,
        conflict=practice.conflict,
        signer_roles=practice.signer_roles,
        plots=interval_plots(practice, project),
        evidence_kind=practice.evidence_kind,
        unknown_label=words.UNKNOWN.get(unknown_kind(practice) if practice.unknown else "", ("",))[0],
    )


def _figures(practice: PracticeRecord) -> tuple[NumberView, ...]:
    plotted = {id(member) for members in families(practice) for member in members}
    return tuple(
        replace(number_view(measurement), plotted=id(measurement) in plotted) for measurement in practice.measurements
    )


def _reason(practice: PracticeRecord) -> str:
    if not practice.reason and practice.status == "pass":
        return words.ALL_SHOWN
    return sentence(told(practice.reason))


def number_view(measurement: MeasurementRecord) -> NumberView:
    """Return a measured number in words."""
    about = [
        part
        for part in (measurement.column, _group(measurement), measurement.dataset and f"{measurement.dataset} data")
        if part
    ]
    return NumberView(
        name=words.measure(measurement.name),
        about=", ".join(about),
        value=numbers.value(measurement.value, measurement.unit)
        if measurement.value is not None
        else measurement.reason,
        interval=numbers.interval(measurement),
        n="" if measurement.n is None else f"{measurement.n:,}",
        method=measurement.method or "",
        check=measurement.check,
        volatile=measurement.volatile,
        number=measurement.value,
    )


def _group(measurement: MeasurementRecord) -> str:
    if measurement.attribute and measurement.group is not None:
        return f"{measurement.attribute} = {measurement.group}"
    return measurement.attribute or measurement.group or ""


def _evidence(evidence: EvidenceRecord) -> EvidenceView:
    path = "the whole folder" if evidence.path == "." else evidence.path
    place = path if evidence.line is None else f"{path}:{evidence.line}"
    return EvidenceView(
        path,
        evidence.line,
        place,
        sentence(evidence.why),
        evidence.snippet,
        evidence.snippet_line or evidence.line or 1,
    )


def finding_view(finding: FindingRecord) -> FindingView:
    """Return a finding in words."""
    location = finding.location
    place = "" if location is None else location.path if location.line is None else f"{location.path}:{location.line}"
    return FindingView(
        severity=words.SEVERITY[finding.severity],
        message=sentence(finding.message, finding.column),
        place=place,
        path=location.path if location else "",
        line=location.line if location else None,
        snippet=location.snippet if location else "",
        first_line=(location.snippet_line or location.line or 1) if location else 1,
        fix=signs(finding.fix),
        check=finding.check,
    )
