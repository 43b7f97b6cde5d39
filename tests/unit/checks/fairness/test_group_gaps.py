import json
import math
from pathlib import Path

import numpy as np
import pytest

from checks.fairness._group_gaps import GroupComparison, compare_groups
from readiness.evidence.model.statistics import Estimate

DATA = Path(__file__).parents[5] / "shared" / "data"


def rows(*groups: tuple[str, int, int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return names, labels and predictions of groups given as (name, tp, fn, fp, tn)."""
    names, labels, predicted = [], [], []
    for name, tp, fn, fp, tn in groups:
        names += [name] * (tp + fn + fp + tn)
        labels += [True] * (tp + fn) + [False] * (fp + tn)
        predicted += [True] * tp + [False] * fn + [True] * fp + [False] * tn
    return np.array(names), np.array(labels), np.array(predicted)


def gap(found: GroupComparison, name: str, attribute: str = "sex") -> Estimate:
    return next(g.estimate for g in found.gaps if g.name == name and g.attribute == attribute)


# Women: 20 + 10 of 100 selected, 20 of 40 found, 10 of 60 wrongly selected.
# Men: 40 + 20 of 120 selected, 40 of 50 found, 20 of 70 wrongly selected.
TWO = (("women", 20, 20, 10, 50), ("men", 40, 10, 20, 50))


def test_rates_match_hand_counts() -> None:
    names, labels, predicted = rows(*TWO)
    found = compare_groups({"sex": names}, labels, predicted, seed=1)
    expected = {
        "selection_rate": (0.3, 100),
        "true_positive_rate": (0.5, 40),
        "false_positive_rate": (1 / 6, 60),
        "false_negative_rate": (0.5, 40),
        "positive_predictive_value": (2 / 3, 30),
        "accuracy": (0.7, 100),
    }
    for name, (value, n) in expected.items():
        estimate = found.rate("sex", "women", name)
        assert estimate is not None and estimate.value == pytest.approx(value) and estimate.n == n
    assert found.sizes == {("sex", "women"): 100, ("sex", "men"): 120}


def test_rate_intervals_are_wilsons_at_the_bonferroni_level() -> None:
    names, labels, predicted = rows(*TWO)
    estimate = compare_groups({"sex": names}, labels, predicted, seed=1).rate("sex", "women", "selection_rate")
    z, n, p = 2.241403, 100, 0.3  # two groups: 97.5 % each
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    assert estimate is not None
    assert (estimate.low, estimate.high) == pytest.approx((centre - half, centre + half), abs=1e-6)


def test_gaps_match_hand_arithmetic() -> None:
    names, labels, predicted = rows(*TWO)
    found = compare_groups({"sex": names}, labels, predicted, seed=1)
    assert gap(found, "demographic_parity_difference").value == pytest.approx(0.2)
    assert gap(found, "demographic_parity_ratio").value == pytest.approx(0.6)
    assert gap(found, "equal_opportunity_difference").value == pytest.approx(0.3)
    assert gap(found, "equalized_odds_difference").value == pytest.approx(0.3)
    worst = next(g for g in found.gaps if g.name == "equalized_odds_difference")
    assert (worst.lower, worst.higher, worst.rate) == ("women", "men", "true_positive_rate")


def test_one_pair_has_the_agresti_caffo_interval() -> None:
    names, labels, predicted = rows(*TWO)
    found = gap(compare_groups({"sex": names}, labels, predicted, seed=1), "demographic_parity_difference")
    women, men = 31 / 102, 61 / 122
    half = 1.96 * math.sqrt(women * (1 - women) / 102 + men * (1 - men) / 122)
    assert (found.low, found.high) == pytest.approx((men - women - half, men - women + half), abs=0.006)


def test_a_small_group_is_named_and_left_out() -> None:
    names, labels, predicted = rows(*TWO, ("other", 0, 3, 10, 0))
    found = compare_groups({"sex": names}, labels, predicted, seed=1)
    estimate = found.rate("sex", "other", "selection_rate")
    assert estimate is not None and estimate.value is None
    assert estimate.reason == "too few rows: 13 of the 50 a group needs"
    assert gap(found, "demographic_parity_difference").value == pytest.approx(0.2)


def test_a_rate_on_too_few_rows_is_left_out_while_others_stay() -> None:
    names, labels, predicted = rows(("women", 5, 4, 30, 61), ("men", 40, 10, 20, 50))
    found = compare_groups({"sex": names}, labels, predicted, seed=1)
    estimate = found.rate("sex", "women", "true_positive_rate")
    assert estimate is not None
    assert estimate.reason == "too few rows: 9 rows with the positive label of the 10 needed"
    assert gap(found, "equal_opportunity_difference").value is None
    assert gap(found, "demographic_parity_difference").value == pytest.approx(0.5 - 0.35)


def test_nobody_selected_leaves_the_ratio_undefined() -> None:
    names, labels, predicted = rows(("women", 0, 30, 0, 30), ("men", 0, 30, 0, 30))
    found = compare_groups({"sex": names}, labels, predicted, seed=1)
    assert gap(found, "demographic_parity_ratio").reason == "nobody is selected"
    assert gap(found, "demographic_parity_difference").value == 0.0


def test_one_group_has_nothing_to_compare_with() -> None:
    names, labels, predicted = rows(TWO[0])
    found = compare_groups({"sex": names}, labels, predicted, seed=1)
    assert gap(found, "demographic_parity_ratio").reason == "fewer than two groups with 50 rows"


def test_a_group_never_selected_keeps_an_interval_with_width() -> None:
    names, labels, predicted = rows(("women", 0, 30, 0, 30), ("men", 40, 10, 20, 50))
    ratio = gap(compare_groups({"sex": names}, labels, predicted, seed=1), "demographic_parity_ratio")
    assert ratio.value == 0.0 and ratio.low == 0.0 and ratio.high is not None and 0.05 < ratio.high < 0.3


def test_more_attributes_make_intervals_wider() -> None:
    names, labels, predicted = rows(*TWO)
    alone = gap(compare_groups({"sex": names}, labels, predicted, seed=1), "demographic_parity_difference")
    other = np.array([str(i % 4) for i in range(len(names))])
    both = gap(compare_groups({"sex": names, "site": other}, labels, predicted, 1), "demographic_parity_difference")
    assert both.value == pytest.approx(alone.value)
    assert both.low is not None and alone.low is not None and both.low < alone.low


@pytest.mark.slow
@pytest.mark.parametrize("rates", [(0.5, 0.5), (0.3, 0.3, 0.3, 0.3)])
def test_groups_that_do_not_differ_rarely_raise_an_alarm(rates: tuple[float, ...]) -> None:
    # 300 simulations: an interval off "no gap" in at most 5 %, plus 2.5 standard errors of 1.26 %.
    generator = np.random.default_rng(11)
    alarms = {"demographic_parity_difference": 0, "demographic_parity_ratio": 0, "equalized_odds_difference": 0}
    names = np.repeat([f"g{i}" for i in range(len(rates))], 150)
    for _ in range(300):
        labels = generator.random(len(names)) < 0.5
        predicted = generator.random(len(names)) < np.repeat(rates, 150)
        found = compare_groups({"sex": names}, labels, predicted, seed=1, resamples=400)
        alarms["demographic_parity_difference"] += gap(found, "demographic_parity_difference").low > 0
        alarms["equalized_odds_difference"] += gap(found, "equalized_odds_difference").low > 0
        alarms["demographic_parity_ratio"] += gap(found, "demographic_parity_ratio").high < 1
    assert all(count / 300 <= 0.082 for count in alarms.values()), alarms


@pytest.mark.slow
@pytest.mark.parametrize(("rates", "sizes"), [((0.3, 0.5), (200, 200)), ((0.1, 0.4, 0.5), (80, 300, 300))])
def test_gap_intervals_contain_the_truth_at_their_level(rates: tuple[float, ...], sizes: tuple[int, ...]) -> None:
    # At least 95 % less 2.5 standard errors of 300 simulations; above is allowed, the intervals hold together.
    generator = np.random.default_rng(12)
    names = np.repeat([f"g{i}" for i in range(len(rates))], sizes)
    truth = {"demographic_parity_difference": rates[-1] - rates[0], "demographic_parity_ratio": rates[0] / rates[-1]}
    held = dict.fromkeys(truth, 0)
    for _ in range(300):
        labels = generator.random(len(names)) < 0.5
        predicted = generator.random(len(names)) < np.repeat(rates, sizes)
        found = compare_groups({"sex": names}, labels, predicted, seed=1, resamples=400)
        for name, value in truth.items():
            estimate = gap(found, name)
            held[name] += estimate.low <= value <= estimate.high
    assert all(count / 300 >= 0.918 for count in held.values()), held


@pytest.mark.skipif(not (DATA / "german_credit").is_dir(), reason="the shared data folder is not beside this checkout")
@pytest.mark.parametrize("model", ["hist_gradient_boosting", "logistic_regression"])
@pytest.mark.parametrize("attribute", ["sex", "age25"])
def test_german_credit_rates_and_gaps_match_the_published_run(model: str, attribute: str) -> None:
    import csv

    folder = DATA / "german_credit"
    with (folder / f"predictions_{model}.csv").open() as stream:
        table = list(csv.DictReader(stream))
    truth = json.loads((folder / "expected.json").read_text())["models"][model]["fairness"][attribute]
    names = np.array([row[f"sensitive_{attribute}"] for row in table])
    labels = np.array([row["y_true"] == "1" for row in table])
    predicted = np.array([row["y_pred"] == "1" for row in table])
    found = compare_groups({attribute: names}, labels, predicted, seed=1)
    for name in ("demographic_parity_difference", "demographic_parity_ratio", "equalized_odds_difference"):
        estimate = gap(found, name, attribute)
        assert estimate.value == pytest.approx(truth[name], abs=1e-9)
        assert estimate.low <= truth[name] <= estimate.high
    fields = {"selection_rate": "selection_rate", "true_positive_rate": "tpr", "false_positive_rate": "fpr"}
    for group, values in truth["by_group"].items():
        for name, field in {**fields, "false_negative_rate": "fnr", "positive_predictive_value": "precision"}.items():
            assert found.rate(attribute, group, name).value == pytest.approx(values[field], abs=1e-9)


@pytest.mark.skipif(not (DATA / "german_credit").is_dir(), reason="the shared data folder is not beside this checkout")
def test_german_credit_foreign_workers_are_too_few() -> None:
    import csv

    with (DATA / "german_credit" / "predictions_logistic_regression.csv").open() as stream:
        table = list(csv.DictReader(stream))
    names = np.array([row["sensitive_foreign_worker"] for row in table])
    labels = np.array([row["y_true"] == "1" for row in table])
    found = compare_groups({"foreign_worker": names}, labels, labels, seed=1)
    assert found.rate("foreign_worker", "A202", "selection_rate").reason.startswith("too few rows: 13 of")
    assert gap(found, "demographic_parity_ratio", "foreign_worker").value is None
