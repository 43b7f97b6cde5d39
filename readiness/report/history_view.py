"""Kept assessments as their readers see them: rows of a list, the trend of each criterion, the state of the chain."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.domain.assessment import Interval
from readiness.domain.ledger import AssessmentSummary, Verification
from readiness.report import numbers, words

FIRST = "First assessment of this project."
SAME = "Nothing that lists show."
MOST_MOVED = 3


@dataclass(frozen=True)
class Listed:
    """One kept assessment in a list.

    Attributes
    ----------
    changes
        What differs from the one before it of the same project, one clause each.
    before
        Id of that one, empty for the first.
    """

    id: str
    project: str
    at: str
    commit: str
    rubric: str
    trust: str
    tier: str
    score: str
    most: str
    known: str
    changes: tuple[str, ...]
    before: str


@dataclass(frozen=True)
class TrendPoint:
    """One criterion's score at one time: numbers to draw, and the same as text."""

    id: str
    at: str
    day: str
    low: float
    high: float
    target: float
    text: str


@dataclass(frozen=True)
class Trend:
    """A criterion over time.

    Attributes
    ----------
    said
        First and last in one sentence, which a reader gets who does not see the drawing.
    """

    code: str
    name: str
    points: tuple[TrendPoint, ...]
    said: str


@dataclass(frozen=True)
class Trends:
    """All criteria of a project over time.

    Attributes
    ----------
    breaks
        (ISO time, words) of every change of the rubric: points on its two sides were judged by different rules.
    """

    criteria: tuple[Trend, ...]
    breaks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ChainView:
    """Whether the chain of records holds, in words."""

    holds: bool
    lead: str
    text: str


def listed(summary: AssessmentSummary, before: AssessmentSummary | None) -> Listed:
    """Return a row of the list."""
    return Listed(
        id=summary.id,
        project=summary.project,
        at=numbers.moment(summary.created_at),
        commit=numbers.short(summary.commit),
        rubric=f"{summary.rubric_version} ({summary.rubric[:8]})",
        trust=summary.trust,
        tier=summary.risk_tier,
        score=numbers.score(summary.low),
        most=numbers.score(summary.high),
        known=numbers.percent(summary.completeness),
        changes=_changes(before, summary),
        before=before.id if before is not None else "",
    )


def label(summary: AssessmentSummary) -> str:
    """Return a kept assessment in one line, as a choice shows it."""
    parts = [numbers.moment(summary.created_at), numbers.score_span(Interval(summary.low, summary.high))]
    parts += [f"commit {numbers.short(summary.commit)}"] if summary.commit else []
    return ", ".join([*parts, f"trust {summary.trust}", f"id {summary.id[:7]}"])


def _changes(before: AssessmentSummary | None, now: AssessmentSummary) -> tuple[str, ...]:
    if before is None:
        return (FIRST,)
    clauses = list(_circumstances(before, now))
    if before.rubric != now.rubric:
        clauses.append("judged by another rubric; the comparison scores the older one again")
    else:
        moved = list(_moved(before, now))
        rest = len(moved) - MOST_MOVED
        clauses += [*moved[:MOST_MOVED], f"{rest} more criteria"] if rest > 1 else moved
    return tuple(clauses) or (SAME,)


def _circumstances(before: AssessmentSummary, now: AssessmentSummary) -> Iterable[str]:
    if before.root_digest != now.root_digest or before.commit != now.commit:
        yield "the project's files"
    if before.data != now.data:
        yield "the data"
    if before.model != now.model:
        yield "the model"
    named = (
        ("rubric", before.rubric_version, now.rubric_version),
        ("Readiness", before.tool_version, now.tool_version),
        ("risk tier", before.risk_tier, now.risk_tier),
        ("trust", before.trust, now.trust),
    )
    for name, old, new in named:
        if old != new:
            yield f"{name} {old} → {new}"


def _moved(before: AssessmentSummary, now: AssessmentSummary) -> Iterable[str]:
    for code in _in_order(now.scores):
        low, high, _ = now.scores[code]
        name = words.SHORT_NAME.get(code, code)
        if code not in before.scores:
            yield f"{name} is new"
            continue
        was_low, was_high, _ = before.scores[code]
        if numbers.score(was_low) != numbers.score(low):
            yield f"{name} {numbers.score(was_low)} → {numbers.score(low)}"
        elif numbers.score(was_high) != numbers.score(high):
            yield f"{name} at most {numbers.score(was_high)} → {numbers.score(high)}"


def trends(history: Iterable[AssessmentSummary]) -> Trends:
    """Return every criterion over time, from the kept assessments of one project, oldest first."""
    found = tuple(history)
    order = _in_order({code: None for summary in found for code in summary.scores})
    breaks = tuple(
        (now.created_at, f"rubric {before.rubric_version} → {now.rubric_version} on {numbers.day(now.created_at)}")
        for before, now in itertools.pairwise(found)
        if before.rubric != now.rubric
    )
    return Trends(tuple(_trend(code, found) for code in order), breaks)


def _in_order(codes: Mapping[str, object]) -> list[str]:
    """Return criteria in the order of the report, those of another rubric last."""
    known = [code for code in words.SHORT_NAME if code in codes]
    return [*known, *(code for code in codes if code not in words.SHORT_NAME)]


def _trend(code: str, history: Iterable[AssessmentSummary]) -> Trend:
    points = tuple(_point(summary, *summary.scores[code]) for summary in history if code in summary.scores)
    first, last = points[0], points[-1]
    said = f"Last {last.text}" + (f", first {first.text}" if len(points) > 1 else "")
    return Trend(code, words.SHORT_NAME.get(code, code), points, f"{said}; target {last.target:g}.")


def _point(summary: AssessmentSummary, low: float, high: float, target: float) -> TrendPoint:
    return TrendPoint(
        id=summary.id,
        at=summary.created_at,
        day=numbers.day(summary.created_at),
        low=low,
        high=high,
        target=target,
        text=numbers.score_span(Interval(low, high)),
    )


def chain(found: Verification, *, documents: bool = False) -> ChainView:
    """Return the state of the chain; ``documents`` says that the whole assessments were read too."""
    if found.fault is not None:
        before = f"The {found.records} records before it hold." if found.records else "No record before it."
        return ChainView(
            False,
            f"The chain is broken at record {found.fault.number}.",
            f"What is wrong: {found.fault.what}. {before} Something wrote to the database beside Readiness, or it was "
            "damaged. Compare with an export or a digest that was noted elsewhere before you rely on it.",
        )
    if not found.records:
        return ChainView(True, "Nothing is recorded yet.", "")
    depth = "every record and every whole assessment" if documents else "every record; whole assessments not read"
    return ChainView(
        True,
        f"The chain holds: {found.records:,} record{'' if found.records == 1 else 's'}.",
        f"Checked: {depth}. Digest of the last: {found.head}",
    )
