"""A run that still goes on as its readers see it: per criterion what is judged so far, and its score once all is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.domain.progress import Judged, Scored
from readiness.domain.rubric import Criterion, Rubric
from readiness.report import numbers, words
from readiness.report.ladder_view import LEVELS, Mark

WAITING = "waiting"


@dataclass(frozen=True)
class PartialRow:
    """One criterion while its assessment goes on.

    Attributes
    ----------
    done, total
        Judged practices and all of them.
    low, high
        Ends of the score from 1 to 10, None until every practice is judged.
    marks
        One mark per practice and level; the shape of one that is not judged yet is ``WAITING``.
    """

    id: str
    name: str
    done: int
    total: int
    low: float | None
    high: float | None
    score: str
    said: str
    marks: dict[str, tuple[Mark, ...]]


def partial_rows(rubric: Rubric, judged: Iterable[Judged], scored: Iterable[Scored]) -> tuple[PartialRow, ...]:
    """Return the six criteria with what is known of them so far."""
    shapes = {event.practice: "pending" if event.waiting else event.status for event in judged}
    scores = {event.criterion: event for event in scored}
    return tuple(_row(criterion, shapes, scores.get(criterion.id)) for criterion in rubric.criteria)


def _row(criterion: Criterion, shapes: dict[str, str], scored: Scored | None) -> PartialRow:
    known = [shapes[practice.id] for practice in criterion.practices if practice.id in shapes]
    total = len(criterion.practices)
    return PartialRow(
        id=criterion.id,
        name=words.SHORT_NAME.get(criterion.code, criterion.title),
        done=len(known),
        total=total,
        low=scored.low if scored else None,
        high=scored.high if scored else None,
        score=_span(scored) if scored else "",
        said=f"{known.count('pass')} pass, {known.count('fail')} fail, {known.count('unknown')} unknown"
        if scored
        else f"{len(known)} of {total} judged",
        marks={
            level: tuple(
                Mark(practice.id, practice.title, shapes.get(practice.id, WAITING), practice.essential)
                for practice in criterion.practices
                if practice.level.value == level
            )
            for level in LEVELS
        },
    )


def _span(scored: Scored) -> str:
    low, high = numbers.score(scored.low), numbers.score(scored.high)
    return low if low == high else f"{low} to {high}"
