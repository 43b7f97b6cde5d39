"""The door to readiness reviews: convene, look, write, ask, and what comes out of them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from readiness.domain.meeting import MeetingRefused, Recommendation

if TYPE_CHECKING:
    from readiness.domain.assessment import Assessment
    from readiness.domain.meeting_events import Body, Opened, Rerun
    from readiness.domain.rubric import Rubric
    from readiness.domain.scorecard import Status
    from readiness.history.store import Store as Store
    from readiness.meeting.admission import Room as Room
    from readiness.meeting.agenda import AgendaItem as AgendaItem
    from readiness.meeting.followup import Condition, Standing, Trigger
    from readiness.meeting.preread import Preread
    from readiness.meeting.state import Meeting


@dataclass(frozen=True)
class Convened:
    """A meeting that was opened, and the key with which its scribe writes (shown once, kept as a digest)."""

    meeting: str
    key: str


def convene(
    history: Store, snapshot: Assessment, title: str, zone: str = "UTC", previous: str = "", now: datetime | None = None
) -> Convened:
    """Return a new meeting on a frozen assessment, which is kept first.

    Raises
    ------
    MeetingRefused
        There is no such time zone.
    """
    from readiness.domain.meeting_events import Opened
    from readiness.history import assessments
    from readiness.meeting.entries import entry_of
    from readiness.meeting.state import zone as known_zone
    from readiness.report.json import as_json

    known_zone(zone)
    assessments.keep(history, as_json(snapshot))
    identity, key = f"meeting-{secrets.token_hex(8)}", secrets.token_urlsafe(24)
    project, rubric = snapshot.project, snapshot.rubric
    opened = Opened(
        title=title, project=project.name, snapshot=snapshot.id, snapshot_at=snapshot.created_at,
        root_digest=project.root_digest, commit=project.commit or "", model=project.model, data=project.data,
        rubric=rubric.digest, rubric_version=rubric.version, tier=project.risk_tier, zone=zone, previous=previous,
        key=_digest(key),
    )  # fmt: skip
    history.append(entry_of(identity, project.name, opened), at=now)
    return Convened(identity, key)


def meetings(history: Store, project: str | None = None) -> tuple[tuple[str, Opened], ...]:
    """Return (id, how it opened) of every meeting, newest first."""
    from readiness.reviewing import opened_meetings

    return opened_meetings(history, project)


def meeting(history: Store, identity: str) -> Meeting:
    """Return a meeting with its events.

    Raises
    ------
    MeetingRefused
        There is no such meeting, or a newer version wrote in it.
    """
    from readiness.reviewing import held_meeting

    return held_meeting(history, identity)


def enter(history: Store, identity: str, rubric: Rubric, now: datetime | None = None) -> Room:
    """Return a meeting as it stands: scores with what was signed, gaps, recommendation. Anybody may look.

    Raises
    ------
    MeetingRefused
        There is no such meeting, or its snapshot is gone.
    """
    from readiness.reviewing import room_at

    return room_at(history, meeting(history, identity), rubric, now or datetime.now(UTC))


def post(history: Store, room: Room, key: str, body: Body, now: datetime | None = None) -> Room:
    """Return the meeting after one more event, which is on disk then.

    Raises
    ------
    MeetingRefused
        It may not be written now, or the key is not the scribe's.
    Stale
        Somebody else wrote meanwhile; enter again.
    """
    from readiness.meeting.admission import admit
    from readiness.meeting.entries import entry_of

    held = room.meeting
    if _digest(key) != held.key:
        writer = held.name(held.scribe) if held.scribe else "the scribe"
        raise MeetingRefused(f"{writer} writes in this meeting. Take over as scribe to write.")
    admit(room, body)
    history.append(entry_of(held.id, held.opened.project, body), at=now, after=held.last)
    return enter(history, held.id, room.rubric, now)


def writes(room: Room, key: str) -> bool:
    """Return whether a key is that of the meeting's scribe."""
    return bool(key) and _digest(key) == room.meeting.key


def rehearsed(history: Store, room: Room, body: Body, now: datetime | None = None) -> Room:
    """Return the meeting as it would be after one more event; nothing is kept.

    Raises
    ------
    MeetingRefused
        It may not be written now.
    """
    from readiness.domain.meeting import Event
    from readiness.meeting.admission import admit
    from readiness.meeting.state import Meeting
    from readiness.reviewing import room_at

    admit(room, body)
    moment = now or datetime.now(UTC)
    events = (*room.meeting.events, Event(room.meeting.last + 1, moment, body))
    return room_at(history, Meeting(room.meeting.id, events), room.rubric, moment)


