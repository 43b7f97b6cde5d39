"""Kept assessments as rows, trends and the state of their chain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.ledger import AssessmentSummary, Fault, Verification
from readiness.report.history_view import FIRST, SAME, chain, label, listed, trends

OLD = AssessmentSummary(
    number=1, id="a" * 64, created_at="2026-11-01T10:00:00+00:00", project="loans", root_digest="r1",
    commit="4f2a9c1" + "0" * 33, model="m1", data="d1", risk_tier="standard", rubric="1" * 64, rubric_version="1.0.0",
    tool_version="0.1.0", trust="read", low=2.96, high=6.0, completeness=0.799, weakest="ethical-considerations",
    scores={"DQ": (4.0, 7.0, 5.0), "EC": (2.96, 6.0, 4.0)},
)  # fmt: skip
NEW = replace(OLD, number=2, id="b" * 64, created_at="2026-11-02T10:00:00+00:00")


def test_a_row_cuts_scores_and_shares_and_never_rounds_them_up() -> None:
    row = listed(OLD, None)
    assert (row.score, row.most, row.known, row.commit) == ("2.9", "6.0", "79 %", "4f2a9c1")
    assert (row.changes, row.before) == ((FIRST,), "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, (SAME,)),
        ({"root_digest": "r2"}, ("the project's files",)),
        ({"commit": "c2", "data": "d2", "model": "m2"}, ("the project's files", "the data", "the model")),
        ({"tool_version": "0.2.0", "trust": "model"}, ("Readiness 0.1.0 → 0.2.0", "trust read → model")),
        ({"risk_tier": "critical"}, ("risk tier standard → critical",)),
        ({"scores": {"DQ": (4.0, 7.0, 5.0), "EC": (3.5, 6.5, 4.0)}}, ("Ethics 2.9 → 3.5",)),
        ({"scores": {"DQ": (4.0, 6.5, 5.0), "EC": (2.96, 6.0, 4.0)}}, ("Data quality at most 7.0 → 6.5",)),
        ({"scores": {**OLD.scores, "MO": (1.0, 10.0, 5.0)}}, ("Monitoring is new",)),
    ],
)
def test_a_row_says_what_differs_from_the_one_before(changed: dict[str, object], said: tuple[str, ...]) -> None:
    row = listed(replace(NEW, **changed), OLD)
    assert (row.changes, row.before) == (said, OLD.id)


def test_scores_under_another_rubric_are_not_set_beside_each_other() -> None:
    now = replace(NEW, rubric="2" * 64, rubric_version="1.1.0", scores={"DQ": (9.0, 9.0, 5.0)})
    assert listed(now, OLD).changes == (
        "rubric 1.0.0 → 1.1.0",
        "judged by another rubric; the comparison scores the older one again",
    )


def test_a_choice_names_time_score_commit_and_id() -> None:
    assert label(OLD) == "1 Nov 2026, 10:00 UTC, 2.9 to 6.0, commit 4f2a9c1, trust read, id aaaaaaa"
    assert "commit" not in label(replace(OLD, commit=""))


def test_a_trend_has_the_criteria_in_the_rubrics_order_and_marks_another_rubric() -> None:
    later = replace(NEW, rubric="2" * 64, rubric_version="1.1.0", scores={"EC": (3.0, 5.0, 4.0), "DQ": (5.0, 5.0, 5.0)})
    found = trends([OLD, later])
    assert [trend.name for trend in found.criteria] == ["Data quality", "Ethics"]
    assert [(p.low, p.high, p.target, p.text) for p in found.criteria[1].points] == [
        (2.96, 6.0, 4.0, "2.9 to 6.0"),
        (3.0, 5.0, 4.0, "3.0 to 5.0"),
    ]
    assert found.criteria[0].said == "Last 5.0, first 4.0 to 7.0; target 5."
    assert found.breaks == ((later.created_at, "rubric 1.0.0 → 1.1.0 on 2 Nov 2026"),)


def test_a_criterion_that_only_some_have_has_only_their_points() -> None:
    found = trends([OLD, replace(NEW, scores={"EC": (3.0, 5.0, 4.0)})])
    assert [len(trend.points) for trend in found.criteria] == [1, 2]
    assert trends([]).criteria == ()


def test_the_chain_in_words() -> None:
    assert chain(Verification(0, "0" * 64, None)).lead == "Nothing is recorded yet."
    holds = chain(Verification(1012, "ab" * 32, None), documents=True)
    assert (holds.holds, holds.lead) == (True, "The chain holds: 1,012 records.")
    assert "every whole assessment" in holds.text
    broken = chain(Verification(4, "ab" * 32, Fault(5, "its content was changed")))
    assert (broken.holds, broken.lead) == (False, "The chain is broken at record 5.")
    assert "its content was changed. The 4 records before it hold." in broken.text
    assert "No record before it." in chain(Verification(0, "", Fault(1, "it cannot be read"))).text
