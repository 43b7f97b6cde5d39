"""The summary in the terminal."""

from __future__ import annotations

from readiness.cli.catalogue import plan_text
from readiness.cli.summary import summary
from readiness.domain.assessment import ProblemRecord
from readiness.domain.check import Effort
from readiness.domain.remediation import Action, Plan, Step
from readiness.domain.scorecard import Span
from readiness.report.view import report_view
from tests.unit.report.assessments import criterion, practice, small

CONSENT = "loading model.pkl (pickle) can run code, so it is loaded only with your consent"


def test_what_of_the_manifest_was_not_read_as_written_is_said() -> None:
    problem = ProblemRecord("readiness.yaml:7", "unknown key data.colour. Known here: train, test")
    lines = summary(report_view(small(criterion(practice()), skipped=(problem,)))).splitlines()
    place = lines.index("Not read as written:")
    assert lines[place + 1] == "  readiness.yaml:7: Unknown key data.colour. Known here: train, test."


def test_many_problems_are_counted() -> None:
    problems = tuple(ProblemRecord(f"readiness.yaml:{line}", "odd") for line in range(1, 9))
    assert "  3 more in the report" in summary(report_view(small(criterion(practice()), skipped=problems)))


def test_a_row_says_how_it_stands_to_its_target() -> None:
    assert "; undecided, target 5, within reach; 79 % known" in summary(report_view(small(criterion(practice()))))


def test_a_model_that_was_not_loaded_is_said_once_with_the_way_out() -> None:
    record = practice(status="unknown", unknown="blocked", reason=CONSENT)
    assert summary(report_view(small(criterion(record, record)))).count("--trust model") == 1
    assert "--trust model" not in summary(report_view(small(criterion(practice()))))


def test_a_plan_says_what_to_do_with_scores_cut_as_everywhere() -> None:
    assessment = small(criterion(practice()))
    action = Action("is-nonroot", Effort.SMALL, "Add `USER 1000` to docker/Dockerfile.")
    steps = (Step("infrastructure-scalability", "single", (action,), 2.56, 4.99, 1.0),)
    assert plan_text(assessment, Plan(steps, Span(4.99, 6.0)), 5).splitlines() == [
        "1. Infrastructure Scalability: 2.5 to 4.9, proven",
        "   Not run as root (is-nonroot)",
        "     Small effort. Add `USER 1000` to docker/Dockerfile.",
        "Overall after these steps: 4.9 proven, 6.0 at most.",
    ]
