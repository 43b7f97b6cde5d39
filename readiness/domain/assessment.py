"""The assessment: one immutable record that holds everything a reader or a later report needs.

Field names and meanings are the contract's; they are written to JSON as they stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.domain.practice_record import EvidenceRecord as EvidenceRecord
from readiness.domain.practice_record import FindingRecord as FindingRecord
from readiness.domain.practice_record import Interval as Interval
from readiness.domain.practice_record import LineRecord as LineRecord
from readiness.domain.practice_record import LocationRecord as LocationRecord
from readiness.domain.practice_record import MeasurementRecord as MeasurementRecord
from readiness.domain.practice_record import PracticeRecord as PracticeRecord
from readiness.domain.signed_record import AttestationRecord, WaiverRecord
from readiness.domain.table_record import TableRecord

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class CapRecord:
    """A practice that holds a criterion down; ``state`` is proven or unrefuted."""

    practice: str
    at: float
    state: str


@dataclass(frozen=True)
class CriterionRecord:
    """One criterion with its interval and practices."""

    id: str
    code: str
    title: str
    question: str
    score: Interval
    machine: Interval
    level: str
    completeness: float
    target: float
    caps: tuple[CapRecord, ...]
    investment: Mapping[str, str] | None
    practices: tuple[PracticeRecord, ...]


@dataclass(frozen=True)
class ActionRecord:
    """One practice to bring to a pass, with the concrete fix."""

    practice: str
    title: str
    effort: str
    fix: str


@dataclass(frozen=True)
class StepRecord:
    """A step of the plan; see `readiness.domain.remediation.Step`."""

    criterion: str
    kind: str
    before: float
    after: float
    gain: float
    cost: float
    overall_after: float
    actions: tuple[ActionRecord, ...]


@dataclass(frozen=True)
class Tool:
    """What made the assessment."""

    name: str
    version: str


@dataclass(frozen=True)
class GuessRecord:
    """A manifest value inferred from the folder, with its reason."""

    key: str
    value: str
    reason: str


@dataclass(frozen=True)
class ProjectRecord:
    """What was assessed.

    Attributes
    ----------
    manifest
        Path of the manifest, or None when everything was inferred.
    model, data
        SHA-256 of the shipped model and the data, the subject of signatures; empty where there is none.
    domains
        Place of each domain (in-folder, elsewhere, unknown).
    targets, limits
        What is good enough, by measure (``roc_auc: ">= 0.75"``), and the data limits, as the manifest sets them.
    """

    name: str
    root_digest: str
    commit: str | None
    manifest: str | None
    model: str
    data: str
    task: str | None
    serving: str | None
    risk_tier: str
    decides_about_people: bool | None
    files: int
    domains: Mapping[str, str]
    guesses: tuple[GuessRecord, ...]
    targets: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RubricRecord:
    """Which rubric judged."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True)
class GuardRecord:
    """One guard of the worker and whether it was in force."""

    name: str
    in_force: bool
    detail: str


@dataclass(frozen=True)
class IsolationRecord:
    """What really held foreign code back; ``started`` is False when no foreign code was loaded."""

    started: bool
    isolated: bool
    platform: str
    guards: tuple[GuardRecord, ...] = ()


@dataclass(frozen=True)
class ProblemRecord:
    """An error of ours, or something of the project that was skipped, with the reason."""

    where: str
    reason: str


@dataclass(frozen=True)
class Assessment:
    """One assessment of one project at one time under one rubric.

    Attributes
    ----------
    attestations, waivers
        Everything signed in the project's own files, also what no longer counts.
    sole_developer
        The only author in the Git history, empty where there are several or none is known.
    tables
        Shapes and counts of every table that was read; empty in assessments made before they were kept.
    """

    id: str
    schema_version: int
    created_at: str
    tool: Tool
    project: ProjectRecord
    rubric: RubricRecord
    trust: str
    isolation: IsolationRecord
    engine: str
    seed: int
    duration_seconds: Mapping[str, float]
    overall: Interval
    machine: Interval
    completeness: float
    weakest: str
    criteria: tuple[CriterionRecord, ...]
    measurements: tuple[MeasurementRecord, ...]
    findings: tuple[FindingRecord, ...]
    signals: Mapping[str, Any]
    indicators: Mapping[str, float | int]
    advice: tuple[StepRecord, ...]
    errors: tuple[ProblemRecord, ...]
    skipped: tuple[ProblemRecord, ...]
    attestations: tuple[AttestationRecord, ...] = ()
    waivers: tuple[WaiverRecord, ...] = ()
    sole_developer: str = ""
    tables: tuple[TableRecord, ...] = ()

    def practice(self, identity: str) -> PracticeRecord | None:
        """Return the practice of this id, or None."""
        return next((p for criterion in self.criteria for p in criterion.practices if p.id == identity), None)

    def criterion(self, identity: str) -> CriterionRecord | None:
        """Return the criterion of this id, or None."""
        return next((criterion for criterion in self.criteria if criterion.id == identity), None)
