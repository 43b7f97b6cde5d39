"""A meeting as it stands: read from its events, so that a reload or a second viewer sees the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from readiness.domain.attestation import Attestation, Subject, Waiver
from readiness.domain.meeting import ERASED, Event, MeetingRefused, Office
from readiness.domain.meeting_events import (
    ActionAdded,
    ActionDone,
    Attested,
    Body,
    Closed,
    Decided,
    Disputed,
    Excused,
    Flagged,
    Joined,
    Noted,
    Opened,
    Parked,
    Presented,
    ScribeChanged,
    SetAside,
    Signed,
    Waived,
    Withdrawn,
)

K = TypeVar("K")


@dataclass(frozen=True)
class Meeting:
    """A meeting and its events in order; the first one opened it.

    Attributes
    ----------
    events
        Everything, also what was withdrawn since.
    """

    id: str
    events: tuple[Event[Body], ...]

    @property
    def opened(self) -> Opened:
        """Return how it began.

        Raises
        ------
        MeetingRefused
            There are no events, or the first one is another.
        """
        first = self.events[0].body if self.events else None
        if not isinstance(first, Opened):
            raise MeetingRefused("There is no such meeting.")
        return first

    @property
    def last(self) -> int:
        """Return the number of the last event."""
        return self.events[-1].number if self.events else 0

    def posted(self, kind: type[K]) -> tuple[Event[K], ...]:
        """Return the events of one kind that were not withdrawn, in order."""
        gone = {event.body.event for event in self.events if isinstance(event.body, Withdrawn)}
        return tuple(
            Event(event.number, event.at, event.body)
            for event in self.events
            if isinstance(event.body, kind) and event.number not in gone
        )

    def bodies(self, kind: type[K]) -> tuple[K, ...]:
        """Return what the events of one kind say, those withdrawn left out."""
        return tuple(event.body for event in self.posted(kind))

    @property
    def people(self) -> dict[str, Joined]:
        """Return everybody who was named, by id; who was named twice stands as last named."""
        return {joined.person: joined for joined in self.bodies(Joined)}

    def name(self, person: str) -> str:
        """Return a person's name, or the id where there is none (any more)."""
        joined = self.people.get(person)
        if joined is not None and joined.name == ERASED:
            return f"{person} {ERASED}"  # two erased people are still two
        return joined.name if joined else person

    @property
    def present(self) -> dict[str, Joined]:
        """Return the people who are present, by id."""
        return {person: joined for person, joined in self.people.items() if joined.present}

    @property
    def chair(self) -> Joined | None:
        """Return who decides, or None."""
        return next((joined for joined in self.present.values() if joined.office is Office.CHAIR), None)

    @property
    def scribe(self) -> str:
        """Return the id of the person who writes, empty when nobody does."""
        changed = self.bodies(ScribeChanged)
        if changed:
            return changed[-1].person
        return next((joined.person for joined in self.present.values() if joined.office is Office.SCRIBE), "")

    @property
    def key(self) -> str:
        """Return the SHA-256 of the key that writing needs."""
        changed = self.bodies(ScribeChanged)
        return changed[-1].key if changed else self.opened.key

    @property
    def excused(self) -> dict[str, str]:
        """Return the reason why a function is missing, by function."""
        return {excused.function: excused.reason for excused in self.bodies(Excused)}

    def missing(self, quorum: tuple[str, ...]) -> tuple[str, ...]:
        """Return the functions of a quorum that nobody present has, excused or not."""
        there = {joined.function for joined in self.present.values()}
        return tuple(function for function in quorum if function not in there)

    @property
    def sole_developer(self) -> str:
        """Return the id of the only developer among the people named, empty where there are several or none."""
        wrote = [joined.person for joined in self.people.values() if joined.wrote_model]
        return wrote[0] if len(wrote) == 1 else ""

    @property
    def item(self) -> str:
        """Return the agenda item on the screen, empty before the first one and after the meeting."""
        shown = self.bodies(Presented)
        return shown[-1].item if shown and not self.closed else ""

    def seconds(self, now: datetime) -> dict[str, float]:
        """Return how long each agenda item was on the screen, in seconds."""
        spans: dict[str, float] = {}
        moments = [(event.at, event.body) for event in self.events if isinstance(event.body, Presented | Closed)]
        for index, (start, body) in enumerate(moments):
            if isinstance(body, Presented):
                end = moments[index + 1][0] if index + 1 < len(moments) else now
                spans[body.item] = spans.get(body.item, 0.0) + max(0.0, (end - start).total_seconds())
        return spans

    @property
    def parked(self) -> dict[str, str]:
        """Return why an item is parked, by item; one that was presented again later is not."""
        found: dict[str, str] = {}
        for event in self.posted(Parked):
            found[event.body.item] = event.body.reason
        for shown in self.posted(Presented):
            parked = [event.number for event in self.posted(Parked) if event.body.item == shown.body.item]
            if parked and shown.number > parked[-1]:
                found.pop(shown.body.item, None)
        return found

    @property
    def actions(self) -> dict[str, Event[ActionAdded]]:
        """Return the actions by id; one that was named again (another date or owner) stands as last named."""
        return {event.body.action: event for event in self.posted(ActionAdded)}

    @property
    def done(self) -> dict[str, Event[ActionDone]]:
        """Return how actions were closed, by action."""
        return {event.body.action: event for event in self.posted(ActionDone)}

    @property
    def attestations(self) -> tuple[Attestation, ...]:
        """Return the signatures given here, as the scoring rule weighs them."""
        opened, people = self.opened, self.people
        return tuple(
            Attestation(
                practice=event.body.practice,
                statement_digest=event.body.statement_digest,
                subject=Subject(opened.model, opened.data),
                person=self.name(event.body.person),
                role=people[event.body.person].role if event.body.person in people else "",
                function=people[event.body.person].function if event.body.person in people else "",
                date=self.day(event.at),
                expires=date.fromisoformat(event.body.expires) if event.body.expires else None,
                evidence=event.body.evidence,
                evidence_digest=event.body.evidence_digest,
                caveats=event.body.caveats,
                verified=event.body.verified,
            )
            for event in self.posted(Attested)
        )

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """Return the waivers given here."""
        return tuple(
            Waiver(
                practice=event.body.practice,
                reason=event.body.reason,
                control=event.body.control,
                approver=" and ".join(self.name(person) for person in event.body.approvers),
                date=self.day(event.at),
                expires=date.fromisoformat(event.body.expires),
                retest=event.body.retest,
            )
            for event in self.posted(Waived)
        )

    @property
    def set_aside(self) -> dict[str, str]:
        """Return why a practice does not apply, by practice."""
        return {body.practice: body.reason for body in self.bodies(SetAside)}

    @property
    def disputed(self) -> frozenset[str]:
        """Return the practices whose verdict somebody disputes."""
        return frozenset(body.practice for body in self.bodies(Disputed))

    @property
    def decision(self) -> Event[Decided] | None:
        """Return the decision that stands: the last one that was not withdrawn."""
        decided = self.posted(Decided)
        return decided[-1] if decided else None

    @property
    def signatures(self) -> tuple[Event[Signed], ...]:
        """Return the signatures under the decision that stands; those under an earlier one do not carry over."""
        decision = self.decision
        found = {e.body.person: e for e in self.posted(Signed) if decision and e.body.decision == decision.number}
        return tuple(found.values())

    def unsigned(self, quorum: tuple[str, ...]) -> tuple[str, ...]:
        """Return who has still to sign: the chair, and every function of the quorum that is present."""
        signed = {event.body.person for event in self.signatures}
        functions = {joined.function for person, joined in self.present.items() if person in signed}
        there = {joined.function for joined in self.present.values()}
        chair = self.chair
        waiting = ["chair"] if chair is None or chair.person not in signed else []
        return tuple(waiting + [name for name in quorum if name in there and name not in functions])

    def signed_off(self, quorum: tuple[str, ...]) -> bool:
        """Return whether everybody who has to sign the decision that stands has done so."""
        return self.decision is not None and not self.unsigned(quorum)

    @property
    def closed(self) -> bool:
        """Return whether the meeting is over."""
        return bool(self.bodies(Closed))

    @property
    def dissent(self) -> tuple[Event[Noted], ...]:
        """Return the views that differ from the decision."""
        return tuple(event for event in self.posted(Noted) if event.body.dissent)

    @property
    def flags(self) -> tuple[Event[Flagged], ...]:
        """Return what happened after the review."""
        return self.posted(Flagged)

    def day(self, moment: datetime) -> date:
        """Return the day of a moment in the meeting's time zone: a date ends there at midnight, not elsewhere."""
        return moment.astimezone(zone(self.opened.zone)).date()


def zone(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises
    ------
    MeetingRefused
        There is no such zone here.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, IsADirectoryError):
        raise MeetingRefused(f"There is no time zone {name!r}. Write for example Europe/Berlin or UTC.") from None
