"""The minutes: what was decided and why, who was there, what is open, and what was said against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from readiness.domain import meeting_events as events
from readiness.domain.meeting import Decision
from readiness.meeting.actions import actions_markdown
from readiness.meeting.admission import Room
from readiness.meeting.followup import standing
from readiness.meeting.state import Meeting

Escape = Callable[[str], str]
_WORDS = {
    Decision.GO: "Go",
    Decision.CONDITIONAL_GO: "Conditional go",
    Decision.NO_GO: "No-go",
    Decision.DEFERRED: "Deferred",
}


def minutes(room: Room, head: tuple[int, str], now: datetime, escaped: Escape) -> str:
    """Return the minutes as Markdown.

    Parameters
    ----------
    head
        Number and digest of the ledger's last record: noted here, they show later whether the record was changed.
    escaped
        Makes text inert in Markdown; names, notes and everything of the project pass through it.
    """
    meeting = room.meeting
    draft = "" if meeting.signed_off(room.quorum) else " (draft: not signed by everybody)"
    parts = [f"# {escaped(meeting.opened.title)}: minutes{draft}", *_head(room, escaped)]
    for title, lines in _sections(room, now, escaped):
        found = list(lines)
        if found:
            parts += ["", f"## {title}", "", *found]
    parts += ["", f"Record {head[0]} of the ledger, digest `{head[1]}`."]
    return "\n".join(parts) + "\n"


def _head(room: Room, escaped: Escape) -> Iterator[str]:
    opened, meeting = room.meeting.opened, room.meeting
    held = meeting.day(meeting.events[0].at)
    yield ""
    yield f"Project {escaped(opened.project)}, tier {escaped(opened.tier)}, {held} ({escaped(opened.zone)})."
    yield f"Snapshot `{opened.snapshot}` of {opened.snapshot_at}, rubric {escaped(opened.rubric_version)}."
    if opened.commit:
        yield f"Commit `{escaped(opened.commit)}`."


def _sections(room: Room, now: datetime, escaped: Escape) -> Iterable[tuple[str, Iterable[str]]]:
    meeting = room.meeting
    return (
        ("Decision", _decision(room, escaped)),
        ("Signatures under the decision", _signatures(room, escaped)),
        ("Actions", _actions(room, escaped)),
        ("Waivers", _waivers(room, escaped)),
        ("Signed in this meeting", _attested(room, escaped)),
        ("Risks", _risks(meeting, escaped)),
        ("Disputed and set aside", _disputed(room, escaped)),
        ("Run again", _reruns(meeting, escaped)),
        ("Dissent", (f"- {escaped(meeting.name(e.body.person))}: {escaped(e.body.text)}" for e in meeting.dissent)),
        ("Notes", _notes(room, escaped)),
        ("Parked", (f"- {_item(room, item, escaped)}: {escaped(why)}" for item, why in meeting.parked.items())),
        ("Withdrawn", _withdrawn(meeting, escaped)),
        ("Attendance", _attendance(room, escaped)),
        ("Discussed", _discussed(room, now, escaped)),
    )


def _decision(room: Room, escaped: Escape) -> Iterator[str]:
    event = room.meeting.decision
    if event is None:
        yield f"None yet. The rule recommends {room.recommendation.decision.value}:"
        yield from (f"- {escaped(reason)}" for reason in room.recommendation.reasons)
        return
    decided = event.body
    yield f"**{_WORDS[decided.decision]}**."
    if decided.scope:
        yield f"Scope: {escaped(decided.scope)}."
    if decided.valid_until:
        yield f"Valid until {decided.valid_until}."
    yield f"The rule recommended {decided.recommended.value}:"
    yield from (f"- {escaped(reason)}" for reason in decided.reasons)
    if decided.departure:
        yield f"The chair decided otherwise: {escaped(decided.departure)}"
    today = standing(room.meeting, room.today)
    if today.now is not today.decided and today.now is not None:
        yield f"On {room.today} it stands as {today.now.value}: {escaped(' '.join(today.reasons))}"


def _signatures(room: Room, escaped: Escape) -> Iterator[str]:
    meeting = room.meeting
    for event in meeting.signatures:
        joined = meeting.people.get(event.body.person)
        function = f" ({escaped(joined.function)})" if joined else ""
        when = meeting.day(event.at)
        yield f"- {escaped(meeting.name(event.body.person))}{function}, {when}, {known(event.body.verified)}"
    if meeting.decision is not None:
        yield from (f"- {escaped(name)}: still to sign" for name in meeting.unsigned(room.quorum))


def _actions(room: Room, escaped: Escape) -> Iterator[str]:
    if room.meeting.actions:
        yield actions_markdown(room.meeting, room.today, escaped).rstrip()


def _waivers(room: Room, escaped: Escape) -> Iterator[str]:
    for waiver in room.meeting.waivers:
        yield (
            f"- {_item(room, waiver.practice, escaped)}: {escaped(waiver.reason)}. Control: {escaped(waiver.control)}. "
            f"Approved by {escaped(waiver.approver)} until {waiver.expires}. "
            f"Retest: {escaped(waiver.retest or 'none')}."
        )


def _attested(room: Room, escaped: Escape) -> Iterator[str]:
    for signed in room.meeting.attestations:
        caveats = f" Caveats: {escaped(signed.caveats)}" if signed.caveats else ""
        evidence = f" Evidence: {escaped(signed.evidence)}." if signed.evidence else ""
        yield (
            f"- {_item(room, signed.practice, escaped)}: {escaped(signed.person)} as {escaped(signed.role)}, "
            f"{known(signed.verified)}.{evidence}{caveats}"
        )


def _risks(meeting: Meeting, escaped: Escape) -> Iterator[str]:
    for risk in meeting.bodies(events.RiskAdded):
        yield (
            f"- {escaped(risk.cause)}: {escaped(risk.impact)}. Likelihood {risk.likelihood}, severity {risk.severity}, "
            f"{risk.response}; {risk.residual} remains. Owner: {escaped(meeting.name(risk.owner))}."
        )


def _disputed(room: Room, escaped: Escape) -> Iterator[str]:
    meeting = room.meeting
    for body in meeting.bodies(events.Disputed):
        who = escaped(meeting.name(body.person))
        yield f"- {_item(room, body.practice, escaped)} is disputed by {who}: {escaped(body.reason)}. The result stays."
    for aside in meeting.bodies(events.SetAside):
        who = escaped(meeting.name(aside.person))
        yield f"- {_item(room, aside.practice, escaped)} does not apply ({who}): {escaped(aside.reason)}"


def _reruns(meeting: Meeting, escaped: Escape) -> Iterator[str]:
    for event in meeting.posted(events.Rerun):
        body = event.body
        yield (
            f"- {escaped(body.check)} at {event.at:%H:%M} UTC with version {escaped(body.tool_version)}: "
            f"{body.before} in the snapshot, {body.after} now. {escaped(body.reason)}".rstrip()
        )


def _notes(room: Room, escaped: Escape) -> Iterator[str]:
    for body in room.meeting.bodies(events.Noted):
        if not body.dissent:
            about = f"{_item(room, body.practice, escaped)}: " if body.practice else ""
            yield f"- {about}{escaped(body.text)} ({escaped(room.meeting.name(body.person))})"


def _withdrawn(meeting: Meeting, escaped: Escape) -> Iterator[str]:
    kinds = {event.number: type(event.body).__name__ for event in meeting.events}
    for body in meeting.bodies(events.Withdrawn):
        yield f"- Entry {body.event} ({kinds.get(body.event, 'unknown')}): {escaped(body.reason)}"


def _attendance(room: Room, escaped: Escape) -> Iterator[str]:
    meeting = room.meeting
    for joined in meeting.present.values():
        office = f", {joined.office.value}" if joined.office.value != "member" else ""
        wrote = ", wrote the model" if joined.wrote_model else ""
        yield f"- {escaped(meeting.name(joined.person))}, {escaped(joined.function)}{office}{wrote}"
    for function in meeting.missing(room.quorum):
        yield f"- {escaped(function)}: not present, {escaped(meeting.excused.get(function, 'no reason given'))}"


def _discussed(room: Room, now: datetime, escaped: Escape) -> Iterator[str]:
    for item, seconds in room.meeting.seconds(now).items():
        yield f"- {_item(room, item, escaped)}: {int(seconds // 60)} min {int(seconds % 60)} s"


def known(verified: bool) -> str:
    """Return how a name is known."""
    return "signed in" if verified else "stated, not verified"


def _item(room: Room, identity: str, escaped: Escape) -> str:
    practice = room.situation.assessment.practice(identity)
    return escaped(practice.title if practice else identity)
