"""Interval plots as data: one row per group, the owner's limit, and which side of it each interval lies on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readiness.domain.assessment import MeasurementRecord, PracticeRecord, ProjectRecord
from readiness.report import numbers, words

_BOUND = re.compile(r"^\s*(>=|<=|>|<)\s*([0-9.eE+-]+)\s*$")
_NEUTRAL: Mapping[str, float] = {"ratio": 1.0, "difference": 0.0}
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Limit:
    """A bound that a number is held against: ``low_side`` is True when values at or above it are accepted."""

    number: float
    low_side: bool
    text: str


@dataclass(frozen=True)
class IntervalRow:
    """One interval of a plot.

    Attributes
    ----------
    value, low, high
        Positions on the axis; None where no interval can be given.
    side
        within, below (outside the limit), crossing, few (not enough rows), or none where there is no limit.
    verdict
        The side in words.
    """

    label: str
    detail: str
    value: float | None
    low: float | None
    high: float | None
    value_text: str
    span_text: str
    side: str
    verdict: str


@dataclass(frozen=True)
class IntervalPlot:
    """Intervals of one measure on one axis.

    Attributes
    ----------
    start, end
        Ends of the axis.
    ticks
        Positions on the axis with their texts.
    neutral
        The value that means "equal" (1 for ratios, 0 for differences), where it lies on the axis.
    caption
        Level of the intervals, how they were made and on which data.
    """

    title: str
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]
    limit: Limit | None
    neutral: float | None
    rows: tuple[IntervalRow, ...]
    caption: str

    @property
    def label(self) -> str:
        """Return the plot in words, for screen readers and alt texts."""
        rows = "; ".join(f"{row.label} {row.value_text} {row.span_text} {row.verdict}".strip() for row in self.rows)
        limit = f", {self.limit.text}" if self.limit else ""
        return f"{self.title}{limit}: {rows}"


def interval_plots(practice: PracticeRecord, project: ProjectRecord | None = None) -> tuple[IntervalPlot, ...]:
    """Return one plot per group metric of a practice that has at least one interval.

    Parameters
    ----------
    project
        Gives the numbers of limits that the owner declares; without it only bounds written in the rubric are drawn.
    """
    return tuple(_plot(members, limit_on(practice, members[0].name, project)) for members in families(practice))


def families(practice: PracticeRecord) -> list[list[MeasurementRecord]]:
    """Return the group metrics of a practice that share an axis, where at least one of them has an interval."""
    found: dict[tuple[str, str, str], list[MeasurementRecord]] = {}
    for measurement in practice.measurements:
        if measurement.attribute:
            grouped = measurement.attribute if measurement.group is not None else ""
            found.setdefault((measurement.name, measurement.dataset or "", grouped), []).append(measurement)
    return [
        members
        for members in found.values()
        if any(member.low is not None and member.high is not None for member in members)
    ]


def limit_on(practice: PracticeRecord, measure: str, project: ProjectRecord | None) -> Limit | None:
    """Return the bound by which a practice judges a measure, or None where it does not or the number is not known."""
    for line in practice.checks:
        declared = line.passes == "target"
        if line.passes and (line.measure == measure or (declared and line.measure in ("", measure))):
            text = (project.targets.get(measure, "") if project else "") if declared else line.passes
            operator, _, bound = text.partition(" ")
            if bound.strip().startswith("limits."):
                declared, number = True, project.limits.get(bound.strip()[7:]) if project else None
                text = "" if number is None else f"{operator} {number}"
            match = _BOUND.match(text)
            if match:
                whose = "your limit" if declared else "limit"
                return Limit(float(match[2]), match[1].startswith(">"), f"{whose} {float(match[2]):g}")
    return None


def _plot(members: list[MeasurementRecord], limit: Limit | None) -> IntervalPlot:
    first = members[0]
    unit = first.unit
    positions = [number for m in members for number in (m.value, m.low, m.high) if number is not None]
    neutral = _NEUTRAL.get(unit)
    marks = [mark for mark in (limit.number if limit else None, neutral) if mark is not None]
    start, end, ticks = axis([*positions, *marks])
    grouped = first.group is not None
    about = f" by {first.attribute}" if grouped else ""
    data = f", {first.dataset} data" if first.dataset else ""
    return IntervalPlot(
        title=f"{words.measure(first.name).capitalize()}{about}{data}",
        start=start,
        end=end,
        ticks=tuple((tick, _tick(tick, unit)) for tick in ticks),
        limit=limit,
        neutral=neutral,
        rows=tuple(_row(member, limit) for member in members),
        caption=_caption(members),
    )


def _row(measurement: MeasurementRecord, limit: Limit | None) -> IntervalRow:
    label = measurement.group if measurement.group is not None else measurement.attribute or ""
    side = _side(measurement, limit)
    shown = measurement.value is not None
    return IntervalRow(
        label=label,
        detail="" if measurement.n is None else f"n {measurement.n:,}",
        value=measurement.value,
        low=measurement.low,
        high=measurement.high,
        value_text=numbers.value(measurement.value, measurement.unit) if shown else "no interval",
        span_text=numbers.span(measurement),
        side=side,
        verdict=words.SIDE[side] if shown else measurement.reason or words.SIDE["few"],
    )


def _side(measurement: MeasurementRecord, limit: Limit | None) -> str:
    if measurement.value is None:
        return "few"
    if limit is None:
        return "none"
    low = measurement.value if measurement.low is None else measurement.low
    high = measurement.value if measurement.high is None else measurement.high
    inside = [number >= limit.number if limit.low_side else number <= limit.number for number in (low, high)]
    if all(inside):
        return "within"
    return "crossing" if any(inside) else "below"


def _caption(members: list[MeasurementRecord]) -> str:
    levels = sorted({member.confidence for member in members if member.confidence})
    parts = [f"{' and '.join(f'{level * 100:g} %' for level in levels)} intervals"] if levels else []
    parts += sorted({member.method for member in members if member.method})
    return f"{'; '.join(parts)}." if parts else ""


def _tick(number: float, unit: str) -> str:
    return f"{number * 100:g} %" if unit == "share" else f"{number:g}"


def axis(positions: Iterable[float]) -> tuple[float, float, tuple[float, ...]]:
    """Return start, end and four to seven round ticks of an axis that holds every finite position."""
    finite = [number for number in positions if math.isfinite(number)] or [0.0, 1.0]
    low, high = min(finite), max(finite)
    size = max(abs(low), abs(high))
    room = high - low if high - low > 1e-9 * size else size
    room = room if room > 1e-300 else 1.0
    raw = room / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in _STEPS if power * factor >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if first == last:
        last += 1
    ticks = tuple(float(f"{index * step:.15g}") for index in range(first, last + 1))
    return ticks[0], ticks[-1], ticks
