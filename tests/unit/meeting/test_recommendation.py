"""The decision rule, row by row, with the sentences that people read."""

from __future__ import annotations

from readiness.domain.meeting import Decision
from readiness.domain.signed_record import WaiverRecord
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import GOOD, SMALL, action, in_room, waiver


def rule(*bodies, **statuses: str) -> tuple[Decision, tuple[str, ...]]:
    found = in_room(*bodies, statuses={**GOOD, **statuses}).recommendation
    return found.decision, found.reasons


def test_everything_met_is_go() -> None:
    assert rule() == (
        Decision.GO, ("Every target is met by the proven score, no cap is active and nothing has expired.",)
    )  # fmt: skip


def test_far_below_the_target_is_no_go_whoever_takes_it_on() -> None:
    """Without b, which is essential, the score is 1: 4 below 5."""
    decision, reasons = rule(action("b"), b="fail")
    assert (decision, reasons) == (Decision.NO_GO, ("DQ is 4.0 below its target of 5.",))


def test_a_proven_cap_without_a_waiver_is_no_go() -> None:
    decision, reasons = rule(j="fail")
    assert decision is Decision.NO_GO
    assert reasons == ("DQ is held at 4.5 by a proven defect: j. No waiver covers it.",)


def test_a_cap_that_is_not_ruled_out_is_no_reason_for_no_go() -> None:
    assert rule(j="unknown")[0] is Decision.DEFERRED


def test_a_small_gap_is_deferred_until_somebody_answers_for_it() -> None:
    """Without i, an anchor, 1 + 2 * 1 = 3: exactly 2 below the target, which is not more than 2."""
    assert rule(i="fail") == (Decision.DEFERRED, ("Nobody has taken on, and no waiver covers: i.",))
    decision, reasons = rule(action("i"), i="fail")
    assert (decision, reasons) == (
        Decision.CONDITIONAL_GO, ("DQ is 2.0 below its target of 5; its gaps are taken on or waived.",)
    )  # fmt: skip


def test_an_action_that_is_no_condition_or_overdue_covers_nothing() -> None:
    assert rule(action("i", condition=False), i="fail")[0] is Decision.DEFERRED
    assert rule(action("i", due="2026-11-19"), i="fail")[0] is Decision.DEFERRED
    assert rule(action("i", due="2026-11-20"), i="fail")[0] is Decision.CONDITIONAL_GO


def test_a_waived_cap_makes_a_conditional_go() -> None:
    decision, reasons = rule(waiver("j"), j="fail")
    assert decision is Decision.CONDITIONAL_GO
    assert reasons[-1] == "DQ is held at 4.5 by a proven defect that is waived: j."


def test_what_has_expired_needs_somebody_too() -> None:
    old = WaiverRecord("l", "r", "c", "Ann", "2026-08-01", "2026-11-01", "", False)
    made = recorded(SMALL, GOOD, waivers=(old,))
    found = in_room(snapshot=made).recommendation
    assert (found.decision, found.reasons) == (
        Decision.DEFERRED,
        ("Nobody has taken on, and no waiver covers: l, and the waiver ended on 2026-11-01.",),
    )
    assert in_room(action("l"), snapshot=made).recommendation.decision is Decision.CONDITIONAL_GO
    assert (
        in_room(snapshot=recorded(SMALL, {**GOOD, "l": "pass"}, waivers=(old,))).recommendation.decision is Decision.GO
    )


def test_decisions_are_ranked_worst_first() -> None:
    order = [Decision.NO_GO, Decision.DEFERRED, Decision.CONDITIONAL_GO, Decision.GO]
    assert sorted(Decision, key=lambda decision: decision.rank) == order
