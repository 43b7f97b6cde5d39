import pytest

from checks.model_validation._stress_facts import Reaction, StressTest
from checks.model_validation.robustness import robustness


def stress(*reactions: Reaction, left_out: int = 0) -> StressTest:
    return StressTest("m.joblib", 300, reactions, left_out, 0.02, 300)


NOISE = Reaction("noise", None, None, 1.0, 0.03)


def test_a_model_that_answers_every_damage_has_no_failures() -> None:
    result = robustness(
        stress(NOISE, Reaction("missing", "age", None, 1.0, 0.2), Reaction("missing", "job", None, 1.0, 0.1))
    )
    found = {m.name: m for m in result.measurements}
    assert found["input_failure_share"].value == 0.0 and found["noise_flip_share"].value == pytest.approx(0.03)
    assert (found["missing_flip_share"].value, found["missing_flip_share"].column) == (pytest.approx(0.2), "age")
    assert found["step_flip_share"].value == pytest.approx(0.02) and not result.findings


def test_errors_and_answers_that_are_not_finite_are_failures() -> None:
    crash = Reaction("unseen", "city", "ValueError: Found unknown categories", 0.0, None)
    result = robustness(stress(NOISE, crash, Reaction("extreme", "income", None, 0.5, 0.9), NOISE))
    assert result.measurements[0].value == pytest.approx(0.5)
    assert [f.column for f in result.findings] == ["city", "income"]
    assert "Found unknown categories" in result.findings[0].message and "not finite" in result.findings[1].message


def test_what_the_time_cut_off_is_said() -> None:
    result = robustness(stress(NOISE, left_out=7))
    assert "7 kinds of damage were not tried" in result.reason and "7 more were cut" in result.evidence[0].why


def test_nothing_tried_gives_no_numbers() -> None:
    assert all(m.value is None for m in robustness(stress()).measurements if m.name != "step_flip_share")
