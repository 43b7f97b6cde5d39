"""A practice from verdict to fix, with a hostile project."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.report.practice_view import EvidenceView, PracticeView
from readiness.report.view import CapView, CriterionView, ReportView
from tests.ui.assessments import CAPPED
from ui.components import code, criterion, practice

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def ethics(view: ReportView) -> CriterionView:
    found = view.criterion("ethical-considerations")
    assert found is not None
    return found


@pytest.fixture
def capping(ethics: CriterionView) -> PracticeView:
    return next(item for item in ethics.practices if item.id == CAPPED)


def test_the_article_says_verdict_number_plot_evidence_and_fix_in_this_order(capping: PracticeView) -> None:
    drawn = practice.article(capping, "abc", "ethical-considerations")

    wanted = (
        "Fail",
        "recomputed by Readiness (E3)",
        "Women are selected at 0.61 of the rate of men.",
        "cannot score above 3",
        "your limit 0.8",
        "Evidence in the project",
        "readiness.yaml:31",
        "How to fix it",
        "What would not count",
        "Checks that feed it",
        "Related, not proof of conformity.",
    )
    places = [drawn.find(words) for words in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_everything_of_the_project_is_escaped(capping: PracticeView) -> None:
    finding = replace(capping.findings[0], message=HOSTILE, place=HOSTILE, snippet=HOSTILE, fix=HOSTILE)
    evidence = EvidenceView(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE, 1)
    figure = replace(capping.figures[0], name=HOSTILE, about=HOSTILE, value=HOSTILE, method=HOSTILE)
    plot = capping.plots[0]
    rows = tuple(replace(row, label=HOSTILE, detail=HOSTILE, verdict=HOSTILE) for row in plot.rows)
    hostile = replace(
        capping, title=HOSTILE, reason=HOSTILE, findings=(finding, finding), evidence=(evidence,), figures=(figure,),
        plots=(replace(plot, rows=rows, title=HOSTILE, caption=HOSTILE),), signed_by=(HOSTILE,), lapsed=(HOSTILE,),
        waiver=HOSTILE, checks=((HOSTILE, HOSTILE, HOSTILE, HOSTILE),), related=(HOSTILE,), remediation=HOSTILE,
    )  # fmt: skip

    drawn = practice.article(hostile, HOSTILE, HOSTILE)

    assert "<img" not in drawn
    assert "&lt;img src=x onerror=alert(1)&gt;" in drawn


def test_a_practice_that_passes_needs_no_fix(ethics: CriterionView) -> None:
    passed = next(item for item in ethics.practices if item.shape == "pass")

    drawn = practice.article(passed, "abc", "ethical-considerations")

    assert "How to fix it" not in drawn
    assert "No check yet" in drawn


def test_a_single_finding_is_said_once_and_several_are_listed(capping: PracticeView) -> None:
    one = practice.article(capping, "a", "b")
    two = practice.article(replace(capping, findings=capping.findings * 2), "a", "b")

    assert "What else was found" not in one
    assert "What else was found" in two


def test_signatures_waivers_and_conflicts_are_said(capping: PracticeView) -> None:
    drawn = practice.article(
        replace(
            capping, conflict=True, waiver="until 12 Feb 2027", signed_by=("Ines Roth",), lapsed=("model changed",)
        ),
        "",
        "",
    )
    for words in ("The measurement counts", "until 12 Feb 2027", "Signed by Ines Roth", "Lapsed: model changed"):
        assert words in drawn


def test_the_line_in_question_is_marked_with_its_own_number() -> None:
    drawn = code.code_lines("a\nb\nc", 56, 57)

    assert "<div class='ln on'><span>57</span>b</div>" in drawn
    assert drawn.count("class='ln'") == 2


def test_long_lines_and_long_snippets_are_cut() -> None:
    assert f"{'x' * 159}…</div>" in code.code_lines("x" * 161, 1, None)
    assert code.code_lines("\n".join("x" * 40), 1, None).count("<span>") == code.MOST_LINES


def test_the_list_marks_the_chosen_practice_and_its_cap(ethics: CriterionView) -> None:
    drawn = criterion.practice_list(ethics, CAPPED, "abc")

    assert drawn.count("aria-current='page'") == 1
    assert drawn.count("class='rd-pi'") == len(ethics.practices)
    assert "cap 3" in drawn
    for level, passed in ethics.levels:
        assert level.capitalize() in drawn
        assert passed in drawn


def test_without_a_choice_the_most_urgent_practice_is_shown(ethics: CriterionView) -> None:
    assert criterion.default_practice(ethics).id == CAPPED
    rest = replace(ethics, practices=tuple(item for item in ethics.practices if item.id != CAPPED))
    assert criterion.default_practice(rest).shape == "fail"


def test_on_a_narrow_screen_a_chosen_practice_replaces_the_list(
    view: ReportView, ethics: CriterionView, capping: PracticeView
) -> None:
    assert "rd-cols chosen" in criterion.page(view, ethics, capping, asked=True)
    assert "All practices of Ethics" in criterion.page(view, ethics, capping, asked=True)
    assert "rd-cols chosen" not in criterion.page(view, ethics, capping, asked=False)


def test_a_cap_that_is_not_ruled_out_is_said(ethics: CriterionView) -> None:
    caps = [CapView("ethical-considerations", "Ethics", "x", "<b>Leak", "3", proven, "") for proven in (False, True)]

    assert "Not ruled out, so the low end stays below: &lt;b&gt;Leak (cap 3)." in criterion.head(ethics, caps)
    assert "Not ruled out" not in criterion.head(ethics, caps[1:])


def test_a_practice_is_found_in_its_criterion(view: ReportView) -> None:
    assert criterion.holding(view.criteria, CAPPED) == "ethical-considerations"
    assert criterion.holding(view.criteria, "nope") == ""


def test_frameworks_are_named_once_with_their_items(capping: PracticeView) -> None:
    drawn = practice.article(replace(capping, related=("NIST AI RMF: MS-2.11", "NIST AI RMF: MG-2.4", "odd")), "", "")

    assert "<span>NIST AI RMF: MS-2.11, MG-2.4</span><span>odd</span>" in drawn


def test_a_finding_without_source_lines_makes_no_card_and_keeps_its_place(capping: PracticeView) -> None:
    finding = replace(capping.findings[0], place="data/train.parquet", snippet="")
    drawn = practice.article(replace(capping, findings=(finding,), evidence=()), "", "")

    assert "Evidence in the project" not in drawn
    assert "data/train.parquet" in drawn


def test_an_unknown_practice_says_why_beside_its_status(capping: PracticeView) -> None:
    drawn = practice.article(replace(capping, shape="unknown", status="Unknown", unknown_label="Too few rows"), "", "")

    assert drawn.index("Unknown") < drawn.index("Too few rows") < drawn.index(capping.statement)
    assert "What to do" in drawn
