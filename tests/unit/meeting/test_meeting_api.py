"""A whole review over the store: from convening to follow-up, seen alike by everybody who looks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness import history_api, meeting_api
from readiness.domain import meeting_events as events
from readiness.domain.assessment import Assessment, LineRecord
from readiness.domain.ledger import Stale
from readiness.domain.meeting import Decision, MeetingRefused, Office
from readiness.domain.scorecard import Status
from readiness.history.store import Store
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import GOOD, SMALL, action, attested, decided, joined

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SNAPSHOT = "5" * 64


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(tmp_path)})) as opened:
        yield opened


def snapshot(**statuses: str) -> Assessment:
    return replace(recorded(SMALL, {**GOOD, **statuses}), id=SNAPSHOT)


class Scribe:
    """Somebody who writes with the key."""

    def __init__(self, history: Store, **statuses: str) -> None:
        self.history = history
        convened = meeting_api.convene(history, snapshot(**statuses), "Launch", now=NOON)
        self.id, self.key = convened.meeting, convened.key
        self.room = meeting_api.enter(history, self.id, SMALL, NOON)

    def writes(self, *bodies: events.Body) -> Scribe:
        for body in bodies:
            self.room = meeting_api.post(self.history, self.room, self.key, body, NOON)
        return self


PEOPLE = (
    joined("ann", "product", office=Office.CHAIR),
    joined("bob", "developer", wrote_model=True),
    joined("cid", "operations", office=Office.SCRIBE),
)


def test_a_review_from_opening_to_follow_up(history: Store) -> None:
    scribe = Scribe(history, i="fail").writes(*PEOPLE, events.Presented("i"))
    assert scribe.room.recommendation.decision is Decision.DEFERRED
    scribe.writes(attested("s"), action("i"))
    assert scribe.room.recommendation.decision is Decision.CONDITIONAL_GO
    scribe.writes(decided(Decision.CONDITIONAL_GO))
    number = scribe.room.meeting.last
    scribe.writes(*(events.Signed(person, SNAPSHOT, number) for person in ("ann", "bob")), events.Closed())
    assert scribe.room.meeting.signed_off(SMALL.quorum["standard"])
    later = meeting_api.follow_up(history, scribe.id, SMALL, NOON + timedelta(days=21))
    assert (later.standing.now, later.conditions[0].overdue) == (Decision.CONDITIONAL_GO, False)
    overdue = meeting_api.follow_up(history, scribe.id, SMALL, NOON + timedelta(days=22))
    assert (overdue.standing.now, overdue.conditions[0].overdue) == (Decision.NO_GO, True)
    assert history_api.verify(history).fault is None
    assert meeting_api.as_signed(history, snapshot(i="fail"), SMALL, NOON).practice("s").status == "pass"


def test_the_snapshot_keeps_its_numbers(history: Store) -> None:
    scribe = Scribe(history, s="unknown").writes(*PEOPLE, attested("s"))
    assert scribe.room.situation.assessment.practice("s").status == "pass"
    kept = history_api.assessment(history, SNAPSHOT)
    assert kept == snapshot(s="unknown")


def test_two_who_look_see_the_same_and_one_writes(history: Store) -> None:
    scribe = Scribe(history).writes(*PEOPLE)
    viewer = meeting_api.enter(history, scribe.id, SMALL, NOON)
    assert viewer == scribe.room
    with pytest.raises(MeetingRefused, match="CID Name writes in this meeting"):
        meeting_api.post(history, viewer, "guessed", events.Presented("b"), NOON)
    scribe.writes(events.Presented("b"))
    with pytest.raises(Stale):
        meeting_api.post(history, viewer, scribe.key, events.Presented("i"), NOON)
    assert meeting_api.enter(history, scribe.id, SMALL, NOON).meeting.item == "b"


def test_a_new_scribe_takes_over_on_record(history: Store) -> None:
    scribe = Scribe(history).writes(*PEOPLE)
    key = meeting_api.take_over(history, scribe.room, "ann", NOON)
    room = meeting_api.enter(history, scribe.id, SMALL, NOON)
    assert room.meeting.scribe == "ann"
    with pytest.raises(MeetingRefused, match="ANN Name writes"):
        meeting_api.post(history, room, scribe.key, events.Presented("b"), NOON)
    meeting_api.post(history, room, key, events.Presented("b"), NOON)
    assert key not in repr(history.records())


def test_writing_goes_on_after_a_name_was_erased(history: Store) -> None:
    scribe = Scribe(history).writes(*PEOPLE)
    assert history_api.erase_person(history, "bob name", "request") == 1
    scribe.writes(events.Presented("b"))
    assert scribe.room.meeting.name("bob") == "bob (erased on request)"
    assert history_api.verify(history).fault is None


def test_asking_what_if_writes_nothing(history: Store) -> None:
    scribe = Scribe(history, i="fail").writes(*PEOPLE)
    before = history.head()
    then, recommendation = meeting_api.supposed(scribe.room, {"i": Status.PASS})
    assert (then.overall.low, recommendation.decision) == (7.0, Decision.GO)
    assert history.head() == before


def test_the_second_review_begins_with_what_the_first_left(history: Store) -> None:
    first = Scribe(history, i="fail").writes(*PEOPLE, attested("s"), action("i"), action("", "a2"),
                                             events.ActionDone("a2", "bob", "merged"))  # fmt: skip
    fresh = replace(snapshot(i="pass"), id="6" * 64)
    second = meeting_api.convene(history, fresh, "Again", previous=first.id, now=NOON + timedelta(days=1))
    room = meeting_api.enter(history, second.meeting, SMALL, NOON + timedelta(days=1))
    assert room.situation.assessment.practice("s").status == "pass"  # signed in the first one, and still valid
    items = meeting_api.agenda(history, room)
    assert [item.id for item in items if item.id.startswith("action:")] == [items[0].id] == ["action:a1"]
    changed = next(item for item in items if item.id == "i")
    assert changed.reason == "improved: nothing changed but the date"
    assert [opened.title for _, opened in meeting_api.meetings(history, "churn")] == ["Again", "Launch"]
    assert meeting_api.meetings(history, "other") == ()


def test_what_was_signed_after_midnight_in_another_zone_counts_at_once(history: Store) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    convened = meeting_api.convene(history, snapshot(i="fail", s="unknown"), "East", "Asia/Tokyo", now=late)
    room = meeting_api.enter(history, convened.meeting, SMALL, late)
    for body in (*PEOPLE, attested("s")):
        room = meeting_api.post(history, room, convened.key, body, late)
    assert room.meeting.attestations[0].date.isoformat() == "2026-11-21"
    later = late + timedelta(minutes=5)
    west = meeting_api.convene(history, replace(snapshot(i="fail", s="unknown"), id="7" * 64), "West", "UTC", now=later)
    found = meeting_api.enter(history, west.meeting, SMALL, later).situation.assessment
    assert [signed.lapsed for signed in found.attestations] == [""]
    assert meeting_api.as_signed(history, snapshot(s="unknown"), SMALL, later).practice("s").status == "pass"


def test_a_check_run_again_stands_beside_the_snapshot(history: Store) -> None:
    line = LineRecord("code.tests", "Tests", "pass", "E1", "")
    first = recorded(SMALL, GOOD, {"b": {"checks": (line,)}})
    again = recorded(SMALL, GOOD, {"b": {"checks": (replace(line, status="fail", reason="none left"),)}})
    room = replace(Scribe(history).room, situation=replace(Scribe(history).room.situation, assessment=first))
    found = meeting_api.rerun_of(room, "code.tests", again)
    assert found == events.Rerun("code.tests", "b", "pass", "fail", "none left", "1.0")
    assert meeting_api.rerun_of(room, "code.tests", recorded(SMALL, GOOD)).after == "unknown"
    with pytest.raises(MeetingRefused, match="feeds no practice"):
        meeting_api.rerun_of(room, "code.other", again)


def test_a_meeting_needs_a_zone_and_an_id_that_is_there(history: Store) -> None:
    with pytest.raises(MeetingRefused, match="no time zone"):
        meeting_api.convene(history, snapshot(), "Launch", "Nowhere/Land")
    with pytest.raises(MeetingRefused, match="no such meeting"):
        meeting_api.enter(history, "meeting-0", SMALL)
    assert history.records() == ()


def test_the_preread_page(history: Store) -> None:
    scribe = Scribe(history, i="fail", j="fail")
    page = meeting_api.preread(scribe.room)
    assert [(row.title, row.verdict) for row in page.rows] == [("DQ", "short")]
    assert page.caps == (("DQ", 4.5, "j"),)
    assert page.unknown == {"no_signature": 1}
