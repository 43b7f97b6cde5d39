from __future__ import annotations

from dataclasses import replace

from readiness.domain.assessment import ActionRecord, CapRecord, Interval, RubricRecord, StepRecord
from readiness.report import words
from readiness.report.view import report_view
from tests.unit.report.assessments import assessed, biased, criterion, finding, practice, small

STEP = StepRecord(
    "infrastructure-scalability",
    "gate",
    2.5,
    5.5,
    3.0,
    4.0,
    5.5,
    (
        ActionRecord("is-nonroot", "Not run as root", "S", "Add a USER line."),
        ActionRecord("b", "Locked", "M", "Lock it."),
    ),
)


def test_the_head_says_score_reason_and_what_is_known() -> None:
    view = report_view(small(criterion(practice()), advice=(STEP,)))
    assert (view.score, view.score_words, view.level) == ("2.5", "proven, 6.9 at most", "Beginner")
    assert view.reason == "The weakest of six decides: Infrastructure. It needs: not run as root and 1 more."
    assert view.known_text == "79 % of the weight is known"
    assert (view.verdict, view.verdict_text) == ("open", "Undecided at tier standard")
    assert view.next_text == "One step lifts 2.5 to 5.5."
    assert (view.unknown, view.total, view.alert, view.caps) == (0, 1, None, ())


def test_a_step_names_its_first_action_its_efforts_and_its_gain() -> None:
    step = report_view(small(criterion(practice()), advice=(STEP,))).steps[0]
    assert (step.number, step.title, step.effort) == (1, "Not run as root and 1 more", "1 small, 1 medium")
    assert (step.before, step.after, step.opens_gate) == ("2.5", "5.5", True)
    assert step.actions[1] == ("b", "Locked", "Lock it.", "medium")


def test_no_advice_and_advice_that_lifts_nothing_are_said() -> None:
    assert report_view(small(criterion(practice()))).next_text == words.NO_ADVICE
    idle = replace(STEP, overall_after=2.55)
    assert report_view(small(criterion(practice()), advice=(idle,))).next_text.startswith("No set of practices lifts")


def test_a_proven_cap_is_the_alert_and_makes_the_verdict_short() -> None:
    held = criterion(
        practice(
            cap=2.0, findings=(finding(severity="low"), finding(severity="critical", message="A key is in `a.py`."))
        ),
        score=Interval(2.0, 2.0),
        caps=(CapRecord("is-nonroot", 2.0, "proven"), CapRecord("gone", 3.0, "unrefuted")),
        target=2.0,
    )
    view = report_view(small(held))
    assert view.alert is not None
    assert view.alert.lead == "No-go at tier standard."
    assert view.alert.text == "A key is in `a.py`. This caps Infrastructure at 2 until it is fixed."
    assert view.reason.endswith("“Not run as root” fails and caps it.")
    assert (view.verdict, view.verdict_text) == ("short", "Not ready at tier standard")
    assert [(cap.at, cap.proven, cap.text) for cap in view.caps] == [("2", True, "A key is in `a.py`.")]


def test_an_unrefuted_cap_is_listed_and_is_no_alert() -> None:
    view = report_view(
        small(
            criterion(
                practice(cap=3.0, status="unknown", reason="no check yet", unknown="no_check"),
                caps=(CapRecord("is-nonroot", 3.0, "unrefuted"),),
            )
        )
    )
    assert view.alert is None
    assert [(cap.proven, cap.text) for cap in view.caps] == [(False, "No check yet.")]


def test_every_target_met() -> None:
    view = report_view(small(criterion(practice(), score=Interval(5.0, 6.0))))
    assert (view.verdict, view.verdict_text, view.shortfall) == ("met", "Every target met at tier standard", "")


def test_the_shortfall_names_the_two_furthest_criteria() -> None:
    low = [
        criterion(practice(), id=str(gap), title=f"C{gap}", code="X", score=Interval(5 - gap, 5 - gap))
        for gap in (1, 3, 2)
    ]
    assert report_view(small(*low)).shortfall == (
        "Below the target even at most: C3 (proven 3.0 below), C2 (proven 2.0 below) and 1 more."
    )


def test_unknowns_are_counted_by_reason_and_listed() -> None:
    rows = [
        practice(id=name, status="unknown", unknown=kind, reason="why so")
        for name, kind in (("a", "no_check"), ("b", "elsewhere"), ("c", "elsewhere"))
    ]
    view = report_view(small(criterion(*rows)))
    assert [(count.key, count.number) for count in view.unknowns] == [("elsewhere", 2), ("no_check", 1)]
    assert view.unknown_groups[0].practices == (
        ("b", "Not run as root", "Infrastructure", "Why so."),
        ("c", "Not run as root", "Infrastructure", "Why so."),
    )


def test_related_items_are_sorted_by_the_worst_verdict_on_their_practices() -> None:
    rows = [
        practice(id="a", status="pass", related=("ML Test Score: Data2", "ML Test Score: Data10", "ISO: 1: A.2")),
        practice(id="b", status="fail", related=("ML Test Score: Data10",)),
        practice(
            id="c", status="unknown", unknown="no_check", related=("ML Test Score: Infra1", "ML Test Score: Infra10")
        ),
        practice(id="d", status="not_applicable", related=("ML Test Score: Infra2", "ML Test Score: Data2")),
    ]
    view = report_view(small(criterion(*rows)))
    assert [(r.framework, r.shown, r.gap, r.unknown) for r in view.related] == [
        ("ISO: 1", ("A.2",), (), ()),
        ("ML Test Score", ("Data2",), ("Data10",), ("Infra1", "Infra2", "Infra10")),
    ]
    assert view.related[1].count == 5


def test_findings_of_checks_that_feed_nothing_are_kept() -> None:
    assert [loose.message for loose in report_view(biased()).loose] == ["The serving image runs as root."]


def test_a_whole_assessment_has_all_108_practices_under_three_levels() -> None:
    view = report_view(assessed())
    assert (view.total, sum(len(c.practices) for c in view.criteria)) == (108, 108)
    assert sum(count.number for count in view.statuses) == 108
    assert {count.key for count in view.statuses} == set(words.STATUS)
    assert view.criterion("nothing") is None
    assert view.criterion(view.criteria[3].row.id) is view.criteria[3]


def test_the_appendix_names_versions_digests_trust_and_domains() -> None:
    view = report_view(assessed(rubric=RubricRecord("mine", "2.1.0", "99" * 32)))
    rows = dict(view.appendix)
    assert rows["Rubric"] == f"mine 2.1.0, {'99' * 32}"
    assert rows["Trust level"] == "model"
    assert rows["Isolation"] == "isolated on linux"
    assert rows["Domain monitoring"] == "elsewhere"
    assert view.guards[1] == ("namespaces", "not in force", "refused by the container")
    assert view.problems[0] == ("fairness.group_rates", "A defect of ours.")
    assert view.stages == (("Files of the project", "0.4 s"), ("Model and its predictions", "2.6 s"))
