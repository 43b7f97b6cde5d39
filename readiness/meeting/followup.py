"""After the meeting: what is still open, what the decision is worth by now, and what asks for a new review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness.domain.attestation import Subject
from readiness.domain.meeting import Decision
from readiness.domain.meeting_events import ActionAdded
from readiness.meeting.state import Meeting


@dataclass(frozen=True)
class Condition:
    """One action on the follow-up board; ages in days.

    Attributes
    ----------
    overdue
        True from the day after the due date, in the meeting's time zone.
    """

    action: ActionAdded
    owner: str
    since: date
    age: int
    done: bool
    overdue: bool


@dataclass(frozen=True)
class Standing:
    """What the decision is worth today; ``decided`` is what it was."""

    decided: Decision | None
    now: Decision | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Trigger:
    """Something that asks for a new review: kind and one sentence."""

    kind: str
    text: str


def board(meeting: Meeting, today: date) -> tuple[Condition, ...]:
    """Return every action: open ones first, the oldest first, then those that are closed."""
    conditions = []
    for event in meeting.actions.values():
        first = min(e.at for e in meeting.posted(ActionAdded) if e.body.action == event.body.action)
        since, done = meeting.day(first), event.body.action in meeting.done
        overdue = not done and today > date.fromisoformat(event.body.due)
        owner = meeting.name(event.body.owner)
        conditions.append(Condition(event.body, owner, since, (today - since).days, done, overdue))
    return tuple(sorted(conditions, key=lambda condition: (condition.done, condition.since, condition.action.due)))


def standing(meeting: Meeting, today: date) -> Standing:
    """Return the decision as it holds today.

    A conditional go becomes a no-go on the day after a condition's due date, or after the end of a waiver whose gap
    was not closed. A go or conditional go past its own validity is deferred until the next review.
    """
    event = meeting.decision
    if event is None:
        return Standing(None, None, ())
    decided = event.body
    if decided.decision is Decision.CONDITIONAL_GO:
        late = [
            f"{condition.action.title} was due on {condition.action.due} ({condition.owner})."
            for condition in board(meeting, today)
            if condition.overdue and condition.action.condition
        ]
        closed = {event.body.practice for name, event in meeting.actions.items() if name in meeting.done}
        late += [
            f"The waiver for {waiver.practice} ended on {waiver.expires}."
            for waiver in meeting.waivers
            if waiver.expires < today
            and waiver.practice not in closed
            and not _renewed(meeting, waiver.practice, today)
        ]
        if late:
            return Standing(decided.decision, Decision.NO_GO, tuple(late))
    if decided.decision in (Decision.GO, Decision.CONDITIONAL_GO) and today > date.fromisoformat(decided.valid_until):
        reason = f"The decision held until {decided.valid_until}. Hold the next review."
        return Standing(decided.decision, Decision.DEFERRED, (reason,))
    return Standing(decided.decision, decided.decision, decided.reasons)


def _renewed(meeting: Meeting, practice: str, today: date) -> bool:
    return any(waiver.practice == practice and waiver.expires >= today for waiver in meeting.waivers)


def triggers(
    meeting: Meeting, newest: Subject | None, rubric_version: str, months: int, today: date
) -> tuple[Trigger, ...]:
    """Return what asks for a new review.

    Parameters
    ----------
    newest
        Model and data of the newest assessment of the project, or None.
    rubric_version
        Version of the rubric that is loaded; another major number is a trigger.
    months
        Months after which the tier is reviewed again (rubric: 6 for critical, 12 otherwise).
    """
    opened, found = meeting.opened, []
    if newest is not None and newest.model != opened.model:
        found.append(Trigger("model", "The shipped model is another one than the one reviewed."))
    if newest is not None and newest.data != opened.data:
        found.append(Trigger("data", "The data is other data than the data reviewed."))
    if _major(rubric_version) != _major(opened.rubric_version):
        found.append(Trigger("rubric", f"The rubric is now {rubric_version}; the review used {opened.rubric_version}."))
    held = meeting.day(meeting.events[0].at)
    due = months_later(held, months) if months else None
    if due is not None and today >= due:
        found.append(Trigger("age", f"The review is of {held}; after {months} months it is due again on {due}."))
    found += [Trigger(event.body.flag, f"{event.body.flag.capitalize()}: {event.body.text}") for event in meeting.flags]
    return tuple(found)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"no day {months} months after {day}")


def _major(version: str) -> str:
    return version.split(".", 1)[0]
