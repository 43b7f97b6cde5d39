"""One criterion on the ladder: where its bar starts, ends and stops, and one mark per practice."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.assessment import CriterionRecord
from readiness.report import numbers, words
from readiness.report.practice_view import shape

LEVELS = ("beginner", "intermediate", "advanced")


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
    def in_words(self) -> str:
        """Return the score in words: at least, could be, and how much of it is assessed."""
        return in_words(self.low_text, self.high_text, self.known_text)

    @property
    def label(self) -> str:
        """Return the row in words, for screen readers and alt texts."""
        capped = f", capped at {self.cap:g}" if self.cap is not None else ""
        return f"{self.name}: proven {self.low_text}, at most {self.high_text} of 10{capped}"


def in_words(low: str, high: str, known: str) -> str:
    """Return ``at least 2.5, could be 6.0, 47 % assessed``; one number where both ends are equal."""
    span = f"exactly {low}" if low == high else f"at least {low}, could be {high}"
    return f"{span}, {known} assessed"


def ladder_row(criterion: CriterionRecord) -> LadderRow:
    """Return the ladder row of a criterion; a cap is drawn only where it is proven."""
    score, target = criterion.score, criterion.target
    verdict = "met" if score.low >= target else "open" if score.high >= target else "short"
    # From the score as printed, so that the reader's own subtraction agrees.
    below = f"{target - float(numbers.score(score.low)):.1f}" if verdict == "short" else ""
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
        marks={level: _marks(criterion, level) for level in LEVELS},
    )


def _marks(criterion: CriterionRecord, level: str) -> tuple[Mark, ...]:
    return tuple(
        Mark(practice.id, practice.title, shape(practice), practice.essential)
        for practice in criterion.practices
        if practice.level == level
    )
