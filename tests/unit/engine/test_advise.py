"""Advice: the cheapest set that opens a gate, joint gains along the plan, and honest single gains."""

from __future__ import annotations

from itertools import combinations

import pytest

from readiness.domain.check import Effort, Strength
from readiness.domain.rubric import Criterion, Level
from readiness.domain.scorecard import CREDIT, PracticeResult, Status
from readiness.engine.advise import cheapest, plan, plan_to
from readiness.engine.score import criterion_score
from tests.unit.engine.rubric_parts import SCALE, criterion, practice, rubric

B, I, A = Level.BEGINNER, Level.INTERMEDIATE, Level.ADVANCED  # noqa: E741
SMALL = criterion(
    practice("b1", B, essential=True, weight=2),
    practice("b2", B, weight=1, effort=Effort.LARGE),
    practice("b3", B, weight=1, effort=Effort.SMALL),
    practice("i1", I, anchor=True, essential=True, effort=Effort.MEDIUM),
    practice("i2", I, weight=3, cap=3.0),
    practice("a1", A, anchor=True, effort=Effort.LARGE),
)


def results(made: Criterion, **statuses: Status) -> dict[str, PracticeResult]:
    found = {}
    for item in made.practices:
        status = statuses.get(item.id, Status.FAIL)
        found[item.id] = PracticeResult(item.id, status, status, Strength.E1, CREDIT[status], CREDIT[status], "")
    return found


def test_the_cheapest_gate_set_by_hand() -> None:
    """b1 and i1 are forced, i2 holds a cap of 3, and of b2 (8) and b3 (1) one is enough for 75 %: b3."""
    chosen = cheapest(SMALL, SCALE, {item.id: 0.0 for item in SMALL.practices}, 4)
    assert [item.id for item in chosen] == ["b1", "b3", "i1", "i2"]


@pytest.mark.parametrize("target", [1.5, 2.4, 3, 4, 5.5, 7, 8, 10])
def test_no_cheaper_set_reaches_the_target(target: float) -> None:
    """Brute force over all subsets: ours reaches the target at the least effort."""
    none = {item.id: 0.0 for item in SMALL.practices}

    def cost(chosen) -> float:
        return sum(SCALE.effort[item.effort] for item in chosen)

    def reaches(chosen) -> bool:
        return criterion_score(SMALL, SCALE, none | {item.id: 1.0 for item in chosen}) >= target - 1e-9

    best = min(cost(chosen) for size in range(7) for chosen in combinations(SMALL.practices, size) if reaches(chosen))
    ours = cheapest(SMALL, SCALE, none, target)
    assert reaches(ours)
    assert cost(ours) == best


def test_the_plan_starts_with_the_gate_and_its_joint_gain() -> None:
    steps = plan(rubric(SMALL), results(SMALL)).steps
    assert (steps[0].kind, steps[0].before) == ("gate", 1)
    assert [action.practice for action in steps[0].actions] == ["b1", "b3", "i1", "i2"]
    assert steps[0].after == pytest.approx(4 + 3 * 1)
    assert {action.practice for step in steps for action in step.actions} == {item.id for item in SMALL.practices}
    assert steps[-1].gain == 0 or steps[-1].after == 10


def test_gains_along_the_plan_add_up() -> None:
    made = plan(rubric(SMALL), results(SMALL, b1=Status.PASS))
    assert sum(step.gain for step in made.steps) == pytest.approx(made.overall.high - made.overall.low)
    assert made.overall.high == 10


def test_a_proven_cap_on_an_open_gate_is_a_step_of_its_own() -> None:
    given = results(SMALL, b1=Status.PASS, b2=Status.PASS, b3=Status.PASS, i1=Status.PASS)
    steps = plan(rubric(SMALL), given).steps
    assert steps[0].kind == "cap"
    assert [action.practice for action in steps[0].actions] == ["i2"]
    assert (steps[0].before, steps[0].after) == (3, 7)


def test_plan_to_leaves_out_criteria_that_are_there() -> None:
    done = results(SMALL, **{item.id: Status.PASS for item in SMALL.practices})
    assert plan_to(rubric(SMALL), done, 7).steps == ()
    assert plan_to(rubric(SMALL), results(SMALL), 4).steps[0].after >= 4
