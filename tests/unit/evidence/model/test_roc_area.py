"""Area under the ROC curve: worked examples and the coverage of its interval."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from readiness.evidence.model.roc_area import midranks, roc_area


def test_agrees_with_scikit_learn_with_ties():
    rng = np.random.default_rng(0)
    scores, wanted = rng.integers(0, 6, 300).astype(float), rng.random(300) < 0.3
    assert roc_area(scores, wanted).value == pytest.approx(roc_auc_score(wanted, scores))


def test_separated_and_reversed():
    scores, wanted = np.arange(40.0), np.arange(40) >= 20
    assert roc_area(scores, wanted).value == 1.0
    assert roc_area(-scores, wanted).value == 0.0


def test_too_few_of_a_class():
    found = roc_area(np.arange(40.0), np.arange(40) >= 35)
    assert found.value is None
    assert "fewer than 10" in found.reason


def test_midranks_share_ties():
    assert midranks(np.array([3.0, 1.0, 3.0])).tolist() == [2.5, 1.0, 2.5]


def test_the_interval_covers_one_half_for_scores_that_know_nothing():
    rng = np.random.default_rng(2)
    inside = 0
    for _ in range(300):
        found = roc_area(rng.normal(size=200), np.arange(200) < 100)
        inside += found.low <= 0.5 <= found.high
    assert inside >= 275
