"""A review put together: the meeting's events, the frozen snapshot and the rubric become what its rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from readiness.domain.assessment import Assessment
from readiness.domain.ledger import RecordKind
from readiness.domain.meeting import MeetingRefused, Recommendation
from readiness.domain.meeting_events import Opened
from readiness.domain.rubric import Rubric
from readiness.domain.scorecard import Status
from readiness.engine.gaps import open_gaps
from readiness.engine.restate import Said, what_if, with_said
from readiness.history import assessments
from readiness.history.store import Store
from readiness.meeting import coverage
from readiness.meeting.admission import Room
from readiness.meeting.entries import events_of
from readiness.meeting.recommendation import Situation, recommended
from readiness.meeting.state import Meeting
from readiness.report.json import read


def room(
    meeting: Meeting, snapshot: Assessment, rubric: Rubric, now: datetime, earlier: Iterable[Meeting] = ()
) -> Room:
    """Return a meeting as it stands at a moment: scores with what was signed, open gaps, recommendation.

    Parameters
    ----------
    earlier
        Other reviews of the project: what was signed or waived there and still counts, counts here.
    """
    today = meeting.day(now)
    before = signed_in(earlier, today)
    said = Said(
        before.attestations + meeting.attestations, before.waivers + meeting.waivers, meeting.set_aside,
        meeting.disputed,
    )  # fmt: skip
    present = situation(meeting, with_said(_with_developer(meeting, snapshot), rubric, said, today), rubric, today)
    return Room(meeting, rubric, present, recommended(present), today)


def held_meeting(history: Store, identity: str) -> Meeting:
    """Return a meeting with its events.

    Raises
    ------
    MeetingRefused
        There is no such meeting, or a newer version wrote in it.
    """
    found = Meeting(identity, events_of(history.records(subject=identity)))
    _ = found.opened
    return found


def opened_meetings(history: Store, project: str | None = None) -> tuple[tuple[str, Opened], ...]:
    """Return (id, how it opened) of every meeting, newest first."""
    records = history.records(kind=RecordKind.MEETING, project=project, first=True)
    opened = ((record.subject, event.body) for record in records for event in events_of([record]))
    return tuple((subject, body) for subject, body in opened if isinstance(body, Opened))[::-1]


def frozen(history: Store, meeting: Meeting) -> Assessment:
    """Return the assessment that a meeting is about.

    Raises
    ------
    MeetingRefused
        It is no longer in the history.
    """
    data = assessments.assessment(history, meeting.opened.snapshot)
    if data is None:
        raise MeetingRefused("The snapshot of this meeting is no longer in the history. Import it again.")
    return read(data)


def room_at(history: Store, meeting: Meeting, rubric: Rubric, now: datetime) -> Room:
    """Return a meeting as it stands at a moment, with what the project's earlier reviews signed.

    Raises
    ------
    MeetingRefused
        Its snapshot is gone.
    """
    others = [held_meeting(history, identity) for identity, _ in opened_meetings(history, meeting.opened.project)]
    earlier = [other for other in others if other.events[0].number < meeting.events[0].number]
    return room(meeting, frozen(history, meeting), rubric, now, earlier)


def room_at_its_end(history: Store, meeting: Meeting, rubric: Rubric) -> Room:
    """Return a meeting as it stood at its last entry: the same whenever it is asked for."""
    return room_at(history, meeting, rubric, meeting.events[-1].at)


def signed_in(meetings: Iterable[Meeting], today: date = date.max) -> Said:
    """Return what was signed and waived in some reviews.

    What stands in the ledger was not given in the future: where a review's day is already tomorrow's in another time
    zone than that of ``today``, it counts from today.
    """
    held = list(meetings)
    return Said(
        tuple(replace(s, date=min(s.date, today)) for meeting in held for s in meeting.attestations),
        tuple(replace(w, date=min(w.date, today)) for meeting in held for w in meeting.waivers),
    )


def situation(meeting: Meeting, assessment: Assessment, rubric: Rubric, today: date) -> Situation:
    """Return what the decision rule looks at for an assessment with everything signed in it."""
    waived = coverage.waived(assessment, rubric.waiver_days, today)
    taken_on = coverage.taken_on(meeting, today)
    return Situation(
        assessment=assessment,
        waived=waived,
        gaps=open_gaps(assessment, rubric, waived | taken_on),
        expired=coverage.expired(assessment, today),
        taken_on=taken_on,
        no_go_below=rubric.no_go_below_target,
    )


def supposed(present: Room, statuses: Mapping[str, Status]) -> tuple[Assessment, Recommendation]:
    """Return scores and recommendation as they would be if these practices had these statuses; nothing is kept.

    Raises
    ------
    KeyError
        A practice that the snapshot does not have.
    """
    then = what_if(present.situation.assessment, present.rubric, statuses)
    return then, recommended(situation(present.meeting, then, present.rubric, present.today))


def _with_developer(meeting: Meeting, snapshot: Assessment) -> Assessment:
    """Return the snapshot with the only developer the meeting names, where the Git history names none."""
    if snapshot.sole_developer or not meeting.sole_developer:
        return snapshot
    return replace(snapshot, sole_developer=meeting.name(meeting.sole_developer))
