from __future__ import annotations

import pytest

from readiness.domain.assessment import CapRecord, Interval
from readiness.report.ladder_view import ladder_row
from tests.unit.report.assessments import criterion, practice


@pytest.mark.parametrize(
    ("low", "high", "verdict", "against"),
    [
        (5.0, 6.0, "met", "target 5"),
        (4.9, 5.0, "open", "target 5, within reach"),
        (2.55, 4.99, "short", "target 5, 2.5 below"),
    ],
)
def test_a_row_stands_met_open_or_short_against_its_target(low: float, high: float, verdict: str, against: str) -> None:
    row = ladder_row(criterion(practice(), score=Interval(low, high)))
    assert (row.verdict, row.against) == (verdict, against)


def test_only_a_proven_cap_is_drawn_and_the_lowest_of_them() -> None:
    caps = (CapRecord("a", 3, "proven"), CapRecord("b", 2, "unrefuted"))
    row = ladder_row(criterion(practice(), caps=caps))
    assert row.cap == 3
    assert row.label == "Infrastructure: proven 2.5, at most 6.9 of 10, capped at 3"
    assert ladder_row(criterion(practice(), caps=caps[1:])).cap is None


def test_marks_stand_under_their_level_with_their_shape() -> None:
    row = ladder_row(
        criterion(
            practice(id="a", level="beginner", status="pass", essential=False),
            practice(id="b", status="partial", waiting=True),
            practice(id="c", status="partial"),
        )
    )
    assert {
        level: [(mark.practice, mark.shape, mark.essential) for mark in marks] for level, marks in row.marks.items()
    } == {
        "beginner": [("a", "pass", False)],
        "intermediate": [("b", "pending", True), ("c", "partial", True)],
        "advanced": [],
    }


def test_a_name_unknown_to_us_is_the_rubrics_own() -> None:
    assert ladder_row(criterion(practice(), code="XX", title="Cost")).name == "Cost"
