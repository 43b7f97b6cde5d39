"""Verdicts on practices and the intervals they add up to."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from readiness.domain.check import Strength
from readiness.domain.finding import Evidence, Finding
from readiness.domain.measure import Measurement


class Status(enum.Enum):
    """Verdict on a practice."""

    PASS = "pass"
    PARTIAL = "partial"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Unknown(enum.Enum):
    """Why a practice is unknown, in the groups people ask about."""

    NO_CHECK = "no_check"
    NO_SIGNATURE = "no_signature"
    ELSEWHERE = "elsewhere"
    UNDECLARED = "undeclared"
    STRADDLES = "straddles"
    TOO_FEW = "too_few"
    NO_TARGET = "no_target"
    BLOCKED = "blocked"
    NOT_RUN = "not_run"
    ERROR = "error"


@dataclass(frozen=True)
class Span:
    """A proven low and a possible high end."""

    low: float
    high: float


CREDIT = {
    Status.PASS: Span(1, 1),
    Status.PARTIAL: Span(0.5, 0.5),
    Status.FAIL: Span(0, 0),
    Status.WAIVED: Span(0, 0),
    Status.UNKNOWN: Span(0, 1),
}
WAITING = Span(0.5, 1)


@dataclass(frozen=True)
class LineVerdict:
    """Verdict of one rubric line, with the check's reason and the numbers it was judged by."""

    check: str
    status: Status
    strength: Strength
    reason: str = ""
    unknown: Unknown | None = None
    waiting: bool = False


@dataclass(frozen=True)
class PracticeResult:
    """Verdict on one practice with everything that supports it.

    Attributes
    ----------
    credit
        0 to 1; for a partial that only waits for a signature, a run or stronger evidence it is 0.5 to 1.
    machine_credit
        The same without signatures.
    reason
        One sentence: why this verdict.
    conflict
        True when a signature says what the machine contradicts.
    signed_by
        "name (role), date, stated, not verified" per valid signature.
    lapsed
        Why signatures on this practice do not count (expired, other model, wording changed).
    """

    id: str
    status: Status
    machine_status: Status
    strength: Strength
    credit: Span
    machine_credit: Span
    reason: str
    unknown: Unknown | None = None
    lines: tuple[LineVerdict, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    findings: tuple[Finding, ...] = ()
    conflict: bool = False
    waiver: str = ""
    signed_by: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        """Return whether a partial only waits for a signature, a run or stronger evidence."""
        return self.status is Status.PARTIAL and self.credit.high == 1


@dataclass(frozen=True)
class Cap:
    """A practice that holds a criterion down: proven (limits both ends) or unrefuted (limits the low end only)."""

    practice: str
    at: float
    proven: bool


@dataclass(frozen=True)
class CriterionScore:
    """Score of one criterion.

    Attributes
    ----------
    score, machine
        Intervals from 1 to 10: with signatures, and on the machine basis.
    level
        beginner, intermediate, advanced, none, or "not enough evidence" below the completeness floor.
    completeness
        Share of the applicable weight whose status is not unknown (0 to 1).
    """

    id: str
    code: str
    score: Span
    machine: Span
    level: str
    completeness: float
    target: float
    caps: tuple[Cap, ...]
    practices: tuple[PracticeResult, ...]


@dataclass(frozen=True)
class Scorecard:
    """Scores of the six criteria; overall is the weakest."""

    overall: Span
    machine: Span
    completeness: float
    weakest: str
    criteria: tuple[CriterionScore, ...]
