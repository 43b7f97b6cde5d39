import numpy as np
import pytest

from checks.fairness._facts import GroupRates, Intersections
from checks.fairness._group_calibration import calibration_gaps
from checks.fairness._group_gaps import compare_groups
from checks.fairness._groups import crossed
from checks.fairness.intersectional_errors import intersectional_errors


def facts(rows: int, harm: float) -> tuple[GroupRates, Intersections]:
    """Two attributes; where both are 1, a share of the positives is missed, elsewhere nobody is."""
    a, b = np.arange(rows) % 2, np.arange(rows) // 2 % 2
    labels = np.arange(rows) // 4 % 2 == 0
    missed = (a & b).astype(bool) & labels & (np.random.default_rng(1).random(rows) < harm)
    predicted = labels & ~missed
    single = {"sex": np.where(a, "f", "m"), "age": np.where(b, "old", "young")}
    pair = {"sex & age": crossed(single["sex"], single["age"])}
    scores = np.where(predicted, 0.9, 0.1)
    rates = GroupRates(
        compare_groups(single, labels, predicted, 1, 300), "binary", "y = 1", {}, "test", "t.csv", rows, rows, "model"
    )
    calibration = calibration_gaps({**single, **pair}, labels, scores)
    return rates, Intersections(compare_groups(pair, labels, predicted, 1, 300), ("sex & age",), 0, calibration)


def test_a_harmed_combination_is_found_with_numbers() -> None:
    result = intersectional_errors(*facts(1600, 0.5))
    assert result.holds is True
    missed = next(m for m in result.measurements if m.name == "false_negative_rate" and m.group == "f & old")
    assert missed.value == pytest.approx(0.5, abs=0.08) and missed.attribute == "sex & age" and missed.n == 200
    assert "True positive rate differs by" in result.findings[0].message and "f & old" in result.findings[0].message


def test_equal_errors_give_no_finding_about_error_rates() -> None:
    result = intersectional_errors(*facts(1600, 0.0))
    assert result.holds is True and not [f for f in result.findings if "differs by" in f.message]


def test_combinations_that_are_too_small_leave_it_open() -> None:
    rates, pairs = facts(120, 0.5)
    result = intersectional_errors(rates, pairs)
    assert result.holds is None and result.reason == "no combination of groups has enough rows"


def test_one_attribute_has_no_combinations() -> None:
    rates, _ = facts(400, 0.0)
    result = intersectional_errors(rates, Intersections(None))
    assert result.holds is None and "one attribute is declared" in result.reason
    assert {m.name for m in result.measurements} >= {"false_positive_rate", "false_negative_rate"}


def test_calibration_gap_is_mean_score_less_share_of_positives() -> None:
    groups = {"sex": np.array(["f"] * 100 + ["m"] * 100)}
    labels = np.array([True] * 30 + [False] * 70 + [True] * 50 + [False] * 50)
    gap = {r.group: r.estimate for r in calibration_gaps(groups, labels, np.full(200, 0.5))}
    assert gap["f"].value == pytest.approx(0.2) and gap["m"].value == pytest.approx(0.0)
    assert gap["f"].low is not None and gap["f"].low > 0
    assert calibration_gaps(groups, labels, np.full(200, 3.0)) == ()
