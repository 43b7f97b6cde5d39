"""The shape of the rubric's YAML files; a key that is not here is refused."""

from __future__ import annotations

from typing import Literal

import msgspec


class File(msgspec.Struct, forbid_unknown_fields=True):
    """Base of every part of a rubric file."""


class ScaleFile(File):
    """The ends of the scale and the score under which a level reads "none"."""

    min: float
    max: float
    none_below: float


class DecisionFile(File):
    """Numbers of the decision rule."""

    no_go_below_target: float
    waiver_days: int
    quorum: dict[Literal["critical", "standard", "experimental"], list[str]] = msgspec.field(default_factory=dict)
    review_months: dict[Literal["critical", "standard", "experimental"], int] = msgspec.field(default_factory=dict)


class RubricFile(File):
    """``rubric.yaml``."""

    id: str
    version: str
    date: str
    title: str
    scale: ScaleFile
    bands: dict[Literal["beginner", "intermediate", "advanced"], tuple[float, float]]
    gate_coverage: float
    machine_basis_ceiling: float
    completeness_floor: float
    attestation_days: dict[Literal["default", "audit"], int]
    not_applicable_weight_limit: float
    effort: dict[Literal["S", "M", "L"], float]
    targets: dict[Literal["critical", "standard", "experimental"], dict[str, float]]
    decision: DecisionFile
    criteria: list[str]
    sources: dict[str, str]
    glossary: dict[str, str]


class LineFile(File):
    """One line under a practice's ``checks``."""

    check: str
    passes: bool | str = msgspec.field(name="pass")
    measure: str | None = None
    partial: str | None = None
    dataset: Literal["train", "test", "production", "reference"] | None = None
    at_worst: Literal["partial"] | None = None
    undeclared: Literal["not_applicable"] | None = None
    when: str | None = None
    unless: str | None = None


class EvidenceFile(File):
    """What counts for a practice."""

    kind: Literal["auto", "attest", "auto+attest"]
    min_strength: Literal["E0", "E1", "E2", "E3"] | None
    counts: str
    does_not_count: str
    signer_roles: list[str]
    attestation_period: Literal["default", "audit"]
    signed_justification: bool = False


class PracticeFile(File):
    """One practice."""

    id: str
    title: str
    statement: str
    why: str
    level: Literal["beginner", "intermediate", "advanced"]
    domain: Literal[
        "data", "model", "code", "serving", "pipeline", "infra", "ci", "monitoring", "experiments", "docs", "people"
    ]
    weight: float
    essential: bool
    anchor: bool
    cap: float | None
    applies_when: str | None
    variants: dict[str, str]
    evidence: EvidenceFile
    remediation: str
    effort: Literal["S", "M", "L"]
    sources: list[str]
    checks: list[LineFile]


class CriterionFile(File):
    """``<criterion>.yaml``."""

    id: str
    code: str
    title: str
    question: str
    anchors: dict[Literal["beginner", "intermediate", "advanced"], str]
    investment: dict[str, str] | None
    points: dict[str, str]
    practices: list[PracticeFile]


class CrosswalkItemFile(File):
    """One item of another framework."""

    id: str
    title: str
    section: str
    practices: list[str]


class CrosswalkFile(File):
    """``crosswalks/<framework>.yaml``."""

    id: str
    title: str
    source: str
    year: int | None
    checked_on: str
    relation: str
    note: str
    items: list[CrosswalkItemFile]
    indicator: dict[str, object] | None
    dates: list[object] | dict[str, object] | None = None


class QuestionFile(File):
    """One entry of ``help.yaml``."""

    question: str
    answer: str
    criterion: str | None
    practices: list[str]
