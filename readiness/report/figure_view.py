"""Figures of measured numbers as data: the same rows are drawn on screen, on paper and in the table beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from readiness.domain.assessment import Assessment, MeasurementRecord
from readiness.report import numbers, words
from readiness.report.curve_figure import CurveFigure as CurveFigure
from readiness.report.curve_figure import CurvePoint as CurvePoint
from readiness.report.interval_view import Limit, axis, limit_on

Label = Callable[[MeasurementRecord], str]


@dataclass(frozen=True)
class FigureRow:
    """One interval of a figure.

    Attributes
    ----------
    value, low, high
        Positions on the axis; None where there is no number or no interval.
    side
        within, below (outside the limit), crossing, few (no number), or none where there is no limit.
    limit
        The bound this row is held against, or None.
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
    limit: Limit | None = None


@dataclass(frozen=True)
class IntervalFigure:
    """Intervals on one axis, a row each, with the value that means "nothing" or "equal" where there is one."""

    title: str
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[FigureRow, ...]
    caption: str
    neutral: float | None = None
    neutral_text: str = ""
    heading: str = "Measured"

    @property
    def label(self) -> str:
        """Return the figure in words, for screen readers and alternative texts."""
        rows = "; ".join(
            " ".join(part for part in (row.label, row.value_text, row.span_text, row.verdict) if part)
            for row in self.rows
        )
        return f"{self.title}: {rows}"


Figure = IntervalFigure | CurveFigure


@dataclass(frozen=True)
class PlainTable:
    """A table of strings; the first cell of a row names it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Section:
    """One part of a measured segment.

    Attributes
    ----------
    sentences
        What the numbers say, plainest first.
    figures, more
        Drawn at once; drawn when unfolded.
    absent
        Why nothing is measured, where nothing is.
    """

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    more: tuple[Figure, ...] = ()
    tables: tuple[PlainTable, ...] = ()
    absent: str = ""
    practices: tuple[tuple[str, str], ...] = field(default=())


def interval_figure(
    title: str,
    measurements: Iterable[MeasurementRecord],
    label: Label,
    *,
    limit: Callable[[MeasurementRecord], Limit | None] = lambda _: None,
    detail: Label | None = None,
    neutral: tuple[float, str] | None = None,
    bounds: tuple[float, float] | None = None,
    heading: str = "Measured",
) -> IntervalFigure | None:
    """Return the figure of some measurements on one axis, or None where no number is among them.

    Parameters
    ----------
    neutral
        Position and words of the value that means "nothing" or "equal".
    bounds
        Ends of the axis where they are fixed; else the axis holds every number and limit.
    """
    found = tuple(measurements)
    same = detail is None and len({m.n for m in found}) == 1
    told = (lambda _: "") if same else detail or _n
    rows = tuple(figure_row(m, label(m), limit(m), told(m)) for m in found)
    if all(row.value is None for row in rows):
        return None
    marks = [row.limit.number for row in rows if row.limit] + ([neutral[0]] if neutral else [])
    places = [p for row in rows for p in (row.value, row.low, row.high) if p is not None]
    start, end, ticks = axis([*places, *marks, *(bounds or ())])
    rows = tuple(_inside(row, start, end) for row in rows)
    unit = found[0].unit
    at, said = neutral or (None, "")
    caption = caption_of(found, same_rows=same)
    return IntervalFigure(
        title, start, end, tuple((t, tick_text(t, unit)) for t in ticks), rows, caption, at, said, heading
    )


def _inside(row: FigureRow, start: float, end: float) -> FigureRow:
    """Return the row with its positions on the axis: an interval without bound ends where the axis ends."""

    def kept(position: float | None) -> float | None:
        return None if position is None else min(max(position, start), end)

    return replace(row, value=kept(row.value), low=kept(row.low), high=kept(row.high))


def figure_row(measurement: MeasurementRecord, label: str, limit: Limit | None, detail: str = "") -> FigureRow:
    """Return one measurement as a row, held against a limit where there is one."""
    side = side_of(measurement, limit)
    shown = measurement.value is not None
    return FigureRow(
        label=label,
        detail=detail,
        value=measurement.value,
        low=measurement.low,
        high=measurement.high,
        value_text=numbers.value(measurement.value, measurement.unit) if shown else "no number",
        span_text=numbers.span(measurement),
        side=side,
        verdict=(f"{words.SIDE[side]} {limit_words(limit)}" if limit else "")
        if shown
        else measurement.reason or words.SIDE["few"],
        limit=limit,
    )


def side_of(measurement: MeasurementRecord, limit: Limit | None) -> str:
    """Return on which side of a limit a measurement lies: within, below, crossing; few without a number, or none."""
    if measurement.value is None:
        return "few"
    if limit is None:
        return "none"
    ends = [measurement.value if end is None else end for end in (measurement.low, measurement.high)]
    inside = [end >= limit.number if limit.low_side else end <= limit.number for end in ends]
    return "within" if all(inside) else "crossing" if any(inside) else "below"


def limit_words(limit: Limit) -> str:
    """Return a limit as it is said behind "within the limit": its number alone."""
    return limit.text.rpartition(" ")[2]


def declared_limit(assessment: Assessment, measure: str, check: str = "") -> Limit | None:
    """Return the bound that some practice holds a measure against, the owner's first; None where none does."""
    found = [
        limit
        for criterion in assessment.criteria
        for practice in criterion.practices
        if any(line.measure in (measure, "") and (not check or line.check == check) for line in practice.checks)
        for limit in (limit_on(practice, measure, assessment.project),)
        if limit is not None
    ]
    return next((limit for limit in found if limit.text.startswith("your")), found[0] if found else None)


