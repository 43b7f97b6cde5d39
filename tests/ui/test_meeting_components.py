"""The pieces a review is drawn from, and who is signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import get_args

import pytest

from readiness.domain import meeting_events as ev
from readiness.domain.meeting import Decision, Event
from readiness.meeting.followup import board as conditions
from readiness.meeting.followup import standing
from readiness.meeting.state import Meeting
from readiness.meeting_api import FollowUp
from readiness.report.view import ReportView
from tests.ui.assessments import CAPPED
from tests.unit.meeting.rooms import action, decided, in_room, meeting
from ui.components import meeting_card, meeting_decision, meeting_head, meeting_list, meeting_record
from ui.meeting import desk

BODIES = {
    ev.Joined: ev.Joined("d", "Dee", "developer", "developer", meeting().people["ann"].office, False, True),
    ev.Excused: ev.Excused("operations", "on leave"),
    ev.ScribeChanged: ev.ScribeChanged("ann", "k"),
    ev.Presented: ev.Presented("i"),
    ev.Parked: ev.Parked("i", "legal"),
    ev.Attested: ev.Attested("s", "d", "ann", "2027-01-01", "docs/a.md", "", "one release", True),
    ev.Disputed: ev.Disputed("i", "ann", "too few rows"),
    ev.SetAside: ev.SetAside("i", "ann", "no traffic"),
    ev.Waived: ev.Waived("i", "vendor", "alarm", ("ann", "bob"), "2026-12-31", "2026-12-20"),
    ev.ActionAdded: action("i"),
    ev.ActionDone: ev.ActionDone("a1", "bob", "merged"),
    ev.RiskAdded: ev.RiskAdded("r", "i", "drift", "wrong prices", "low", "high", "accept", "low", "bob"),
    ev.Noted: ev.Noted("i", "bob", "never tried", True),
    ev.Rerun: ev.Rerun("data.rows", "i", "fail", "pass", "fixed", "1.0"),
    ev.Decided: decided(Decision.GO),
    ev.Signed: ev.Signed("ann", "0" * 64, 3),
    ev.Withdrawn: ev.Withdrawn(2, "typing error"),
    ev.Flagged: ev.Flagged("drift", "PSI 0.4"),
    ev.Closed: ev.Closed(),
}


def test_every_kind_of_entry_has_words() -> None:
    room = in_room()
    assert {*BODIES, ev.Opened} == set(get_args(ev.Body))
    said = {kind: meeting_record.sentence(room, body) for kind, body in BODIES.items()}
    assert all(said.values())
    assert said[ev.Attested] == (
        "ANN Name signs, signed in. Evidence: docs/a.md. Caveats: one release. Until 1 Jan 2027."
    )
    assert said[ev.Waived] == "vendor. Until 31 Dec 2026. Control: alarm. Approved by ANN Name and BOB Name."
    assert said[ev.Noted] == "Dissent. never tried (BOB Name)"
    assert set(meeting_record.KINDS) == {kind.__name__ for kind in get_args(ev.Body)}


def test_what_was_withdrawn_stays_and_is_struck_through() -> None:
    room = in_room(ev.Noted("b", "bob", "<script>x", False), ev.Withdrawn(5, "typing error"))
    drawn = meeting_record.record(room, {5: "abcdef0123"})
    assert drawn.count("class='gone'") == 1
    assert "&lt;script&gt;x" in drawn
    assert "abcdef0<" in drawn
    assert meeting_record.said_on(room, "b") == []


def test_the_number_shown_large_is_that_of_the_group_worst_placed(view: ReportView) -> None:
    capped = next(p for c in view.criteria for p in c.practices if p.id == CAPPED)
    number = meeting_card.key_number(capped)
    assert number is not None
    assert (number.value, number.number) == ("0.610", 0.61)


def test_the_clock_counts_minutes_and_seconds() -> None:
    assert [meeting_head.clock(seconds) for seconds in (0, 59.9, 400, 3600)] == ["00:00", "00:59", "06:40", "60:00"]


def test_an_overdue_condition_is_marked_in_words_and_shape() -> None:
    made = meeting(action(), decided(Decision.CONDITIONAL_GO, Decision.GO))
    late = datetime(2026, 12, 12, 12, tzinfo=UTC).date()
    one = FollowUp(made, standing(made, late), conditions(made, late), ())
    drawn = meeting_list.board([one])
    assert "overdue" in drawn
    assert "rd-g fail" in drawn
    assert "22 days" in drawn
    assert "was go with conditions" in meeting_list.standing(one)
    assert "1 overdue" in meeting_list.reviews([one])


def test_signatures_name_who_is_missing() -> None:
    room = in_room(decided(), ev.Signed("ann", "0" * 64, 5))
    drawn = meeting_decision.signatures(room)
    assert "stated, not verified" in drawn
    assert drawn.count("not signed") == 1
    assert "Developer" in drawn


@pytest.mark.parametrize(("name", "known"), [("ANN Name", True), ("a@b", False), ("", False)])
def test_a_person_of_the_review_is_known_by_the_login(monkeypatch: pytest.MonkeyPatch, name: str, known: bool) -> None:
    monkeypatch.setattr(desk.viewer, "name", lambda: name)
    held = SimpleNamespace(room=in_room())
    assert desk.known(held, "ann") is known  # type: ignore[arg-type]


def test_time_on_the_screen_goes_on_until_the_next_item() -> None:
    made = meeting(ev.Presented("b"), ev.Presented("i"))
    now = made.events[-1].at + timedelta(seconds=30)
    assert Meeting(made.id, made.events).seconds(now) == {"b": 60.0, "i": 30.0}
    assert isinstance(made.events[0], Event)
