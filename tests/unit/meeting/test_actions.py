"""Actions for other tools: nothing in them acts as a formula, a link or a mention."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain import meeting_events as events
from readiness.meeting.actions import COLUMNS, actions_csv, actions_markdown, issues
from readiness.report.markdown import escaped
from tests.unit.meeting.rooms import PEOPLE, action, joined, meeting

TODAY = date(2026, 12, 12)
MADE = meeting(
    action(), action("", "a2", title="Ask *legal* @all", due="2026-12-31", condition=False),
    action("", "a3", title="Done"), events.ActionDone("a3", "bob", "merged"),
)  # fmt: skip


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_table() -> None:
    found = rows(actions_csv(MADE, TODAY))
    assert found[0] == list(COLUMNS)
    first = ["a1", "b", "Write the test", "BOB Name", "2026-12-11", "overdue", "condition", "the test runs in CI"]
    assert found[1] == first
    assert [row[5] for row in found[1:]] == ["overdue", "open", "done"]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("x")'])
def test_a_formula_becomes_text(title: str) -> None:
    people = (*PEOPLE, joined("eve", name="=cmd|' /C calc'!A0"))
    found = rows(actions_csv(meeting(action(title=title, owner="eve"), people=people), TODAY))[1]
    assert found[2] == f"'{title}"
    assert found[3].startswith("'=cmd")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_begins_as_a_formula_and_every_row_is_whole(title: str) -> None:
    found = rows(actions_csv(meeting(action(title=title, closes_when=title)), TODAY))
    assert len(found) == 2
    assert all(not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in found[1])


def test_the_task_list() -> None:
    assert actions_markdown(MADE, TODAY, escaped).splitlines() == [
        "- [ ] **Write the test** (BOB Name, due 2026-12-11, overdue). Closes when: the test runs in CI. "
        "Condition of the decision.",
        "- [ ] **Ask \\*legal\\* @<!-- -->all** (BOB Name, due 2026-12-31, open). Closes when: the test runs in CI.",
        "- [x] **Done** (BOB Name, due 2026-12-11, done). Closes when: the test runs in CI. Condition of the decision.",
    ]
    assert actions_markdown(meeting(), TODAY, escaped) == "No actions.\n"


def test_one_issue_per_open_action() -> None:
    first, second = issues(MADE, TODAY, escaped)
    assert (first.title, second.title) == ("Readiness: Write the test", "Readiness: Ask *legal* @all")
    assert "- Due: 2026-12-11\n" in first.text
    assert "the conditional go becomes a no-go" in first.text
    assert "becomes a no-go" not in second.text
