"""A meeting read from its events: the same for every viewer, corrections included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from readiness.domain import meeting_events as events
from readiness.domain.meeting import ERASED, MeetingRefused
from readiness.meeting.state import Meeting, zone
from tests.unit.meeting.rooms import NOON, PEOPLE, action, attested, decided, joined, meeting, waiver


def test_an_empty_list_is_no_meeting() -> None:
    with pytest.raises(MeetingRefused, match="no such meeting"):
        _ = Meeting("m", ()).opened


def test_people_offices_and_quorum() -> None:
    made = meeting(events.Excused("operations", "ill"))
    assert (made.chair and made.chair.person, made.scribe, made.sole_developer) == ("ann", "cid", "bob")
    assert made.missing(("developer", "product", "risk-ethics")) == ("risk-ethics",)
    assert made.excused == {"operations": "ill"}
    two = meeting(joined("dan", wrote_model=True), joined("bob", "product"))
    assert two.sole_developer == "dan"
    assert two.people["bob"].function == "product"


def test_the_clock_of_an_item_runs_until_the_next_one() -> None:
    made = meeting(events.Presented("b"), events.Presented("i"), events.Presented("b"))
    assert made.item == "b"
    now = made.events[-1].at + timedelta(seconds=30)
    assert made.seconds(now) == {"b": 90.0, "i": 60.0}
    ended = meeting(events.Presented("b"), events.Closed())
    assert (ended.item, ended.seconds(now + timedelta(days=1))) == ("", {"b": 60.0})


def test_a_parked_item_that_is_shown_again_is_no_longer_parked() -> None:
    made = meeting(events.Presented("b"), events.Parked("b", "no data"), events.Parked("i", "later"))
    assert made.parked == {"b": "no data", "i": "later"}
    assert meeting(events.Parked("b", "no data"), events.Presented("b")).parked == {}


def test_what_was_withdrawn_no_longer_holds_and_stays_in_the_list() -> None:
    made = meeting(attested(), waiver("i"), events.Withdrawn(5, "signed too early"))
    assert made.attestations == ()
    assert len(made.waivers) == 1
    assert made.events[4].body == attested()


def test_signatures_and_waivers_as_the_scoring_rule_takes_them() -> None:
    made = meeting(attested(caveats="one region"), waiver("i"))
    (signed,) = made.attestations
    assert (signed.person, signed.role, signed.date, signed.verified) == (
        "ANN Name", "product", date(2026, 11, 20), False
    )  # fmt: skip
    assert (signed.subject.model, signed.subject.data) == ("m", "d")
    assert made.waivers[0].approver == "ANN Name and CID Name"


def test_an_action_named_again_stands_as_last_named() -> None:
    made = meeting(action(), action(due="2026-12-18"), events.ActionDone("a1", "bob", "merged"))
    assert made.actions["a1"].body.due == "2026-12-18"
    assert made.done["a1"].body.evidence == "merged"


def test_a_new_decision_needs_new_signatures() -> None:
    first = meeting(decided(), events.Signed("ann", "0" * 64, 5), events.Signed("bob", "0" * 64, 5))
    assert first.signed_off(("developer", "product"))
    assert first.unsigned(("operations",)) == ("operations",)
    assert first.unsigned(("security",)) == ()  # nobody present has this function; it was excused or refused before
    second = Meeting(first.id, (*first.events, meeting(decided(), people=PEOPLE[:0]).events[1]))
    assert second.decision is not None
    assert second.unsigned(("developer",)) == ("chair", "developer")
    assert not meeting().signed_off(())


def test_two_erased_names_are_still_two_people() -> None:
    made = meeting(people=(joined("ann", name=ERASED), joined("bob", name=ERASED)))
    assert made.name("ann") != made.name("bob")


def test_a_day_ends_in_the_zone_of_the_meeting() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert meeting(zone="UTC").day(late) == date(2026, 11, 20)
    assert meeting(zone="Europe/Berlin").day(late) == date(2026, 11, 21)
    assert meeting(zone="America/Los_Angeles").day(late) == date(2026, 11, 20)
    for name in ("Mars/Base", "", "../etc/passwd", "/etc/passwd"):
        with pytest.raises(MeetingRefused, match="no time zone"):
            zone(name)


def test_flags_and_dissent_are_found() -> None:
    made = meeting(events.Noted("", "bob", "I disagree", True), events.Flagged("drift", "PSI 0.4"))
    assert [event.body.text for event in made.dissent] == ["I disagree"]
    assert made.flags[0].at == NOON + timedelta(minutes=2)
