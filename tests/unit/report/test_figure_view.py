"""Figures as data: sides of a limit, axes that hold everything, and a table that says the same."""

from __future__ import annotations

import math

import pytest

from readiness.report.figure_view import (
    CurveFigure,
    CurvePoint,
    caption_of,
    in_decimals,
    interval_figure,
    side_of,
    table_of,
    tick_text,
)
from readiness.report.interval_view import Limit
from tests.unit.report.assessments import measurement
from tests.unit.report.measured import number

AT_LEAST = Limit(0.8, True, "your limit 0.8")
AT_MOST = Limit(0.1, False, "limit 0.1")


@pytest.mark.parametrize(
    ("low", "high", "limit", "side"),
    [
        (0.81, 0.9, AT_LEAST, "within"),
        (0.8, 0.9, AT_LEAST, "within"),
        (0.7, 0.79, AT_LEAST, "below"),
        (0.7, 0.81, AT_LEAST, "crossing"),
        (0.01, 0.1, AT_MOST, "within"),
        (0.11, 0.3, AT_MOST, "below"),
        (0.05, 0.2, AT_MOST, "crossing"),
        (0.7, 0.9, None, "none"),
    ],
)
def test_sides(low: float, high: float, limit: Limit | None, side: str) -> None:
    assert side_of(measurement(value=(low + high) / 2, low=low, high=high), limit) == side


def test_without_an_interval_the_value_decides() -> None:
    assert side_of(measurement(value=0.9, low=None, high=None), AT_LEAST) == "within"


def test_without_a_number_there_is_no_side() -> None:
    assert side_of(measurement(value=None, low=None, high=None), AT_LEAST) == "few"


def test_the_axis_holds_every_end_and_limit() -> None:
    figure = interval_figure("x", [measurement(value=0.3, low=0.2, high=0.4)], lambda m: "a", limit=lambda _: AT_LEAST)

    assert figure is not None
    assert figure.start <= 0.2
    assert figure.end >= 0.8
    assert figure.ticks[0][0] == figure.start


def test_no_number_is_no_figure() -> None:
    assert interval_figure("x", [measurement(value=None, low=None, high=None)], lambda m: "a") is None
    assert interval_figure("x", [], lambda m: "a") is None


def test_the_table_says_what_the_figure_shows() -> None:
    rows = [measurement(), measurement(group="other", value=None, low=None, high=None, n=38, reason="too few rows")]
    figure = interval_figure("Ratio", rows, lambda m: m.group or "", limit=lambda _: AT_LEAST, heading="Group")

    assert figure is not None
    table = table_of(figure)
    assert table.heads == ("Group", "Value", "Interval", "Rows", "Against the limit")
    assert table.rows[0] == ("women", "0.610", "0.530 to 0.700", "1,706", "outside the limit 0.8")
    assert table.rows[1] == ("other", "no number", "", "38", "too few rows")
    assert figure.label == "Ratio: women 0.610 0.530 to 0.700 outside the limit 0.8; other no number too few rows"


def test_rows_of_one_size_are_said_once_in_the_caption() -> None:
    figure = interval_figure("x", [number("accuracy", 0.7, 0.6, 0.8, n=2500)] * 2, lambda m: m.name)

    assert figure is not None
    assert [row.detail for row in figure.rows] == ["", ""]
    assert figure.caption.endswith("n 2,500.")


def test_a_caption_names_only_what_all_methods_have_in_common() -> None:
    found = [number("a", 0.5, method="roc_auc less that of a tree; seed 7"), number("a", 0.5, method="roc_auc; seed 7")]

    assert caption_of(found) == "seed 7; test data."


def test_what_varies_says_so() -> None:
    assert "varies between runs" in caption_of([number("latency_p95_ms", 3.0, volatile=True)])


def test_a_curve_has_its_table_too() -> None:
    axis = (0.0, 1.0, ((0.0, "0"), (1.0, "1")))
    curve = CurveFigure(
        "c", "x", "y", axis, axis, (CurvePoint(0.1, 0.2, 0.1, 0.3, ("0 to 0.2", "0.1")),), ("Bin", "Mean"), ""
    )

    assert table_of(curve).rows == (("0 to 0.2", "0.1"),)
    assert curve.label == "c: 0 to 0.2, 0.1"


def test_ticks_of_shares_are_percent() -> None:
    assert (tick_text(0.25, "share"), tick_text(0.25, "ratio"), tick_text(1000, "ms")) == ("25 %", "0.25", "1,000")


def test_small_scores_have_three_decimals_and_large_ones_stay() -> None:
    assert in_decimals(number("baseline_gain", 0.0098, unit="score")).unit == "difference"
    assert in_decimals(number("baseline_gain", 12.5, unit="score")).unit == "score"


def test_an_interval_without_bound_ends_where_the_axis_ends() -> None:
    figure = interval_figure("x", [number("r2", 0.5, -math.inf, 0.9, unit="score")], lambda m: m.name)

    assert figure is not None
    assert figure.rows[0].low == figure.start
    assert figure.rows[0].span_text == "without bound to 0.9"
