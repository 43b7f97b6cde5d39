import numpy as np
import pytest

from checks.model_validation._curve_facts import (
    CurvePoint,
    LearningCurve,
    curve_points,
    cuts,
    score_of,
    sizes_of,
)
from checks.model_validation._curve_facts import learning_curve as provider
from checks.model_validation._deep_worker import learning_curve as fitted
from checks.model_validation.learning_curve import learning_curve
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.model.deep_part import FitRows
from readiness.evidence.model.statistics import Estimate


def curve(gain: Estimate, *cut: str) -> LearningCurve:
    low, high = Estimate(0.70, 0.66, 0.74, 500, "m"), Estimate(0.80, 0.77, 0.83, 500, "m")
    points = (CurvePoint(100, 0.99, low, gain), CurvePoint(1000, 0.85, high))
    return LearningCurve("m.joblib", "test.csv", "roc_auc", points, 500, cut)


def test_every_size_is_measured_by_its_rows() -> None:
    result = learning_curve(curve(Estimate(0.1, 0.08, 0.12, 500)))
    found = {(m.name, m.group): m.value for m in result.measurements}
    assert result.holds and found["learning_curve_test_score", "100"] == 0.70
    assert found["learning_curve_train_score", "1000"] == 0.85 and found["learning_curve_gain", "100"] == 0.1
    assert "goes from 0.700 with 100 train rows to 0.800 with 1,000" in result.evidence[0].why


def test_a_curve_that_still_rises_is_a_finding_and_a_flat_one_is_none() -> None:
    assert "still rises" in learning_curve(curve(Estimate(0.1, 0.08, 0.12, 500))).findings[0].message
    assert not learning_curve(curve(Estimate(0.01, -0.01, 0.03, 500))).findings


def test_what_was_cut_is_said() -> None:
    finding = learning_curve(curve(Estimate(0.01, -0.01, 0.03, 500), "15 s did not suffice for 9,000 rows")).findings[0]
    assert "cut: 15 s did not suffice for 9,000 rows" in finding.message


def test_one_size_is_no_curve() -> None:
    result = learning_curve(LearningCurve("m", "t", "r2", (CurvePoint(50, 1.0, Estimate(0.1)),), 9))
    assert result.outcome is Outcome.MEASURED and result.holds is None and "fewer than two sizes" in result.reason


def test_it_is_not_applicable_where_no_time_was_asked_for() -> None:
    from datetime import UTC, datetime

    from readiness.domain.settings import Settings

    settings = Settings(now=datetime(2026, 1, 1, tzinfo=UTC))
    nothing = type("Nothing", (), {"held_out": None, "inputs": None})()
    found = provider(None, nothing, None, None, settings, Absent(""))  # type: ignore[arg-type]
    assert isinstance(found, Absent) and found.kind is Absence.NOT_APPLICABLE and "--budget" in found.fix


def test_scores_by_hand() -> None:
    # Pairs (0.9, 0.1), (0.9, 0.4), (0.3, 0.1), (0.3, 0.4): three of four in order.
    assert score_of("roc_auc", np.array([1, 1, 0, 0]), np.array([0.9, 0.3, 0.1, 0.4])) == 0.75
    assert score_of("accuracy", np.array([1, 2, 0, 0]), np.array([1.0, 2.0, 0.0, 1.0])) == 0.75
    assert score_of("r2", np.array([0.0, 2.0]), np.array([0.5, 1.5])) == pytest.approx(0.75)  # 1 - 0.5 / 2
    assert np.isnan(score_of("r2", np.array([1.0, 1.0]), np.array([0.5, 1.5])))


def test_sizes_rise_to_all_rows_and_cuts_name_the_rest() -> None:
    assert sizes_of(1000) == [50, 100, 200, 400, 700, 1000] and sizes_of(40) == [40]
    fit = FitRows(None, {}, np.zeros(1000), 5000)
    assert cuts(fit, [100, 1000], 1, 15.0) == (
        "1,000 of 5,000 train rows were used",
        "15 s did not suffice for 1,000 rows",
    )


@pytest.mark.slow
def test_copies_fitted_on_more_rows_score_better() -> None:
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(3)
    rows = draw.normal(size=(3000, 20))
    label = (rows.sum(axis=1) + draw.normal(size=3000) * 2 > 0).astype(int)
    table = pd.DataFrame(rows, columns=[f"c{i}" for i in range(20)])
    shelf = {"model": LogisticRegression(C=100).fit(table, label)}
    reply = fitted(shelf, table[:1000], label[:1000], table[1000:], [50, 1000], "binary", 60.0)
    metric, points = curve_points(reply.arrays, [50, 1000], label[:1000], label[1000:], "binary", 1)
    assert metric == "roc_auc" and [point.rows for point in points] == [50, 1000]
    gain = points[0].gain
    assert gain is not None and gain.low is not None and gain.low > 0
    tests = [point.test.value or 0 for point in points]
    assert points[0].train > points[1].train > tests[1] > tests[0]
    assert points[1].test.low is not None and points[1].test.low < tests[1]
    with pytest.raises(TypeError, match="no way to be fitted anew"):
        fitted({"model": object()}, table, label, table, [50], "binary", 1.0)


@pytest.mark.slow
def test_what_would_not_end_in_time_is_not_begun() -> None:
    import pandas as pd
    from sklearn.dummy import DummyClassifier

    table, label = pd.DataFrame({"a": range(100)}), np.arange(100) % 2
    reply = fitted({"model": DummyClassifier()}, table, label, table, [50, 100], "binary", 0.0)
    assert reply.values == {"fitted": 1}
