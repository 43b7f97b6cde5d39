"""Open gaps by hand: the cheapest set to the target, caps first, and what counts as covered."""

from __future__ import annotations

from readiness.domain.remediation import Gap
from readiness.domain.rubric import Level
from readiness.engine.gaps import open_gaps
from tests.unit.engine.recorded import recorded
from tests.unit.engine.rubric_parts import criterion, practice, rubric

I = Level.INTERMEDIATE  # noqa: E741
# target 5: the gate needs b, i (anchor) and a third of the intermediate level
SMALL = rubric(criterion(practice("b", essential=True), practice("i", I, anchor=True), practice("j", I, cap=3.0)))


def test_the_gaps_to_the_target_in_rubric_order() -> None:
    made = recorded(SMALL, {"j": "pass"})
    assert open_gaps(made, SMALL) == (Gap("dq", "b"), Gap("dq", "i"))


def test_a_proven_cap_is_a_gap_of_its_own_and_named_once() -> None:
    made = recorded(SMALL, {})
    assert open_gaps(made, SMALL) == (Gap("dq", "j", 3.0), Gap("dq", "b"), Gap("dq", "i"))
    assert open_gaps(recorded(SMALL, {"j": "unknown"}), SMALL)[0] == Gap("dq", "b")


def test_what_is_covered_counts_as_done() -> None:
    made = recorded(SMALL, {})
    assert open_gaps(made, SMALL, {"b", "j"}) == (Gap("dq", "i"),)
    assert open_gaps(made, SMALL, {"b", "i", "j"}) == ()
    assert open_gaps(made, SMALL, {"b", "i"}) == (Gap("dq", "j", 3.0),)
    assert open_gaps(made, SMALL, {"no such practice"}) == open_gaps(made, SMALL)


def test_nothing_is_open_at_the_target() -> None:
    assert open_gaps(recorded(SMALL, {"b": "pass", "i": "pass", "j": "pass"}), SMALL) == ()
