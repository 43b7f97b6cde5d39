"""Differences between training, test and a constant answer."""

import pytest

from checks.model_validation._quality_facts import Quality
from checks.model_validation.fit_bounds import fit_bounds
from readiness.evidence.model.statistics import Estimate


def estimate(value, half=0.02):
    return Estimate(value, value - half, value + half, 500, "m")


def quality(train, test, kind="binary", name="roc_auc", majority=0.6):
    estimates = {"test": {name: test}} if test else {}
    if train:
        estimates["train"] = {name: train}
    return Quality(estimates, kind, {"test": "test.csv", "train": "train.csv"}, "m.joblib", majority)


@pytest.mark.parametrize(
    ("found", "gap", "gain", "findings"),
    [
        pytest.param(quality(estimate(0.83), estimate(0.82)), 0.01, 0.33, 0, id="good"),
        pytest.param(quality(estimate(1.0, 0.0), estimate(0.7)), 0.3, 0.5, 1, id="overfitted"),
        pytest.param(quality(estimate(0.51), estimate(0.5)), 0.01, 0.01, 1, id="underfitted"),
        pytest.param(quality(estimate(0.9), estimate(0.9), "multiclass", "accuracy", 0.5), 0.0, 0.4, 0, id="classes"),
        pytest.param(quality(estimate(0.3), estimate(0.2), "regression", "r2", None), 0.1, 0.3, 1, id="numbers"),
    ],
)
def test_differences(found, gap, gain, findings):
    result = fit_bounds(found)
    values = {m.name: m for m in result.measurements}
    assert values["train_test_gap"].value == pytest.approx(gap)
    assert values["training_gain"].value == pytest.approx(gain)
    assert len(result.findings) == findings


def test_interval_of_independent_estimates():
    gap = fit_bounds(quality(estimate(0.9, 0.03), estimate(0.8, 0.04))).measurements[0]
    assert (gap.low, gap.high) == (pytest.approx(0.05), pytest.approx(0.15))


@pytest.mark.parametrize("found", [quality(None, estimate(0.8)), quality(estimate(0.8), None)], ids=["train", "test"])
def test_absent_table_leaves_it_open(found):
    assert [m.value for m in fit_bounds(found).measurements] == [None, None]
