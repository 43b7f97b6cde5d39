from datetime import UTC, datetime

import numpy as np
import pytest

from checks.explainability._facts import Explanations, importance_of
from checks.explainability._permutation_facts import PermutationImportance, compared, rank_correlation
from checks.explainability._permutation_facts import permutation_importance as provider
from checks.explainability._permutation_worker import permuted
from checks.explainability.permutation_agreement import permutation_agreement
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings

COLUMNS = tuple(f"c{i}" for i in range(6))


def explained() -> Explanations:
    phi = np.tile(np.array([6.0, 5, 4, 3, 2, 1]), (10, 1))
    importance, overlap = importance_of(phi, COLUMNS, seed=1)
    zero = np.zeros(10)
    about = ("m.joblib", "test", "test.csv", "shap.TreeExplainer", "log-odds", COLUMNS)
    return Explanations(*about, importance, overlap, 0.0, 10, phi, zero, zero)


def fact(*moved: tuple[float, ...]) -> PermutationImportance:
    found = compared(explained(), COLUMNS, np.array(moved), "mean change of the probability", 10)
    assert isinstance(found, PermutationImportance)
    return found


def test_the_same_order_agrees_wholly() -> None:
    result = permutation_agreement(fact(*[(0.6, 0.5, 0.4, 0.3, 0.2, 0.1)] * 5))
    values = {m.name: m.value for m in result.measurements if m.column is None}
    assert values == {"permutation_top_overlap": 1.0, "permutation_rank_agreement": pytest.approx(1.0)}
    assert not result.findings and "puts c0, c1, c2 first" in result.evidence[0].why


def test_an_interval_is_students_over_rounds() -> None:
    found = fact((0.6, 0, 0, 0, 0, 0), (0.8, 0, 0, 0, 0, 0), (0.7, 0, 0, 0, 0, 0)).by_column["c0"]
    # Mean 0.7, standard deviation 0.1, t at 2 degrees of freedom 4.303: half width 4.303 * 0.1 / sqrt 3 = 0.2484.
    assert (found.value, found.low, found.high) == pytest.approx((0.7, 0.4516, 0.9484), abs=1e-4)


def test_another_order_is_a_finding_and_fewer_rounds_are_said() -> None:
    phi = np.tile(np.arange(12.0), (10, 1))
    columns = tuple(f"c{i}" for i in range(12))
    importance, overlap = importance_of(phi, columns, seed=1)
    zero = np.zeros(10)
    about = ("m.joblib", "test", "test.csv", "x", "log-odds", columns)
    other = Explanations(*about, importance, overlap, 0.0, 10, phi, zero, zero)
    found = compared(other, columns, 12 - np.arange(12.0)[None, :], "x", 10)
    assert isinstance(found, PermutationImportance)
    result = permutation_agreement(found)
    messages = [finding.message for finding in result.findings]
    assert "1 of 5 rounds" in messages[0] and "0% of the first 5 columns" in messages[1]


def test_rank_correlation_by_hand() -> None:
    # Ranks 1, 2, 3 and 1, 3, 2: 1 - 6 * 2 / (3 * 8) = 0.5.
    assert rank_correlation(np.array([1.0, 2, 3]), np.array([10.0, 30, 20])) == pytest.approx(0.5)
    assert rank_correlation(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])) is None


def test_the_worker_moves_the_answers_of_columns_that_matter() -> None:
    import pandas as pd

    class Model:
        classes_ = (0, 1)

        def predict_proba(self, table: pd.DataFrame) -> np.ndarray:
            yes = table["a"].to_numpy()
            return np.column_stack((1 - yes, yes))

    table = pd.DataFrame({"a": np.arange(100) / 100, "b": np.arange(100)})
    reply = permuted({"model": Model()}, table, 3, 1, 60.0)
    moved = reply.arrays["moved"]
    # Two independent places among 0.00 to 0.99 are a third apart on average.
    assert moved.shape == (3, 2) and moved[:, 0].mean() == pytest.approx(1 / 3, abs=0.05) and (moved[:, 1] == 0).all()
    assert permuted({"model": Model()}, table, 3, 1, 0.0).arrays["moved"].shape == (1, 2)


def test_it_is_not_applicable_where_no_time_was_asked_for() -> None:
    settings = Settings(now=datetime(2026, 1, 1, tzinfo=UTC))
    found = provider(None, None, None, settings, explained())  # type: ignore[arg-type]
    assert isinstance(found, Absent) and found.kind is Absence.NOT_APPLICABLE


def test_other_columns_than_those_explained_leave_it_open() -> None:
    assert isinstance(compared(explained(), ("a",), np.ones((1, 1)), "x", 10), Absent)
