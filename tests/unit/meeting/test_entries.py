"""Events into the ledger and back: nothing is lost, and what names people can be erased."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.domain import meeting_events as events
from readiness.domain.ledger import Entry, RecordKind
from readiness.domain.meeting import Decision, MeetingRefused
from readiness.history.store import Store
from readiness.meeting.entries import entry_of, events_of
from readiness.meeting.state import Meeting
from tests.unit.meeting.rooms import PEOPLE, action, attested, decided, opened, waiver

ALL = (
    opened(),
    *PEOPLE,
    events.Excused("product", "ill"),
    events.ScribeChanged("ann", "k"),
    events.Presented("b"),
    events.Parked("b", "later"),
    attested(caveats="one region"),
    events.Disputed("b", "bob", "old"),
    events.SetAside("l", "bob", "none"),
    waiver(),
    action(),
    events.ActionDone("a1", "bob", "merged"),
    events.RiskAdded("r1", "", "c", "i", "low", "low", "accept", "low", "bob"),
    events.Noted("", "bob", "Bob says no", True),
    events.Rerun("code.tests", "b", "pass", "fail", "", "1.0"),
    decided(Decision.CONDITIONAL_GO),
    events.Signed("ann", "0" * 64, 9),
    events.Withdrawn(8, "wrong"),
    events.Flagged("drift", "PSI 0.4"),
    events.Closed(),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(Store.open(f"sqlite:///{tmp_path / 'history.db'}")) as opened_:
        yield opened_


def test_every_event_comes_back(store: Store) -> None:
    assert {type(body) for body in ALL} == set(events.Body.__args__)
    store.append(*(entry_of("m1", "churn", body) for body in ALL))
    found = events_of(store.records(subject="m1"))
    assert tuple(event.body for event in found) == ALL
    assert [event.number for event in found] == list(range(1, len(ALL) + 1))


def test_kinds_of_records(store: Store) -> None:
    store.append(*(entry_of("m1", "churn", body) for body in ALL))
    counts = {kind: len(store.records(kind=kind)) for kind in RecordKind}
    one_each = ("attestation", "waiver", "decision", "signature", "risk")
    assert all(counts[RecordKind(kind)] == 1 for kind in one_each)
    assert (counts[RecordKind.ACTION], counts[RecordKind.MEETING]) == (2, len(ALL) - 7)


def test_names_and_quotes_are_personal_and_may_go(store: Store) -> None:
    records = store.append(*(entry_of("m1", "churn", body) for body in ALL))
    assert "Name" not in repr([record.content for record in records])
    for number, fields in store.naming("BOB").items():
        store.erase(number, "request", fields)
    made = Meeting("m1", events_of(store.records(subject="m1")))
    assert made.name("bob") == "bob (erased on request)"
    assert made.name("ann") == "ANN Name"
    assert made.dissent[0].body.text == "(erased on request)"
    assert len(made.events) == len(ALL)


def test_an_event_of_a_newer_version_is_refused_by_name(store: Store) -> None:
    store.append(Entry(RecordKind.MEETING, "churn", "m1", {"type": "Sung"}))
    with pytest.raises(MeetingRefused, match="Record 1 was made by a newer version"):
        events_of(store.records())
    store.append(Entry(RecordKind.MEETING, "churn", "m2", {"type": "Presented"}))
    with pytest.raises(MeetingRefused, match="Record 2 cannot be read"):
        events_of(store.records(subject="m2"))
