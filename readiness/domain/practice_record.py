"""The record of one practice: its text, its verdict, and the places and numbers that support it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """Proven low and possible high end."""

    low: float
    high: float


@dataclass(frozen=True)
class LocationRecord:
    """A place in the project; see `readiness.domain.finding.Location`."""

    path: str
    line: int | None = None
    snippet: str = ""
    snippet_line: int | None = None


@dataclass(frozen=True)
class EvidenceRecord:
    """A place that supports a verdict, and why."""

    path: str
    line: int | None
    why: str
    snippet: str = ""
    snippet_line: int | None = None


@dataclass(frozen=True)
class MeasurementRecord:
    """One number measured; see `readiness.domain.measure.Measurement`."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    confidence: float | None
    n: int | None
    unit: str
    dataset: str | None
    column: str | None
    attribute: str | None
    group: str | None
    model: str | None
    method: str | None
    check: str
    volatile: bool
    reason: str = ""


@dataclass(frozen=True)
class FindingRecord:
    """Something that needs work; ``practice`` is the first practice the check feeds."""

    check: str
    practice: str | None
    severity: str
    message: str
    column: str | None
    location: LocationRecord | None
    fix: str


@dataclass(frozen=True)
class LineRecord:
    """Verdict of one check on a practice.

    Attributes
    ----------
    measure, passes
        The measure that is judged and its bound as the rubric writes it (``>= 0.75``, ``<= limits.missing``,
        ``target`` for the project's own); empty for a stated fact.
    """

    check: str
    title: str
    status: str
    strength: str
    reason: str
    measure: str = ""
    passes: str = ""


@dataclass(frozen=True)
class PracticeRecord:
    """One practice with its text and verdict; see `readiness.domain.scorecard.PracticeResult`."""

    id: str
    title: str
    statement: str
    why: str
    level: str
    domain: str
    weight: float
    essential: bool
    anchor: bool
    cap: float | None
    evidence_kind: str
    counts: str
    does_not_count: str
    status: str
    machine_status: str
    waiting: bool
    strength: str
    credit: Interval
    reason: str
    unknown: str | None
    evidence: tuple[EvidenceRecord, ...]
    measurements: tuple[MeasurementRecord, ...]
    findings: tuple[FindingRecord, ...]
    checks: tuple[LineRecord, ...]
    conflict: bool
    waiver: str
    signed_by: tuple[str, ...]
    lapsed: tuple[str, ...]
    signer_roles: tuple[str, ...]
    remediation: str
    effort: str
    gain: float
    sources: tuple[str, ...]
    related: tuple[str, ...]
