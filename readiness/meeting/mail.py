"""The recap to send by mail: plain text that says what was decided and who does what until when."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain.meeting import Decision
from readiness.meeting.actions import state
from readiness.meeting.admission import Room
from readiness.meeting.followup import board

_LEAD = {
    Decision.GO: "is a go",
    Decision.CONDITIONAL_GO: "is a conditional go",
    Decision.NO_GO: "is a no-go",
    Decision.DEFERRED: "is deferred",
}


@dataclass(frozen=True)
class Mail:
    """Subject (one line) and text of a mail."""

    subject: str
    text: str


def recap(room: Room) -> Mail:
    """Return the recap of a meeting; before a decision it says what the rule recommends."""
    meeting, opened = room.meeting, room.meeting.opened
    decision = meeting.decision
    outcome = _LEAD[decision.body.decision] if decision else "has no decision yet"
    lines = [f"The readiness review of {_line(opened.project)} on {meeting.day(meeting.events[0].at)} {outcome}.", ""]
    if decision is not None:
        reasons, what = decision.body.reasons, decision.body.recommended.value
        if decision.body.scope:
            lines.append(f"Scope: {_line(decision.body.scope)}")
        if decision.body.valid_until:
            lines.append(f"Valid until: {decision.body.valid_until}")
    else:
        reasons, what = room.recommendation.reasons, room.recommendation.decision.value
    lines += [f"The rule recommends {what}:", *(f"- {_line(reason)}" for reason in reasons)]
    if decision is not None and decision.body.departure:
        lines.append(f"The chair decided otherwise: {_line(decision.body.departure)}")
    conditions = board(meeting, room.today)
    if conditions:
        lines += ["", "Actions:"]
    for condition in conditions:
        kind = " (condition)" if condition.action.condition else ""
        what, who = _line(condition.action.title), _line(condition.owner)
        lines.append(f"- {condition.action.due}, {who}: {what}{kind}, {state(condition)}")
    waiting = meeting.unsigned(room.quorum) if decision is not None else ()
    if waiting:
        lines += ["", f"Still to sign: {', '.join(waiting)}"]
    lines += ["", f"Snapshot {opened.snapshot}"]
    return Mail(f"Readiness review {_line(opened.project)}: {outcome}"[:200], "\n".join(lines) + "\n")


def _line(text: str) -> str:
    """Return text in one line, so that it cannot add a header or a line of its own."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
