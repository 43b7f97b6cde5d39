"""Properties of the decision rule: closing a gap, taking one on or waiving one never makes the recommendation worse."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.meeting import Decision
from readiness.domain.rubric import Level
from readiness.domain.scorecard import Status
from readiness.domain.signed_record import WaiverRecord
from readiness.meeting.admission import Room
from readiness.reviewing import room, supposed
from tests.unit.engine.recorded import recorded
from tests.unit.engine.rubric_parts import criterion, practice, rubric
from tests.unit.meeting.rooms import NOON, action, meeting

STATUS = st.sampled_from(["pass", "partial", "waiting", "fail", "unknown", "not_applicable"])
NAMES = [f"p{place}" for place in range(9)]


@st.composite
def rooms(draw) -> Room:
    """A review of two criteria with any marks, targets, verdicts, actions and waivers."""
    made = [
        practice(
            name,
            draw(st.sampled_from(Level)),
            weight=draw(st.integers(1, 3)),
            essential=draw(st.booleans()),
            anchor=draw(st.booleans()),
        )
        for name in NAMES
    ]
    made = [
        replace(p, cap=draw(st.sampled_from([None, None, 2.0, 3.0])) if p.level is not Level.ADVANCED else None)
        for p in made
    ]
    judged = rubric(criterion(*made[:5]), criterion(*made[5:], code="MV"))
    judged = replace(judged, targets={"standard": {"DQ": draw(st.integers(1, 9)), "MV": draw(st.integers(1, 9))}})
    waivers = tuple(
        WaiverRecord(
            name,
            "r",
            "alarm",
            draw(st.sampled_from(["Ann", "Ann and Bob"])),
            "2026-11-01",
            draw(st.sampled_from(["2026-11-10", "2026-12-31"])),
            "",
            True,
        )
        for name in NAMES
        if draw(st.booleans())
    )
    actions = [action(name, f"a{name}", condition=draw(st.booleans())) for name in NAMES if draw(st.booleans())]
    snapshot = recorded(judged, {name: draw(STATUS) for name in NAMES}, waivers=waivers)
    return room(meeting(*actions), snapshot, judged, NOON)


@settings(max_examples=200, deadline=None)
@given(rooms(), st.sampled_from(NAMES))
def test_closing_a_gap_never_worsens_the_recommendation(present: Room, name: str) -> None:
    found = present.situation.assessment.practice(name)
    assert found is not None
    if found.status != "not_applicable":
        _, then = supposed(present, {name: Status.PASS})
        assert then.decision.rank >= present.recommendation.decision.rank


@settings(max_examples=100, deadline=None)
@given(rooms(), st.sampled_from(NAMES))
def test_taking_a_gap_on_never_worsens_the_recommendation(present: Room, name: str) -> None:
    bodies = [event.body for event in present.meeting.events]
    more = meeting(*bodies[4:], action(name, "one more"))
    snapshot = replace(present.situation.assessment, id="0" * 64)
    before, after = (room(held, snapshot, present.rubric, NOON) for held in (present.meeting, more))
    assert before.recommendation.decision is present.recommendation.decision
    assert after.recommendation.decision.rank >= before.recommendation.decision.rank


@settings(max_examples=100, deadline=None)
@given(rooms())
def test_a_recommendation_fits_its_reasons(present: Room) -> None:
    situation, decision = present.situation, present.recommendation.decision
    assert present.recommendation.reasons
    if decision is Decision.GO:
        assert all(c.score.low >= c.target for c in situation.assessment.criteria)
        assert not situation.caps
        assert not situation.unowned
    if decision is Decision.CONDITIONAL_GO:
        assert not situation.unowned
        assert all(c.target - c.score.low <= situation.no_go_below for c in situation.assessment.criteria)
    if decision is Decision.DEFERRED:
        assert situation.unowned
    everything = {p.id: Status.PASS for c in situation.assessment.criteria for p in c.practices}
    assert supposed(present, everything)[1].decision is Decision.GO
