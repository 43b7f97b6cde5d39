"""Advice: what to do next, what it takes and what it brings."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.check import Effort
from readiness.domain.scorecard import Span


@dataclass(frozen=True)
class Action:
    """One practice to bring to a pass."""

    practice: str
    effort: Effort
    fix: str


@dataclass(frozen=True)
class Step:
    """A set of actions that pays together, with its joint gain.

    Attributes
    ----------
    kind
        gate (opens the next gate), cap (lifts a proven cap) or single.
    before, after
        Low end of the criterion's score before and after the step, earlier steps done.
    overall_after
        Low end of the overall score once this and all earlier steps are done.
    cost
        Sum of the efforts in the rubric's scale (S=1, M=3, L=8 by default).
    """

    criterion: str
    kind: str
    actions: tuple[Action, ...]
    before: float
    after: float
    cost: float
    overall_after: float = 0.0

    @property
    def gain(self) -> float:
        """Return the rise of the criterion's low end."""
        return self.after - self.before


@dataclass(frozen=True)
class Plan:
    """Steps in the order to take them, and the scores they lead to."""

    steps: tuple[Step, ...]
    overall: Span
    reachable: bool = True


@dataclass(frozen=True)
class Gap:
    """One practice that has to be brought to a pass, to be waived or to be taken on.

    Attributes
    ----------
    cap
        The score it holds its criterion at, None where it is missing for a target.
    """

    criterion: str
    practice: str
    cap: float | None = None
