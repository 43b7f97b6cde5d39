from __future__ import annotations

import pytest

from readiness.domain.assessment import LineRecord, LocationRecord
from readiness.report.practice_view import finding_view, number_view, practice_view, shape
from tests.unit.report.assessments import evidence, finding, measurement, practice, project


def test_a_partial_that_only_waits_has_its_own_shape_and_word() -> None:
    waiting = practice(status="partial", waiting=True)
    assert shape(waiting) == "pending"
    assert practice_view(waiting).status == "Partial, waiting"
    assert shape(practice(status="partial")) == "partial"


def test_strength_is_said_only_where_something_was_shown() -> None:
    assert practice_view(practice(strength="E2")).strength == "exercised by Readiness or on record (E2)"
    assert practice_view(practice(status="unknown", unknown="no_check")).strength == ""
    assert practice_view(practice(status="not_applicable")).strength == ""


def test_marks_gain_and_effort() -> None:
    view = practice_view(practice(gain=1.49))
    assert view.marks == "essential, weight 2, intermediate"
    assert view.gain == "+1.4 with the step it belongs to"
    assert view.effort == "small"
    assert practice_view(practice(essential=False)).gain == "no gain alone"


@pytest.mark.parametrize(("kind", "label"), [("no_signature", "No valid signature"), (None, ""), ("new kind", "")])
def test_the_reason_of_an_unknown_in_words(kind: str | None, label: str) -> None:
    assert practice_view(practice(status="unknown", unknown=kind)).unknown_label == label


def test_a_finding_and_evidence_name_their_place() -> None:
    view = finding_view(finding())
    assert (view.place, view.first_line, view.severity) == ("docker/Dockerfile:4", 1, "High")
    assert finding_view(finding(location=None)).place == ""
    assert finding_view(finding(location=LocationRecord("a.py"))).place == "a.py"
    assert practice_view(practice(evidence=(evidence(path=".", line=None),))).evidence[0].place == "the whole folder"
    shown = practice_view(practice(evidence=(evidence(), evidence(line=None, snippet_line=None)))).evidence
    assert [(e.place, e.first_line) for e in shown] == [("tests/test_data.py:12", 11), ("tests/test_data.py", 1)]


def test_a_number_says_what_where_and_how_sure() -> None:
    view = number_view(measurement(column="age"))
    assert view.name == "demographic parity ratio"
    assert view.about == "age, sex = women, test data"
    assert (view.value, view.interval, view.n) == ("0.610", "0.530 to 0.700 (95 %)", "1,706")
    few = number_view(measurement(value=None, low=None, high=None, n=None, reason="38 rows, 50 needed", group=None))
    assert (few.value, few.interval, few.n, few.about) == ("38 rows, 50 needed", "", "", "sex, test data")


def test_intervals_are_plotted_against_the_limit_of_the_project() -> None:
    line = LineRecord("f.g", "Groups", "fail", "E2", "low", measure="", passes="target")
    record = practice(measurements=(measurement(),), checks=(line,))
    (plot,) = practice_view(record, project()).plots
    assert plot.limit is not None
    assert practice_view(record).plots[0].limit is None
    assert practice_view(record).checks == (("f.g", "Groups", "Fail", "Low."),)


def test_a_pass_without_a_reason_says_so() -> None:
    assert practice_view(practice(status="pass", reason="")).reason == "Every part of it is shown."
    assert practice_view(practice(status="unknown", unknown="no_check", reason="")).reason == ""


def test_numbers_know_whether_they_are_plotted() -> None:
    rows = (measurement(), measurement(attribute=None, group=None), measurement(name="x", low=None, high=None))
    figures = practice_view(practice(measurements=rows)).figures
    assert [figure.plotted for figure in figures] == [True, False, False]
    assert [figure.number for figure in figures] == [0.61, 0.61, 0.61]
