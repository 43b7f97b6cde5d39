"""The minutes of a review as a chapter of the printed report."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.domain import meeting_events as events
from readiness.meeting.admission import Room
from readiness.report.decision_view import Section, Table

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Minutes:
    """What was said in one review."""

    room: Room

    def section(self) -> Section:
        """Return the chapter: notes, dissent, disputes, what was set aside, run again, parked, withdrawn, discussed."""
        tables = (
            Table("Dissent", ("Who", "View"), (1, 3), self._notes(dissent=True), "Nobody dissented."),
            Table("Notes", ("About", "Note", "Who"), (1.4, 3, 1), self._notes(dissent=False)),
            Table("Disputed", ("Practice", "Who", "Why"), (1.4, 1, 3), self._disputed(),
                  "No verdict was disputed."),
            Table("Set aside as not applicable", ("Practice", "Who", "Why"), (1.4, 1, 3), self._aside()),
            Table("Run again", ("Check", "Snapshot", "Now", "When, version"), (1.6, 1, 1.8, 1.2), self._reruns()),
            Table("Parked", ("Item", "Why"), (1.4, 3), self._parked()),
            Table("Withdrawn", ("Entry", "Why"), (1.4, 3), self._withdrawn()),
            Table("Discussed", ("Item", "Time"), (3, 1), self._discussed()),
        )  # fmt: skip
        always = ("Dissent", "Disputed")
        return Section("Minutes", (), tuple(t for t in tables if t.rows or t.title in always))

    def _title(self, identity: str) -> str:
        practice = self.room.situation.assessment.practice(identity)
        return practice.title if practice else identity

    def _notes(self, *, dissent: bool) -> Rows:
        name = self.room.meeting.name
        found = [note for note in self.room.meeting.bodies(events.Noted) if note.dissent is dissent]
        if dissent:
            return tuple((name(note.person), note.text) for note in found)
        return tuple((self._title(note.practice) or "the review", note.text, name(note.person)) for note in found)

    def _disputed(self) -> Rows:
        name = self.room.meeting.name
        return tuple(
            (self._title(b.practice), name(b.person), f"{b.reason.rstrip('.')}. The measured result stays.")
            for b in self.room.meeting.bodies(events.Disputed)
        )

    def _aside(self) -> Rows:
        name = self.room.meeting.name
        return tuple(
            (self._title(b.practice), name(b.person), b.reason) for b in self.room.meeting.bodies(events.SetAside)
        )

    def _reruns(self) -> Rows:
        return tuple(
            (e.body.check, e.body.before, f"{e.body.after}. {e.body.reason}".rstrip(" ."),
             f"{e.at:%Y-%m-%d %H:%M} UTC, {e.body.tool_version}")
            for e in self.room.meeting.posted(events.Rerun)
        )  # fmt: skip

    def _parked(self) -> Rows:
        return tuple((self._title(item), why) for item, why in self.room.meeting.parked.items())

    def _withdrawn(self) -> Rows:
        kinds = {event.number: type(event.body).__name__ for event in self.room.meeting.events}
        return tuple(
            (f"{b.event} ({kinds.get(b.event, 'unknown')})", b.reason)
            for b in self.room.meeting.bodies(events.Withdrawn)
        )

    def _discussed(self) -> Rows:
        spent = self.room.meeting.seconds(self.room.meeting.events[-1].at)
        return tuple((self._title(item), f"{int(s // 60)} min {int(s % 60)} s") for item, s in spent.items())
