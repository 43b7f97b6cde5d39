"""What changed between two assessments, as a terminal reader sees it."""

from __future__ import annotations

import math

from readiness.domain.assessment import Interval
from readiness.domain.comparison import Comparison, Part, PracticeChange, ScoreChange

_SMALLEST = 0.005  # what would print as 0.00


def comparison_text(found: Comparison) -> str:
    """Return the notes, every score with the parts of its change, and every changed practice, as lines."""
    lines = [f"{found.older[:12]} of {found.older_at} against {found.newer[:12]} of {found.newer_at}"]
    lines += [f"Note: {note}" for note in found.notes]
    for change in (found.overall, *found.criteria):
        lines += ["", *_score(change, found.same_rubric)]
    lines += ["", "Practices:" if found.practices else "No practice changed."]
    lines += [_practice(change) for change in found.practices]
    return "\n".join(lines)


def _score(change: ScoreChange, same_rubric: bool) -> list[str]:
    again = "" if same_rubric else f" ({_interval(change.rescored)} under the newer rubric)"
    head = f"{change.title}: {_interval(change.before)}{again}, now {_interval(change.after)}"
    if not change.parts:
        return [f"{head}, unchanged"]
    return [head, *(f"  {_part(part)}" for part in change.parts)]


def _part(part: Part) -> str:
    through = f"  {', '.join(part.practices)}" if part.practices else ""
    return f"{part.cause.value:<12} proven {_signed(part.low)}, possible {_signed(part.high)}{through}"


def _practice(change: PracticeChange) -> str:
    statuses = f"{change.before or 'not there'} to {change.after or 'not there'}"
    return f"  {change.kind.value:<9} {change.id}: {statuses}; {change.cause.value}: {change.why}"


def _interval(interval: Interval) -> str:
    """Return both ends, cut to one decimal as every score is: never rounded up."""
    low, high = (math.floor(round(end * 10, 6)) / 10 for end in (interval.low, interval.high))
    return f"{low:.1f} to {high:.1f}"


def _signed(number: float) -> str:
    return "0" if abs(number) < _SMALLEST else f"{number:+.2f}"
