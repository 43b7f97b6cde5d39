"""After the meeting: ages, overdue conditions, lapsed decisions and what asks for a new review."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain import meeting_events as events
from readiness.domain.attestation import Subject
from readiness.domain.meeting import Decision
from readiness.meeting.followup import board, months_later, standing, triggers
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import SMALL, action, decided, meeting, waiver

CONDITIONAL = decided(Decision.CONDITIONAL_GO)
DUE = date(2026, 12, 11)


def test_the_board_shows_the_oldest_open_action_first() -> None:
    first, later, third = action(name="a1"), action(name="a2", due="2026-12-01"), action(name="a3")
    done = events.ActionDone("a1", "bob", "merged")
    made = meeting(first, action(name="a2", due="2026-11-25"), third, done, later, minutes=1440)
    found = board(made, date(2026, 12, 2))
    assert [(c.action.action, c.age, c.done, c.overdue) for c in found] == [
        ("a2", 10, False, True), ("a3", 9, False, False), ("a1", 11, True, False)
    ]  # fmt: skip
    assert found[0].owner == "BOB Name"


def test_a_conditional_go_turns_into_no_go_on_the_day_after() -> None:
    made = meeting(action(), CONDITIONAL)
    assert standing(made, DUE).now is Decision.CONDITIONAL_GO
    late = standing(made, DUE + timedelta(days=1))
    assert (late.decided, late.now) == (Decision.CONDITIONAL_GO, Decision.NO_GO)
    assert late.reasons == ("Write the test was due on 2026-12-11 (BOB Name).",)
    done = meeting(action(), CONDITIONAL, events.ActionDone("a1", "bob", "merged"))
    assert standing(done, DUE + timedelta(days=1)).now is Decision.CONDITIONAL_GO
    other = meeting(action(condition=False), CONDITIONAL)
    assert standing(other, DUE + timedelta(days=1)).now is Decision.CONDITIONAL_GO


def test_a_waiver_that_ends_with_its_gap_open_is_no_go_too() -> None:
    made = meeting(waiver("i"), CONDITIONAL)
    assert standing(made, date(2026, 12, 31)).now is Decision.CONDITIONAL_GO
    assert standing(made, date(2027, 1, 1)).reasons == ("The waiver for i ended on 2026-12-31.",)
    renewed = meeting(waiver("i"), waiver("i", expires="2027-02-01"), CONDITIONAL)
    assert standing(renewed, date(2027, 1, 1)).now is Decision.CONDITIONAL_GO
    closed = meeting(waiver("i"), action("i"), CONDITIONAL, events.ActionDone("a1", "bob", "merged"))
    assert standing(closed, date(2027, 1, 1)).now is Decision.CONDITIONAL_GO


def test_a_decision_holds_until_its_last_day() -> None:
    made = meeting(decided())
    assert standing(made, date(2027, 11, 20)).now is Decision.GO
    assert standing(made, date(2027, 11, 21)).now is Decision.DEFERRED
    assert standing(meeting(decided(Decision.NO_GO)), date(2030, 1, 1)).now is Decision.NO_GO
    assert standing(meeting(), DUE).now is None


@given(
    st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "Asia/Kathmandu", "UTC"]),
    st.datetimes(datetime(2026, 12, 10), datetime(2026, 12, 14)),
)
def test_overdue_begins_at_midnight_of_the_meetings_zone(name: str, moment: datetime) -> None:
    """From UTC+14 to UTC-11 the same instant lies on three days; only the meeting's own counts."""
    made = meeting(action(), CONDITIONAL, zone=name)
    now = moment.replace(tzinfo=UTC)
    local = now.astimezone(ZoneInfo(name))
    ended = local.replace(tzinfo=None) >= datetime(2026, 12, 12)
    assert (standing(made, made.day(now)).now is Decision.NO_GO) is ended


@pytest.mark.parametrize(
    ("fields", "version", "today", "kinds"),
    [
        ({}, "1.9.0", date(2027, 11, 19), []),
        ({"project_model": "m2"}, "1.2.0", DUE, ["model"]),
        ({"project_data": "d2"}, "1.2.0", DUE, ["data"]),
        ({}, "2.0.0", DUE, ["rubric"]),
        ({}, "1.2.0", date(2027, 11, 20), ["age"]),
    ],
)
def test_triggers(fields: dict[str, str], version: str, today: date, kinds: list[str]) -> None:
    made = recorded(SMALL, {}, **fields).project
    newest = Subject(made.model, made.data)
    assert [trigger.kind for trigger in triggers(meeting(), newest, version, 12, today)] == kinds


def test_flags_ask_for_a_review() -> None:
    made = meeting(events.Flagged("incident", "wrong prices"), events.Flagged("drift", "PSI 0.4"))
    assert [t.text for t in triggers(made, None, "1.2.0", 0, DUE)] == ["Incident: wrong prices", "Drift: PSI 0.4"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 20), 6, date(2027, 5, 20)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_where_they_end(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then
