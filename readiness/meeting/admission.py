"""What may be written into a meeting now, and the sentence that says why something may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from readiness.domain import meeting_events as events
from readiness.domain.assessment import CriterionRecord, PracticeRecord
from readiness.domain.attestation import statement_digest
from readiness.domain.meeting import FUNCTIONS, LEVELS, RESPONSES, Decision, MeetingRefused, Office, Recommendation
from readiness.domain.rubric import Rubric
from readiness.meeting.decision import refuse_decision
from readiness.meeting.recommendation import Situation
from readiness.meeting.state import Meeting

AFTERWARDS = (
    events.ActionDone, events.ActionAdded, events.Flagged, events.Noted, events.Signed, events.ScribeChanged,
    events.Joined,
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A meeting with what its rules look at.

    Attributes
    ----------
    situation
        The snapshot as signed today, with its gaps.
    today
        The day in the meeting's time zone.
    """

    meeting: Meeting
    rubric: Rubric
    situation: Situation
    recommendation: Recommendation
    today: date

    @property
    def quorum(self) -> tuple[str, ...]:
        """Return the functions that must be present for this risk tier."""
        return self.rubric.quorum.get(self.meeting.opened.tier, ())

    def practice(self, identity: str) -> PracticeRecord:
        """Return a practice of the snapshot.

        Raises
        ------
        MeetingRefused
            There is none of this id.
        """
        found = self.situation.assessment.practice(identity)
        if found is None:
            raise MeetingRefused(f"The snapshot has no practice {identity!r}.")
        return found

    def person(self, identity: str, present: bool = True) -> events.Joined:
        """Return somebody who was named.

        Raises
        ------
        MeetingRefused
            Nobody of this id was, or the person must be present and is not.
        """
        found = self.meeting.people.get(identity)
        if found is None:
            raise MeetingRefused("Add the person to the meeting first.")
        if present and not found.present:
            raise MeetingRefused(f"{self.meeting.name(identity)} is not present. Only people in the meeting sign.")
        return found


def admit(room: Room, body: events.Body) -> None:
    """Return nothing when an event may be written now.

    Raises
    ------
    MeetingRefused
        It may not; the message says why and what to do instead.
    """
    if isinstance(body, events.Opened):
        raise MeetingRefused("The meeting is open already.")
    if room.meeting.closed and not isinstance(body, AFTERWARDS):
        raise MeetingRefused("The meeting is closed. Open a new review to change what it decided.")
    rule = _RULES.get(type(body))
    if rule is not None:
        rule(room, body)


def _joined(room: Room, body: events.Joined) -> None:
    _said(body.name, "Write the person's name.")
    if body.function not in FUNCTIONS:
        raise MeetingRefused(f"{body.function!r} is no function here. Choose one of {', '.join(FUNCTIONS)}.")
    others = [joined for person, joined in room.meeting.people.items() if person != body.person]
    if body.office is Office.CHAIR and any(joined.office is Office.CHAIR and joined.present for joined in others):
        raise MeetingRefused("The meeting has a chair already.")
    if body.wrote_model and "independent-reviewer" in (body.function, body.role):
        raise MeetingRefused("Who wrote the model cannot be its independent reviewer. Name somebody else.")


def _excused(room: Room, body: events.Excused) -> None:
    if body.function not in room.quorum:
        raise MeetingRefused(f"{body.function} need not be present at this tier.")
    _said(body.reason, "Write why this function is missing.")


def _attested(room: Room, body: events.Attested) -> None:
    practice, person = room.practice(body.practice), room.person(body.person)
    known = room.rubric.practice(body.practice)
    statement = known.statement if known else practice.statement
    if body.statement_digest != statement_digest(statement):
        raise MeetingRefused("The wording of this practice is not the one that was shown. Read it again, then sign.")
    if practice.status == "not_applicable":
        raise MeetingRefused("This practice does not apply here, so there is nothing to sign.")
    if practice.signer_roles and person.role not in practice.signer_roles:
        wanted = " or ".join(practice.signer_roles)
        raise MeetingRefused(f"This is signed by {wanted}; {person.name} is here as {person.role or person.function}.")
    if body.expires and _day(body.expires, "The signature's end") < room.today:
        raise MeetingRefused("The signature's end lies in the past.")


def _disputed(room: Room, body: events.Disputed) -> None:
    room.practice(body.practice)
    room.person(body.person)
    _said(body.reason, "Write what is disputed. The measured result stays beside it.")


def _set_aside(room: Room, body: events.SetAside) -> None:
    practice = room.practice(body.practice)
    room.person(body.person)
    _said(body.reason, "Write why it does not apply.")
    if practice.anchor:
        raise MeetingRefused("An anchor of the maturity table always applies.")
    known = room.rubric.practice(body.practice)
    if known is not None and known.applies_when and practice.unknown != "undeclared":
        raise MeetingRefused(f"It applies, because the project declares: {known.applies_when}.")
    criterion = next(c for c in room.situation.assessment.criteria if practice in c.practices)
    share = _share_set_aside(room, criterion, practice)
    limit = room.rubric.scale.not_applicable_weight_limit
    if share > limit:
        raise MeetingRefused(
            f"With this, {share:.0%} of the weight of the {practice.level} level would be set aside. "
            f"At most {limit:.0%} may be."
        )


