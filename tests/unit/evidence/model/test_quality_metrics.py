import numpy as np
import pytest

from readiness.evidence.model.quality_metrics import (
    binary_cells,
    binary_estimates,
    brier_score,
    expected_calibration_error,
    multiclass_estimates,
    roc_auc,
)

LABELS = np.array([0, 0, 1, 1, 1], dtype=bool)
SCORES = np.array([0.1, 0.4, 0.35, 0.8, 0.4])


def test_roc_auc_counts_pairs_and_half_ties() -> None:
    # Pairs of (0.35, 0.8, 0.4) against (0.1, 0.4): wins 1+2+1, one tie: (4 + 0.5) / 6.
    assert roc_auc(LABELS, SCORES) == pytest.approx(4.5 / 6)
    assert roc_auc(np.ones(3, dtype=bool), SCORES[:3]) is None


def test_brier_score_is_the_mean_squared_difference() -> None:
    assert brier_score(LABELS, SCORES) == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04 + 0.36) / 5)


def test_expected_calibration_error_weighs_bins_by_their_rows() -> None:
    # Bins [0.1]: 0.1 - 0; [0.35]: 0.35 - 1; [0.4, 0.4]: 0.8 - 1; [0.8]: 0.8 - 1.
    assert expected_calibration_error(LABELS, SCORES) == pytest.approx((0.1 + 0.65 + 0.2 + 0.2) / 5)
    assert expected_calibration_error(np.array([True]), np.array([1.0])) == 0.0


def test_binary_estimates_match_hand_counts() -> None:
    predicted = SCORES >= 0.4
    found = binary_estimates(LABELS, predicted, SCORES, seed=1)
    # tp 2 (0.8, 0.4), fn 1 (0.35), fp 1 (0.4), tn 1 (0.1).
    assert found["accuracy"].value == pytest.approx(3 / 5)
    assert found["precision"].value == pytest.approx(2 / 3)
    assert found["recall"].value == pytest.approx(2 / 3)
    assert found["f1"].value == pytest.approx(2 / 3)
    assert found["roc_auc"].value == pytest.approx(0.75)
    assert found["brier_score"].value == pytest.approx(brier_score(LABELS, SCORES))
    assert found["expected_calibration_error"].value == pytest.approx(1.15 / 5)
    assert all(estimate.n == 5 for estimate in found.values())


def test_perfect_shares_keep_a_wilson_interval() -> None:
    labels = np.arange(40) % 2 == 0
    accuracy = binary_estimates(labels, labels, None, seed=1)["accuracy"]
    assert (accuracy.low, accuracy.high) == pytest.approx((0.9124, 1.0), abs=5e-4)
    assert accuracy.method == "Wilson interval"


def test_a_missing_class_leaves_values_undefined_with_a_reason() -> None:
    labels = np.zeros(30, dtype=bool)
    found = binary_estimates(labels, labels, np.linspace(0, 1, 30), seed=1)
    assert found["roc_auc"].value is None and "roc_auc is not defined" in found["roc_auc"].reason
    assert found["precision"].value is None
    assert found["accuracy"].value == 1.0


def test_scores_outside_zero_to_one_have_no_brier_score() -> None:
    assert "brier_score" not in binary_estimates(LABELS, SCORES > 0.3, SCORES * 20 - 3, seed=1)
    assert binary_estimates(np.array([], dtype=bool), np.array([], dtype=bool), None, seed=1) == {}


def test_cells_keep_every_row_and_never_straddle_a_calibration_bin() -> None:
    generator = np.random.default_rng(0)
    scores = generator.random(30_000)
    labels = generator.random(30_000) < scores
    cells = binary_cells(labels, scores > 0.5, scores, limit=200)
    assert cells.count.sum() == 30_000
    assert len(cells.count) <= 4 * (200 + 10)
    assert cells.bin is not None and cells.score is not None
    assert (np.clip((cells.score * 10).astype(int), 0, 9) == cells.bin).all()
    assert (cells.predicted == (cells.score > 0.5)).all()


def test_merged_cells_give_the_interval_of_the_rows() -> None:
    generator = np.random.default_rng(1)
    labels = generator.random(5_000) < 0.3
    scores = 1 / (1 + np.exp(-generator.normal(labels * 1.0, 1)))
    found = binary_estimates(labels, scores > 0.5, scores, seed=3)["roc_auc"]
    # Hanley and McNeil 1982: standard error of an AUC from its value and the class counts.
    auc, ups, downs = found.value, labels.sum(), (~labels).sum()
    assert auc is not None and found.low is not None and found.high is not None
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    error = ((auc * (1 - auc) + (ups - 1) * (q1 - auc**2) + (downs - 1) * (q2 - auc**2)) / (ups * downs)) ** 0.5
    assert auc == pytest.approx(roc_auc(labels, scores))
    assert (found.low, found.high) == pytest.approx((auc - 1.96 * error, auc + 1.96 * error), abs=0.2 * error * 1.96)


def test_intervals_are_the_same_for_the_same_seed() -> None:
    assert binary_estimates(LABELS, SCORES > 0.3, SCORES, 5) == binary_estimates(LABELS, SCORES > 0.3, SCORES, 5)


@pytest.mark.slow
def test_intervals_contain_the_true_value_at_their_level() -> None:
    # 300 samples of 300 rows: 95 % of intervals should hold the truth; 91.5 % to 98 % allows for 300 simulations
    # (standard error 1.26 %) and for the percentile method's known shortfall at this size.
    generator = np.random.default_rng(7)
    truth = {"accuracy": 0.7, "recall": 0.8, "roc_auc": 0.7602}  # Phi(1 / sqrt 2) = 0.7602
    held = dict.fromkeys(truth, 0)
    for _ in range(300):
        labels = generator.random(300) < 0.4
        predicted = np.where(labels, generator.random(300) < 0.8, generator.random(300) < 1 - 0.3800 / 0.6)
        scores = generator.normal(labels * 1.0, 1)
        found = binary_estimates(labels, predicted, scores, seed=1, resamples=400)
        for name, value in truth.items():
            low, high = found[name].low, found[name].high
            held[name] += low is not None and high is not None and low <= value <= high
    assert all(0.915 <= count / 300 <= 0.98 for count in held.values()), held


def test_multiclass_estimates_average_over_classes() -> None:
    labels = np.array([0, 0, 1, 1, 2, 2])
    predicted = np.array([0, 1, 1, 1, 2, 0])
    found = multiclass_estimates(labels, predicted, 3, seed=1)
    assert found["accuracy"].value == pytest.approx(4 / 6)
    assert found["precision"].value == pytest.approx((1 / 2 + 2 / 3 + 1) / 3)
    assert found["recall"].value == pytest.approx((1 / 2 + 1 + 1 / 2) / 3)
    assert found["f1"].value == pytest.approx((2 / 4 + 4 / 5 + 2 / 3) / 3)
    assert "mean over classes" in found["f1"].method and "mean over classes" not in found["accuracy"].method
