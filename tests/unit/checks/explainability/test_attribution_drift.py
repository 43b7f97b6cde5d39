from types import SimpleNamespace

import numpy as np
import pytest

from checks.explainability._drift_facts import AttributionDrift, compared, ndcg
from checks.explainability._drift_facts import attribution_drift as provider
from checks.explainability.attribution_drift import attribution_drift
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.model.predictions import Predictions

COLUMNS = ("income", "age", "town")
ABOUT = ("m.joblib", "current.csv", "shap.TreeExplainer", COLUMNS)


def sizes(seed: int, *scale: float) -> np.ndarray:
    return np.abs(np.random.default_rng(seed).normal(size=(500, 3))) * np.array(scale)


def drift(production: np.ndarray) -> AttributionDrift:
    found = compared(*ABOUT, sizes(1, 3, 2, 1), production, 1)
    assert isinstance(found, AttributionDrift)
    return found


def test_the_same_importance_is_no_drift() -> None:
    result = attribution_drift(drift(sizes(2, 3, 2, 1)))
    assert result.measurements[0].value == 1.0 and not result.findings and "NDCG 1.000" in result.evidence[0].why


def test_a_column_that_gained_importance_is_named_with_both_shares() -> None:
    result = attribution_drift(drift(sizes(2, 1, 2, 6)))
    assert result.findings[0].column in ("town", "income") and result.measurements[0].value is not None
    assert result.measurements[0].value < 0.9
    change = next(m for m in result.measurements if m.column == "town")
    # Shares 1/6 in training and 6/9 in production: a change of one half.
    assert change.value == pytest.approx(0.5, abs=0.03)
    assert change.low is not None and change.low > 0.4


def test_intervals_hold_together_where_nothing_changed() -> None:
    """On tables of one population all intervals hold zero in about 95 of 100 cases."""
    held = 0
    for seed in range(60):
        found = compared(*ABOUT, sizes(2 * seed, 3, 2, 1), sizes(2 * seed + 1, 3, 2, 1), seed)
        assert isinstance(found, AttributionDrift)
        held += all((c.low or 0) <= 0 <= (c.high or 0) for c in found.changes.values())
    assert held >= 53  # a coverage of 0.95 gives less than 53 of 60 in 1 of 100 series


def test_ndcg_by_hand() -> None:
    # Production swaps the first two: (2/1 + 3/log2 3 + 1/2) / (3/1 + 2/log2 3 + 1/2).
    expected = (2 + 3 / np.log2(3) + 0.5) / (3 + 2 / np.log2(3) + 0.5)
    assert ndcg(np.array([3.0, 2.0, 1.0]), np.array([2.0, 3.0, 1.0])) == pytest.approx(expected)


def test_without_a_production_table_it_does_not_apply() -> None:
    found = provider(None, Predictions({}), SimpleNamespace(tables={}), None, None)  # type: ignore[arg-type]
    assert isinstance(found, Absent) and found.kind is Absence.NOT_APPLICABLE


def test_a_model_that_no_column_moves_leaves_it_open() -> None:
    assert isinstance(compared(*ABOUT, np.zeros((5, 3)), np.zeros((5, 3)), 1), Absent)