def _share_set_aside(room: Room, criterion: CriterionRecord, practice: PracticeRecord) -> float:
    level = [p for p in criterion.practices if p.level == practice.level]
    aside = {*room.meeting.set_aside, practice.id}
    return sum(p.weight for p in level if p.id in aside) / (sum(p.weight for p in level) or 1)


def _waived(room: Room, body: events.Waived) -> None:
    practice = room.practice(body.practice)
    if practice.status in ("pass", "not_applicable"):
        raise MeetingRefused("There is no gap here to waive.")
    _said(body.reason, "Write why the gap is accepted.")
    _said(body.control, "Write what protects you meanwhile (the compensating control).")
    people = {room.person(person).person for person in body.approvers}
    if not people:
        raise MeetingRefused("Name who approves the waiver.")
    if people == {room.meeting.sole_developer}:
        raise MeetingRefused("The model's only developer cannot approve a waiver alone.")
    if practice.cap is not None and len(people) < 2:
        raise MeetingRefused(f"This gap caps its criterion at {practice.cap:g}: two people must approve the waiver.")
    last = room.today + timedelta(days=room.rubric.waiver_days)
    if not room.today < _day(body.expires, "The waiver's end") <= last:
        raise MeetingRefused(f"A waiver ends after today and by {last} ({room.rubric.waiver_days} days).")


def _action(room: Room, body: events.ActionAdded) -> None:
    _said(body.title, "Write what is to be done.")
    _said(body.closes_when, "Write which evidence will close it.")
    known = room.meeting.actions.get(body.action)
    if room.meeting.closed and known is not None and known.body.condition:
        raise MeetingRefused("The decision rests on this condition as it is. Hold a review to move its date.")
    if body.practice:
        room.practice(body.practice)
    room.person(body.owner, present=False)
    if _day(body.due, "The due date") < room.today:
        raise MeetingRefused("The due date lies in the past.")


def _action_done(room: Room, body: events.ActionDone) -> None:
    if body.action not in room.meeting.actions:
        raise MeetingRefused("There is no such action.")
    room.person(body.person, present=False)
    _said(body.evidence, "Name the evidence that closes it.")


def _risk(room: Room, body: events.RiskAdded) -> None:
    _said(body.cause, "Write the cause of the risk.")
    _said(body.impact, "Write what would happen.")
    room.person(body.owner, present=False)
    if body.likelihood not in LEVELS or body.severity not in LEVELS or body.residual not in LEVELS:
        raise MeetingRefused(f"Likelihood, severity and what remains are each one of {', '.join(LEVELS)}.")
    if body.response not in RESPONSES:
        raise MeetingRefused(f"The response is one of {', '.join(RESPONSES)}.")


def _noted(room: Room, body: events.Noted) -> None:
    _said(body.text, "Write the note.")
    room.person(body.person, present=False)


def _decided(room: Room, body: events.Decided) -> None:
    refuse_decision(body, room.meeting, room.situation, room.recommendation, room.quorum, room.today)


def _signed(room: Room, body: events.Signed) -> None:
    room.person(body.person)
    if body.snapshot != room.meeting.opened.snapshot:
        raise MeetingRefused("This is another snapshot than the one the meeting is about. Sign that one.")
    decision = room.meeting.decision
    if decision is None or body.decision != decision.number:
        raise MeetingRefused("There is no such decision (any more). Read the one that stands, then sign.")
    if body.person in {event.body.person for event in room.meeting.signatures}:
        raise MeetingRefused(f"{room.meeting.name(body.person)} has signed already.")


def _withdrawn(room: Room, body: events.Withdrawn) -> None:
    _said(body.reason, "Write why it is withdrawn. The entry stays in the record.")
    found = next((event for event in room.meeting.events if event.number == body.event), None)
    if found is None or isinstance(found.body, events.Opened | events.Withdrawn | events.ScribeChanged):
        raise MeetingRefused("There is nothing of this number that can be withdrawn.")


def _closed(room: Room, body: events.Closed) -> None:
    decision = room.meeting.decision
    if decision is None:
        raise MeetingRefused("Record the decision before closing; it may be to defer.")
    if decision.body.decision is Decision.CONDITIONAL_GO:
        refuse_decision(
            decision.body, room.meeting, room.situation, room.recommendation, room.quorum, room.today, closing=True
        )


def _scribe(room: Room, body: events.ScribeChanged) -> None:
    room.person(body.person)


def _flagged(room: Room, body: events.Flagged) -> None:
    if body.flag not in ("drift", "incident"):
        raise MeetingRefused("A flag is drift or incident.")
    _said(body.text, "Write what happened.")


def _said(text: str, otherwise: str) -> None:
    if not text.strip():
        raise MeetingRefused(otherwise)


def _day(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MeetingRefused(f"{what} is no date. Write it as YYYY-MM-DD.") from None


_RULES: dict[type, Callable[[Room, Any], None]] = {
    events.Joined: _joined,
    events.Excused: _excused,
    events.Attested: _attested,
    events.Disputed: _disputed,
    events.SetAside: _set_aside,
    events.Waived: _waived,
    events.ActionAdded: _action,
    events.ActionDone: _action_done,
    events.RiskAdded: _risk,
    events.Noted: _noted,
    events.Decided: _decided,
    events.Signed: _signed,
    events.Withdrawn: _withdrawn,
    events.Closed: _closed,
    events.ScribeChanged: _scribe,
    events.Flagged: _flagged,
}
