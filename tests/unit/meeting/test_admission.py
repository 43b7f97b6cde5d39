"""What may be written now: every refusal with its way out, and what passes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain import meeting_events as events
from readiness.domain.meeting import Decision, MeetingRefused, Office
from readiness.meeting.admission import admit
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import (
    GOOD,
    PEOPLE,
    SMALL,
    action,
    after,
    attested,
    decided,
    in_room,
    joined,
    opened,
    waiver,
)

OPEN = {**GOOD, "i": "fail"}


def refused(body: events.Body, *before: events.Body, statuses: dict[str, str] = OPEN, **fields: object) -> str:
    with pytest.raises(MeetingRefused) as found:
        admit(in_room(*before, statuses=statuses, **fields), body)  # type: ignore[arg-type]
    return str(found.value)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (opened(), "open already"),
        (joined("x", "cook"), "'cook' is no function"),
        (joined("x", name=" "), "Write the person's name"),
        (joined("x", office=Office.CHAIR), "has a chair already"),
        (joined("x", "independent-reviewer", wrote_model=True), "cannot be its independent reviewer"),
        (joined("x", "developer", role="independent-reviewer", wrote_model=True), "cannot be its independent reviewer"),
        (events.Excused("security", "ill"), "need not be present"),
        (events.Excused("product", ""), "Write why"),
        (attested(person="zoe"), "Add the person"),
        (attested("none"), "no practice 'none'"),
        (attested(statement_digest="0" * 64), "The wording"),
        (attested(person="bob"), "signed by product; BOB Name is here as developer"),
        (attested(expires="2026-11-19"), "lies in the past"),
        (attested(expires="soon"), "no date"),
        (events.Disputed("b", "bob", ""), "Write what is disputed"),
        (events.SetAside("b", "bob", ""), "Write why it does not apply"),
        (events.SetAside("i", "bob", "no need"), "An anchor"),
        (events.SetAside("b", "bob", "no need"), "100% of the weight of the beginner level"),
        (waiver("b"), "no gap here"),
        (waiver("i", reason=""), "why the gap is accepted"),
        (waiver("i", control=""), "compensating control"),
        (waiver("i", approvers=()), "who approves"),
        (waiver("i", approvers=("bob",)), "only developer cannot approve"),
        (waiver("i", expires="2027-02-19"), "by 2027-02-18 (90 days)"),
        (waiver("i", expires="2026-11-20"), "ends after today"),
        (action(title=""), "what is to be done"),
        (action(closes_when=""), "which evidence"),
        (action(owner="zoe"), "Add the person"),
        (action(due="2026-11-19"), "lies in the past"),
        (action(due=""), "no date"),
        (action("none"), "no practice"),
        (events.ActionDone("a9", "bob", "x"), "no such action"),
        (events.RiskAdded("r1", "", "c", "i", "often", "low", "accept", "low", "bob"), "one of low, medium, high"),
        (events.RiskAdded("r1", "", "c", "i", "low", "low", "hope", "low", "bob"), "one of mitigate"),
        (events.RiskAdded("r1", "", "", "i", "low", "low", "accept", "low", "bob"), "the cause"),
        (events.Noted("", "bob", " ", False), "Write the note"),
        (events.Signed("bob", "0" * 64, 9), "no such decision"),
        (events.Signed("bob", "1" * 64, 9), "another snapshot"),
        (events.Withdrawn(1, "wrong"), "nothing of this number"),
        (events.Withdrawn(77, "wrong"), "nothing of this number"),
        (events.Closed(), "Record the decision"),
        (events.Flagged("rain", "x"), "drift or incident"),
        (events.ScribeChanged("zoe", ""), "Add the person"),
    ],
)
def test_what_is_refused_and_why(body: events.Body, why: str) -> None:
    assert why in refused(body)


@pytest.mark.parametrize(
    "body",
    [
        joined("x", "independent-reviewer"),
        events.Excused("product", "on leave"),
        events.Presented("i"),
        events.Parked("i", "later"),
        attested(),
        attested("i", "bob"),
        events.Disputed("b", "bob", "the file is old"),
        events.SetAside("l", "bob", "no such data"),
        waiver("i"),
        waiver("i", expires="2027-02-18"),
        action(),
        action("", owner="cid"),
        events.RiskAdded("r1", "", "c", "i", "low", "high", "accept", "medium", "bob"),
        events.Noted("b", "bob", "we disagree", True),
        events.Rerun("code.tests", "b", "pass", "fail", "", "1.0"),
        events.ScribeChanged("ann", "k"),
    ],
)
def test_what_passes(body: events.Body) -> None:
    admit(in_room(statuses=OPEN), body)


def test_a_cap_is_waived_by_two_people() -> None:
    capped = {**GOOD, "j": "fail"}
    assert "two people" in refused(waiver("j", approvers=("ann",)), statuses=capped)
    assert "two people" in refused(waiver("j", approvers=("ann", "ann")), statuses=capped)
    admit(in_room(statuses=capped), waiver("j"))


def test_only_who_is_present_signs_but_an_absent_person_may_own_an_action() -> None:
    people = (*PEOPLE, joined("dan", "product", present=False))
    assert "not present" in refused(attested(person="dan"), people=people)
    admit(in_room(people=people), action(owner="dan"))


def test_a_practice_that_the_project_says_applies_is_not_set_aside() -> None:
    applied = replace(SMALL.criteria[0].practices[4], applies_when="people.decisions == true")
    criterion = replace(SMALL.criteria[0], practices=(*SMALL.criteria[0].practices[:4], applied))
    present = in_room()
    present = replace(present, rubric=replace(SMALL, criteria=(criterion,)))
    with pytest.raises(MeetingRefused, match=r"the project declares: people\.decisions == true"):
        admit(present, events.SetAside("l", "bob", "no"))


def test_nothing_can_be_set_to_pass() -> None:
    """No event carries a status; the only words that change a verdict are a signature, and they are weighed."""
    fields = {name for kind in events.Body.__args__ for name in kind.__dataclass_fields__}
    assert "status" not in fields
    present = in_room(attested("i", "ann"), statuses=OPEN)
    found = present.situation.assessment.practice("i")
    assert found is not None
    assert (found.status, found.conflict) == ("fail", True)


def test_a_decision_needs_chair_quorum_and_the_present_recommendation() -> None:
    nobody = (joined("bob", "developer"),)
    assert "Name a chair" in refused(decided(), statuses=GOOD, people=nobody)
    without = tuple(person for person in PEOPLE if person.person != "bob")
    assert "Not present: developer" in refused(decided(), statuses=GOOD, people=without)
    admit(in_room(events.Excused("developer", "ill"), people=without), decided())
    assert "is now deferred" in refused(decided())


def test_a_departure_needs_a_reason_in_both_directions() -> None:
    better = decided(Decision.GO, Decision.DEFERRED)
    assert "The rule recommends deferred" in refused(better)
    admit(in_room(statuses=OPEN), replace(better, departure="the board accepts it"))
    worse = decided(Decision.NO_GO, Decision.GO)
    assert "The rule recommends go" in refused(worse, statuses=GOOD)
    admit(in_room(), replace(worse, departure="the vendor left"))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"valid_until": ""}, "until when"),
        ({"valid_until": "2026-11-20"}, "a day after today"),
        ({"scope": ""}, "scope"),
    ],
)
def test_a_go_says_what_for_and_how_long(changed: dict[str, str], why: str) -> None:
    assert why in refused(decided(**changed), statuses=GOOD)


def test_a_conditional_go_never_closes_over_a_gap_without_owner() -> None:
    short = {**GOOD, "i": "fail"}
    wished = decided(Decision.CONDITIONAL_GO, Decision.DEFERRED, departure="we want it")
    assert refused(wished, statuses=short) == "Nobody has taken on, and no waiver covers: i."
    admit(in_room(action("i"), statuses=short), decided(Decision.CONDITIONAL_GO))
    admit(in_room(waiver("i"), statuses=short), decided(Decision.CONDITIONAL_GO))


def test_a_conditional_go_refuses_a_date_that_passed_or_is_missing() -> None:
    short = {**GOOD, "i": "fail"}
    late = action("", "a2", due="2026-11-19")
    done = decided(Decision.CONDITIONAL_GO)
    assert "was due on 2026-11-19" in refused(done, action("i"), late, statuses=short)
    assert "has no owner or no due date" in refused(done, action("i"), replace(late, owner=""), statuses=short)
    closed = events.ActionDone("a2", "bob", "merged")
    admit(in_room(action("i"), late, closed, statuses=short), done)


def test_a_gap_that_opens_after_the_decision_stops_the_closing() -> None:
    short = {**GOOD, "i": "fail"}
    present = in_room(action("i"), decided(Decision.CONDITIONAL_GO), statuses=short)
    admit(present, events.Closed())
    withdrawn = in_room(action("i"), decided(Decision.CONDITIONAL_GO), events.Withdrawn(5, "left"), statuses=short)
    with pytest.raises(MeetingRefused, match="Nobody has taken on"):
        admit(withdrawn, events.Closed())


def test_signing_binds_one_person_to_one_decision() -> None:
    present = after(in_room(), decided())
    number = present.meeting.last
    signed = events.Signed("ann", "0" * 64, number)
    present = after(present, signed)
    with pytest.raises(MeetingRefused, match="ANN Name has signed already"):
        admit(present, signed)
    present = after(present, decided(scope="one region"))
    with pytest.raises(MeetingRefused, match="no such decision"):
        admit(present, signed)
    admit(present, replace(signed, decision=present.meeting.last))


def test_a_closed_meeting_takes_follow_up_only() -> None:
    present = after(in_room(action("b")), decided(), events.Closed())
    for body in (events.ActionDone("a1", "bob", "merged"), events.Flagged("drift", "PSI 0.4"), action("", "a2")):
        admit(present, body)
    for body in (attested(), waiver("l"), decided(), events.Presented("b"), events.Closed()):
        with pytest.raises(MeetingRefused, match="closed"):
            admit(present, body)
    with pytest.raises(MeetingRefused, match="Hold a review to move its date"):
        admit(present, action("b", due="2027-01-31"))


def test_a_snapshot_of_an_older_rubric_is_still_judged() -> None:
    made = recorded(replace(SMALL, digest="9" * 64), GOOD)
    assert in_room(snapshot=made).recommendation.decision is Decision.GO
