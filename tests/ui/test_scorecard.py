"""The scorecard's words."""

from __future__ import annotations

from dataclasses import replace

from readiness import api
from readiness.report.view import ReportView, UnknownGroup
from tests.ui.assessments import assessment
from ui.components import markup, projects, scorecard


def test_three_answers_come_in_their_order(view: ReportView) -> None:
    drawn = scorecard.three_answers(view)

    assert drawn.index("Score") < drawn.index("Not known") < drawn.index("Do next")
    assert "2.5" in drawn
    assert f">{view.unknown}<" in drawn
    assert "of 108 practices" in drawn


def test_a_project_named_like_a_script_is_shown_as_text() -> None:
    hostile = api.report_view(assessment("<script>alert(1)</script>"))

    for drawn in (scorecard.title(hostile), scorecard.three_answers(hostile), scorecard.basis(hostile)):
        assert "<script" not in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in scorecard.title(hostile)


def test_the_verdict_line_leads_to_its_evidence(view: ReportView) -> None:
    assert view.alert is not None
    drawn = scorecard.verdict_line(view.alert, "abc")

    assert "role='status'" in drawn
    assert "practice=ec-fairness-thresholds" in drawn


def test_a_step_of_several_lists_its_members_only_on_the_plan(view: ReportView) -> None:
    step = next(step for step in view.steps if len(step.actions) > 1)

    assert "<ol>" not in scorecard.steps([step], "abc")
    plan = scorecard.steps([step], "abc", members=True)
    assert plan.count("<li>") == len(step.actions)
    assert f"{step.before} → {step.after}" in plan
    assert "opens a gate" in plan


def test_unknowns_are_listed_by_reason_and_the_longest_bar_is_full() -> None:
    practice = ("dq-x", "<b>Title", "Data quality", "")
    drawn = scorecard.unknowns(
        [UnknownGroup("a", "A", "", (practice,) * 4), UnknownGroup("b", "B", "", (practice,))], "abc"
    )

    assert "width:100.0%" in drawn
    assert "width:25.0%" in drawn
    assert drawn.count("href='criteria?a=abc&amp;practice=dq-x'>&lt;b&gt;Title<") == 5
    assert "is known" in scorecard.unknowns([], "abc")


def test_findings_beside_the_practices_are_folded(view: ReportView) -> None:
    finding = replace(view.criteria[-1].practices[5].findings[0], message="<b>seen")

    assert "&lt;b&gt;seen" in scorecard.loose(replace(view, loose=(finding,)))
    assert scorecard.loose(view) == ""


def test_what_was_skipped_is_folded_and_absent_without_any(view: ReportView) -> None:
    assert "data/dump.sql" in scorecard.problems(view)
    assert scorecard.problems(replace(view, problems=())) == ""


def test_the_basis_names_digests_guards_and_guesses(view: ReportView) -> None:
    drawn = scorecard.basis(view)
    for words in ("ab" * 32, "network closed", "in force", "Inferred, not declared"):
        assert words in drawn


def test_a_sample_tells_its_story_without_the_word_story() -> None:
    assert "One analyst." in projects.sample("churn", "The story: one analyst.")


def test_practices_that_lift_nothing_are_folded_apart_from_the_plan(view: ReportView) -> None:
    drawn = scorecard.idle_steps((replace(view.steps[0], gains=False),), "abc")

    assert drawn.count("<li>") == len(view.steps[0].actions)
    assert f"{len(view.steps[0].actions)} practices" in drawn
    assert scorecard.idle_steps((), "abc") == ""


def test_the_next_step_says_what_to_do(view: ReportView) -> None:
    assert view.steps[0].title in scorecard.three_answers(view)
    assert markup.prose(view.steps[0].text) in scorecard.three_answers(view)
