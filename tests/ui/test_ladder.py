"""Geometry and words of the ladder."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from readiness.report.view import LadderRow, ReportView
from ui.components import ladder


@pytest.fixture
def row(view: ReportView) -> LadderRow:
    return view.rows[-1]


@pytest.mark.parametrize(
    ("score", "left"), [(1, "0.000%"), (5.5, "50.000%"), (10, "100.000%"), (0, "0.000%"), (12, "100.000%")]
)
def test_the_axis_runs_from_one_to_ten(score: float, left: str) -> None:
    assert ladder.at(score) == left


def test_solid_ends_at_the_proven_score_and_hatching_at_the_possible(row: LadderRow) -> None:
    drawn = ladder.lane(replace(row, low=2.5, high=3.0, target=4))

    assert "<i class='p' style='left:0.000%;width:16.667%'>" in drawn
    assert "<i class='h' style='left:16.667%;width:5.556%'>" in drawn
    assert "<i class='t' style='left:33.333%'>" in drawn
    assert "<i class='c' style='left:22.222%'>" in drawn


def test_no_hatching_where_everything_is_known_and_no_bracket_without_a_proven_cap(row: LadderRow) -> None:
    drawn = ladder.lane(replace(row, low=6.0, high=6.0, cap=None))

    assert "class='h'" not in drawn
    assert "class='c'" not in drawn
    assert ladder.capped(replace(row, cap=None)) == ""


def test_one_mark_per_practice_and_none_between_the_bands(view: ReportView) -> None:
    for row in view.rows:
        drawn = ladder.lane(row)
        assert drawn.count("title=") == sum(len(marks) for marks in row.marks.values())
        stretches = re.findall(r"<div style='left:([0-9.]+)%;width:([0-9.]+)%'>", drawn)
        ends = [(float(left) / 100 * 9 + 1, (float(left) + float(width)) / 100 * 9 + 1) for left, width in stretches]
        assert [round(start) for start, _ in ends] == [1, 4, 8]
        assert all(end <= limit + 0.01 for (_, end), limit in zip(ends, (3, 7, 10), strict=True))


def test_the_ladder_is_a_table_that_reads_aloud(view: ReportView) -> None:
    drawn = ladder.ladder(view.rows, "abc")

    assert drawn.count("role='row'") == 7
    assert drawn.count("role='rowheader'") == 6
    assert "Ethics: proven 2.5, at most 3.0 of 10, capped at 3" in drawn
    assert "href='criteria?a=abc&amp;criterion=ethical-considerations'" in drawn
    assert ">Short<" in drawn
    assert "target 4, 1.5 below" in drawn


def test_one_number_is_printed_where_both_ends_are_equal(row: LadderRow) -> None:
    assert " to " not in re.sub(
        "machine.*?</div>", "", ladder._row(replace(row, high=2.5, high_text="2.5", low_text="2.5"), "")
    )


def test_the_table_twin_holds_the_same_numbers(view: ReportView) -> None:
    twin = ladder.table(view.rows)

    for row in view.rows:
        for words in (row.name, row.low_text, row.high_text, row.against, row.known_text):
            assert words in twin


def test_counts_name_every_status(view: ReportView) -> None:
    drawn = ladder.counts(view.statuses)
    for count in view.statuses:
        assert f"{count.number} {count.label.lower()}" in drawn
