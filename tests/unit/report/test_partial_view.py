"""A run that goes on: what is judged so far, and scores only where every practice is."""

from __future__ import annotations

from readiness import api
from readiness.domain.progress import Judged, Scored
from readiness.report.partial_view import WAITING, partial_rows


def test_a_criterion_has_a_score_only_when_all_of_it_is_judged() -> None:
    rubric = api.rubric()
    first, second = rubric.criteria[:2]
    judged = [Judged(first.id, practice.id, "pass", False) for practice in first.practices]
    judged += [Judged(second.id, second.practices[0].id, "partial", True)]

    rows = partial_rows(rubric, judged, [Scored(first.id, 6.99, 10.0)])

    assert (rows[0].score, rows[0].low, rows[0].done) == ("6.9 to 10.0", 6.99, len(first.practices))
    assert rows[0].said == f"{len(first.practices)} pass, 0 fail, 0 unknown"
    assert (rows[1].score, rows[1].low, rows[1].said) == ("", None, f"1 of {len(second.practices)} judged")
    shapes = [mark.shape for level in rows[1].marks.values() for mark in level]
    assert sorted(set(shapes)) == ["pending", WAITING]
    assert shapes.count("pending") == 1


def test_one_number_where_both_ends_are_equal() -> None:
    rubric = api.rubric()
    criterion = rubric.criteria[0]
    judged = [Judged(criterion.id, practice.id, "fail", False) for practice in criterion.practices]

    assert partial_rows(rubric, judged, [Scored(criterion.id, 1.0, 1.0)])[0].score == "1.0"
