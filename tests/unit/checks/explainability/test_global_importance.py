import numpy as np
import pytest

from checks.explainability._facts import Explanations, additivity_error, importance_of
from checks.explainability.global_importance import global_importance


def explanations(phi: np.ndarray, output: np.ndarray | None = None) -> Explanations:
    columns = tuple(f"c{i}" for i in range(phi.shape[1]))
    base = np.full(len(phi), 0.5)
    answer = base + phi.sum(axis=1) if output is None else output
    importance, overlap = importance_of(phi, columns, seed=1)
    error = additivity_error(phi, base, answer)
    about = ("m.joblib", "test", "test.csv", "shap.TreeExplainer", "log-odds", columns)
    return Explanations(*about, importance, overlap, error, len(phi), phi, answer, base)


def test_importance_is_the_mean_size_largest_first() -> None:
    phi = np.array([[1.0, -2.0], [-1.0, 4.0], [1.0, -3.0], [-1.0, 3.0]])
    importance, overlap = importance_of(phi, ("a", "b"), seed=1)
    assert [(entry.column, entry.estimate.value) for entry in importance] == [("b", 3.0), ("a", 1.0)]
    assert (importance[1].estimate.low, importance[1].estimate.high) == (1.0, 1.0) and overlap == 1.0


def test_the_interval_is_that_of_a_mean() -> None:
    phi = np.abs(np.random.default_rng(0).normal(5, 1, (2000, 1)))
    estimate = importance_of(phi, ("a",), seed=1)[0][0].estimate
    half = 1.96 * phi.std() / 2000**0.5
    assert estimate.low == pytest.approx(phi.mean() - half, abs=0.2 * half)


def test_a_clear_order_is_stable_and_measured_by_column() -> None:
    phi = np.random.default_rng(0).normal(size=(400, 8)) * np.array([9, 8, 7, 6, 5, 0.1, 0.1, 0.1])
    result = global_importance(explanations(phi))
    found = [m for m in result.measurements if m.name == "mean_abs_shap"]
    assert [m.column for m in found][:5] == ["c0", "c1", "c2", "c3", "c4"]
    assert result.measurements[0].name == "top_feature_overlap" and result.measurements[0].value == 1.0
    assert not result.findings and "c0 (" in result.evidence[0].why


def test_an_order_that_depends_on_the_rows_is_a_finding() -> None:
    result = global_importance(explanations(np.random.default_rng(0).normal(size=(60, 30))))
    assert result.measurements[0].value is not None and result.measurements[0].value < 0.8
    assert "changes with the rows" in result.findings[0].message


def test_one_column_that_decides_is_named() -> None:
    phi = np.random.default_rng(0).normal(size=(400, 5)) * np.array([9, 1, 1, 1, 1])
    result = global_importance(explanations(phi))
    share = next(m for m in result.measurements if m.name == "dominant_feature_share")
    assert share.value == pytest.approx(9 / 13, abs=0.03) and share.column == "c0"
    assert "may give the target away" in result.findings[0].message
