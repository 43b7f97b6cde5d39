"""A comparison in words: what leads, what each part adds, what got worse first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.assessment import Interval
from readiness.domain.comparison import Cause, ChangeKind, Comparison, Part, PracticeChange, ScoreChange
from readiness.report.comparison_view import CAUSE, KIND, changes_line, comparison_view, signed
from tests.unit.report.assessments import assessed

MADE = assessed(id="a" * 64)
FIRST, SECOND = MADE.criteria[0].practices[:2]


def change(identity: str, kind: ChangeKind, before: str = "fail", after: str = "pass") -> PracticeChange:
    return PracticeChange(
        identity, f"title of {identity}", MADE.criteria[0].id, kind, Cause.PROJECT, "files of the project changed",
        before, after, Interval(0, 0) if before else None, Interval(0.5, 1) if after == "partial" else Interval(1, 1),
    )  # fmt: skip


OVERALL = ScoreChange(
    "overall", "Overall", Interval(2.0, 6.0), Interval(2.5, 6.0), Interval(3.26, 5.0),
    (
        Part(Cause.PROJECT, 0.76, -1.0, (FIRST.id, "gone")),
        Part(Cause.RUBRIC, 0.5, 0.0, ()),
    ),
)  # fmt: skip
FOUND = Comparison(
    older="a" * 64, newer="b" * 64, older_at="2026-11-01T10:00:00+00:00", newer_at="2026-11-02T10:00:00+00:00",
    same_rubric=True, notes=("A note.",), overall=OVERALL, criteria=(),
    practices=(change(FIRST.id, ChangeKind.IMPROVED), change(SECOND.id, ChangeKind.WORSENED, "pass", "partial")),
)  # fmt: skip


def test_every_cause_and_every_kind_has_words() -> None:
    assert set(CAUSE) == set(Cause)
    assert set(KIND) == set(ChangeKind)


@pytest.mark.parametrize(
    ("number", "text"), [(0.0, "0"), (0.004, "0"), (-0.0049, "0"), (0.5, "+0.50"), (-1.237, "−1.24")]
)
def test_a_change_carries_its_sign(number: float, text: str) -> None:
    assert signed(number) == text


def test_the_line_says_overall_practices_and_what_moved_it_most() -> None:
    line = changes_line(FOUND)
    assert line.lead == "Since 1 Nov 2026, 10:00 UTC:"
    assert line.text == (
        "overall 2.0 to 6.0 → 3.2 to 5.0. Practices: 1 worsened, 1 improved. Overall moved most through: project."
    )
    assert (line.older, line.newer) == ("a" * 64, "b" * 64)


def test_nothing_changed_is_said_plainly() -> None:
    same = replace(OVERALL, after=OVERALL.before, rescored=OVERALL.before, parts=())
    assert changes_line(replace(FOUND, overall=same, practices=())).text == (
        "overall as before, 2.0 to 6.0. No practice changed."
    )


def test_under_another_rubric_the_older_one_scored_again_is_what_counts() -> None:
    found = replace(FOUND, same_rubric=False)
    assert changes_line(found).text.startswith("overall 2.5 to 6.0 (scored again under the newer rubric) → 3.2 to 5.0.")
    assert comparison_view(found, MADE, MADE).overall.rescored == "2.5 to 6.0"
    assert comparison_view(FOUND, MADE, MADE).overall.rescored == ""


def test_the_rubrics_part_comes_first_and_parts_keep_their_practices() -> None:
    overall = comparison_view(FOUND, MADE, MADE).overall
    assert [part.cause for part in overall.parts] == ["Rubric", "Project"]
    assert overall.parts[1].practices == ((FIRST.id, FIRST.title), ("gone", "gone"))
    assert (overall.low_change, overall.high_change) == ("+1.26", "−1.00")
    assert sum(part.low for part in overall.parts) == pytest.approx(overall.low[1] - overall.low[0])
    assert overall.moved
    assert overall.changed


def test_practices_are_grouped_with_what_got_worse_first() -> None:
    (_, heading, worse), (_, _, better) = comparison_view(FOUND, MADE, MADE).groups
    assert heading == "Worsened"
    assert (worse[0].before_text, worse[0].after_text, worse[0].after) == ("Pass", "Partial, waiting", "pending")
    assert better[0].criterion_name == "Data quality"


def test_a_practice_that_a_rubric_does_not_know_says_so() -> None:
    found = replace(FOUND, practices=(change("new", ChangeKind.NEW, before=""),))
    ((_, _, (row,)),) = comparison_view(found, MADE, MADE).groups
    assert (row.before_text, row.before) == ("Not in the rubric", "not_applicable")
