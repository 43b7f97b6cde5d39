"""Curves as Plotly draws them: series told apart without colour, the shipped model marked, hostile names as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.assessment import Assessment
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import CurveFigure
from readiness.report.model_view import model_sections
from tests.unit.report.assessments import HOSTILE
from tests.unit.report.measured import deep_numbers, measured
from ui.components import figures


def deep() -> Assessment:
    whole = measured()
    return replace(whole, measurements=(*whole.measurements, *deep_numbers()))


def curve(whole: Assessment, key: str) -> CurveFigure:
    sections = (*model_sections(whole), *fairness_sections(whole))
    figure = next(section for section in sections if section.key == key).figures[0]
    assert isinstance(figure, CurveFigure)
    return figure


def named(figure: CurveFigure) -> dict[str, tuple[str, str]]:
    """Return shape and dashes of every series in the legend."""
    drawn = figures.drawing(figure, "light")
    return {trace.name: (trace.marker.symbol[0], trace.line.dash) for trace in drawn.data if trace.showlegend}


@pytest.mark.parametrize("key", ["thresholds", "learning"])
def test_two_series_differ_by_shape_and_dashes(key: str) -> None:
    found = named(curve(deep(), key))

    assert len(found) == 2
    assert len({shape for shape, _ in found.values()}) == 2
    assert len({dash for _, dash in found.values()}) == 2


def test_the_shipped_model_is_a_diamond_with_its_name() -> None:
    drawn = figures.drawing(curve(deep(), "mitigation"), "dark")

    shapes = [symbol for trace in drawn.data if trace.marker.symbol for symbol in trace.marker.symbol]
    assert shapes == ["diamond", "circle", "circle"]
    assert "<b>as shipped</b>" in [note.text for note in drawn.layout.annotations]


def test_a_choice_or_limit_is_an_upright_line_with_its_words() -> None:
    drawn = figures.drawing(curve(deep(), "thresholds"), "light")

    assert "<b>largest F1 at 0.32</b>" in [note.text for note in drawn.layout.annotations]
    assert [shape.x0 for shape in drawn.layout.shapes] == [0.32]


def test_intervals_go_upwards_and_sideways() -> None:
    drawn = figures.drawing(curve(deep(), "mitigation"), "light")

    lines = [(tuple(trace.x), tuple(trace.y)) for trace in drawn.data if trace.mode == "lines"]
    assert ((0.6, 0.6), (0.75, 0.79)) in lines
    assert ((0.5, 0.7), (0.77, 0.77)) in lines


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_of_ways_are_text(name: str) -> None:
    whole = deep()
    spoiled = tuple(
        replace(m, method=f"{name}, 50% of the way to {name}") if m.method != "as shipped" and m.attribute else m
        for m in whole.measurements
    )

    drawn = figures.drawing(curve(replace(whole, measurements=spoiled), "mitigation"), "light")

    assert not any("<script" in (trace.name or "") for trace in drawn.data)
