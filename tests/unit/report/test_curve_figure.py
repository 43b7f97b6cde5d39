"""Curves as data: series in their order, one row of the table for each row that is told, axes that hold everything."""

from __future__ import annotations

from readiness.report.curve_figure import CurveFigure, CurvePoint, curve_axis

AXIS = (0.0, 1.0, ((0.0, "0"), (1.0, "1")))


def figure(*points: CurvePoint) -> CurveFigure:
    return CurveFigure("t", "x", "y", AXIS, AXIS, points, ("X", "A", "B"), "")


def test_series_come_in_their_order_and_only_told_rows_stand_in_the_table() -> None:
    made = figure(
        CurvePoint(0.1, 0.2, None, None, ("0.1", "0.2", "0.3"), series="a"),
        CurvePoint(0.1, 0.3, None, None, (), series="b"),
        CurvePoint(0.5, 0.6, None, None, ("0.5", "0.6", ""), series="a"),
    )

    assert made.series == ("a", "b")
    assert made.rows == (("0.1", "0.2", "0.3"), ("0.5", "0.6", ""))
    assert made.label == "t: 0.1, 0.2, 0.3; 0.5, 0.6"


def test_an_axis_holds_every_position_and_names_its_ticks() -> None:
    assert curve_axis([0.74, 0.79], percent=True)[2][0] == (0.74, "74 %")
    assert curve_axis([0.0, 6000.0])[2][-1] == (6000.0, "6,000")
