"""Figures on paper: vectors in one line of ASCII, the same bytes for the same numbers, and hostile names as text."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from readiness.domain.assessment import Assessment
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import CurveFigure, Figure, interval_figure
from readiness.report.model_view import model_sections
from readiness.report.paper_figures import measured_entries, svg
from readiness.report.pdf import pdf
from readiness.report.printable import Glyphs
from readiness.report.view import report_view
from tests.unit.report.assessments import HOSTILE, assessed, measurement
from tests.unit.report.measured import deep_numbers, explained_cases, hostile_numbers, measured

GLYPHS = Glyphs.bundled()


def figures() -> list[Figure]:
    sections = (*model_sections(measured()), *fairness_sections(measured()))
    return [figure for section in sections for figure in section.figures]


@pytest.mark.parametrize("place", range(3))
def test_a_figure_is_well_formed_and_drawn_in_vectors(place: int) -> None:
    drawn = svg(figures()[place], GLYPHS)

    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg")
    assert "<image" not in drawn
    assert "<text" not in drawn
    assert drawn.isascii()
    assert "\n" not in drawn


def test_the_same_figure_has_the_same_bytes_and_no_date() -> None:
    curve = next(figure for figure in figures() if isinstance(figure, CurveFigure))

    assert svg(curve, GLYPHS) == svg(curve, GLYPHS)
    assert "202" not in svg(curve, GLYPHS).partition("<defs>")[0].replace("http://www.w3.org/2000", "")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_drawn_as_text(name: str) -> None:
    figure = interval_figure(name, [measurement(group=name)], lambda m: m.group or "")

    assert figure is not None
    drawn = svg(figure, GLYPHS)
    ElementTree.fromstring(drawn)
    assert "script" not in drawn
    assert "evil" not in drawn


def test_entries_can_be_written_as_json_and_name_the_four_segments() -> None:
    entries = measured_entries(measured(), GLYPHS)

    assert [entry["title"] for entry in entries] == ["Data", "Model", "Explain", "Fairness"]
    assert json.loads(json.dumps(entries))


def test_every_figure_has_words_for_those_who_do_not_see_it() -> None:
    alts = [
        figure["alt"]
        for entry in json.loads(json.dumps(measured_entries(measured(), GLYPHS)))
        for section in entry["sections"]
        for figure in section["figures"]
    ]

    assert len(alts) >= 8
    assert all(alts)


def test_what_was_not_measured_says_why() -> None:
    (entry,) = [e for e in measured_entries(replace(assessed(), measurements=()), GLYPHS) if e["title"] == "Fairness"]

    assert json.loads(json.dumps(entry))["sections"][0]["absent"]


def test_the_report_holds_the_figures_and_the_same_bytes_twice() -> None:
    whole = measured()
    view = report_view(whole)

    first = pdf(view, whole)

    assert first == pdf(view, whole)
    assert len(first) > len(pdf(report_view(bare := replace(whole, measurements=())), bare))


def test_a_report_full_of_hostile_names_is_set() -> None:
    whole = hostile_numbers()

    assert pdf(report_view(whole), whole).startswith(b"%PDF-")


def deep() -> Assessment:
    whole = measured()
    return replace(whole, measurements=(*whole.measurements, *deep_numbers(), *explained_cases()))


def test_curves_of_several_series_are_drawn_the_same_each_time() -> None:
    sections = (*model_sections(deep()), *fairness_sections(deep()))
    curves = [figure for section in sections for figure in section.figures if isinstance(figure, CurveFigure)]

    assert len([curve for curve in curves if len(curve.series) > 1]) == 3
    for curve in curves:
        drawn = svg(curve, GLYPHS)
        ElementTree.fromstring(drawn)
        assert drawn == svg(curve, GLYPHS)


def test_the_ways_of_mitigation_are_named_on_paper_with_the_way_last() -> None:
    (fairness,) = [entry for entry in measured_entries(deep(), GLYPHS) if entry["title"] == "Fairness"]
    (section,) = [s for s in json.loads(json.dumps(fairness))["sections"] if s["title"] == "What mitigation would cost"]

    (table,) = section["tables"]
    assert table["heads"][-1] == "Way"
    assert len(table["rows"]) == 3
