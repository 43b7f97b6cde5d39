"""Which practice stands in which segment, what is counted, and which tools raise a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.assessment import LineRecord
from readiness.report.evidence_view import (
    JOBS,
    PROJECT_SEGMENTS,
    SEGMENTS,
    counted,
    in_brackets,
    links_to,
    segment_of,
    tools_view,
    verdicts,
    why_absent,
)
from tests.unit.report.assessments import altered, assessed, measurement, practice


def test_every_practice_stands_in_exactly_one_segment() -> None:
    whole = assessed()
    found = [verdict.practice.id for segment in SEGMENTS for verdict in verdicts(whole, segment)]

    assert sorted(found) == sorted(p.id for c in whole.criteria for p in c.practices)
    assert all(verdicts(whole, segment) for segment in PROJECT_SEGMENTS)


@pytest.mark.parametrize(
    ("code", "domain", "check", "segment"),
    [
        ("IS", "infra", "infrastructure.x", "infrastructure"),
        ("MO", "people", "", "monitoring"),
        ("CL", "pipeline", "", "learning"),
        ("DQ", "data", "", "data"),
        ("DQ", "people", "", "governance"),
        ("MV", "people", "", "governance"),
        ("EC", "model", "fairness.group_rates", "fairness"),
        ("EC", "model", "explainability.global_importance", "explain"),
        ("EC", "docs", "fairness.audit_reports", "governance"),
        ("XX", "data", "", "governance"),
    ],
)
def test_segments(code: str, domain: str, check: str, segment: str) -> None:
    lines = (LineRecord(check, "t", "pass", "E1", ""),) if check else ()

    assert segment_of(code, replace(practice(), domain=domain, checks=lines)) == segment


def test_the_count_says_each_status_in_words() -> None:
    whole = assessed()
    for c in whole.criteria:
        for p in c.practices:
            whole = altered(whole, p.id, status="pass", waiting=False)
    whole = altered(altered(whole, "mo-logging", status="fail"), "mo-alerts", status="unknown", unknown="elsewhere")

    assert counted(verdicts(whole, "monitoring")) == "18 practices: 16 pass, 1 fails, 1 is unknown."
    assert counted(()) == "No practice of the rubric belongs here."


def test_more_than_one_tool_for_a_job_is_a_question() -> None:
    named = [{"tool": name, "strength": "E0", "evidence": [{"path": "a.py", "line": 2, "why": "imports it"}]}
             for name in ("Flask", "FastAPI", "Docker")]  # fmt: skip
    whole = replace(assessed(), signals={"signals": {}, "inventory": named})

    view = tools_view(whole, "infrastructure")

    assert [tool.name for tool in view.tools] == ["Flask", "FastAPI", "Docker"]
    assert view.tools[0].places == (("a.py:2", "imports it"),)
    assert view.questions == ("2 tools for web frameworks: Flask, FastAPI. Which one is in use, and why the rest?",)
    assert tools_view(whole, "monitoring").tools == ()


def test_a_tool_does_one_job_here() -> None:
    tools = [tool for _, _, members in JOBS for tool in members]

    assert len(tools) == len(set(tools))


def test_an_assessment_without_signals_names_no_tool() -> None:
    assert tools_view(replace(assessed(), signals={}), "learning").tools == ()


def test_the_reason_of_the_first_verdict_is_told() -> None:
    whole = altered(
        assessed(),
        "ec-fairness-basic",
        checks=(LineRecord("fairness.group_rates", "t", "fail", "E0", "no group is named"),),
    )

    assert why_absent(whole, "fairness.group_rates") == "No group is named."
    assert why_absent(whole, "nothing.here") == ""


def test_links_to_practices_that_are_not_there_are_left_out() -> None:
    assert [identity for identity, _ in links_to(assessed(), "mo-alerts", "no-such")] == ["mo-alerts"]


def test_brackets() -> None:
    assert in_brackets(measurement()) == " (95 % interval 0.530 to 0.700)"
    assert in_brackets(measurement(low=None)) == " (at most 0.700, 95 % one-sided)"
    assert in_brackets(measurement(low=None, high=None)) == ""
