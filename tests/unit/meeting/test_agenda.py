"""The agenda: every practice once, in the order of the headings."""

from __future__ import annotations

from dataclasses import replace

from readiness.domain.assessment import FindingRecord
from readiness.domain.remediation import Gap
from readiness.meeting.agenda import Section, agenda
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import SMALL, action


def test_the_order_of_the_headings() -> None:
    made = recorded(SMALL, {"b": "pass", "i": "fail", "j": "fail", "k": "unknown", "l": "pass", "s": "unknown"})
    gaps = (Gap("dq", "j", 4.5), Gap("dq", "i"))
    items = agenda(made, gaps, {"s": "the signature ended", "j": "twice"}, {"l": "improved"}, [action("b", "a7")])
    assert [(item.id, item.section, item.reason) for item in items] == [
        ("action:a7", Section.OPEN_ACTIONS, "due 2026-12-11"),
        ("j", Section.CAPS, "caps DQ at 4.5"),
        ("i", Section.GAPS, "needed for the target of DQ"),
        ("k", Section.UNKNOWNS, "judged unknown"),
        ("s", Section.UNKNOWNS, "judged unknown"),
        ("l", Section.CHANGED, "improved"),
        ("b", Section.REST, "pass"),
    ]
    assert items[1].minutes == 10


def test_what_a_check_asks_people_comes_before_the_unknowns() -> None:
    made = recorded(SMALL, {"b": "pass", "i": "pass", "j": "pass", "k": "unknown", "l": "pass", "s": "unknown"})
    question = "A (a:1) and B (b:2): which one is meant?"
    asked = FindingRecord("governance.one_tool_per_job", "s", "info", question, None, None, "")
    items = agenda(replace(made, findings=(asked,)), (), {}, {})
    assert [(item.id, item.section, item.reason) for item in items[:2]] == [
        ("s", Section.QUESTIONS, question),
        ("k", Section.UNKNOWNS, "judged unknown"),
    ]


def test_what_expired_comes_before_what_changed() -> None:
    made = recorded(SMALL, {"b": "pass", "i": "pass", "j": "pass", "k": "pass", "l": "pass", "s": "fail"})
    items = agenda(made, (), {"s": "ended"}, {"b": "improved", "s": "worsened"})
    assert [(item.id, item.section) for item in items[:2]] == [("s", Section.EXPIRED), ("b", Section.CHANGED)]
    assert sorted(item.id for item in items) == ["b", "i", "j", "k", "l", "s"]


def test_what_is_not_in_the_snapshot_is_not_on_the_agenda() -> None:
    made = recorded(SMALL, {})
    assert "gone" not in [item.id for item in agenda(made, (), {"gone": "x"}, {"gone": "y"})]
