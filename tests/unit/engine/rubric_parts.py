"""Small practices and criteria made by hand for engine tests."""

from __future__ import annotations

from dataclasses import replace

from readiness.domain.check import Effort, Strength
from readiness.domain.rubric import CheckLine, Criterion, EvidenceKind, Level, Practice, Rubric, Scale, Threshold

SCALE = Scale(
    bands={Level.BEGINNER: (1, 3), Level.INTERMEDIATE: (4, 7), Level.ADVANCED: (8, 10)},
    gate_coverage=0.75,
    completeness_floor=0.5,
    none_below=1.5,
    machine_ceiling=7,
    not_applicable_weight_limit=0.2,
    effort={Effort.SMALL: 1, Effort.MEDIUM: 3, Effort.LARGE: 8},
)


def practice(identity: str, level: Level = Level.BEGINNER, **changed: object) -> Practice:
    """Return a non-essential automatic practice of weight 1 without checks."""
    made = Practice(
        id=identity,
        title=identity,
        statement=f"Statement of {identity}.",
        why="",
        level=level,
        domain="code",
        weight=1,
        essential=False,
        anchor=False,
        cap=None,
        applies_when=None,
        variants={},
        kind=EvidenceKind.AUTO,
        min_strength=Strength.E1,
        counts="",
        does_not_count="",
        signer_roles=(),
        attestation_days=365,
        signed_justification=False,
        remediation=f"Fix {identity}.",
        effort=Effort.SMALL,
        sources=(),
        lines=(),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def criterion(*practices: Practice, code: str = "DQ") -> Criterion:
    return Criterion(code.lower(), code, code, "", {}, None, {}, practices)


def rubric(*criteria: Criterion) -> Rubric:
    targets = {"standard": {made.code: 5.0 for made in criteria}}
    return Rubric("small", "1", "2026-11-20", "Small", "0" * 64, SCALE, targets, 2, 90, {}, {}, criteria)


def stated(check: str, **changed: object) -> CheckLine:
    return replace(CheckLine(check), **changed)  # type: ignore[arg-type]


def bounded(check: str, measure: str, passes: str, partial: str | None = None) -> CheckLine:
    def threshold(text: str) -> Threshold:
        operator, number = text.split()
        return Threshold(operator, float(number))

    return CheckLine(check, measure, threshold(passes), threshold(partial) if partial else None)
