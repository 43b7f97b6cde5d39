import pytest

from checks.model_validation._stress_facts import Folds
from checks.model_validation._stress_worker import folds as fitted_folds
from checks.model_validation.cross_validation_repeated import cross_validation_repeated
from readiness.evidence.model.statistics import Estimate
from tests.unit.checks.model_validation.quality import AUC, quality


def folds(*scores: float) -> Folds:
    return Folds("m.joblib", "roc_auc", scores, 2000, grouped=False)


def test_mean_and_spread_of_the_folds() -> None:
    result = cross_validation_repeated(folds(0.78, 0.80, 0.82, 0.79, 0.81), quality(roc_auc=AUC))
    found = {m.name: m for m in result.measurements}
    assert found["fold_score_mean"].value == pytest.approx(0.80)
    assert found["fold_score_sd"].value == pytest.approx(0.0158, abs=1e-4)
    # Student's t at 4 degrees of freedom: 2.776 * 0.0158 / sqrt 5 = 0.0196.
    assert found["fold_score_mean"].low == pytest.approx(0.7804, abs=1e-4)
    assert found["fold_test_gap"].value == pytest.approx(0.0) and not result.findings


def test_a_test_score_far_above_the_folds_is_a_finding() -> None:
    result = cross_validation_repeated(
        folds(0.60, 0.61, 0.62, 0.59, 0.60), quality(roc_auc=Estimate(0.9, 0.88, 0.92, 900))
    )
    assert "well above the 0.604 of cross-validation" in result.findings[0].message


def test_too_few_folds_leave_it_open() -> None:
    result = cross_validation_repeated(folds(0.8, 0.7), quality(roc_auc=AUC))
    assert not result.measurements and "only 2 folds" in result.reason


def test_what_the_time_did_not_allow_is_said() -> None:
    fact = Folds("m.joblib", "roc_auc", (0.8, 0.81, 0.79), 2000, grouped=False, total=9000)
    messages = [finding.message for finding in cross_validation_repeated(fact, quality(roc_auc=AUC)).findings]
    assert messages == [
        "Cross-validation was cut: 3 of 5 folds could be fitted.",
        "Cross-validation was cut: 2,000 of 9,000 train rows were used.",
    ]


@pytest.mark.slow
def test_folds_are_not_begun_where_a_tenth_of_the_rows_takes_too_long() -> None:
    import numpy as np
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(1)
    table = pd.DataFrame(draw.normal(size=(600, 3)), columns=["a", "b", "c"])
    label = (table["a"] + draw.normal(size=600) > 0).astype(int).to_numpy()
    shelf = {"model": LogisticRegression()}
    scores = fitted_folds(shelf, table, label, "binary", 1, 60.0).arrays["score"]
    assert len(scores) == 5 and (scores > 0.6).all()
    with pytest.raises(TimeoutError, match="60 of 600 rows takes too long for 0 s"):
        fitted_folds(shelf, table, label, "binary", 1, 0.0)
