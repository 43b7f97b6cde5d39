"""Two assessments side by side: what changed, and which part of a score's change each cause has."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from readiness.domain.assessment import Interval


class Cause(enum.Enum):
    """Why a practice's verdict, and with it a score, changed."""

    PROJECT = "project"
    DATA = "data"
    PROFILE = "profile"
    ATTESTATION = "attestation"
    WAIVER = "waiver"
    CHECK = "new check"
    RUBRIC = "rubric"
    TOOL = "tool version"
    SETTINGS = "settings"
    TIME = "time"


class ChangeKind(enum.Enum):
    """How a practice changed; OTHER is a change that leaves the credit as it was."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NEW = "new"
    REMOVED = "removed"
    EXPIRED = "expired"
    OTHER = "other"


@dataclass(frozen=True)
class PracticeChange:
    """One practice whose verdict is not what it was.

    Attributes
    ----------
    why
        One clause that names what changed.
    before, after
        Status then and now; empty where the rubric has or had no such practice.
    before_credit, after_credit
        Credit from 0 to 1; None where it does not apply.
    """

    id: str
    title: str
    criterion: str
    kind: ChangeKind
    cause: Cause
    why: str
    before: str
    after: str
    before_credit: Interval | None
    after_credit: Interval | None


@dataclass(frozen=True)
class Part:
    """What one cause adds to a change of score, at its proven and its possible end (-9 to 9).

    Attributes
    ----------
    practices
        The practices through which it acts.
    """

    cause: Cause
    low: float
    high: float
    practices: tuple[str, ...]


@dataclass(frozen=True)
class ScoreChange:
    """One score (1 to 10) then and now, and the parts that the difference is the sum of.

    Attributes
    ----------
    id
        Id of the criterion, or ``overall``.
    rescored
        The older score under the newer rubric; the same as ``before`` when the rubric did not change.
    """

    id: str
    title: str
    before: Interval
    rescored: Interval
    after: Interval
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed between two assessments.

    Attributes
    ----------
    same_rubric
        False when the older one had to be re-scored; ``notes`` then says how.
    notes
        What a reader must know before comparing, one sentence each.
    """

    older: str
    newer: str
    older_at: str
    newer_at: str
    same_rubric: bool
    notes: tuple[str, ...]
    overall: ScoreChange
    criteria: tuple[ScoreChange, ...]
    practices: tuple[PracticeChange, ...]
