"""When a decision may be recorded: by whom, with which dates, and never a conditional go with a gap nobody owns."""

from __future__ import annotations

from datetime import date

from readiness.domain.meeting import Decision, MeetingRefused, Recommendation
from readiness.domain.meeting_events import Decided
from readiness.meeting.recommendation import Situation
from readiness.meeting.state import Meeting


def refuse_decision(
    body: Decided,
    meeting: Meeting,
    situation: Situation,
    recommendation: Recommendation,
    quorum: tuple[str, ...],
    today: date,
    *,
    closing: bool = False,
) -> None:
    """Return nothing when a decision may be recorded, or the meeting be closed with it.

    Raises
    ------
    MeetingRefused
        No chair, a missing function without a reason, a departure without a reason, no validity, or a conditional go
        with a gap that has neither action nor waiver or with a date that is missing or past.
    """
    if meeting.chair is None:
        raise MeetingRefused("Name a chair who is present: the chair decides.")
    absent = [function for function in meeting.missing(quorum) if function not in meeting.excused]
    if absent:
        raise MeetingRefused(f"Not present: {', '.join(absent)}. Wait for them, or write why the review goes on.")
    if not closing:
        _refuse_departure(body, recommendation)
    if body.decision in (Decision.GO, Decision.CONDITIONAL_GO):
        if not body.valid_until or date.fromisoformat(body.valid_until) <= today:
            raise MeetingRefused("Write until when the decision holds: a day after today.")
        if not body.scope.strip():
            raise MeetingRefused("Write what the decision covers (its scope).")
    if body.decision is Decision.CONDITIONAL_GO:
        _refuse_open_ends(meeting, situation, today)


def _refuse_departure(body: Decided, recommendation: Recommendation) -> None:
    if body.recommended is not recommendation.decision:
        now = recommendation.decision.value
        raise MeetingRefused(f"The recommendation is now {now}. Read its reasons, then decide.")
    if body.decision is not recommendation.decision and not body.departure.strip():
        raise MeetingRefused(f"The rule recommends {recommendation.decision.value}. Write why you decide otherwise.")


def _refuse_open_ends(meeting: Meeting, situation: Situation, today: date) -> None:
    for event in meeting.actions.values():
        action = event.body
        if action.condition and action.action not in meeting.done:
            if not action.owner or not action.due:
                raise MeetingRefused(f"The condition {action.title!r} has no owner or no due date.")
            if date.fromisoformat(action.due) < today:
                raise MeetingRefused(f"The condition {action.title!r} was due on {action.due}. Set a new date.")
    if situation.unowned:
        titles = [found.title for name in situation.unowned if (found := situation.assessment.practice(name))]
        raise MeetingRefused(f"Nobody has taken on, and no waiver covers: {'; '.join(titles)}.")
