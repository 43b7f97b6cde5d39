"""The evidence's drawings: what is missing says so, names of a project stay text, each figure reads without colour."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.assessment import Assessment
from readiness.report import evidence_view
from readiness.report.architecture_view import architecture_view
from readiness.report.data_view import data_view
from readiness.report.explain_view import explain_sections
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import CurveFigure, Figure, IntervalFigure
from readiness.report.lifecycle_view import lifecycle
from readiness.report.model_view import model_sections
from tests.unit.report.assessments import altered, assessed, evidence, hostile
from tests.unit.report.measured import hostile_numbers, measured
from ui.components import evidence_sections, evidence_tables, evidence_verdicts, figures
from ui.components.evidence_architecture import architecture
from ui.components.evidence_lifecycle import lifecycle as stages


def all_figures(assessment: Assessment) -> list[Figure]:
    sections = (*model_sections(assessment), *explain_sections(assessment), *fairness_sections(assessment))
    return [figure for section in sections for figure in section.figures]


def all_html(assessment: Assessment) -> str:
    """Return everything the page draws as HTML."""
    view = data_view(assessment)
    sections = (
        *view.sections,
        *model_sections(assessment),
        *explain_sections(assessment),
        *fairness_sections(assessment),
    )
    drawn = [evidence_tables.tables(view.tables), evidence_tables.findings(view.findings)]
    for section in sections:
        drawn += [evidence_sections.opening(section, "a"), evidence_sections.more(section.more)]
        drawn += [evidence_sections.table(table) for table in section.tables]
        drawn += [evidence_sections.caption(figure) + evidence_sections.twin(figure) for figure in section.figures]
    for segment in evidence_view.SEGMENTS:
        drawn.append(architecture(architecture_view(assessment), segment, "a"))
        drawn.append(evidence_verdicts.verdicts(evidence_view.verdicts(assessment, segment), "a"))
        drawn.append(evidence_verdicts.tools(evidence_view.tools_view(assessment, segment)))
    return "".join((*drawn, stages(lifecycle(assessment), "a")))


@pytest.mark.parametrize("made", [hostile, hostile_numbers], ids=["texts", "numbers"])
def test_what_comes_from_the_project_is_text(made: object) -> None:
    assert callable(made)
    drawn = all_html(made())

    assert "<script" not in drawn
    assert "<b>alert" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_missing_piece_is_dashed_by_its_class_and_says_missing() -> None:
    whole = altered(assessed({"is-container-image": "fail"}), "is-container-image", evidence=())

    drawn = architecture(architecture_view(whole), "infrastructure", "a")

    piece = drawn.partition("Container image")[0].rpartition("<li")[2]
    assert "class='missing'" in piece
    assert "<span class='w'>missing</span>" in drawn.partition("Container image")[2][:200]


def test_a_found_piece_has_its_place_and_a_way_to_its_practice() -> None:
    whole = altered(
        assessed({"is-container-image": "pass"}), "is-container-image", evidence=(evidence(path="Dockerfile", line=9),)
    )

    drawn = architecture(architecture_view(whole), "infrastructure", "abc")

    assert "practice=is-container-image" in drawn
    assert "Dockerfile:9" in drawn


def test_only_the_segments_own_station_is_drawn_in_full() -> None:
    whole = assessed({"mo-dashboard": "pass"})

    assert "Dashboard" in architecture(architecture_view(whole), "monitoring", "a").partition("<details")[0]
    assert "Dashboard" not in architecture(architecture_view(whole), "infrastructure", "a").partition("<details")[0]


def test_the_table_twin_names_every_piece_and_link() -> None:
    view = architecture_view(assessed())
    table = architecture(view, "learning", "a").partition("<details")[2]

    pieces = sum(len(station.pieces) for station in (*view.stations, view.around)) + len(view.links)
    assert table.count("<tr>") == pieces + 1


def test_the_lines_stand_beside_the_verdict() -> None:
    whole = altered(assessed({"mo-logging": "pass"}), "mo-logging", evidence=(evidence(path="src/serve.py", line=12),))

    drawn = evidence_verdicts.verdicts(evidence_view.verdicts(whole, "monitoring"), "a")

    card = drawn.partition("src/serve.py:12")[2][:900]
    assert "assert frame.age.between(18, 110).all()" in card
    assert "ln on" in card


def test_what_speaks_against_a_failed_practice_comes_first() -> None:
    from tests.unit.report.assessments import finding

    whole = altered(
        assessed({"mo-logging": "fail"}), "mo-logging", evidence=(evidence(path="good.py"),), findings=(finding(),)
    )

    drawn = evidence_verdicts.verdicts(evidence_view.verdicts(whole, "monitoring"), "a")

    assert drawn.index("docker/Dockerfile:4") < drawn.index("good.py:12")


def test_practices_without_a_trace_stand_in_a_list() -> None:
    whole = altered(assessed({"mo-logging": "unknown"}), "mo-logging", evidence=(), findings=())

    drawn = evidence_verdicts.verdicts(evidence_view.verdicts(whole, "monitoring"), "a")

    assert "mo-logging" in drawn.partition("Without a trace in the project")[2]


def test_a_stage_without_evidence_says_so() -> None:
    whole = assessed({p.id: "fail" for c in assessed().criteria for p in c.practices})

    assert stages(lifecycle(whole), "a").count("no evidence in the project") == 7


def test_the_switch_marks_the_open_segment() -> None:
    drawn = evidence_verdicts.switch("fairness", "abc")

    assert drawn.count("aria-current='page'") == 1
    assert "segment=fairness" in drawn.partition("aria-current='page'")[2][:120]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_drawn_in_both_themes(theme: str) -> None:
    for figure in all_figures(measured()):
        made = figures.drawing(figure, theme)
        assert made.layout.height >= 90
        assert len(made.data) >= 1


def test_a_crossing_interval_is_dashed_with_a_ring_and_a_missed_one_a_cross() -> None:
    figure = next(f for f in all_figures(measured()) if "lowest over highest" in f.title)
    assert isinstance(figure, IntervalFigure)
    crossing = replace(figure, rows=(replace(figure.rows[0], side="crossing"),))

    dashed, missed = figures.drawing(crossing, "light"), figures.drawing(figure, "light")

    assert dashed.data[0].line.dash == "dash"
    assert dashed.data[-1].marker.symbol == "circle-open"
    assert missed.data[-1].marker.symbol == "x"


def test_names_are_no_markup_of_plotly_and_long_ones_are_cut() -> None:
    assert figures.plain("<b>x</b> & y") == "&lt;b&gt;x&lt;/b&gt; &amp; y"
    assert len(figures.plain("long" * 100)) == figures.LONGEST
    written = [
        annotation.text
        for figure in all_figures(hostile_numbers())
        for annotation in figures.drawing(figure, "light").layout.annotations
    ]
    assert written
    assert not any("<script" in words for words in written)


def test_a_limit_is_a_line_with_its_words() -> None:
    figure = next(f for f in all_figures(measured()) if "lowest over highest" in f.title)

    made = figures.drawing(figure, "light")

    assert any("your limit 0.8" in annotation.text for annotation in made.layout.annotations)
    assert any(shape.x0 == shape.x1 == 0.8 for shape in made.layout.shapes)


def test_the_calibration_has_its_diagonal_and_its_intervals() -> None:
    curve = next(f for f in all_figures(measured()) if isinstance(f, CurveFigure))

    made = figures.drawing(curve, "light")

    assert [(shape.x0, shape.x1) for shape in made.layout.shapes] == [(0, 1)]
    assert len(made.data) == len(curve.points) + 1


def test_distributions_in_small_say_what_they_show() -> None:
    drawn = evidence_tables.tables(data_view(measured()).tables)

    assert "aria-label='5 to 95 %: 20 to 60; median 40'" in drawn
    assert "aria-label='most frequent values: 75 %, 25 %'" in drawn


def test_nothing_found_is_said() -> None:
    assert "Nothing was found in the tables." in evidence_tables.findings(())


def test_columns_that_moved_stand_side_by_side_where_two_tables_have_them() -> None:
    whole = measured()
    again = replace(whole, tables=(*whole.tables, replace(whole.tables[0], dataset="production")))

    drawn = evidence_tables.side_by_side(data_view(again).tables, data_view(again).moved)

    assert data_view(again).moved == ("age", "income")
    assert drawn.count("median 40") >= 2
    assert "<span class='mono'>income</span>" not in drawn
    assert evidence_tables.side_by_side(data_view(whole).tables, data_view(whole).moved) == ""
