from types import SimpleNamespace

import numpy as np
import pytest

from checks.model_validation._threshold_facts import Thresholds, best_threshold, f1_of, gained_f1, point_at
from checks.model_validation._threshold_facts import thresholds as provider
from checks.model_validation.threshold_analysis import threshold_analysis
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import Estimate

LABELS = np.array([True, False, True, True, False, False])
SCORES = np.array([0.9, 0.8, 0.7, 0.4, 0.3, 0.1])


def made(labels: np.ndarray, scores: np.ndarray, kind: str = "binary") -> Thresholds | Absent:
    rows = Predicted(
        "test", "model", kind, len(labels), len(labels), scores >= 0.5, labels, scores, ("0", "1"), "1", None, "t.csv"
    )
    return provider(Predictions({"test": rows}, model="m.joblib"), SimpleNamespace(seed=1))  # type: ignore[arg-type]


def test_precision_and_recall_by_hand() -> None:
    point = point_at(LABELS, SCORES, 0.5)
    assert (point.precision.value, point.recall.value, point.selected) == (2 / 3, 2 / 3, 0.5)
    assert point_at(LABELS, SCORES, 0.95).precision.value is None


def test_the_best_threshold_by_hand() -> None:
    # F1 when the first k are selected: 2/4, 2/5, 4/6, 6/7, 6/8, 6/9: best with four, at a score of 0.4.
    assert best_threshold(LABELS, SCORES) == 0.4 and f1_of(LABELS, SCORES >= 0.4) == pytest.approx(6 / 7)
    # Tied rows are selected together: of all-equal scores only the whole can be chosen.
    assert best_threshold(LABELS, np.full(6, 0.5)) == 0.5


def test_a_threshold_far_from_the_best_is_a_finding() -> None:
    draw = np.random.default_rng(1)
    scores = draw.beta(1, 8, 6000)
    found = made(draw.random(6000) < scores, scores)
    assert isinstance(found, Thresholds)
    result = threshold_analysis(found)
    assert result.holds and "Another threshold would do better" in result.findings[0].message
    assert len([m for m in result.measurements if m.name == "threshold_recall"]) == 19


def test_a_good_threshold_is_no_finding_and_gains_nothing_on_average() -> None:
    draw = np.random.default_rng(2)
    alarms = 0
    for seed in range(40):
        scores = draw.random(400)
        labels = draw.random(400) < scores
        gain = gained_f1(labels, scores, scores >= best_threshold(labels, scores), seed)
        alarms += gain.low is not None and gain.low > 0
    assert alarms == 0  # the shipped threshold is the best on these very rows, so no other one can gain
    result = threshold_analysis(Thresholds("t", None, 9, (), 0.5, 0.7, Estimate(-0.01, -0.02, 0.0, 9, "m")))
    assert not result.findings and "as shipped" in result.evidence[0].why


def test_other_tasks_and_missing_probabilities() -> None:
    other = made(LABELS, SCORES, "regression")
    assert isinstance(other, Absent) and other.kind is Absence.NOT_APPLICABLE
    margins = made(LABELS, SCORES * 9)
    assert isinstance(margins, Absent) and margins.kind is Absence.NOT_APPLICABLE
    single = made(np.full(6, True), SCORES)
    assert isinstance(single, Absent) and single.kind is Absence.CANNOT_TELL
