"""Curves and points in a plane as data, each with the row of the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.report.interval_view import axis

Axis = tuple[float, float, tuple[tuple[float, str], ...]]


@dataclass(frozen=True)
class CurvePoint:
    """One point of a curve.

    Attributes
    ----------
    low, high, left, right
        Its intervals upwards and sideways.
    cells
        Its row in the table; empty where another point's row says it.
    series
        The curve it belongs to, where a figure has several.
    marked
        True for the point that the others are compared with.
    """

    x: float
    y: float
    low: float | None
    high: float | None
    cells: tuple[str, ...]
    label: str = ""
    series: str = ""
    left: float | None = None
    right: float | None = None
    marked: bool = False


@dataclass(frozen=True)
class CurveFigure:
    """Points in a plane: calibration, or fairness against performance.

    Attributes
    ----------
    diagonal
        True when the line from (0, 0) to (1, 1) means "as it should be".
    joined
        True where a line leads from point to point of a series.
    upright
        Position and words of a line that stands for a limit or a choice.
    """

    title: str
    x_title: str
    y_title: str
    x_axis: Axis
    y_axis: Axis
    points: tuple[CurvePoint, ...]
    heads: tuple[str, ...]
    caption: str
    diagonal: bool = False
    joined: bool = False
    upright: tuple[float, str] | None = None

    @property
    def series(self) -> tuple[str, ...]:
        """Return the names of the curves in their order; an unnamed one is the empty string."""
        return tuple(dict.fromkeys(point.series for point in self.points))

    @property
    def label(self) -> str:
        """Return the figure in words."""
        return f"{self.title}: " + "; ".join(", ".join(c for c in row if c) for row in self.rows)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows of the table beside it."""
        return tuple(point.cells for point in self.points if point.cells)


def curve_axis(positions: Iterable[float], *, percent: bool = False) -> Axis:
    """Return the axis of a curve that holds every position, with the texts of its ticks."""
    start, end, ticks = axis(positions)
    return start, end, tuple((tick, f"{tick * 100:g} %" if percent else f"{tick:,.10g}") for tick in ticks)