def months_on(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it is shorter."""
    from readiness.meeting.followup import months_later

    return months_later(day, months)


def digests(history: Store, identity: str) -> dict[int, str]:
    """Return the digest of every entry of a meeting, by its number."""
    return {record.number: record.digest for record in history.records(subject=identity)}


def take_over(history: Store, room: Room, person: str, now: datetime | None = None) -> str:
    """Return the key of a new scribe; the old one ends. Without a login anybody present may, and it is on record.

    Raises
    ------
    MeetingRefused
        The person is not present.
    """
    from readiness.domain.meeting_events import ScribeChanged
    from readiness.meeting.admission import admit
    from readiness.meeting.entries import entry_of

    key = secrets.token_urlsafe(24)
    body = ScribeChanged(person, _digest(key))
    admit(room, body)
    history.append(entry_of(room.meeting.id, room.meeting.opened.project, body), at=now, after=room.meeting.last)
    return key


def supposed(room: Room, statuses: Mapping[str, Status]) -> tuple[Assessment, Recommendation]:
    """Return scores and recommendation as they would be with these statuses; nothing is kept.

    Raises
    ------
    KeyError
        A practice that the snapshot does not have.
    """
    from readiness.reviewing import supposed as asked

    return asked(room, statuses)


def rerun_of(room: Room, check: str, fresh: Assessment) -> Rerun:
    """Return the event that puts a check's result of a fresh assessment beside the snapshot's.

    Raises
    ------
    MeetingRefused
        The check feeds no practice of the snapshot.
    """
    from readiness.domain.meeting_events import Rerun

    snapshot = room.situation.assessment
    for criterion in snapshot.criteria:
        for practice in criterion.practices:
            before = next((line for line in practice.checks if line.check == check), None)
            if before is not None:
                again = fresh.practice(practice.id)
                after = next((line for line in again.checks if line.check == check), None) if again else None
                status, reason = (after.status, after.reason) if after else ("unknown", "it was not run")
                return Rerun(check, practice.id, before.status, status, reason, fresh.tool.version)
    raise MeetingRefused(f"The check {check} feeds no practice of this snapshot.")


def agenda(history: Store, room: Room) -> tuple[AgendaItem, ...]:
    """Return the agenda: open actions of the review before, caps, gaps, unknowns, expired, changed, the rest."""
    from readiness.engine.compare import compare
    from readiness.engine.gaps import open_gaps
    from readiness.meeting.agenda import agenda as ordered
    from readiness.reviewing import frozen

    situation, rubric = room.situation, room.rubric
    changed, actions = {}, []
    if room.meeting.opened.previous:
        before = meeting(history, room.meeting.opened.previous)
        actions = [event.body for name, event in before.actions.items() if name not in before.done]
        found = compare(frozen(history, before), situation.assessment, rubric.scale, rubric.digest)
        changed = {change.id: f"{change.kind.value}: {change.why}" for change in found.practices}
    return ordered(situation.assessment, open_gaps(situation.assessment, rubric), situation.expired, changed, actions)


def preread(room: Room) -> Preread:
    """Return the page that everybody reads before the meeting."""
    from readiness.meeting.preread import preread as page

    return page(room.situation.assessment, room.today)


@dataclass(frozen=True)
class FollowUp:
    """A review as it stands today: its decision, its conditions and what asks for a new review."""

    meeting: Meeting
    standing: Standing
    conditions: tuple[Condition, ...]
    triggers: tuple[Trigger, ...]


def follow_up(history: Store, identity: str, rubric: Rubric, now: datetime | None = None) -> FollowUp:
    """Return what is left of a review: open conditions, whether the decision still holds, why to review again.

    Raises
    ------
    MeetingRefused
        There is no such meeting.
    """
    from readiness.domain.attestation import Subject
    from readiness.history import assessments
    from readiness.meeting import followup

    held = meeting(history, identity)
    today = held.day(now or datetime.now(UTC))
    newest = assessments.summaries(history, held.opened.project, most=1)
    shipped = Subject(newest[0].model, newest[0].data) if newest else None
    months = rubric.review_months.get(held.opened.tier, 0)
    found = followup.triggers(held, shipped, rubric.version, months, today)
    return FollowUp(held, followup.standing(held, today), followup.board(held, today), found)


def as_signed(history: Store, assessment: Assessment, rubric: Rubric, now: datetime | None = None) -> Assessment:
    """Return an assessment with what was signed and waived in the project's reviews; its id is left out."""
    from readiness.engine.restate import with_said
    from readiness.reviewing import signed_in

    held = [meeting(history, identity) for identity, _ in meetings(history, assessment.project.name)]
    today = (now or datetime.now(UTC)).date()
    return with_said(assessment, rubric, signed_in(held, today), today)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
