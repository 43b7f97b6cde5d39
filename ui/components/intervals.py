"""Intervals of the groups against the owner's limit, drawn with HTML and CSS."""

from __future__ import annotations

from readiness.report.interval_view import IntervalPlot, IntervalRow
from ui.components.markup import text

EDGE, NEAR, FAR = 18, 20, 40  # percent of the lane: near an end; labels side by side; labels end to end
SHAPE = {"within": "pass", "below": "fail", "crossing": "unknown", "none": "pass"}


def interval_plot(plot: IntervalPlot) -> str:
    """Return one row per group: who and n, the interval, value and verdict in words."""
    marks = _limit_label(plot) + _neutral_label(plot)
    ticks = "".join(f"<span style='left:{_at(plot, place)}'>{text(words)}</span>" for place, words in plot.ticks)
    rows = "".join(_row(plot, row) for row in plot.rows)
    return (
        f"<section class='rd-sec'><div class='between'><h3>{text(plot.title)}</h3>"
        f"<span class='tiny i2'>{text(plot.caption)}</span></div>"
        f"<div class='rd-iv' style='margin-top:8px'><div role='table' aria-label='{text(plot.label)}'>"
        f"<div role='row' class='top' aria-hidden='true'><div></div><div class='lane'>{marks}</div><div></div></div>"
        f"{rows}"
        f"<div role='row' class='foot' aria-hidden='true'><div></div><div class='lane'>{ticks}</div><div></div></div>"
        "</div></div></section>"
    )


def _row(plot: IntervalPlot, row: IntervalRow) -> str:
    grid = "".join(f"<i class='grid' style='left:{_at(plot, place)}'></i>" for place, _ in plot.ticks)
    limit = "" if plot.limit is None else f"<i class='limit' style='left:{_at(plot, plot.limit.number)}'></i>"
    word = f"<div class='word'>{text(row.verdict)}</div>" if row.verdict else ""
    return (
        f"<div role='row' class='{text(row.side)}'><div role='rowheader' class='who'><b>{text(row.label)}</b>"
        f"<div class='s'>{text(row.detail)}</div></div>"
        f"<div role='cell' class='lane' aria-hidden='true'>{grid}{limit}{_interval(plot, row)}</div>"
        f"<div role='cell' class='val'><div class='num'><b>{text(row.value_text)}</b>"
        f"<span>{text(row.span_text)}</span></div>{word}</div></div>"
    )


def _interval(plot: IntervalPlot, row: IntervalRow) -> str:
    if row.value is None:
        return ""
    drawn = ""
    if row.low is not None and row.high is not None:
        left, right = _share(plot, row.low), _share(plot, row.high)
        drawn = (
            f"<i class='span' style='left:{left:.3f}%;width:{right - left:.3f}%'></i>"
            f"<i class='end' style='left:{left:.3f}%'></i><i class='end' style='left:{right:.3f}%'></i>"
        )
    shape = SHAPE.get(row.side, "unknown")
    return f"{drawn}<i class='dot' style='left:{_at(plot, row.value)}'><span class='rd-g {shape}'></span></i>"


def _share(plot: IntervalPlot, value: float) -> float:
    room = plot.end - plot.start
    return min(max((value - plot.start) / room if room else 0.0, 0.0), 1.0) * 100


def _at(plot: IntervalPlot, value: float) -> str:
    return f"{_share(plot, value):.3f}%"


def _limit_label(plot: IntervalPlot) -> str:
    if plot.limit is None:
        return ""
    anchor, place = _anchor(_share(plot, plot.limit.number)), _left(plot, plot.limit.number)
    return f"<span class='l {anchor}' {place}>{text(plot.limit.text)}</span>"


def _neutral_label(plot: IntervalPlot) -> str:
    """Return the label of the value that means equal, on the side away from the limit; none where they would touch."""
    if plot.neutral is None or not plot.start <= plot.neutral <= plot.end:
        return ""
    place, limit = _share(plot, plot.neutral), 50.0
    anchor = _anchor(place)
    if plot.limit is not None:
        limit = _share(plot, plot.limit.number)
        away = "from" if place > limit else "to"
        anchor = anchor or away
        if abs(place - limit) < (NEAR if anchor == away else FAR):
            return ""
    return f"<span class='{anchor}' {_left(plot, plot.neutral)}>{plot.neutral:g} is equal</span>"


def _anchor(share: float) -> str:
    """Return which end of a label stands at its place, so that it stays inside the lane."""
    return "from" if share < EDGE else "to" if share > 100 - EDGE else ""


def _left(plot: IntervalPlot, value: float) -> str:
    return f"style='left:{_at(plot, value)}'"
