from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.assessment import LineRecord
from readiness.report.interval_view import axis, interval_plots, limit_on
from tests.unit.report.assessments import measurement, practice, project

TARGET = LineRecord("f.g", "Groups", "fail", "E2", "", measure="demographic_parity_ratio", passes="target")


def line(passes: str, measure: str = "demographic_parity_ratio") -> LineRecord:
    return LineRecord("f.g", "Groups", "fail", "E2", "", measure=measure, passes=passes)


@pytest.mark.parametrize(
    ("low", "value", "high", "side", "verdict"),
    [
        (0.80, 0.85, 0.90, "within", "within the limit"),
        (0.53, 0.61, 0.70, "below", "outside the limit"),
        (0.71, 0.84, 0.99, "crossing", "crosses the limit"),
        (None, 0.85, None, "within", "within the limit"),
    ],
)
def test_a_row_lies_on_a_side_of_the_limit_by_its_whole_interval(
    low: float | None, value: float, high: float | None, side: str, verdict: str
) -> None:
    rows = (measurement(), measurement(group="x", low=low, value=value, high=high))
    (plot,) = interval_plots(practice(measurements=rows, checks=(TARGET,)), project())
    assert plot.limit is not None
    assert (plot.limit.number, plot.limit.text) == (0.8, "your limit 0.8")
    assert (plot.rows[1].side, plot.rows[1].verdict) == (side, verdict)


def test_an_upper_limit_accepts_what_lies_under_it() -> None:
    rows = (measurement(name="gap", unit="difference", value=0.05, low=0.02, high=0.08),)
    (plot,) = interval_plots(practice(measurements=rows, checks=(line("<= 0.1", "gap"),)))
    assert plot.limit is not None
    assert plot.limit.text == "limit 0.1"
    assert plot.rows[0].side == "within"
    assert plot.neutral == 0.0


def test_too_few_rows_have_no_interval_and_say_why() -> None:
    rows = (measurement(), measurement(group="x", value=None, low=None, high=None, n=38, reason="38 rows, 50 needed"))
    (plot,) = interval_plots(practice(measurements=rows))
    few = plot.rows[1]
    assert (few.side, few.value, few.value_text, few.verdict) == ("few", None, "no interval", "38 rows, 50 needed")
    assert "38 rows, 50 needed" in plot.label
    assert plot.rows[0].side == "none"


def test_one_plot_per_measure_dataset_and_attribute_and_none_without_groups_or_intervals() -> None:
    rows = (
        measurement(),
        measurement(attribute="race", group="a"),
        measurement(dataset="production"),
        measurement(group=None),
        measurement(attribute=None, group=None),
        measurement(name="selection_rate", low=None, high=None),
    )
    plots = interval_plots(practice(measurements=rows))
    assert [plot.title for plot in plots] == [
        "Demographic parity ratio by sex, test data",
        "Demographic parity ratio by race, test data",
        "Demographic parity ratio by sex, production data",
        "Demographic parity ratio, test data",
    ]


def test_the_limit_comes_from_the_rubric_the_targets_or_the_data_limits() -> None:
    def text(passes: str, measure: str, name: str) -> str | None:
        limit = limit_on(practice(checks=(line(passes, measure),)), name, project())
        return limit and limit.text

    assert text(">= 0.9", "m", "m") == "limit 0.9"
    assert text("target", "", "demographic_parity_ratio") == "your limit 0.8"
    assert text("<= limits.missing", "m", "m") == "your limit 0.05"
    assert text("<= limits.other", "m", "m") is None
    assert text("target", "", "undeclared") is None
    assert text(">= 0.9", "m", "n") is None
    assert text("", "m", "m") is None
    assert limit_on(practice(checks=(TARGET,)), "demographic_parity_ratio", None) is None


@pytest.mark.parametrize(
    ("positions", "ticks"),
    [
        ([0.53, 1.08, 0.8, 1.0], (0.4, 0.6, 0.8, 1.0, 1.2)),
        ([0.0, 1.0], (0.0, 0.25, 0.5, 0.75, 1.0)),
        ([4.0, 4.0], (4.0, 5.0)),
        ([], (0.0, 0.25, 0.5, 0.75, 1.0)),
    ],
)
def test_axis_ticks_are_round(positions: list[float], ticks: tuple[float, ...]) -> None:
    start, end, found = axis(positions)
    assert found == ticks
    assert (start, end) == (found[0], found[-1])


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=9))
def test_axis_holds_every_position(positions: list[float]) -> None:
    start, end, ticks = axis(positions)
    room = max(max(positions) - min(positions), max(map(abs, positions)), 1e-290)
    assert start <= min(positions) + 1e-6 * room
    assert end >= max(positions) - 1e-6 * room
    assert start < end
    assert 2 <= len(ticks) <= 8


def test_axis_leaves_out_what_is_not_finite() -> None:
    start, end, _ = axis([0.5, 1.0, math.inf])
    assert (start, end) == (0.4, 1.0)
