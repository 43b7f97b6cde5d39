"""Meetings made of events, over a small rubric, for the tests of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.domain import meeting_events as events
from readiness.domain.assessment import Assessment
from readiness.domain.attestation import statement_digest
from readiness.domain.meeting import Decision, Event, Office
from readiness.domain.rubric import EvidenceKind, Level, Rubric
from readiness.meeting.admission import Room, admit
from readiness.meeting.state import Meeting
from readiness.reviewing import room
from tests.unit.engine.recorded import recorded
from tests.unit.engine.rubric_parts import criterion, practice, rubric

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
I = Level.INTERMEDIATE  # noqa: E741
# Target 5: the gate needs b and i; s is signed; j caps at 4.5. All of them passing scores 7.
SMALL: Rubric = replace(
    rubric(
        criterion(
            practice("b", essential=True),
            practice("i", I, anchor=True),
            practice("j", I, cap=4.5),
            practice("k", Level.ADVANCED, anchor=True, weight=9),
            practice("l", Level.ADVANCED),
            practice("s", Level.ADVANCED, kind=EvidenceKind.ATTEST, signer_roles=("product",)),
        )
    ),
    quorum={"standard": ("developer", "product")},
    review_months={"standard": 12},
    version="1.2.0",
)
GOOD = {"b": "pass", "i": "pass", "j": "pass", "s": "unknown"}


def opened(**changed: Any) -> events.Opened:
    made = events.Opened(
        title="Launch", project="churn", snapshot="0" * 64, snapshot_at="2026-11-20T10:00:00+00:00", root_digest="r",
        commit="c", model="m", data="d", rubric="0" * 64, rubric_version="1.2.0", tier="standard", zone="UTC",
        previous="", key="",
    )  # fmt: skip
    return replace(made, **changed)


def joined(person: str, function: str = "developer", **changed: Any) -> events.Joined:
    made = events.Joined(person, f"{person.upper()} Name", function, function, Office.MEMBER, True, False)
    return replace(made, **changed)


PEOPLE = (
    joined("ann", "product", office=Office.CHAIR),
    joined("bob", "developer", wrote_model=True),
    joined("cid", "operations", office=Office.SCRIBE),
)


def meeting(
    *bodies: events.Body, start: datetime = NOON, minutes: float = 1, people: Any = PEOPLE, **fields: Any
) -> Meeting:
    """Return a meeting with these events, a minute apart, after it opened and everybody joined."""
    all_of = (opened(**fields), *people, *bodies)
    return Meeting("m1", tuple(
        Event(place, start + timedelta(minutes=minutes * max(0, place - 1 - len(people))), body)
        for place, body in enumerate(all_of, start=1)
    ))  # fmt: skip


def in_room(
    *bodies: events.Body, statuses: dict[str, str] | None = None, snapshot: Assessment | None = None,
    now: datetime = NOON, **fields: Any,
) -> Room:  # fmt: skip
    """Return the room of a meeting on an assessment with these statuses (all good by default)."""
    made = snapshot or recorded(SMALL, GOOD if statuses is None else statuses)
    return room(meeting(*bodies, **fields), made, SMALL, now)


def after(present: Room, *bodies: events.Body) -> Room:
    """Return the room after some more events, each of which was admitted."""
    for body in bodies:
        admit(present, body)
        before = present.meeting
        event = Event(before.last + 1, before.events[-1].at + timedelta(minutes=1), body)
        made = recorded(SMALL, {p.id: p.status for c in present.situation.assessment.criteria for p in c.practices})
        present = room(Meeting(before.id, (*before.events, event)), made, SMALL, NOON)
    return present


def action(practice: str = "b", name: str = "a1", **changed: Any) -> events.ActionAdded:
    made = events.ActionAdded(name, practice, "Write the test", "bob", "2026-12-11", "the test runs in CI", True)
    return replace(made, **changed)


def waiver(practice: str = "j", **changed: Any) -> events.Waived:
    made = events.Waived(practice, "vendor delay", "alarm on drift", ("ann", "cid"), "2026-12-31", "2026-12-20")
    return replace(made, **changed)


def attested(practice: str = "s", person: str = "ann", **changed: Any) -> events.Attested:
    digest = statement_digest(f"Statement of {practice}.")
    return replace(events.Attested(practice, digest, person, "", "", "", ""), **changed)


def decided(decision: Decision = Decision.GO, recommended: Decision | None = None, **changed: Any) -> events.Decided:
    made = events.Decided(decision, recommended or decision, (), "", "all customers", "2027-11-20")
    return replace(made, **changed)