def caption_of(measurements: Sequence[MeasurementRecord], *, same_rows: bool = False) -> str:
    """Return level and method of the intervals and the data, in one line; of methods only what all have in common."""
    levels = sorted({m.confidence for m in measurements if m.confidence and m.low is not None})
    parts = [f"{' and '.join(f'{level * 100:g} %' for level in levels)} intervals"] if levels else []
    methods = [[part.strip() for part in (m.method or "").split(";")] for m in measurements if m.value is not None]
    parts += [part for part in methods[0] if part and all(part in other for other in methods)] if methods else []
    data = list(dict.fromkeys(m.dataset for m in measurements if m.dataset))
    parts += [f"{' and '.join(data)} data"] if data else []
    if same_rows and measurements[0].n is not None:
        parts.append(f"n {measurements[0].n:,}")
    if any(m.volatile for m in measurements):
        parts.append("varies between runs")
    return f"{'; '.join(parts)}." if parts else ""


def tick_text(number: float, unit: str) -> str:
    """Return a tick of an axis."""
    return f"{number * 100:g} %" if unit == "share" else f"{number:,.10g}"


def table_of(figure: Figure) -> PlainTable:
    """Return the table that says what the figure shows."""
    if isinstance(figure, CurveFigure):
        return PlainTable(figure.title, figure.heads, figure.rows, folded=True)
    verdicts = any(row.verdict for row in figure.rows)
    heads = (figure.heading, "Value", "Interval", "Rows", *(("Against the limit",) if verdicts else ()))
    rows = tuple(
        (row.label, row.value_text, row.span_text, row.detail.removeprefix("n "), *((row.verdict,) if verdicts else ()))
        for row in figure.rows
    )
    return PlainTable(figure.title, heads, rows, folded=True)


def in_decimals(measurement: MeasurementRecord) -> MeasurementRecord:
    """Return a small number of an unbounded unit as one with three decimals; a large one stays as it is."""
    if measurement.value is None or abs(measurement.value) > 1 or measurement.unit not in ("score", "share"):
        return measurement
    return replace(measurement, unit="difference")


def _n(measurement: MeasurementRecord) -> str:
    return "" if measurement.n is None else f"n {measurement.n:,}"
