"""Actions for other tools: a table, a list, and the text of issues."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from readiness.meeting.followup import Condition, board
from readiness.meeting.state import Meeting

COLUMNS = ("action", "practice", "title", "owner", "due", "state", "condition", "closes when")
# What a spreadsheet may take for a formula or a command (OWASP, CSV Injection, 2023), full-width signs included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Escape = Callable[[str], str]


@dataclass(frozen=True)
class Issue:
    """Title and Markdown text of an issue for a tracker."""

    title: str
    text: str


def actions_csv(meeting: Meeting, today: date) -> str:
    """Return the actions as CSV (RFC 4180); no cell can act as a formula in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_inert(cell) for cell in _row(condition)] for condition in board(meeting, today))
    return out.getvalue()


def _row(condition: Condition) -> Iterable[str]:
    action = condition.action
    kind = "condition" if action.condition else "action"
    return (
        action.action, action.practice, action.title, condition.owner, action.due, state(condition), kind,
        action.closes_when,
    )  # fmt: skip


def state(condition: Condition) -> str:
    """Return done, overdue or open."""
    return "done" if condition.done else "overdue" if condition.overdue else "open"


def _inert(cell: str) -> str:
    plain = cell.replace("\0", "")
    return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA) else plain


def actions_markdown(meeting: Meeting, today: date, escaped: Escape) -> str:
    """Return the actions as a Markdown task list; ``escaped`` makes text inert in Markdown."""
    lines = []
    for condition in board(meeting, today):
        action = condition.action
        tick = "x" if condition.done else " "
        what = f"**{escaped(action.title)}** ({escaped(condition.owner)}, due {action.due}, {state(condition)})"
        kind = " Condition of the decision." if action.condition else ""
        lines.append(f"- [{tick}] {what}. Closes when: {escaped(action.closes_when)}.{kind}")
    return "\n".join(lines) + "\n" if lines else "No actions.\n"


def issues(meeting: Meeting, today: date, escaped: Escape) -> tuple[Issue, ...]:
    """Return one issue per action that is not done."""
    opened = meeting.opened
    found = []
    for condition in board(meeting, today):
        action = condition.action
        if condition.done:
            continue
        lines = [
            f"From the readiness review of {escaped(opened.project)}, snapshot `{opened.snapshot[:12]}`.",
            "",
            f"- Owner: {escaped(condition.owner)}",
            f"- Due: {action.due}",
            f"- Closes when: {escaped(action.closes_when)}",
        ]
        if action.practice:
            lines.append(f"- Practice: {escaped(action.practice)}")
        if action.condition:
            lines.append("- The decision depends on it: past its date, the conditional go becomes a no-go.")
        title = " ".join(f"Readiness: {action.title}".split())
        found.append(Issue(title[:200], "\n".join(lines) + "\n"))
    return tuple(found)
