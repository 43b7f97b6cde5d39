"""Intervals against a limit: where they lie, how they are drawn, what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.report.interval_view import IntervalPlot, IntervalRow, Limit
from ui.components.intervals import interval_plot


def row(label: str, value: float | None, low: float | None, high: float | None, side: str) -> IntervalRow:
    return IntervalRow(label, "n 40", value, low, high, "0.6", "0.5 to 0.7", side, f"{side} the limit")


@pytest.fixture
def plot() -> IntervalPlot:
    rows = (
        row("women", 0.6, 0.5, 0.7, "below"),
        row("40 and over", 1.0, 0.9, 1.1, "within"),
        row("other", 0.8, 0.7, 1.0, "crossing"),
        row("few", None, None, None, "few"),
    )
    return IntervalPlot(
        "Ratio", 0.4, 1.4, ((0.4, "0.4"), (1.4, "1.4")), Limit(0.8, True, "your limit 0.8"), 1.0, rows, "95 %"
    )


def test_an_interval_lies_where_its_numbers_are(plot: IntervalPlot) -> None:
    drawn = interval_plot(plot)

    assert "<i class='span' style='left:10.000%;width:20.000%'>" in drawn
    assert "<i class='dot' style='left:20.000%'><span class='rd-g fail'>" in drawn
    assert drawn.count("<i class='limit' style='left:40.000%'>") == 4


def test_side_is_told_by_shape_by_word_and_by_dash(plot: IntervalPlot) -> None:
    drawn = interval_plot(plot)

    for side, shape in (("below", "fail"), ("within", "pass"), ("crossing", "unknown")):
        part = drawn[drawn.index(f"<div role='row' class='{side}'>") :]
        assert part.index(f"rd-g {shape}") < part.index(f"{side} the limit")


def test_too_few_rows_have_no_interval(plot: IntervalPlot) -> None:
    drawn = interval_plot(plot)
    part = drawn[drawn.index("class='few'") :].split("<div role='row'")[0]

    assert "class='span'" not in part
    assert "class='dot'" not in part


def test_a_value_without_an_interval_is_a_point(plot: IntervalPlot) -> None:
    exact = replace(plot, rows=(row("all", 0.9, None, None, "within"),))
    drawn = interval_plot(exact)

    assert "class='span'" not in drawn
    assert "class='dot' style='left:50.000%'" in drawn


@pytest.mark.parametrize(
    ("limit", "neutral", "drawn"),
    [
        (0.8, 1.0, "class='from' style='left:60.000%'>1 is equal"),  # right of the limit, clear of it
        (0.9, 1.0, None),  # would touch
        (0.8, 1.39, "class='to' style='left:99.000%'>1.39 is equal"),  # turned inwards at the end of the lane
        (1.2, 1.39, None),  # turned inwards it would touch
        (1.3, 0.9, "class='to' style='left:50.000%'>0.9 is equal"),  # left of the limit
        (0.8, 2.0, None),  # outside the axis
    ],
)
def test_labels_never_cover_each_other_or_leave_the_lane(
    plot: IntervalPlot, limit: float, neutral: float, drawn: str | None
) -> None:
    made = interval_plot(replace(plot, limit=Limit(limit, True, "your limit"), neutral=neutral))

    assert (drawn in made) if drawn else ("is equal" not in made)


def test_without_a_limit_the_label_stands_alone(plot: IntervalPlot) -> None:
    made = interval_plot(replace(plot, limit=None, neutral=1.0))

    assert "class='' style='left:60.000%'>1 is equal" in made
    assert "class='limit'" not in made
    assert "is equal" not in interval_plot(replace(plot, neutral=None))


def test_an_axis_without_room_stays_inside(plot: IntervalPlot) -> None:
    assert "nan" not in interval_plot(replace(plot, start=1.0, end=1.0))
